"""Which period a question names, and whether it is when the articles asked for were printed.

An explicit date in a question is mostly about the event ("the 2024 election", "World Cup in
2022"), and a filter on publication would hide the answer. So a period filters only where its
words leave no doubt: "what did Estonia say last week", "reported in March 2024".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from zoneinfo import ZoneInfo

from rag.question.cues import verb_pattern
from rag.question.dates import DAY, Period, Use, day_end, day_of, day_start
from rag.question.named_dates import NamedDate, named_dates
from rag.question.relative_dates import RelativeDate, relative_dates

_LEAD = re.compile(
    r"(?:^|(?<=\s))"
    r"(?P<word>between|from|since|before|prior\s+to|until|till|after|by|in|on|during|of|at)\s+(?:the\s+)?"
    r"(?:(?:early|mid|late|beginning\s+of|end\s+of|month\s+of|year)[\s-]+)?$",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:and|to|until|till|through|-|–)\s*", re.IGNORECASE)
_ARTICLES = (
    r"(?:articles?|stor(?:y|ies)|coverage|news|headlines?|editorials?|columns?|news\s+reports?)"
)
_PRINTED = re.compile(
    rf"\b(?:{_ARTICLES}|(?:{_ARTICLES}|reports?)\s+(?:published|printed|written)"
    r"|what\s+(?:was|has\s+been|had\s+been)\s+(?:reported|said|written|published|printed|announced))"
    r"\s*,?\s*$",
    re.IGNORECASE,
)
_SAID = re.compile(  # "40 thefts were reported in March" counts thefts, so no passives
    r"\b(?<!is )(?<!was )(?<!were )(?<!been )(?:reported|said|announced|wrote|told\s+\w+)\s*,?\s*$",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\b(?:about|on|regarding|concerning|over|that|of|to|for|against|in|at|when|while|if|whether|the)\s",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"^(?:the|a|an|his|her|its|their|this|that|whether|if|how|why)\b", re.IGNORECASE
)
_ASKED_FIRST = re.compile(r"^\s*,?\s*(?:what|how|why|which|who|whom|did|has|have)\b", re.IGNORECASE)
# fmt: off
_SPEECH = (
    "say", "tell", "write", "think", "speak", "warn", "argue", "insist", "stress", "announce",
    "claim", "deny", "promise", "pledge", "vow", "predict", "report", "reveal", "confirm",
    "comment", "respond", "answer", "describe", "mention", "accuse", "blame", "criticise",
    "condemn", "praise", "suggest", "urge",
)
# fmt: on
_AHEAD = re.compile(r"\b(?:is|are|will|shall)\b|['’]ll\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|did|had|has|have|been)\b", re.IGNORECASE)
MONTH_SLACK = 31 * DAY
_YEAR = 365 * DAY - 1


def periods_in(question: str, asked_at: int, zone: ZoneInfo) -> list[Period]:
    """Return every period ``question`` names, relative ones first."""
    today = day_of(asked_at, zone)
    relative = [
        _from_relative(found, question, asked_at, zone) for found in relative_dates(question, today)
    ]
    taken = [(period.at, period.at + len(period.words)) for period in relative]
    named = [
        period
        for period in _from_named(
            named_dates(question, today, ahead=_asks_ahead(question)), question, asked_at, zone
        )
        if not any(
            start < period.at + len(period.words) and period.at < end for start, end in taken
        )
    ]
    return relative + named


def _asks_ahead(question: str) -> bool:
    """Return whether a question may ask for what is to come: "who is playing in December?"."""
    return _AHEAD.search(question) is not None and not _PAST.search(question)


def only_closed(periods: Sequence[Period]) -> Period | None:
    """Return the one period there is if it has both ends and is shorter than a year, else None."""
    if len(periods) != 1 or periods[0].use is Use.RECENT:
        return None
    start, end = periods[0].start, periods[0].end
    closed = start is not None and end is not None and end - start < _YEAR
    return periods[0] if closed else None


def _from_relative(found: RelativeDate, question: str, asked_at: int, zone: ZoneInfo) -> Period:
    use, end = found.use, asked_at
    sure = found.sure or _reporting(question, found.start, found.end)
    if use is Use.PUBLISHED and not sure:
        use = Use.EVENT if found.far else Use.RECENT
    elif found.last is not None and _told().search(question):
        end = min(day_end(found.last, zone), asked_at)  # else: what happened then is still news
    words = question[found.start : found.end]
    first = day_start(found.first, zone)
    return Period(first, end, words, found.start, use, found.slack_days * DAY)


def _from_named(
    dates: list[NamedDate], question: str, asked_at: int, zone: ZoneInfo
) -> Iterator[Period]:
    for first, last in _ranges(dates, question):
        lead = _LEAD.search(question, 0, first.start)
        word = " ".join(lead["word"].lower().split()) if lead else ""
        at = lead.start() if lead else first.start
        start, end = _bounds(word if last is first else "between", first, last, asked_at, zone)
        use, slack = _use_of(question, at, last, start, asked_at) if word else (Use.EVENT, 0)
        yield Period(start, end, question[at : last.end], at, use, slack)


def _ranges(dates: list[NamedDate], question: str) -> Iterator[tuple[NamedDate, NamedDate]]:
    """Yield (first, last): two dates joined by "and" or a dash, or one date twice."""
    rest = list(dates)
    while rest:
        first = last = rest.pop(0)
        if rest and _JOIN.fullmatch(question, first.end, rest[0].start):
            last = rest.pop(0)
        yield first, last


def _bounds(
    word: str, first: NamedDate, last: NamedDate, asked_at: int, zone: ZoneInfo
) -> tuple[int | None, int | None]:
    start, end = day_start(first.first, zone), day_end(last.last, zone)
    if word == "since":
        return start, max(asked_at, start)
    if word == "after":
        return end - (DAY - 1 if first.exact_day else -1), None
    if word in ("before", "prior to"):
        return None, start - 1
    if word in ("until", "till", "by"):
        return None, end
    return start, end


def _use_of(
    question: str, at: int, last: NamedDate, start: int | None, asked_at: int
) -> tuple[Use, int]:
    if start is not None and start > asked_at:
        return Use.EVENT, 0
    if _reporting(question, at, last.end) and not (
        last.whole_year and _SAID.search(question, 0, at)
    ):
        return Use.PUBLISHED, DAY
    topic = _topic_before(question, at)
    if topic is None or _DEFINITE.match(topic) or last.whole_year:
        return Use.EVENT, 0
    return Use.PUBLISHED, MONTH_SLACK if last.whole_month else 2 * DAY


def _reporting(question: str, start: int, end: int) -> bool:
    """Whether the words at [start, end) say when something was said or printed.

    They stand right beside the reporting verb, or before the question proper: "say last week
    about", "In March 2024, what did Estonia say". After the topic ("say about the attack on 7
    October") they may belong to it.
    """
    if _PRINTED.search(question, 0, start) or _SAID.search(question, 0, start):
        return True
    told = _told().search(question)
    if told is None:
        return False
    if end <= told.start():
        return bool(_ASKED_FIRST.match(question[end:]))
    between = question[told.end() : start]
    return not _TOPIC.search(between + " ") and len(between.split()) <= 3


def _topic_before(question: str, at: int) -> str | None:
    """Return what stands between "say about" and ``at``, or None where nothing is said about."""
    told = _told().search(question, 0, at)
    if told is None:
        return None
    topic = _TOPIC.search(question, told.end(), at)
    return question[topic.end() : at] if topic else None


@cache
def _told() -> re.Pattern[str]:
    """Return a pattern for a question's frame up to its verb: "what did the president say"."""
    return re.compile(
        r"\b(?:(?:what|how|why)\s+(?:else\s+)?(?:did|does|do|has|have|had)|^(?:did|has|have|does|do))"
        r"\s+(?:(?!(?:that|which|who|when|where|after|because)\b)[\w.'’&-]+\s+){1,8}?"
        rf"{verb_pattern(lemmas=_SPEECH)}\b",
        re.IGNORECASE,
    )
