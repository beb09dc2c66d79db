"""The gate: nothing is shown that is not, character for character, where it says it is.

Quotations are checked against the revision they cite; a chat model's sentences are kept only
where their markers, quotations, numbers, dates and names can be found in what they cite. Their
meaning is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from hashlib import sha256

from rag.claims import codes_in, days_in, unsupported_names
from rag.domain import Citation, Revision, Sentence, Span
from rag.draft import Cut
from rag.numbers import claimed_numbers, is_among, numbers_in
from rag.question.words import content_words
from rag.text.fold import tokens
from rag.text.sentences import sentences

REMEMBERED = 256  # texts, some 2 MB: a search meets the same ones again, and so does its answer
_DOUBLE_MARKS = '“”„‟«»″"'
_QUOTE_MARKS = str.maketrans(dict.fromkeys(_DOUBLE_MARKS, '"') | dict.fromkeys("‘’‚‛′ʼ", "'"))
_DOUBLE = re.compile(r'"([^"]*)"')
_SINGLE = re.compile(r"(?:^|(?<=[\s(,:]))'(?=\S)(.+?)(?<=\S)'(?=[\s).,;:?!]|$)")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of a draft that was not let through, and why, in words."""

    text: str
    reason: str


def is_intact(revision: Revision) -> bool:
    """Whether a revision is as it was kept: its text the one its sha256 names, the rest sound."""
    return revision.sound and _is_named(revision.text, revision.sha256)


@lru_cache(maxsize=REMEMBERED)
def _is_named(text: str, digest: str) -> bool:
    """Compare a text with its sha256; the very same characters are not hashed again."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:  # a lone surrogate: not the text that was hashed
        return False
    return sha256(encoded).hexdigest() == digest


def check_quote(citation: Citation) -> bool:
    """Whether the revision is the one its sha256 names and the quote stands at its span."""
    revision = citation.passage.revision
    return is_intact(revision) and citation.span.of(revision.text) == citation.quote


def exact(citations: Iterable[Citation]) -> tuple[tuple[Citation, ...], tuple[Citation, ...]]:
    """Return (kept, dropped): the citations whose quote is exact, in order, and the others."""
    kept: list[Citation] = []
    dropped: list[Citation] = []
    for citation in citations:
        (kept if check_quote(citation) else dropped).append(citation)
    return tuple(kept), tuple(dropped)


def check_sentence(
    one: Cut, evidence: Sequence[Citation], *, zone: tzinfo = UTC
) -> Sentence | Dropped:
    """Return a draft's sentence marked as the model's own, or why it is dropped.

    ``evidence`` are the passages the model was shown; a passage may be quoted, and its numbers,
    dates and names used, with those of its headline, byline and publisher, and its day of
    publication (in ``zone``).
    """
    shown = {citation.marker: citation for citation in evidence}
    if not one.markers:
        return Dropped(one.text, "it cites nothing")
    if dangling := [marker for marker in one.markers if marker not in shown]:
        return Dropped(one.text, f"it cites {dangling}, but was shown {sorted(shown)}")
    cited = [shown[marker] for marker in one.markers]
    if reason := _unproven(one.text, cited, zone):
        return Dropped(one.text, reason)
    return Sentence(one.text, "model", one.markers)


def supporting_span(sentence: str, citation: Citation) -> Span:
    """Return the sentence of the cited passage that shares the most words with ``sentence``.

    Offsets are of the revision's text, so that the span can be quoted beside it.
    """
    passage = citation.passage
    wanted = set(content_words(sentence))
    spans = sentences(passage.text, passage.revision.language)
    if not spans:
        return passage.span
    best = max(spans, key=lambda span: len(wanted & set(tokens(span.of(passage.text)))))
    return Span(passage.span.start + best.start, passage.span.start + best.end)


def _unproven(text: str, cited: Sequence[Citation], zone: tzinfo) -> str | None:
    """Return what in ``text`` the cited passages do not have, or None."""
    passages = [citation.passage.text for citation in cited]
    if invented := [one for one in quotations(text) if not _is_verbatim(one, passages)]:
        return f"not verbatim in what it cites: {invented}"
    source = "\n".join([*passages, *map(_heading, cited)])
    text = _without_publication(text, cited, zone)
    numbers = numbers_in(source)
    if wrong := [n for n in claimed_numbers(text) if not is_among(n, numbers)]:
        return f"numbers not in what it cites: {sorted(f'{n.value}{n.unit}' for n in wrong)}"
    if wrong_days := (days_in(text) - days_in(source)) | (codes_in(text) - codes_in(source)):
        return f"dates or codes not in what it cites: {sorted(wrong_days)}"
    background = "\n".join(citation.passage.revision.text for citation in cited)
    if strangers := unsupported_names(text, source, background):
        return f"names not in what it cites: {strangers}"
    return None


def quotations(text: str) -> list[str]:
    """Return what stands in quotation marks and has words, marks straightened.

    A quotation may go on in the sentence before or after: then one of its marks is missing
    here, and it begins or ends with the text.
    """
    first = next((at for at, letter in enumerate(text) if letter in _DOUBLE_MARKS), None)
    plain = text.translate(_QUOTE_MARKS)
    if first is not None and _is_closing(text, first):
        plain = f'"{plain}'
    if plain.count('"') % 2:
        plain = f'{plain}"'
    outside = _DOUBLE.sub(" ", plain)
    found = [*_DOUBLE.findall(plain), *_SINGLE.findall(outside)]
    return [quote for quote in found if re.search(r"\w", quote)]


def _is_closing(text: str, at: int) -> bool:
    """Whether a double quotation mark closes: by its shape, else because nothing opens there."""
    if text[at] in "”»":
        return True
    return text[at] == '"' and at > 0 and text[at - 1] not in " \t\u00a0([—–-:"


def _is_verbatim(quote: str, passages: Sequence[str]) -> bool:
    """Whether a quotation is in a passage, but for the style of its marks and line breaks.

    A comma or full stop that the sentence puts inside the marks is no part of the words. Words
    are whole: "war" is not quoted from "toward".
    """
    words = _one_line(quote).rstrip(",.")
    return any(_holds_whole(_one_line(passage), words) for passage in passages)


def _holds_whole(text: str, words: str) -> bool:
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not _divides(text, at) and not _divides(text, end):
            return True
        at = text.find(words, at + 1)
    return False


def _divides(text: str, at: int) -> bool:
    """Whether a word of a script with spaces goes on over ``at``: a letter with case, a digit."""
    inside = 0 < at < len(text)
    return inside and all(
        one.isdigit() or one.lower() != one.upper() for one in text[at - 1 : at + 1]
    )


def _one_line(text: str) -> str:
    return " ".join(text.translate(_QUOTE_MARKS).split())


def _heading(citation: Citation) -> str:
    """Return what was shown of an article beside its passage: headline, byline, publisher."""
    passage = citation.passage
    parts = (passage.revision.title, passage.revision.byline, passage.article.publisher)
    return "\n".join(part for part in parts if part)


def _without_publication(text: str, cited: Sequence[Citation], zone: tzinfo) -> str:
    """Return ``text`` without the days its articles were published on, which were shown too.

    Only a day with its month goes ("26 November", "Tuesday, November 26, 2024"): that an
    article is of November does not bear out that prices fell in November.
    """
    for citation in cited:
        published = citation.passage.revision.published
        if published is not None:
            text = _day_pattern(datetime.fromtimestamp(published.epoch, zone)).sub(" ", text)
    return text


def _day_pattern(day: datetime) -> re.Pattern[str]:
    number, month, year = rf"0?{day.day}(?:st|nd|rd|th)?", rf"(?:{day:%B}|{day:%b}\.?)", f"{day:%Y}"
    return re.compile(
        rf"\b(?:{day:%A},?\s+)?(?:the\s+)?"
        rf"(?:{number}\s+(?:of\s+)?{month}|{month}\s+{number})(?:,?\s+{year})?(?!\w)"
        rf"|\b{day:%Y-%m-%d}\b",
        re.IGNORECASE,
    )
