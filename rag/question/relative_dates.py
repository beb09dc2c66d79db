"""Dates counted from the day of asking: "yesterday", "the past three days", "since Monday"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rag.question.calendar_days import (
    WEEKDAYS,
    latest_weekday,
    month_end,
    month_start,
    week_start,
)
from rag.question.dates import Use

# fmt: off
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple": 2, "three": 3, "few": 3, "several": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}
# fmt: on
_COUNT = (
    r"(?P<n>\d{1,3}|a\s+couple(?:\s+of)?|couple\s+of|a\s+few|"
    + "|".join(sorted(_NUMBERS, key=lambda word: -len(word)))
    + r")"
)
_UNIT = r"(?P<unit>day|week|month|year)s?"
_DAYS = "(?P<weekday>" + "|".join(WEEKDAYS) + ")"
_HOLIDAY = "".join(  # Black Friday and Good Friday are no days of this week
    f"(?<!{name} )"
    for name in ("black", "good", "super", "cyber", "bloody", "palm", "easter", "ash", "giving")
)


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """A date counted from today, at ``[start, end)`` of a question; ``last`` None: till now.

    ``sure``: a filter whatever else the question says; else only beside a reporting verb.
    ``far``: too long ago for newer articles to be the better ones.
    """

    start: int
    end: int
    first: date
    last: date | None
    use: Use
    slack_days: int = 0
    sure: bool = True
    far: bool = False


def relative_dates(question: str, today: date) -> list[RelativeDate]:
    """Return the relative dates in ``question``; an earlier rule's words are not read again."""
    found: list[RelativeDate] = []
    for pattern, resolve in _RULES:
        for match in pattern.finditer(question):
            if any(other.start < match.end() and match.start() < other.end for other in found):
                continue
            found += resolve(match, today)
    return sorted(found, key=lambda one: one.start)


def _made(
    match: re.Match[str],
    first: date,
    last: date | None,
    use: Use = Use.PUBLISHED,
    *,
    slack_days: int = 0,
    sure: bool = True,
    far: bool = False,
) -> Iterator[RelativeDate]:
    if _COMPARED.search(match.string, 0, match.start()):
        use = Use.RECENT
    yield RelativeDate(match.start(), match.end(), first, last, use, slack_days, sure, far)


def _yesterday(match: re.Match[str], today: date) -> Iterator[RelativeDate]:
    day = today - timedelta(days=2 if match["before"] else 1)
    return _made(match, day, day, slack_days=1)


def _last(match: re.Match[str], today: date) -> Iterator[RelativeDate]:
    unit = match["unit"].lower()
    if unit == "week":
        first = week_start(today, weeks=-1)
        return _made(match, first, first + timedelta(days=6), slack_days=7)
    if unit == "weekend":
        first = week_start(today) - timedelta(days=2)
        return _made(match, first, first + timedelta(days=1), slack_days=2)
    if unit == "month":
        first = month_start(today, months=-1)
        return _made(match, first, month_end(first), slack_days=31)
    first = date(today.year - 1, 1, 1)
    return _made(match, first, date(today.year - 1, 12, 31), slack_days=31, sure=False, far=True)


def _past(match: re.Match[str], today: date) -> Iterator[RelativeDate]:
    unit = match["unit"].lower()
    days = _count(match.groupdict().get("n")) * _LENGTH[unit]
    sure = unit in ("day", "week") and bool(match["within"])
    first = today - timedelta(days=min(days, _FAR_DAYS))
    return _made(match, first, None, slack_days=min(days, 366), sure=sure, far=days > 366)


def _ago(match: re.Match[str], today: date) -> Iterator[RelativeDate]:
    unit = match["unit"].lower()
    day = today - timedelta(days=min(_count(match["n"]) * _LENGTH[unit], _FAR_DAYS))
    far = unit in ("month", "year")
    return _made(match, day, day, slack_days=_LENGTH[unit], sure=False, far=far)


def _weekday(match: re.Match[str], today: date) -> Iterator[RelativeDate]:
    lead = (match["lead"] or "").lower()
    before_today = today - timedelta(days=1) if lead == "last" else today
    day = latest_weekday(match["weekday"], before_today)
    if lead == "since":
        return _made(match, day, None, slack_days=1)
    return _made(match, day, day, slack_days=1, sure=False)


def _this(match: re.Match[str], today: date) -> Iterator[RelativeDate]:
    unit = (match["unit"] or "day").lower()
    first = {
        "week": week_start(today),
        "weekend": week_start(today),
        "month": month_start(today),
        "year": date(today.year, 1, 1),
    }.get(unit, today)
    return _made(match, first, None, Use.RECENT)


def _count(words: str | None) -> int:
    if words is None:
        return 1
    if words.isdigit():
        return int(words)
    return next(_NUMBERS[word] for word in reversed(words.lower().split()) if word in _NUMBERS)


_LENGTH = {"day": 1, "week": 7, "month": 31, "year": 366}
_FAR_DAYS = 366 * 200
_COMPARED = re.compile(  # "higher than a year ago", "than they were a year ago"
    r"\b(?:than|compared\s+(?:with|to)|versus|vs\.?|unlike)\s+"
    r"(?:(?:it|they|he|she|prices|costs)\s+(?:was|were|did|had|cost)\s+)?(?:in\s+)?$",
    re.IGNORECASE,
)
_NOT_OF = r"(?!\s+of\b)\b"
_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], Iterator[RelativeDate]]]


def _rule(pattern: str, resolve: Callable[[re.Match[str], date], Iterator[RelativeDate]]) -> _Rule:
    return re.compile(pattern, re.IGNORECASE), resolve


_RULES: tuple[_Rule, ...] = (
    _rule(r"\b(?:(?P<before>the\s+day\s+before\s+)?yesterday|last\s+night)\b", _yesterday),
    _rule(
        rf"\b(?:(?P<within>in|within|during)\s+)?(?:the\s+)?(?:last|past|previous)\s+{_COUNT}\s+{_UNIT}{_NOT_OF}",
        _past,
    ),
    _rule(
        rf"\b(?:(?P<within>in|within|during|over)\s+)?the\s+(?:last|past)\s+{_UNIT}{_NOT_OF}", _past
    ),
    _rule(rf"\b(?:last|previous)\s+(?P<unit>weekend|week|month|year){_NOT_OF}", _last),
    _rule(rf"(?<![\d.,])\b{_COUNT}\s+{_UNIT}\s+ago\b", _ago),
    _rule(rf"\b(?P<lead>since|last|on)\s+{_HOLIDAY}{_DAYS}\b(?!s|\s+of\b)", _weekday),
    _rule(
        r"\b(?:today|tonight|this\s+(?P<unit>morning|afternoon|evening|weekend|week|month|year))\b",
        _this,
    ),
)
