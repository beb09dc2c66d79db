"""Words of a question or a sentence: folded, and without those that carry nothing."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from rag.text.fold import fold, tokens

WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., J.D.
    r"|\d+(?:[.,]\d+)*(?![^\W_])"  # 4.25, 1,572
    r"|[^\W_]+(?:['’][^\W_]+)*"  # didn't, Britain's, 256GB
)

_BARE = dict(zip("łŁøØđĐıħĦ", "lLoOdDihH", strict=True))  # Unicode gives these no base letter


@cache
def data(name: str) -> dict[str, Any]:
    """Read ``rag/data/<name>.json``."""
    loaded: dict[str, Any] = json.loads(
        files("rag").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    )
    return loaded


@cache
def stop_words() -> frozenset[str]:
    """English words that say nothing about what a question is after, folded."""
    return frozenset(fold(word) for word in data("stopwords")["en"])


@cache
def name_words(column: str) -> frozenset[str]:
    """Return a column of name_words.json: words that stand in names, or only beside them."""
    return frozenset(data("name_words")[column])


def unaccent(text: str) -> str:
    """Return ``text`` with plain letters and straight apostrophes; case and length stay.

    One code point becomes one code point, so an offset in the result is one in ``text``.
    """
    if text.isascii():
        return text
    return text.translate(_PLAIN)


class _Plain(dict[int, str]):
    """Code point -> its plain letter, found out when it is first met."""

    def __missing__(self, point: int) -> str:
        return self.setdefault(point, _plain_letter(chr(point)))


_PLAIN = _Plain()


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in "’‘ʼ":
        return "'"
    if letter in _BARE:
        return _BARE[letter]
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


def content_words(text: str) -> list[str]:
    """Return the folded words of ``text`` in order, repeated ones too, without stop words."""
    stop = stop_words()
    return [word for word in tokens(text) if word not in stop]


def content_tokens(text: str) -> list[tuple[str, list[str]]]:
    """Return (word as written, its folded words) for each that has more than stop words."""
    pairs = ((match.group(), content_words(match.group())) for match in WORD.finditer(text))
    return [(written, words) for written, words in pairs if words]
