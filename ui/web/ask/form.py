"""What a reader set in the filter fields, read into values; a wrong date is named, not ignored."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rag.errors import UsageError
from rag.question.dates import parse_asked_at, parse_day_start
from rag.question.nouns import Filters
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
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_SHORT = 2  # letters of the codes that most articles bear: not the beginning of a name
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

    Raises UsageError naming the field that is no date, dates in the wrong order, or a language
    that is none.
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
            languages=tuple(dict.fromkeys(map(_language, form.languages))),
            start=start,
            end=end,
        ),
        _date(say("ask.as_of"), form.as_of, parse_asked_at, zone),
    )


def _language(text: str) -> str:
    """Return the code of a language given by its code, its name or the beginning of that."""
    given = text.strip().casefold()
    known = {code for _, code in LANGUAGES}
    named = [code for name, code in LANGUAGES if name.casefold().startswith(given)]
    if given not in known and len(given) > _SHORT and len(named) == 1:
        return named[0]
    if given in known:
        return given
    if _CODE.fullmatch(given):
        return text.strip()
    shown = plain(text)[:40]
    hint = say("ask.language_hint")
    raise UsageError(f"“{say('ask.languages')}” has no language of this name: {shown}", hint=hint)


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
