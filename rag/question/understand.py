"""A question as typed -> a question as understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from zoneinfo import ZoneInfo

from rag.domain import Span
from rag.errors import QuestionError
from rag.question.dates import Period, Use
from rag.question.follow_up import standalone
from rag.question.frame import frame_of, office_of
from rag.question.names import names_in
from rag.question.nouns import Filters, Question, Recency, Turn
from rag.question.parts import Part, carried, ignored, present
from rag.question.periods import only_closed, periods_in
from rag.question.publishers import as_spelled, publishers_in
from rag.question.quoted import asks_who_said, quoted_in
from rag.question.recency import recency_of
from rag.question.subject import named_by, subject_of
from rag.question.words import content_tokens

MAX_CHARS = 2_000


def understand(
    text: str,
    *,
    asked_at: int,
    zone: ZoneInfo,
    publishers: Sequence[str],
    filters: Filters = Filters(),
    history: Sequence[Turn] = (),
    without: Set[str] | None = None,
    max_chars: int = MAX_CHARS,
) -> Question:
    """Read subject, speaker, matter, quotation, dates and publishers out of ``text``.

    ``publishers`` are those of the archive; ``filters`` are the caller's and win over what the
    words imply, field by field. After ``history`` a follow-up is rewritten to stand alone. The
    parts in ``without`` are ignored where the words have them; by default those that the question
    before was asked without, unless a follow-up names them itself. Raises QuestionError if the
    text is blank or longer than ``max_chars`` code points.
    """
    typed = cleaned(text, max_chars)
    alone = Part.FOLLOW_UP in (without or ())
    earlier = [
        replace(turn, question=cleaned_or_empty(turn.question, max_chars))
        for turn in history
        if not alone
    ]
    whole = standalone(
        typed,
        [turn for turn in earlier if turn.question],
        asked_at=asked_at,
        zone=zone,
        publishers=publishers,
    )
    own = _own(typed, asked_at, zone, publishers) if whole != typed else frozenset()
    if without is None:
        without = history[-1].without - own - {Part.FOLLOW_UP} if whole != typed else frozenset()
    question = _read(whole, asked_at, zone, publishers, ignored(without))
    given = replace(filters, publishers=as_spelled(filters.publishers, publishers))
    return replace(
        question,
        filters=_merged(given, question.inferred),
        follow_up_of=earlier[-1].question if whole != typed else None,
        carried=carried(question, typed, own) if whole != typed else frozenset(),
        without=ignored(without),
    )


def cleaned(text: str, max_chars: int) -> str:
    """Return ``text`` on one line, without control characters.

    Raises QuestionError if nothing is left or it is longer than ``max_chars``.
    """
    if len(text) > max_chars:
        raise QuestionError(
            f"the question has {len(text)} characters, at most {max_chars} are read"
        )
    if not (line := cleaned_or_empty(text, max_chars)):
        raise QuestionError("the question is empty")
    return line


def cleaned_or_empty(text: str, max_chars: int) -> str:
    """Return at most ``max_chars`` of ``text`` on one line, "" where nothing is visible."""
    shown = "".join(_shown(character) for character in text[:max_chars])
    line = " ".join(shown.split())
    visible = any(unicodedata.category(character) not in ("Cf", "Zs") for character in line)
    return line if visible else ""


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Cs":
        return "\ufffd"
    return " " if kind == "Cc" else character


def _own(typed: str, asked_at: int, zone: ZoneInfo, publishers: Sequence[str]) -> Set[Part]:
    """Return the parts that the words of a follow-up have by themselves."""
    dated = {Part.DATES} if periods_in(typed, asked_at, zone) else set()
    return present(_read(typed, asked_at, zone, publishers)) | dated


def _read(
    text: str,
    asked_at: int,
    zone: ZoneInfo,
    publishers: Sequence[str],
    without: Set[Part] = frozenset(),
) -> Question:
    quote = quoted_in(text)
    if quote is not None and not asks_who_said(text, quote):
        quote = None
    if Part.QUOTED in without:
        quote = None
    outside = _without(text, [quote]) if quote else text
    periods = periods_in(outside, asked_at, zone)
    asked = publishers_in(outside, publishers)
    names = names_in(_without(outside, [span for _, span in asked]))
    frame = frame_of(outside, names)
    office = None if frame else office_of(outside)
    subject = frame.subject if frame else None if office else subject_of(outside, names)
    if Part.SUBJECT in without:
        subject = None
    said = None if Part.SPEAKER in without else frame or office
    printed = None if Part.DATES in without else _printed(periods)
    spent = [
        *(span for _, span in asked),
        *(_span(period) for period in periods if period.use is not Use.EVENT),
        *(said.spans if said else ()),
        *([_owned(outside, subject.span)] if subject else ()),
    ]
    return Question(
        text=text,
        asked_at=asked_at,
        inferred=_filters(
            printed, asked_at, [] if Part.PUBLISHERS in without else [name for name, _ in asked]
        ),
        dated=printed.words if printed and printed.slack else "",
        period=None if Part.DATES in without else only_closed(periods),
        subject=(subject.named if frame else named_by(subject)) if subject else None,
        speaker=said.speaker if said else None,
        matter=_matter(text if quote else outside, spent),
        quoted=quote.of(text) if quote else None,
        recency=_recency(outside, periods, asked_at, zone, without),
    )


def _recency(
    text: str, periods: Sequence[Period], asked_at: int, zone: ZoneInfo, without: Set[Part]
) -> Recency:
    if Part.RECENCY in without:
        return Recency.NONE
    if Part.DATES not in without:
        return recency_of(text, periods, asked_at, zone)
    undated = _without(text, [_span(period) for period in periods])
    return recency_of(undated, [], asked_at, zone)


def _matter(text: str, spent: Iterable[Span]) -> str:
    return " ".join(
        token
        for token, words in content_tokens(_without(text, spent))
        if not _FRAME.issuperset(words)
    )


def _printed(periods: Sequence[Period]) -> Period | None:
    """Return the period in which the articles asked for were printed, where words name one."""
    return next((period for period in periods if period.use is Use.PUBLISHED), None)


def _filters(printed: Period | None, asked_at: int, publishers: Sequence[str]) -> Filters:
    start, end = printed.bounds(asked_at) if printed else (None, None)
    return Filters(publishers=tuple(dict.fromkeys(publishers)), start=start, end=end)


def _merged(given: Filters, inferred: Filters) -> Filters:
    dated = given.start is not None or given.end is not None
    return replace(
        given,
        publishers=given.publishers or inferred.publishers,
        start=given.start if dated else inferred.start,
        end=given.end if dated else inferred.end,
    )


def _span(period: Period) -> Span:
    return Span(period.at, period.at + len(period.words))


def _owned(text: str, span: Span) -> Span:
    """Return ``span`` with the possessive ending behind it."""
    ending = re.match(r"['’]s?(?!\w)", text[span.end :])
    return Span(span.start, span.end + (ending.end() if ending else 0))


def _without(text: str, spans: Iterable[Span]) -> str:
    """Return ``text`` with spaces in place of ``spans``, so that offsets stay."""
    for span in spans:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


_FRAME = frozenset(
    {"say", "says", "said", "tell", "told", "according", "idea", "question", "issue", "matter"}
    | {"topic", "subject", "possibility", "prospect", "notion"}
)
