"""Every word of the page that is not an article's: a TOML file a language, read once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rag.errors import SettingsError
from ui.web.texts.files import ENDING, OURS, languages, read, require_values
from ui.web.texts.grammar import OTHER, form

__all__ = [
    "OURS",
    "Said",
    "choose",
    "chosen",
    "count",
    "languages",
    "megabytes",
    "number",
    "own",
    "read",
    "say",
]

_spoken: Final[dict[str, str]] = {}  # the texts of the language that was chosen
_chosen: Final[list[str]] = [OURS]


class Said(str):
    """Words of the page, in its language: what is none may be another's English."""

    __slots__ = ()


def choose(language: str) -> None:
    """Say everything in a language from now on, as the settings of the page that is served ask.

    It is one of ``languages``, or the path of a file like theirs, whose name is the language's
    code. SettingsError for one that has no file, a file that is none of texts, or a text with a
    ``{name}`` that its English has not.
    """
    if language not in languages() and not language.endswith(ENDING):
        raise SettingsError(
            f"the page has no words in the language {language!r}",
            hint=f"Set DATELINE_LANGUAGE to one of these: {', '.join(languages())},"
            " or to the path of a .toml file like theirs.",
        )
    texts = read(language)
    require_values(texts)
    _spoken.clear()
    _spoken.update(texts)
    _chosen[:] = [Path(language).name.removesuffix(ENDING)]


def chosen() -> str:
    """Return the code of the language that is spoken."""
    return _chosen[0]


def own(text: str) -> bool:
    """Tell whether a text is in the page's language: one of its own, or English on its page."""
    return isinstance(text, Said) or chosen() == OURS or not text


def say(key: str, /, **values: object) -> Said:
    """Return the text ``key`` ("ask.send") in the language that was chosen, English before that.

    ``{name}`` in it is replaced by the value of that name. What a language lacks is said in
    English. KeyError for a key that no file has: every key is in ``en.toml``, as a test sees to.
    """
    return _filled(_spoken[key] if key in _spoken else read(OURS)[key], values)


def count(key: str, of: int, /, **values: object) -> Said:
    """Return the text ``key`` in the form that goes with a number, ``{count}`` in it the number.

    A language has as many forms of a text as its rule (``number.plural``) names, or one for all.
    """
    for texts in (_spoken, read(OURS)):
        wanted = form(texts.get("number.plural", ""), of)
        forms = (f"{key}.{wanted}", f"{key}.{OTHER}", key)
        if text := next(filter(None, map(texts.get, forms)), ""):
            return _filled(text, {"count": number(of), **values})
    raise KeyError(key)


def number(value: float, places: int = 0) -> str:
    """Return a number with the signs that the language puts into it: "1,572", "0.92"."""
    signs = {",": say("number.thousands"), ".": say("number.decimal")}
    return "".join(signs.get(one, one) for one in f"{value:,.{places}f}")


def megabytes(size: int, places: int = 1) -> Said:
    """Return a size in bytes as megabytes: "17.3 MB"."""
    return say("number.megabytes", count=number(size / 1e6, places))


def _filled(text: str, values: Mapping[str, object]) -> Said:
    return Said(text.format(**values) if values else text)
