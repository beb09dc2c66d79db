"""The shapes in which a question asks what somebody said or thinks, and whom it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rag.domain import Span
from rag.question.cues import verb_pattern
from rag.question.names import Mention, is_person
from rag.question.nouns import Named
from rag.question.places import is_place

_NEUTRAL = re.compile(
    r"(?:say|said|tell|told|think|thought|stat|speak|spoke|writ|wrote|comment|remark|report|post|tweet|mention|add"
    r"|talk|respond|react|repl|answer|describ|express|explain|put it|refer)",
    re.IGNORECASE,
)
_STANCE = (
    r"(?:official\s+|public\s+|current\s+|latest\s+)?(?:position|stance|views?|opinions?|reactions?|responses?|statements?|comments?"
    r"|remarks?|message|answer|reply|criticism|arguments?|assessment|warnings?|attitude|line|take)"
)
_AND = re.compile(r"\s*(?:,|and|or|,\s*and)\s+(?:the\s+)?")
_NO_SPEAKER = re.compile(
    r"^(?:(?:what|how|which|why|is|was|are|were|has|have|had|been|and|so|the|about|on|of|in)\b\s*)+|['’]s?$",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"\s+(?:want|need|wish|hope|like|expect|prefer|plan|intend|refuse|try|begin|come)(?:s|ed)?\s+to\b.*$",
    re.IGNORECASE,
)
# Offices that one person holds, or speaks for, with one or two words before them.
_OFFICE = re.compile(
    r"\s*the\s+(?:[\w-]+\s+){0,3}(?:minister|president|premier|chancellor|mayor|governor|coach"
    r"|manager|captain|judge|prosecutor|director|chairman|chairwoman|chair|chief|head|commissioner"
    r"|spokesman|spokeswoman|spokesperson|ministry|government|ambassador|secretary|king|queen"
    r"|pope|bishop|union|company|club|airline|bank)\s*",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\baccording\s+to\b", re.IGNORECASE)
_ABOUT = r"(?:on|about|to|towards?|regarding|concerning|over|of)"


@dataclass(frozen=True, slots=True)
class Frame:
    """Who is asked about as a speaker, and the spans of the question that only say so."""

    speaker: Named
    subject: Mention
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """An office asked about as a speaker, without a name, and the spans that only say so."""

    speaker: Named
    spans: tuple[Span, ...]


def frame_of(text: str, names: list[Mention]) -> Frame | None:
    """Return the frame of ``text`` around one of ``names``, or None where nobody's words are asked.

    "what did X say", "according to X", "X's position on", "where does X stand on". When or where
    X said something is none: that is a fact. A speaker without a proper name is none of these:
    see ``office_of``.
    """
    for match in _matches(text):
        start, end = match.span("who")
        inside = [name for name in names if start <= name.span.start and name.span.end <= end]
        if inside:
            return _frame(text, match, inside)
    return None


def office_of(text: str) -> Office | None:
    """Return whose words are asked for where that is an office and no name.

    "What did the transport minister say?"; anybody else without a proper name ("what did police
    say") is left to the matter.
    """
    for match in _matches(text):
        if _OFFICE.fullmatch(match["who"]):
            phrase = _NO_SPEAKER.sub("", match["who"].strip())
            return Office(Named(phrase, ()), (Span(*match.span("who")), *_spent(match)))
    return None


def is_source(text: str, speaker: Named) -> bool:
    """Return whether a question gives a body or a report as its source: "according to the FAA".

    What it says is often told as so, with nobody's words around it; what a person or a country
    says is not.
    """
    names = (speaker.text, *speaker.names)
    return _ACCORDING.search(text) is not None and not any(
        is_person(name) or is_place(name) for name in names
    )


def _matches(text: str) -> Iterator[re.Match[str]]:
    found = (match for pattern in _patterns() if (match := pattern.search(text)))
    return (match for match in found if not _is_name(match, text))


def _is_name(match: re.Match[str], text: str) -> bool:
    """Return whether the verb is one with a capital, as in the United States."""
    cue = match.groupdict().get("cue") or ""
    return cue[:1].isupper() and text.upper() != text


def _frame(text: str, match: re.Match[str], inside: list[Mention]) -> Frame:
    start, end = match.span("who")
    phrase = _WANTS.sub("", _NO_SPEAKER.sub("", text[start:end].strip()))
    subject = _together(text, inside) or _chief(inside)
    speaker = Named(phrase, subject.named.names)
    return Frame(speaker, subject, (Span(start, end), *_spent(match)))


def _spent(match: re.Match[str]) -> list[Span]:
    return [
        Span(*match.span(group))
        for group in ("cue", "lead")
        if group in match.re.groupindex and _is_empty(group, match[group])
    ]


def _chief(inside: list[Mention]) -> Mention:
    """Return the last person named ("Lithuania's president Gitanas Nausėda"), else the first."""
    return next((name for name in reversed(inside) if is_person(name.named.text)), inside[0])


def _together(text: str, inside: list[Mention]) -> Mention | None:
    """Return "Trump and Putin" as one, or None if the names are not a list."""
    gaps = [text[one.span.end : other.span.start] for one, other in pairwise(inside)]
    if not gaps or not all(_AND.fullmatch(gap) for gap in gaps):
        return None
    span = Span(inside[0].span.start, inside[-1].span.end)
    names = dict.fromkeys(name for mention in inside for name in mention.named.names)
    named = Named(span.of(text), tuple(names))
    return Mention(span, named, named, inside[0].kind)


def _is_empty(group: str, words: str) -> bool:
    """Whether a frame's words say nothing about the matter ("say" does not, "deny" does)."""
    return group == "lead" or _NEUTRAL.match(words) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    said = rf"\s+(?:\w+ly\s+|also\s+|been\s+|ever\s+|just\s+)*(?P<cue>{verb_pattern()})\b"
    who = r"(?P<who>[^?!;]{1,80}?)"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b(?:what|how|why)(?:\s+exactly|\s+else)?\s+(?:did|does|do|has|have|had|will|would)\s+{who}{said}",
            rf"\b(?:what|how|why)\s+(?:is|was|are|were)\s+{who}\s+(?P<cue>{verb_pattern('ing')})\b",
            rf"^(?:did|does|do|has|have|had)\s+{who}{said}",
            rf"\bwhere\s+(?:did|does|do)\s+{who}\s+(?P<lead>stand)\s+on\b",
            r"\b(?P<lead>according\s+to)\s+(?P<who>(?:the\s+)?(?:[\w.'’&/-]+\s*){1,6}?)(?=[,?.;:]|$|\s+(?:in|on|about|what|who|how|why|when|where|which)\b)",
            rf"(?:^|\s)(?P<who>(?:[\w.&-]+\s+){{0,4}}[\w.&-]+['’]s?)\s+(?P<lead>{_STANCE})\s+{_ABOUT}\b",
            rf"\b(?P<lead>{_STANCE})\s+of\s+(?P<who>(?:the\s+)?(?:[\w.'’&-]+\s*){{1,5}}?)\s+{_ABOUT}\b",
            r"\bin\s+the\s+(?P<lead>views?|opinion|words)\s+of\s+(?P<who>(?:the\s+)?(?:[\w.'’&-]+\s*){1,5}?)(?=[,?.;:]|$)",
        )
    )
