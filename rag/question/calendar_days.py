"""Arithmetic on calendar days: months, weeks, and the names people give them."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def month_start(day: date, *, months: int = 0) -> date:
    """Return the first day of the month ``months`` after that of ``day``."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def month_end(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return month_start(day, months=1) - timedelta(days=1)


def week_start(day: date, *, weeks: int = 0) -> date:
    """Return the Monday of the week ``weeks`` after that of ``day``."""
    return day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)


def latest_weekday(name: str, today: date) -> date:
    """Return the latest day called ``name`` that is not after ``today``."""
    return today - timedelta(days=(today.weekday() - WEEKDAYS.index(name.lower())) % 7)
