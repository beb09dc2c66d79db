"""Times in a reader's words: dates of articles, their age when asked, spans of coverage."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo

from rag.domain import Coverage, NewsTime, Precision
from ui.web.texts import count, say

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
    return say("when.impossible") if moment is None else day_of(moment)


def day_of(moment: date) -> str:
    """Return "26 November 2024" for a day of the calendar."""
    month = _name("when.months", moment)
    return say("when.day", day=moment.day, month=month, year=moment.year)


def clock(moment: datetime, *, seconds: bool = False, named: bool = False) -> str:
    """Return "14:05", with its seconds or the name of its zone where they are asked for."""
    key = "when.clock_seconds" if seconds else "when.clock"
    parts = {"hour": f"{moment:%H}", "minute": f"{moment:%M}", "second": f"{moment:%S}"}
    zone = moment.tzname() if named else ""
    return say("when.clock_in", clock=say(key, **parts), zone=zone) if zone else say(key, **parts)


def day_at(moment: datetime, *, seconds: bool = False, named: bool = False) -> str:
    """Return "26 November 2024, 14:05"."""
    told = clock(moment, seconds=seconds, named=named)
    return say("when.day_at", day=day_of(moment), clock=told)


def month_of(moment: date) -> str:
    """Return "November 2024"."""
    return say("when.month", month=_name("when.months", moment), year=moment.year)


def day_in_year(moment: date) -> str:
    """Return "26 November"."""
    return say("when.day_in_year", day=moment.day, month=_name("when.months", moment))


def short_month_of(moment: date) -> str:
    """Return "Nov 2024"."""
    return say("when.month", month=_name("when.short_months", moment), year=moment.year)


def short_day_in_year(moment: date) -> str:
    """Return "26 Nov"."""
    return say("when.day_in_year", day=moment.day, month=_name("when.short_months", moment))


def moment_of(time: NewsTime, zone: tzinfo) -> str:
    """Return "26 November 2024", with ", 14:05 UTC" where the publisher gave a time of day."""
    moment = local(time.epoch, zone)
    if moment is None or time.precision is Precision.DAY:
        return day(time.epoch, zone)
    return day_at(moment, named=True)


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
        return say("when.after", span=_span(-days))
    if days > 0:
        return say("when.before", span=_span(days))
    seconds = asked_at - time.epoch
    if time.precision is Precision.DAY or seconds < 0 or _last_second(asked):
        return say("when.same_day")
    if seconds < _HOUR:
        return say("when.before", span=count("when.minutes", max(1, seconds // _MINUTE)))
    return say("when.before", span=count("when.hours", seconds // _HOUR))


def coverage_line(coverage: Coverage, zone: tzinfo) -> str:
    """Return "1,572 articles · 3 publishers · 1 March 2024 to 26 November 2024"."""
    if coverage.articles == 0:
        return say("when.empty")
    parts: list[str] = [count("when.articles", coverage.articles)]
    if coverage.publishers:
        parts.append(count("when.publishers", len(coverage.publishers)))
    if coverage.start is not None and coverage.end is not None:
        first, last = day(coverage.start, zone), day(coverage.end, zone)
        parts.append(first if first == last else say("when.from_to", start=first, end=last))
    else:
        parts.append(say("when.undated"))
    return " · ".join(parts)


def _span(days: int) -> str:
    if days < 60:
        return count("when.days", days)
    if days < 700:
        return count("when.calendar_months", round(days / 30.4))
    return count("when.years", round(days / 365.25))


def _name(key: str, moment: date) -> str:
    # not strftime: its names change with the machine's locale
    return say(f"{key}.{moment.month - 1}")


def _last_second(asked: datetime) -> bool:
    # A bare day is asked at its last second; hours before that are nobody's meaning.
    return (asked.hour, asked.minute, asked.second) == (23, 59, 59)
