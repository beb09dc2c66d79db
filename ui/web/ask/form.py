"""What a reader set in the filter fields, read into values; a wrong date is named, not ignored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rag.domain import Filters
from rag.errors import UsageError
from rag.question.dates import parse_asked_at, parse_day_start
from ui.web.escape import plain
from ui.web.texts import say

LANGUAGES = [
    ("Arabic", "ar"),
    ("Chinese", "zh"),
    ("English", "en"),
    ("Estonian", "et"),
    ("French", "fr"),
    ("German", "de"),
    ("Italian", "it"),
    ("Japanese", "ja"),
    ("Polish", "pl"),
    ("Portuguese", "pt"),
    ("Russian", "ru"),
    ("Spanish", "es"),
    ("Ukrainian", "uk"),
]  # offered by name; any other code may be typed
_HINT = "Write a day as 2024-11-26 (year, month, day)."


@dataclass(frozen=True, slots=True)
class Form:
    """The filter fields as a reader left them; texts may be blank."""

    publishers: Sequence[str] = ()
    start: str = ""
    end: str = ""
    languages: Sequence[str] = ()
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form as values. ``asked_at`` is None where the question is asked now."""

    filters: Filters
    asked_at: int | None


def read(form: Form, zone: ZoneInfo) -> Wanted:
    """Turn the fields into filters and the time asked.

    Raises UsageError naming the field that is no date, or dates in the wrong order.
    """
    start = _date(say("ask.start"), form.start, parse_day_start, zone)
    end = _date(say("ask.end"), form.end, parse_asked_at, zone)
    if start is not None and end is not None and start > end:
        raise UsageError(
            f"the filter's first day, {plain(form.start)}, is after its last, {plain(form.end)}",
            hint="Swap the two dates, or clear one of them.",
        )
    return Wanted(
        Filters(
            publishers=tuple(form.publishers),
            languages=tuple(form.languages),
            start=start,
            end=end,
        ),
        _date(say("ask.as_of"), form.as_of, parse_asked_at, zone),
    )


def _date(
    label: str, text: str, parse: Callable[[str, ZoneInfo], int], zone: ZoneInfo
) -> int | None:
    if not text.strip():
        return None
    try:
        return parse(text, zone)
    except UsageError as error:
        shown = plain(text)[:40]
        raise UsageError(f"“{label}” is not a date: {shown}", hint=_HINT) from error
