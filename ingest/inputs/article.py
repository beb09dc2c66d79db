"""The last step of every format: an article's strings made storable, its oddities named."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from ingest.inputs.options import Item
from rag.domain import Failure, IncomingArticle, NewsTime, Warn

_SURROGATES = re.compile("[\ud800-\udfff]")
# UTF-8 read as windows-1252: a two-byte letter, or typographic punctuation
_MOJIBAKE = re.compile(
    "[\u00c3\u00c5\u00c4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6"
    "\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac"
    "\u2122](?![A-Z])|\u00e2\u20ac[\u2122\u0153\u009d\u0153\u201c\u201d\u02dc\u2013\u00a6]"
)
_SIGNS = ("\u00c3", "\u00c5", "\u00c4", "\u00e2\u20ac")
_ORDERS = ("instruction", "prompt", "directions")
_INSTRUCTIONS = re.compile(
    r"\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+|your\s+|my\s+)?"
    r"(?:previous|prior|above|earlier|preceding)\s+(?:instructions?|prompts?|directions)\b"
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")  # those with look-alike letters


def checked(article: IncomingArticle) -> Item:
    """Return the article ready to be kept, or why it cannot be.

    The text loses nothing but NUL; lone surrogates become U+FFFD. Other strings are brought to
    one line and are None where blank. A blank text, or one that only repeats the given title,
    is E_EMPTY.
    """
    kept = unread(article)
    text, title, warnings = kept.text, kept.title, list(kept.warnings)
    if not text.strip():
        return Failure(article.where, "E_EMPTY", "the article has no text")
    if title and len(text) < 4 * len(title) + 100 and _bare(text) == _bare(title):
        return Failure(article.where, "E_EMPTY", "the text only repeats the title")
    warnings += _oddities(kept)
    return replace(kept, warnings=tuple(warnings))


def unread(article: IncomingArticle) -> IncomingArticle:
    """Return the article with its strings made storable, whatever its text is: even none."""
    warnings = list(article.warnings)
    return replace(
        article,
        text=_storable(article.text, warnings),
        title=_one_line(article.title, warnings),
        publisher=_one_line(article.publisher, warnings),
        byline=_one_line(article.byline, warnings),
        section=_one_line(article.section, warnings),
        language=_language(_one_line(article.language, warnings)),
        url=_one_line(article.url, warnings),
        external_id=_one_line(article.external_id, warnings),
        warnings=tuple(warnings),
    )


def _storable(text: str, warnings: list[Warn]) -> str:
    if nuls := text.count("\0"):
        text = text.replace("\0", "")
        warnings.append(Warn("W_CONTROL", f"{_times(nuls, 'NUL character')} removed"))
    text, lone = _SURROGATES.subn("\ufffd", text)
    if lone:
        warnings.append(Warn("W_ENCODING", f"{_times(lone, 'lone surrogate')} became U+FFFD"))
    return text


def _one_line(value: str | None, warnings: list[Warn]) -> str | None:
    return " ".join(_storable(value, warnings).split()) or None if value else None


def _bare(text: str) -> str:
    return " ".join(text.split()).strip("# .").casefold()


def _language(tag: str | None) -> str | None:
    """Return the primary subtag of a language tag, lower case: "en" for "en_GB"."""
    if tag is None:
        return None
    match = re.match(r"([a-z]{2,3})(?:[-_]|$)", tag, re.IGNORECASE)
    return match[1].lower() if match else tag.casefold()


def _oddities(article: IncomingArticle) -> list[Warn]:
    warnings = []
    published, modified = article.published, article.modified
    if published and modified and modified.epoch < _day_aware(published, modified):
        said = f"modified {modified.raw!r} is before published {published.raw!r}"
        warnings.append(Warn("W_DATE_ORDER", said))
    suspect = any(sign in article.text for sign in _SIGNS)
    if suspect and (found := _MOJIBAKE.search(article.text)):
        warnings.append(Warn("W_MOJIBAKE", f"{found[0]!r} looks like UTF-8 decoded wrongly"))
    if article.publisher and _mixes_scripts(article.publisher):
        said = f"publisher {article.publisher!r} mixes alphabets"
        warnings.append(Warn("W_MIXED_SCRIPT", said))
    folded = article.text.casefold()  # to look for a word first is ten times the pattern's speed
    if any(word in folded for word in _ORDERS) and _INSTRUCTIONS.search(folded):
        warnings.append(Warn("W_INSTRUCTIONS", "the text gives orders to a language model"))
    return warnings


def _day_aware(published: NewsTime, modified: NewsTime) -> int:
    """Where one of them is only a day, the same day is not before it."""
    return published.epoch - (86_399 if published.precision != modified.precision else 0)


def _mixes_scripts(name: str) -> bool:
    for word in name.split():
        scripts = {unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha()}
        if len(scripts.intersection(_SCRIPTS)) > 1:
            return True
    return False


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}"
