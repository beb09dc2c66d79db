"""What a reader set in the filter fields, read into values; a wrong date is named, not ignored."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from rag.errors import UsageError
from rag.question.dates import parse_asked_at, parse_day_start
from rag.question.nouns import Filters
from ui.web.escape import plain
from ui.web.texts import say

OFFERED: Final = (  # languages offered by name; any other code may be typed
    *("ar", "de", "en", "es", "et", "fr", "it", "ja", "pl", "pt", "ru", "uk", "zh"),
)
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_SHORT = 2  # letters of the codes that most articles bear: not the beginning of a name


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


def languages() -> list[tuple[str, str]]:
    """Return the name and the code of each language that is offered, by name."""
    return sorted((say(f"languages.{code}"), code) for code in OFFERED)


def language_name(code: str) -> str:
    """Return what a language is called, or its code where it has no name here."""
    return say(f"languages.{code}") if code in OFFERED else code


def read(form: Form, zone: ZoneInfo) -> Wanted:
    """Turn the fields into filters and the time asked.

    Raises UsageError naming the field that is no date, dates in the wrong order, or a language
    that is none.
    """
    start = _date(say("ask.start"), form.start, parse_day_start, zone)
    end = _date(say("ask.end"), form.end, parse_asked_at, zone)
    if start is not None and end is not None and start > end:
        raise UsageError(
            say("ask.swapped", start=plain(form.start), end=plain(form.end)),
            hint=say("when.swapped_hint"),
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
    named = [code for name, code in languages() if name.casefold().startswith(given)]
    if given not in OFFERED and len(given) > _SHORT and len(named) == 1:
        return named[0]
    if given in OFFERED:
        return given
    if _CODE.fullmatch(given):
        return text.strip()
    shown = plain(text)[:40]
    told = say("ask.no_language", field=say("ask.languages"), text=shown)
    raise UsageError(told, hint=say("ask.language_hint"))


def _date(
    label: str, text: str, parse: Callable[[str, ZoneInfo], int], zone: ZoneInfo
) -> int | None:
    if not text.strip():
        return None
    try:
        return parse(text, zone)
    except UsageError as error:
        told = say("when.no_date", field=label, text=plain(text)[:40])
        raise UsageError(told, hint=say("when.no_date_hint")) from error
