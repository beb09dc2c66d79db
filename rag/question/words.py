"""Words of a question or a sentence: folded, and without those that carry nothing."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., J.D.
    r"|\d+(?:[.,]\d+)*"  # 4.25, 1,572
    r"|[^\W_]+(?:['’][^\W_]+)*"  # didn't, Britain's
)
_ACCENT = re.compile("[\u0300-\u036f]")
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_QUOTE_MARKS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00ad": None})


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


def fold(text: str) -> str:
    """Return ``text`` without case and accents, with straight quote marks.

    Only the accents of Latin, Greek and Cyrillic letters go (U+0300 to U+036F): the vowel
    signs of Thai, Hindi or Arabic are letters to their readers.
    """
    plain = text.translate(_QUOTE_MARKS)
    if plain.isascii():
        return plain.casefold()
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", plain)).casefold()
    return unicodedata.normalize("NFC", bare)


def unaccent(text: str) -> str:
    """Return ``text`` with plain letters and straight apostrophes; case and length stay.

    One code point becomes one code point, so an offset in the result is one in ``text``.
    """
    if text.isascii():
        return text
    return "".join(map(_plain_letter, text))


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in "’‘ʼ":
        return "'"
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


def stem(token: str) -> str:
    """Return one token folded, without its possessive ending, U.S. as ``us``, 1,572 as 1572."""
    folded = _POSSESSIVE.sub("", fold(token))
    if folded[:1].isdigit():
        return re.sub(r",(?=\d{3}(?!\d))", "", folded)
    return folded.replace(".", "")


def content_words(text: str) -> list[str]:
    """Return the folded words of ``text`` in order, repeated ones too, without stop words."""
    return [word for _, word in content_tokens(text)]


def content_tokens(text: str) -> list[tuple[str, str]]:
    """Return (token as written, token folded) for every word that is no stop word."""
    stop = stop_words()
    found = []
    for match in WORD.finditer(text):
        token = match.group()
        if fold(token) in stop and not _is_acronym(token):
            continue
        if (word := stem(token)) and (word not in stop or _is_acronym(token)):
            found.append((token, word))
    return found


def _is_acronym(token: str) -> bool:
    return "." in token and not token[0].isdigit()
