"""Times as publishers write them -> whole epoch seconds; what cannot be read surely is None.

Nothing is completed from the day of reading: a year, a year and month, a clock without a day,
"yesterday" are all None. Decisions:

- ``03/04/2024`` is None, for it is March or April; ``26/11/2024``, ``11/26/2024`` and
  ``04/04/2024`` can be read one way only. Dots are day first: ``03.04.2024`` is the 3rd of April.
- Where a clock change leaves an hour out, its times are read with the offset before the change;
  an hour that comes twice is its first coming.
- ET, CT, MT, PT follow the calendar; CST is North American, BST British, IST Indian.
- Eight digits are a day, 12 and 14 a day and clock, 9 and 10 epoch seconds, 13 milliseconds.
- The first day of year 1 and the last of year 9999 are None: they are what databases write for
  "none", and could not be shown in every zone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rag.domain import NewsTime, Precision

_LONGEST = 120  # characters; no date is longer, and patterns stay cheap
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1)
_FIRST, _LAST = date(1, 1, 2), date(9999, 12, 30)
_NEWEST = 4_102_444_800  # 2100-01-01, epoch seconds: a larger number is not an epoch

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio gen janeiro",
            "february feb februar febr février févr fevrier febrero febbraio fevereiro fev",
            "march mar märz maerz mars marzo março marco maart mrz",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio maio mei mag",
            "june jun juni juin junio giugno junho giu",
            "july jul juli juillet juil julio luglio julho lug",
            "august aug août aout agosto ago augustus",
            "september sept sep septembre septiembre settembre setembro set",
            "october oct oktober okt octobre octubre ottobre outubro ott out",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre déc decembre diciembre dic dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}

_NOISE = re.compile(
    r"\b(?:mon|tues?|wed|thu(?:rs?)?|fri|sat(?:ur)?|sun|wednes)(?:day)?\b\.?"
    r"|\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)\b"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|\b(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b"
    r"|\b(?:first|last|published|updated|posted|modified|on|at|um|uhr|à|am|den|le|el)\b(?!\.):?"
    r"|[,|·•–—]|(?<= )-(?= )"
)
_MORNING = re.compile(r"\b((?:0?[1-9]|1[0-2])(?:[:.]\d\d){0,2}) ?am\b")  # no German "am"

_HOURS = {  # abbreviation -> hours from UTC
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "sast": 2, "msk": 3, "gst": 4, "pkt": 5, "ist": 5.5,
    "wib": 7, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9, "kst": 9, "acst": 9.5, "acdt": 10.5,
    "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "brt": -3,
}  # fmt: skip
_CALENDAR = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:(?:t|,? )(.+))?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,? (.+))?")
_DAY_MONTH = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?[ -](?:de |of )?(?P<month>[^\W\d_]+)\.?,?[ -]"
    r"(?:de |del )?(?P<year>\d{4}|\d\d(?= \d\d:))\b"
)
_MONTH_DAY = re.compile(
    r"\b(?P<month>[^\W\d_]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})\b"
)
_YEAR_AFTER_CLOCK = re.compile(
    r"\b(?P<month>[^\W\d_]+) (?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d(?: [a-z+-][\w+-]*)?)"
    r" (?P<year>\d{4})$"
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?)"
    r"|(?= ?[ap]\.?m))(?: ?(?P<half>[ap])\.?m\b\.?)?(?P<zone>.*)"
)
_COMPACT_CLOCK = re.compile(r"(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?(z|[+-].*)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:t?(\d{4}(?:\d\d)?.*))?")
_OFFSET = re.compile(r"(?:gmt|utc)? ?([+-])(\d{1,2})(?::?(\d\d))?")
_TWICE = re.compile(r"([+-]\d\d:?\d\d) (?:[a-z]{2,5}|\1)")  # "+0000 UTC", as Go writes
_NUMBER = re.compile(r"(\d{9,10}|\d{13})(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class _Clock:
    """Seconds after midnight, 0..86400, and the zone named with them."""

    seconds: int
    zone: tzinfo | None


def parse_time(raw: object, zone: ZoneInfo) -> NewsTime | None:
    """Read a time given as text, as epoch seconds or milliseconds, or as a Python date.

    A day without a clock has ``Precision.DAY`` and is the first second of that day in ``zone``;
    a clock without a zone is read in ``zone``. None: it cannot be read surely. Raises nothing.
    """
    if isinstance(raw, date):
        return _from_date(raw, zone)
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return None
    if isinstance(raw, float):
        return _from_digits(str(math.floor(raw)), zone, repr(raw)) if math.isfinite(raw) else None
    text = str(raw) if isinstance(raw, str) or abs(raw) < 10**15 else ""
    folded = " ".join(text.split()).casefold()
    if not folded or len(folded) > _LONGEST or not folded.isprintable():
        return None
    if number := _NUMBER.fullmatch(folded):
        return _from_digits(number[1], zone, text)
    return (
        _from_numbers(folded, zone, text)
        or _from_words(folded, zone, text)
        or _from_numbers(_plain(folded), zone, text)
    )


def _plain(text: str) -> str:
    """Return a time without the words that stand around one: weekdays, "published", "Uhr"."""
    return " ".join(_NOISE.sub(" ", _MORNING.sub(r"\1 a.m.", text)).split())


def _from_date(value: date, zone: ZoneInfo) -> NewsTime | None:
    if not isinstance(value, datetime):
        return _news_time(value, None, zone, value.isoformat())
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return _news_time(value.date(), _Clock(seconds, value.tzinfo), zone, value.isoformat())


def _from_digits(digits: str, zone: ZoneInfo, raw: str) -> NewsTime | None:
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) not in {9, 10, 13}:
        return _from_numbers(digits, zone, raw)
    epoch = int(digits) // (1000 if len(digits) == 13 else 1)
    if not 10**8 <= epoch < _NEWEST:
        return None
    return NewsTime(epoch, Precision.SECOND, raw)


def _from_numbers(text: str, zone: ZoneInfo, raw: str) -> NewsTime | None:
    """Read ISO 8601 and its relatives, and days written in numbers alone."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, _, month, day, rest = match.groups()
    elif match := _COMPACT.fullmatch(text):
        year, month, day, rest = match.groups()
    elif match := _YEAR_LAST.fullmatch(text):
        day, separator, month, year, rest = match.groups()
        if separator != ".":
            if int(day) <= 12 and int(month) <= 12 and int(day) != int(month):
                return None
            if int(month) > 12:
                day, month = month, day
    else:
        return None
    return _assemble(int(year), int(month), int(day), rest or "", zone, raw)


def _from_words(text: str, zone: ZoneInfo, raw: str) -> NewsTime | None:
    """Read "26 November 2024", "3:04 PM ET, Tue Nov. 26, 2024", RFC 2822, ctime."""
    for pattern in (_YEAR_AFTER_CLOCK, _DAY_MONTH, _MONTH_DAY):
        match = pattern.search(text)
        if match is None or match["month"] not in _MONTHS:
            continue
        inside = match.groupdict().get("clock") or ""
        around = f"{text[: match.start()]} {inside} {text[match.end() :]}"
        rest = _plain(around)
        year = int(match["year"])
        if len(match["year"]) == 2:
            year += 2000 if year < 50 else 1900  # RFC 2822, section 4.3
        return _assemble(year, _MONTHS[match["month"]], int(match["day"]), rest, zone, raw)
    return None


def _assemble(
    year: int, month: int, day: int, rest: str, zone: ZoneInfo, raw: str
) -> NewsTime | None:
    clock = _clock(rest) if rest else None
    if rest and clock is None:
        return None
    try:
        return _news_time(date(year, month, day), clock, zone, raw)
    except ValueError:
        return None


def _clock(text: str) -> _Clock | None:
    """Read "15:04:05.678+02:00", "3:04 p.m. ET", "150405Z"."""
    half = None
    if match := _CLOCK.fullmatch(text):
        half = match["half"]
        parts, name = (match["hour"], match["minute"], match["second"]), match["zone"]
    elif match := _COMPACT_CLOCK.fullmatch(text):
        parts, name = (match[1], match[2], match[3]), match[4] or ""
    else:
        return None
    hour, minute, second = (int(part or 0) for part in parts)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 60 or seconds > 86_400:  # 24:00 and leap seconds are ISO 8601
        return None
    name = name.strip()
    zone = _zone(name) if name else None
    return None if name and zone is None else _Clock(seconds, zone)


def _zone(name: str) -> tzinfo | None:
    """Return the zone meant by an offset, an abbreviation or an IANA name; None: unknown."""
    name = re.sub(r"(?<=.) ?[(\[].*[)\]]$", "", name).strip("()[] ")
    name = _TWICE.sub(r"\1", name)
    if match := _OFFSET.fullmatch(name):
        sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
        if hours > 15 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if sign == "-" else offset)
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    try:
        if name in _CALENDAR:
            return ZoneInfo(_CALENDAR[name])
        if re.fullmatch(r"[a-z]+/[a-z_]+(?:/[a-z_]+)?", name):
            return ZoneInfo(re.sub(r"[a-z]+", _capital, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return None


def _capital(word: re.Match[str]) -> str:
    return word[0] if word[0] in {"of", "au", "es", "de"} else word[0].capitalize()


def _news_time(day: date, clock: _Clock | None, zone: ZoneInfo, raw: str) -> NewsTime | None:
    if not _FIRST <= day <= _LAST:
        return None
    local = datetime(day.year, day.month, day.day) + timedelta(
        seconds=clock.seconds if clock else 0
    )
    named = (clock.zone if clock else None) or zone
    offset = local.replace(tzinfo=named).utcoffset() or timedelta(0)
    epoch = (local - offset - _EPOCH) // _SECOND
    return NewsTime(epoch, Precision.SECOND if clock else Precision.DAY, raw)
