"""Follow-up questions rewritten to stand alone: "and Latvia?", "what about a month later?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from rag.domain import Span
from rag.question.answered import asks_who_said_that, speaker_of, who_said
from rag.question.dates import Period, day_of
from rag.question.frame import frame_of
from rag.question.later import Shift, counted_from, moved, shift_in
from rag.question.names import Mention, is_person, names_in
from rag.question.nouns import Turn
from rag.question.periods import periods_in
from rag.question.places import adjective_of
from rag.question.publishers import publishers_in
from rag.question.subject import subject_of
from rag.question.words import content_words

_OPENING = re.compile(
    r"^(?:(?:ok(?:ay)?|so|then|well)[,\s]+)?(?:(?:and|but|or)\s+)?(?:what|how)\s+about\s+"
    r"|^(?:(?:ok(?:ay)?|so|then|well)[,\s]+)?(?:and|but|or|same\s+for)\s+",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"^(?:what|who|whom|which|why|when|where|how|did|does|do|is|are|was|were|has|have|had|can|will)\b",
    re.IGNORECASE,
)
_HE = re.compile(r"\b(?:he|she|they|him|it)\b", re.IGNORECASE)
_HIS = re.compile(r"\b(?:his|her|their|its)\b(?=\s+\w)", re.IGNORECASE)
_SPEAKER = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_IT = re.compile(r"\b(?:they|it|them)\b", re.IGNORECASE)
_ITS = re.compile(r"\b(?:their|its)\b(?=\s+\w)", re.IGNORECASE)
_BARE_WH = re.compile(
    r"(?:and\s+)?(?:why|when|where|how|since\s+when|how\s+(?:many|much|long|often))", re.IGNORECASE
)
_THE = re.compile(r"^the\s+", re.IGNORECASE)
_END = " ?.!"
_CLOSING = re.compile(r"(?:[\s,]+(?:then|too|as\s+well|though))?[\s?.!]*$", re.IGNORECASE)
_LEAD_IN = "and "
_SAYING = frozenset({"say", "says", "said", "tell", "told", "think", "that"})
_LONGEST = 8  # words of a follow-up that begins with "and"
_LONGEST_PRONOUN = 12  # words of a question whose "it" may be the earlier subject
_REMEMBERED = 6  # earlier questions looked at


def standalone(
    text: str,
    earlier: Sequence[Turn],
    *,
    asked_at: int,
    zone: ZoneInfo,
    publishers: Sequence[str] = (),
) -> str:
    """Return ``text`` as a question that needs no earlier one, itself where it needs none.

    ``earlier`` holds the conversation's turns, oldest first; each question is made to stand alone
    before the next is read against it. Where the last of them names no date, "a month later" is
    counted from when what answered it was printed. "That" is what the last answer quotes, and
    "he" or "she" may be its speaker.
    """
    before, speaker = "", None
    for turn in earlier[-_REMEMBERED:]:
        if not (before and asks_who_said_that(turn.question)):
            asked = turn.question
            before = _one(asked, before, speaker, asked_at, zone, publishers) if before else asked
        speaker = speaker_of(turn)
    if not before:
        return text
    if asks_who_said_that(text):
        return who_said(earlier[-1]) or text
    told_at = earlier[-1].told_at
    rest = _rest(text)
    shift = shift_in(rest) if rest else None
    if shift is not None and told_at is not None and not _dated(before, asked_at, zone):
        counted = counted_from(day_of(told_at, zone), shift)
        if counted:
            return f"{before.rstrip(_END)} {counted}?"
    return _one(text, before, speaker, asked_at, zone, publishers)


def _one(
    text: str,
    before: str,
    speaker: str | None,
    asked_at: int,
    zone: ZoneInfo,
    publishers: Sequence[str],
) -> str:
    rest = _rest(text)
    if rest is None:
        return _same_matter(text, before) or _with_antecedent(text, before, speaker)
    if shift := shift_in(rest):
        return _with_shift(before, shift, rest, asked_at, zone)
    if asked := _publisher(rest, before, publishers):
        return asked
    periods = periods_in(rest, asked_at, zone)
    who = rest[: periods[0].at].strip() if periods else rest
    answer = before
    if names := _names(who):
        answer = _with_name(before, who, names[0])
    elif who:
        return _with_matter(before, rest)
    return _with_period(answer, rest[periods[0].at :], asked_at, zone) if periods else answer


def _rest(text: str) -> str | None:
    """Return what "and ...?" or "what about ...?" asks for, None if it is a whole question."""
    opening = _OPENING.match(text)
    rest = _CLOSING.sub("", text[opening.end() if opening else 0 :])
    if opening is None or not rest or len(rest.split()) > _LONGEST or _QUESTION_WORD.match(rest):
        return None
    return rest


def _names(words: str) -> list[Mention]:
    """Return the names in the words of a follow-up, which open no sentence there."""
    shift = len(_LEAD_IN)
    return [
        replace(name, span=Span(name.span.start - shift, name.span.end - shift))
        for name in names_in(_LEAD_IN + words)
    ]


def _subject(question: str) -> Mention | None:
    """Return whom an earlier question was about: its frame's name, its subject, its only name."""
    names = names_in(question)
    frame = frame_of(question, names)
    return frame.subject if frame else subject_of(question, names) or next(iter(names), None)


def _same_matter(text: str, before: str) -> str | None:
    """Return "And what did Latvia say?" with the matter of what Estonia was asked, else None."""
    names = names_in(text)
    frame = frame_of(text, names)
    opening = _OPENING.match(text)
    if frame is None or opening is None:
        return None
    other = content_words(text[opening.end() :])
    own = set(content_words(frame.speaker.text)) | _SAYING
    if set(other) - own:
        return None
    return _with_name(before, frame.speaker.text, frame.subject)


def _with_name(before: str, who: str, name: Mention) -> str:
    """Return an earlier question with another name in place of its subject.

    "and Latvia?" keeps the foreign minister of "the Estonian foreign minister"; "and the Latvian
    prime minister?" takes the place of the whole phrase.
    """
    names = names_in(before)
    frame, subject = frame_of(before, names), _subject(before)
    if subject is None:
        return f"{before.rstrip(_END)} {who}?"
    new, old = name.named.text, subject.span.of(before)
    alone = re.fullmatch(rf"(?:the\s+)?{re.escape(new)}", who, re.IGNORECASE) is not None
    if frame is not None and not (alone and subject.kind != "name"):
        span = frame.spans[0]
        return _replaced(before, span.start, span.end - span.start, who)
    if subject.kind == "adjectives":
        new = adjective_of(new) or new
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, before)


def _with_period(before: str, words: str, asked_at: int, zone: ZoneInfo) -> str:
    periods = periods_in(before, asked_at, zone)
    if not periods:
        return f"{before.rstrip(_END)} {words}?"
    return _replaced(before, periods[0].at, len(periods[0].words), words)


def _replaced(text: str, at: int, length: int, new: str) -> str:
    return text[:at] + new + text[at + length :]


def _dated(question: str, asked_at: int, zone: ZoneInfo) -> list[Period]:
    return [one for one in periods_in(question, asked_at, zone) if one.start is not None]


def _with_shift(before: str, shift: Shift, rest: str, asked_at: int, zone: ZoneInfo) -> str:
    """Return "a month later" as a date, where the earlier question names one to count from."""
    periods = _dated(before, asked_at, zone)
    if not periods:
        return f"{before.rstrip(_END)} {rest}?"
    period = periods[0]
    return _replaced(before, period.at, len(period.words), moved(period, shift, zone))


def _publisher(rest: str, before: str, publishers: Sequence[str]) -> str | None:
    """Return an earlier question with another publisher in place of its own, None without both."""
    named = publishers_in(f"according to {rest}", publishers)
    old = publishers_in(before, publishers)
    if not named or not old:
        return None
    span = old[0][1]
    return _replaced(before, span.start, span.end - span.start, _THE.sub("", rest))


def _with_matter(before: str, rest: str) -> str:
    frame, subject = frame_of(before, names_in(before)), _subject(before)
    if frame is not None:
        return f"What did {frame.speaker.text} say about {rest}?"
    return f"{subject.span.of(before)} {rest}" if subject else f"{before.rstrip(_END)} {rest}?"


def _with_antecedent(text: str, before: str, speaker: str | None) -> str:
    """Return ``text`` with its pronoun replaced by the earlier subject, or as it is.

    Where the subject is no person, "he" and "she" are the speaker of the answer.
    """
    bare = text.strip(_END)
    if _BARE_WH.fullmatch(bare):
        return f"{bare}: {before}"
    subject = _subject(before)
    if names_in(text) or len(text.split()) > _LONGEST_PRONOUN:
        return text
    old = name = subject.span.of(before) if subject else ""
    pronoun, owner = (_HE, _HIS) if is_person(name) else (_IT, _ITS)
    if speaker and not is_person(name) and _SPEAKER.search(text):
        name, pronoun, owner = speaker, _SPEAKER, _HIS
    if not name:
        return text
    told = owner.sub(f"{name}'s", pronoun.sub(name, text, count=1), count=1)
    if told != text and _SAYING.issuperset(content_words(text)):
        words = content_words(before.replace(old, " ") if old else before)
        matter = " ".join(word for word in words if word not in _SAYING)
        return f"{told.rstrip(_END)} ({matter})?"
    return told
