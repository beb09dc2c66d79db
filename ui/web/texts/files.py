"""The files of the page's words: key -> text, from TOML. Read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any, Final

from rag.errors import SettingsError

OURS: Final = "en"  # the language that has every text
ENDING: Final = ".toml"


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file."""
    names = (file.name for file in files("ui.web.texts").iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in names if name.endswith(ENDING)))


@cache
def read(language: str) -> Mapping[str, str]:
    """Return key -> text of the file of one of ``languages``, or of one given by its path.

    "when.days.one" is a form of the text "when.days", "when.months.0" the first of a list. Raises
    SettingsError for a file that is none of texts.
    """
    if not language.endswith(ENDING):
        return _texts(files("ui.web.texts").joinpath(f"{language}{ENDING}").read_text("utf-8"))
    path = Path(language).expanduser()
    try:
        return _texts(path.read_text("utf-8"))
    except OSError as error:
        raise _unread(path, error.strerror) from error
    except ValueError as error:  # what is not UTF-8 or not TOML, too
        raise _unread(path, error) from error


def lacking(language: str) -> tuple[str, ...]:
    """Return the texts of English that a language does not have; a form more or less is none."""
    forms = {key.rpartition(".")[0] for key in read(OURS) if key.count(".") > 1}

    def bare(keys: Mapping[str, str]) -> set[str]:
        return {key if (of := key.rpartition(".")[0]) not in forms else of for key in keys}

    return tuple(sorted(bare(read(OURS)) - bare(read(language))))


def require_values(texts: Mapping[str, str]) -> None:
    """Raise SettingsError for a text that asks for a value which is not given where it is said."""
    known: dict[str, set[str]] = {}
    for key, text in read(OURS).items():
        for name in (key, key.rpartition(".")[0]):  # a form may name what another form names
            known.setdefault(name, {"count"}).update(_values(text))
    for key, text in texts.items():
        given = known.get(key, set()) | known.get(key.rpartition(".")[0], set())
        try:
            wrong = _values(text) - given
        except ValueError as error:
            raise _wrong(key, text, error) from error
        if wrong and given:  # a text that English has not is never said
            raise _wrong(key, text, f"{{{min(wrong)}}} is no value of it")


def _values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _wrong(key: str, text: str, reason: object) -> SettingsError:
    return SettingsError(
        f"the text {key} of the page's language, {text!r}, cannot be said: {reason}",
        hint="Compare it with the same text in ui/web/texts/en.toml.",
    )


def _texts(toml: str) -> dict[str, str]:
    return dict(_flat(tomllib.loads(toml), ""))


def _flat(some: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(some, str):
        yield key, some
        return
    if not isinstance(some, dict | list):
        raise ValueError(f"{key} should be a text")
    pairs = some.items() if isinstance(some, dict) else enumerate(some)
    for name, one in pairs:
        yield from _flat(one, f"{key}.{name}" if key else str(name))


def _unread(path: Path, reason: object) -> SettingsError:
    return SettingsError(
        f"the page's words cannot be read from {path}: {reason}",
        hint="DATELINE_LANGUAGE is a language or a TOML file like ui/web/texts/en.toml.",
    )
