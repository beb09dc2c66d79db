"""Every word of the page that is not an article's: a TOML file a language, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Protocol

from rag.errors import SettingsError

OURS: Final = "en"  # the language that has every text
_FILE: Final = ".toml"
_spoken: Final[dict[str, str]] = {}  # the texts of the language that was chosen


class Words(Protocol):
    """Gives texts by their keys, in one language."""

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text ``key`` ("ask.send"), ``{name}`` in it replaced by a value."""
        ...


def choose(language: str) -> None:
    """Say everything in a language from now on, as the settings of the page that is served ask.

    SettingsError for one that has no file.
    """
    if language not in languages():
        raise SettingsError(
            f"the page has no words in the language {language!r}",
            hint=f"Set DATELINE_LANGUAGE to one of these: {', '.join(languages())}.",
        )
    _spoken.clear()
    _spoken.update(read(language))


def say(key: str, /, **values: object) -> str:
    """Return the text ``key`` ("ask.send") in the language that was chosen, English before that.

    ``{name}`` in it is replaced by the value of that name. What a language lacks is said in
    English. KeyError for a key that no file has: every key is in ``en.toml``, as a test sees to.
    """
    return _filled(_spoken.get(key) or read(OURS)[key], values)


def english(key: str, /, **values: object) -> str:
    """Return the text ``key`` in English, as exports say all that they say of themselves."""
    return _filled(read(OURS)[key], values)


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a file."""
    names = (file.name for file in files("ui.web.texts").iterdir())
    return tuple(sorted(name.removesuffix(_FILE) for name in names if name.endswith(_FILE)))


@cache
def read(language: str) -> Mapping[str, str]:
    """Return key -> text of the file of one of ``languages``."""
    file = files("ui.web.texts").joinpath(f"{language}{_FILE}")
    tables = tomllib.loads(file.read_text("utf-8"))
    return {
        f"{table}.{name}": text for table, some in tables.items() for name, text in some.items()
    }


def _filled(text: str, values: Mapping[str, object]) -> str:
    return text.format(**values) if values else text
