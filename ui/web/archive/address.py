"""What the archive page shows, as its address says it; an address comes from anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from rag.browse import Browse, Order
from rag.errors import UsageError
from rag.question.dates import parse_asked_at, parse_day_start
from rag.question.nouns import Filters
from ui.web.escape import plain
from ui.web.texts import say

VIEWS: Final = ("articles", "publishers", "failures", "add")
ONLY: Final = ("undated", "unnamed", "changed", "again", "withdrawn")
LONGEST: Final = 300  # characters of a field
MOST_PAGES: Final = 100_000
_PHRASE = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Shown:
    """The page's state: texts as they stand in its fields, ``page`` from 1.

    ``only`` is one of ``ONLY`` ("changed": of two versions or more, "again": of three) or empty;
    ``like`` an article's id: what prints its story. ``code`` and ``find`` are of the failures.
    """

    view: str = "articles"
    words: str = ""
    publisher: str = ""
    language: str = ""
    start: str = ""
    end: str = ""
    only: str = ""
    order: str = ""
    like: str = ""
    code: str = ""
    find: str = ""
    page: int = 1


_NAMES: Final = {"start": "from", "end": "to"}  # how the address calls a field


def read(pairs: Iterable[tuple[str, str]]) -> Shown:
    """Return what the pairs of a query ask for; names and values that are not ours are ignored.

    Of a name given twice the last counts, as in a form.
    """
    given = {name: plain(value)[:LONGEST] for name, value in pairs}
    texts = {
        field.name: given[_NAMES.get(field.name, field.name)]
        for field in fields(Shown)
        if field.name != "page" and _NAMES.get(field.name, field.name) in given
    }
    for name, allowed in (("view", VIEWS), ("only", ONLY), ("order", tuple(Order))):
        if texts.get(name) not in allowed:
            texts.pop(name, None)
    if not _ID.fullmatch(texts.get("like", "")):
        texts.pop("like", None)
    page = given.get("page", "")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 9 else 1
    return Shown(**texts, page=min(max(number, 1), MOST_PAGES))


def build(shown: Shown, **changes: str | int) -> str:
    """Return the address of ``shown`` after ``changes``, at its first page if they name none."""
    page = {} if "page" in changes else {"page": 1}
    wanted = replace(shown, **{**page, **changes})  # type: ignore[arg-type]
    bare = Shown()
    pairs = [
        (_NAMES.get(field.name, field.name), getattr(wanted, field.name))
        for field in fields(Shown)
        if getattr(wanted, field.name) != getattr(bare, field.name)
    ]
    return "archive" + (f"?{urlencode(pairs, quote_via=quote, safe='')}" if pairs else "")


def words_of(text: str) -> tuple[str, ...]:
    """Return the words and quoted phrases of a search."""
    return tuple(one or other or word for one, other, word in _PHRASE.findall(text))


def browse(shown: Shown, zone: ZoneInfo) -> Browse:
    """Return the list that is asked for; UsageError naming the field that is no date."""
    start = _day("archive.from", shown.start, parse_day_start, zone)
    end = _day("archive.to", shown.end, parse_asked_at, zone)
    if start is not None and end is not None and start > end:
        raise UsageError(say("archive.swapped"), hint=say("when.swapped_hint"))
    words = words_of(shown.words)
    return Browse(
        words=words,
        filters=Filters(
            publishers=(shown.publisher,) if shown.publisher else (),
            languages=(shown.language,) if shown.language else (),
            start=start,
            end=end,
        ),
        unnamed=shown.only == "unnamed",
        undated=shown.only == "undated",
        withdrawn=shown.only == "withdrawn",
        versions={"changed": 2, "again": 3}.get(shown.only, 1),
        copies_of=shown.like or None,
        order=Order.BEST if shown.order == Order.BEST and words else Order.NEWEST,
    )


def _day(
    label: str, text: str, parse: Callable[[str, ZoneInfo], int], zone: ZoneInfo
) -> int | None:
    if not text:
        return None
    try:
        return parse(text, zone)
    except UsageError as error:
        raise UsageError(
            say("when.no_date", field=say(label), text=text[:40]), hint=say("when.no_date_hint")
        ) from error
