"""Dates written out: days, months and years as they stand in a question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.question.calendar_days import MONTHS, month_end

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=lambda name: -len(name))) + r")\b\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d|2100"
_DASH = r"\s*(?:-|–|to|and)\s*"
_DATE = re.compile(
    rf"(?<![\w$£€.,-])(?:"
    rf"(?P<iso>(?:{_YEAR})-\d\d(?:-\d\d)?)"
    rf"|(?P<d1>{_DAY})(?:{_DASH}(?P<d2>{_DAY}))?\s+(?:of\s+)?(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR}))?"
    rf"|(?P<m2>{_MONTH})\s+(?P<d3>{_DAY})(?:{_DASH}(?P<d4>{_DAY}))?(?!\s*(?:%|percent))(?:,?\s+(?P<y2>{_YEAR}))?"
    rf"|(?P<m3>{_MONTH})(?:,?\s+(?:of\s+)?(?P<y3>{_YEAR}))?"
    rf"|(?P<y4>{_YEAR})"
    rf")(?![\w%]|[.,:-]\d)",
    re.IGNORECASE,
)
_SEASON = re.compile(r"\b((?:19|20)\d)(\d)[-/–](\d\d)\b")  # 2022-23
_MONTH_LEAD = re.compile(
    r"(?:^|\s)(?:in|of|by|during|since|before|until|till|after|from|between|and|to|early|mid|late|last|this)"
    r"[\s-]+$",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(r"\s+(?!and\b|to\b|until\b|or\b|about\b|on\b|by\b)[a-z]")


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date at ``[start, end)`` of a question, resolved to its first and last day."""

    start: int
    end: int
    first: date
    last: date

    @property
    def exact_day(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    @property
    def whole_month(self) -> bool:
        """Whether it is one calendar month."""
        return self.first.day == 1 and self.last == month_end(self.first)

    @property
    def whole_year(self) -> bool:
        """Whether it is one calendar year."""
        return (self.last - self.first).days > 300


def named_dates(question: str, today: date, *, ahead: bool = False) -> list[NamedDate]:
    """Return the dates written in ``question``, in order.

    One without a year is the latest such date not after ``today``, or with ``ahead`` the nearest,
    before or after. "May" and "March" count only where they can be nothing but months.
    """
    return list(_dates(question, _Year(today, ahead=ahead)))


def years_in(question: str) -> list[int]:
    """Return every year from 1900 to 2100 in ``question``, inside names too ("Euro 2024")."""
    return [
        int(digits)
        for digits in re.findall(r"(?<![\w$£€.,])(?:19|20)\d\d(?![\w%]|[.,]\d)", question)
    ]


@dataclass(frozen=True, slots=True)
class _Year:
    """Which year a date without one is of."""

    today: date
    ahead: bool

    def of(self, month: int, day: int) -> int:
        today = self.today
        past = today.year if (month, day) <= (today.month, today.day) else today.year - 1
        if not self.ahead:
            return past
        before, after = (date(year, month, min(day, 28)) for year in (past, past + 1))
        return past + 1 if after - today < today - before else past


@lru_cache(maxsize=512)
def years_told(text: str) -> frozenset[int]:
    """Return every year that a text names, both of a season's: 2022-23."""
    seasons = ({int(a + b), int(a[:2] + c)} for a, b, c in _SEASON.findall(text))
    return frozenset(years_in(text)).union(*seasons)


def _dates(question: str, years: _Year) -> Iterator[NamedDate]:
    for match in _DATE.finditer(question):
        try:
            days = _resolve(match, question, years)
        except ValueError:  # 31 February
            continue
        if days is not None:
            yield NamedDate(match.start(), match.end(), *days)


def _resolve(match: re.Match[str], question: str, years: _Year) -> tuple[date, date] | None:
    if iso := match["iso"]:
        first = date.fromisoformat(iso if len(iso) > 7 else iso + "-01")
        return first, first if len(iso) > 7 else month_end(first)
    if year := match["y4"]:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    month = MONTHS[(match["m1"] or match["m2"] or match["m3"]).rstrip(".").lower()]
    year = match["y1"] or match["y2"] or match["y3"]
    if match["m3"]:
        return _month(match, month, year, question, years)
    low = _number(match["d1"] or match["d3"])
    high = _number(match["d2"] or match["d4"] or str(low))
    of_year = int(year) if year else years.of(month, low)
    return date(of_year, month, low), date(of_year, month, max(low, high))


def _month(
    match: re.Match[str], month: int, year: str | None, question: str, years: _Year
) -> tuple[date, date] | None:
    if year is None and not _is_month(match, question):
        return None
    first = date(int(year) if year else years.of(month, 1), month, 1)
    return first, month_end(first)


def _is_month(match: re.Match[str], question: str) -> bool:
    """Whether a month's name without day and year is the month and not a verb or a person."""
    name = match["m3"]
    if not name[0].isupper() and question != question.lower():
        return False
    if not _MONTH_LEAD.search(question, 0, match.start()):
        return False
    return name.lower() not in ("may", "march") or not _AFTER_NAME.match(question, match.end())


def _number(day: str) -> int:
    return int(re.sub(r"\D", "", day))
