"""Every word of the page that is not an article's: a TOML file a language, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from rag.settings import load

OURS = "en"  # the language that has every text


def say(key: str, /, **values: object) -> str:
    """Return the text ``key`` ("ask.send") in the language of ``DATELINE_LANGUAGE``.

    ``{name}`` in it is replaced by the value of that name. What a language lacks is said in
    English. KeyError for a key that no file has: every key is in ``en.toml``, as a test sees to.
    """
    text = _spoken().get(key) or read(OURS)[key]
    return text.format(**values) if values else text


def english(key: str, /) -> str:
    """Return the text ``key`` in English, as exports say all that they say of themselves."""
    return read(OURS)[key]


@cache
def read(language: str) -> Mapping[str, str]:
    """Return key -> text of a language's file; nothing where there is no such file."""
    file = files("ui.web.texts").joinpath(f"{language}.toml")
    if not file.is_file():
        return {}
    tables = tomllib.loads(file.read_text("utf-8"))
    return {
        f"{table}.{name}": text for table, some in tables.items() for name, text in some.items()
    }


@cache
def _spoken() -> Mapping[str, str]:
    return read(load().language)
