"""What must hold for any bytes at all: of parsers, times, spans and the question reader."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from ingest.inputs.charset import UnreadableError
from ingest.inputs.options import ENDED, FORMATS, STDIN
from ingest.inputs.read import InputFile, Item, ReadOptions, parse, read
from ingest.inputs.sitemap import KINDS
from ingest.times import parse_time
from rag.attribution.statements import statements
from rag.domain import Failure, Span
from rag.errors import QuestionError, UsageError
from rag.question.dates import parse_asked_at
from rag.question.nouns import Turn
from rag.question.understand import understand
from rag.settings import Limits
from rag.text.fold import fold
from rag.text.passages import split
from rag.text.sentences import sentences
from tests.fakes import WordEncoder

Law = Callable[[bytes], None]

ZONES = (ZoneInfo("UTC"), ZoneInfo("Europe/Tallinn"), ZoneInfo("America/St_Johns"))
ASKED_AT = int(datetime(2026, 3, 1, tzinfo=ZONES[0]).timestamp())
PUBLISHERS = ("Harbour Post", "The Tallinn Ledger", "Le Quai", "BBC")
SMALL = Limits(file_bytes=1_000_000, record_bytes=100_000)
LANGUAGES = ("en", "fr", "th", "zh", "ar", None)


def parsed(kind: str, data: bytes) -> None:
    """A parser gives articles that can be kept, or says where what was left out, and why.

    A warning alone (``W_``) is what is no article and was never meant to be one.
    """
    options = ReadOptions(ZONES[0], Limits())
    try:
        items = list(parse(data, kind, "given", options))
    except UnreadableError:
        return
    _require_sound(items)


def files(data: bytes) -> None:
    """The same of a file whose kind nobody tells: packed, of records, rows or one article."""
    given = InputFile(STDIN, "given", 0)
    _require_sound(read(given, ReadOptions(ZONES[0], SMALL), io.BytesIO(data)))


def _require_sound(items: Iterable[Item]) -> None:
    for item in items:
        assert item.where.startswith("given")
        if isinstance(item, Failure):
            assert item.code.startswith(("E_", "W_"))
            assert item.code != ENDED  # the parent's word for a parser that died
            assert item.reason
        else:
            assert item.text.strip()
            assert "\0" not in item.text
            item.text.encode("utf-8")


def times(data: bytes) -> None:
    """A time is read, or is not; what was read is a time that a calendar has."""
    text, zone = _text(data), ZONES[len(data) % 3]
    if time := parse_time(text, zone):
        assert time.raw == text
        datetime.fromtimestamp(time.epoch, zone)
    with suppress(UsageError):
        datetime.fromtimestamp(parse_asked_at(text, zone), zone)


def spans(data: bytes) -> None:
    """Sentences and passages lie in the text in order, and hold all that is not white space."""
    text, language = _text(data), LANGUAGES[len(data) % len(LANGUAGES)]
    found = sentences(text, language)
    _require_cover(text, found)
    _require_cover(text, split(text, headline=text[:40], measure=WordEncoder(), language=language))
    fold(text)
    for one in statements(text, found):
        assert 0 <= one.speaker.start < one.speaker.end <= len(text)
        assert one.content is None or one.content.end <= len(text)


def questions(data: bytes) -> None:
    """A question is understood or refused as none; follow-ups too."""
    first, _, second = _text(data).partition("\n")
    for text, history in ((first, ()), (second, (Turn(first),))):
        try:
            question = understand(
                text,
                asked_at=ASKED_AT,
                zone=ZONES[len(data) % 3],
                publishers=PUBLISHERS,
                history=history,
            )
        except QuestionError:
            continue
        assert question.text.splitlines() == [question.text]
        assert not any(unicodedata.category(one) == "Cc" for one in question.text)
        assert set(question.filters.publishers) <= set(PUBLISHERS)


LAWS: dict[str, Law] = {
    **{kind: partial(parsed, kind) for kind in (*FORMATS, "lines", *sorted(KINDS))},
    "files": files,
    "times": times,
    "spans": spans,
    "questions": questions,
}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _require_cover(text: str, found: list[Span]) -> None:
    end = 0
    for span in found:
        assert text[end : span.start].strip() == ""
        assert span.start >= end
        assert span.end <= len(text)
        end = span.end
    assert text[end:].strip() == ""
