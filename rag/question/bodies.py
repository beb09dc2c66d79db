"""Other names of bodies: NATO and the North Atlantic Treaty Organization are one."""

from __future__ import annotations

from functools import cache

from rag.question.words import data

_OF = " of "


def other_names(name: str) -> tuple[str, ...]:
    """Return every name of the body called ``name``, itself among them; none of a stranger's."""
    return _bodies().get(name, ())


def parts_of(name: str) -> tuple[str, str] | None:
    """Return thing and owner of "National Bank of Norvale", None for a name without "of"."""
    thing, found, owner = name.partition(_OF)
    owner = owner.removeprefix("the ").removeprefix("The ")
    return (thing, owner) if found and thing and owner else None


def described(thing: str) -> tuple[str, ...]:
    """Return how texts describe a thing instead of naming it: a National Bank is a central bank."""
    kinds: dict[str, list[str]] = data("bodies")["kinds"]
    return tuple(kind for kind, names in kinds.items() if thing in names)


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    lists: list[list[str]] = data("bodies")["bodies"]
    return {name: tuple(names) for names in lists for name in names}
