"""Permalinks: a question with its filters, or a quotation in an article, as an address and back.

An address comes from anybody. What is not as it was written is refused with the reason; names
that are not ours (a page's own ``__theme``, say) are left to whoever they are for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from zoneinfo import ZoneInfo

from rag.bounds import MOST_NAMES
from rag.domain import Span
from rag.errors import UsageError
from rag.question.dates import parse_asked_at, parse_day_start
from rag.question.parts import ignored
from ui.web.ask.form import Form, read
from ui.web.escape import plain
from ui.web.texts import count, number, say

LONGEST: Final = 16_000  # characters of an address; servers and chat programs cut longer ones
CODE_POINTS: Final = 100_000_000  # no text is longer
REVISIONS: Final = 1_000_000
NAME: Final = 300  # characters of a publisher or language
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ARTICLE = re.compile(r"[0-9a-f]{16}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}|0", re.ASCII)
_QUOTE = re.compile(r"quote=([0-9]{1,9})-([0-9]{1,9})", re.ASCII)
_ASKS: Final = {"q", "as_of", "from", "to", "publisher", "language", "without"}
_READS: Final = {"article", "revision", "against"}
NO_FILTERS: Final = Form()
_MANY: Final = {"publisher", "language", "without"}


@dataclass(frozen=True, slots=True)
class Asking:
    """A permalink to a question; ``form`` holds the filter fields as a reader would fill them.

    ``without`` names parts of the question to ignore (rag/question/parts.py).
    """

    text: str
    form: Form = NO_FILTERS
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A permalink to an article; without ``revision`` to the newest, ``span`` is to be lit.

    ``against`` is an earlier or later revision that it is compared with.
    """

    article: str
    revision: int | None = None
    span: Span | None = None
    against: int | None = None


def build(link: Asking | Reading, base: str = "") -> str:
    """Return the address: ``base`` (no query in it) and what ``parse`` reads back."""
    if isinstance(link, Reading):
        number = "" if link.revision is None else f"&revision={link.revision}"
        number += "" if link.against is None else f"&against={link.against}"
        lit = "" if link.span is None else f"#quote={link.span.start}-{link.span.end}"
        return f"{base}?article={link.article}{number}{lit}"
    form = link.form
    pairs = [("q", link.text), ("as_of", form.as_of), ("from", form.start), ("to", form.end)]
    pairs += [("publisher", name) for name in form.publishers]
    pairs += [("language", code) for code in form.languages]
    pairs += [("without", part) for part in link.without]
    given = [(name, value) for name, value in pairs if value]
    return f"{base}?{urlencode(given, quote_via=quote, safe='')}"


def parse(address: str, *, zone: ZoneInfo, most: int) -> Asking | Reading | None:
    """Return what an address asks for; None where it asks for nothing.

    ``most`` is how many code points a question may have. Days are read in ``zone``. Raises
    UsageError with the reason for what is no permalink of ours.
    """
    if len(address) > LONGEST:
        raise _refused(count("link.long", LONGEST))
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(
            parts.query, keep_blank_values=True, errors="strict", max_num_fields=2 * MOST_NAMES
        )
    except ValueError as error:  # UnicodeDecodeError is one
        raise _refused(say("link.unreadable")) from error
    fields = _fields(pairs)
    if not fields:
        return None
    if "article" in fields:
        _require_only(fields, _READS)
        return _reading(fields, parts.fragment)
    _require_only(fields, _ASKS)
    return _asking(fields, zone, most)


def _fields(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in _ASKS | _READS:
            continue
        if _CONTROL.search(value):
            raise _refused(say("link.control", name=name))
        if name in fields and name not in _MANY:
            raise _refused(say("link.twice", name=name))
        fields.setdefault(name, []).append(value)
    return fields


def _require_only(fields: Mapping[str, object], allowed: set[str]) -> None:
    if others := sorted(fields.keys() - allowed):
        raise _refused(say("link.apart", name=others[0]))


def _asking(fields: Mapping[str, list[str]], zone: ZoneInfo, most: int) -> Asking:
    text = fields.get("q", [""])[0]
    if not text.strip():
        raise _refused(say("link.no_question"))
    if len(text) > most:
        raise _refused(count("link.question_long", len(text), most=number(most)))
    for name in sorted(_MANY & fields.keys()):
        _require_names(name, fields[name])
    form = Form(
        publishers=tuple(fields.get("publisher", ())),
        start=_day(fields, "from", zone),
        end=_day(fields, "to", zone),
        languages=tuple(fields.get("language", ())),
        as_of=_day(fields, "as_of", zone),
    )
    read(form, zone)  # raises where the last day is before the first
    return Asking(text, form, _parts(fields.get("without", ())))


def _parts(names: Sequence[str]) -> tuple[str, ...]:
    try:
        return tuple(sorted(ignored(names)))
    except ValueError as error:
        raise _refused(say("link.no_part")) from error


def _require_names(name: str, values: Sequence[str]) -> None:
    if any(not value.strip() for value in values):
        raise _refused(say("link.blank", name=name))
    if any(len(value) > NAME for value in values):
        raise _refused(count("link.name_long", NAME, name=name))
    if len(values) > MOST_NAMES:
        raise _refused(count("link.often", MOST_NAMES, name=name))


def _day(fields: Mapping[str, list[str]], name: str, zone: ZoneInfo) -> str:
    value = fields.get(name, [""])[0]
    if value:
        try:
            (parse_day_start if name == "from" else parse_asked_at)(value, zone)
        except UsageError as error:
            raise _refused(say("when.no_date", field=name, text=plain(value)[:40])) from error
    return value


def _reading(fields: Mapping[str, list[str]], fragment: str) -> Reading:
    (article,) = fields["article"]
    if not _ARTICLE.fullmatch(article):
        raise _refused(say("link.no_article", got=repr(plain(article)[:40])))
    revision, against = (_number(fields, name) for name in ("revision", "against"))
    return Reading(article, revision, _span(fragment), against)


def _number(fields: Mapping[str, list[str]], name: str) -> int | None:
    if name not in fields:
        return None
    (text,) = fields[name]
    number = int(text) if _NUMBER.fullmatch(text) else 0
    if not 1 <= number <= REVISIONS:
        raise _refused(say("link.no_number", name=name, got=repr(plain(text)[:40])))
    return number


def _span(fragment: str) -> Span | None:
    if not fragment.startswith("quote"):
        return None  # a place on the page, of no concern here
    match = _QUOTE.fullmatch(fragment)
    start, end = (int(match[1]), int(match[2])) if match else (0, 0)
    if not start < end <= CODE_POINTS:
        raise _refused(say("link.no_quote", got=repr(plain(fragment)[:40])))
    return Span(start, end)


def _refused(reason: str) -> UsageError:
    return UsageError(say("link.refused", reason=reason), hint=say("link.hint"))
