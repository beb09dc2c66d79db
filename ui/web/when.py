"""Times in a reader's words: dates of articles, their age when asked, spans of coverage."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from rag.domain import Coverage, NewsTime, Precision

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)  # not strftime: its names change with the machine's locale
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60  # seconds


def local(epoch: int, zone: tzinfo) -> datetime | None:
    """Return the moment in ``zone``, None outside the years 1 to 9999."""
    try:
        return datetime.fromtimestamp(epoch, UTC).astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return None


def day(epoch: int, zone: tzinfo) -> str:
    """Return "26 November 2024"."""
    moment = local(epoch, zone)
    if moment is None:
        return "an impossible date"
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def moment_of(time: NewsTime, zone: tzinfo) -> str:
    """Return "26 November 2024", with ", 14:05 UTC" where the publisher gave a time of day."""
    moment = local(time.epoch, zone)
    if moment is None or time.precision is Precision.DAY:
        return day(time.epoch, zone)
    return f"{day(time.epoch, zone)}, {moment:%H:%M} {moment.tzname() or ''}".strip()


def machine(time: NewsTime, zone: tzinfo) -> str:
    """Return the value of a ``datetime`` attribute: a day, or a time in UTC."""
    moment = local(time.epoch, zone)
    if moment is None:
        return ""
    if time.precision is Precision.DAY:
        return f"{moment:%Y-%m-%d}"
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def age(time: NewsTime, asked_at: int, zone: tzinfo) -> str:
    """Return how old an article was when asked: "3 days before you asked".

    Days are counted on the calendar of ``zone``, so yesterday evening is one day old this morning.
    """
    published, asked = local(time.epoch, zone), local(asked_at, zone)
    if published is None or asked is None:
        return ""
    days = (asked.date() - published.date()).days
    if days < 0:
        return f"dated {_span(-days)} after you asked"
    if days > 0:
        return f"{_span(days)} before you asked"
    seconds = asked_at - time.epoch
    if time.precision is Precision.DAY or seconds < 0 or _last_second(asked):
        return "the day you asked"
    if seconds < _HOUR:
        return f"{_count(max(1, seconds // _MINUTE), 'minute')} before you asked"
    return f"{_count(seconds // _HOUR, 'hour')} before you asked"


def coverage_line(coverage: Coverage, zone: tzinfo) -> str:
    """Return "1,572 articles · 3 publishers · 1 March 2024 to 26 November 2024"."""
    if coverage.articles == 0:
        return "The archive is empty"
    parts = [_count(coverage.articles, "article")]
    if coverage.publishers:
        parts.append(_count(len(coverage.publishers), "publisher"))
    if coverage.start is not None and coverage.end is not None:
        first, last = day(coverage.start, zone), day(coverage.end, zone)
        parts.append(first if first == last else f"{first} to {last}")
    else:
        parts.append("undated")
    return " · ".join(parts)


def _span(days: int) -> str:
    if days < 60:
        return _count(days, "day")
    if days < 700:
        return _count(round(days / 30.4), "month")
    return _count(round(days / 365.25), "year")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _last_second(asked: datetime) -> bool:
    # A bare day is asked at its last second; hours before that are nobody's meaning.
    return (asked.hour, asked.minute, asked.second) == (23, 59, 59)
