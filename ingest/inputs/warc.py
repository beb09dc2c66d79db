"""WARC files, as crawlers and web archives keep: each page or feed in one read as if fetched."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from typing import TYPE_CHECKING

from ingest.inputs import charset, http_body
from ingest.inputs.detect import markup
from ingest.inputs.options import Item, ReadOptions
from rag.domain import Failure

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

Take = Callable[[bytes, str, str, str, str | None], Iterator[Item]]

_MARK = b"\nWARC/1."
_STEP = 65_536  # bytes read at a time
_PAGES = ("text/html", "application/xhtml+xml")


class _Source:
    """The stream as fastwarc wants it; remembers enough to begin again after a broken record."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._recent = b""  # the last bytes given, which end at ``at``
        self._again = b""
        self.at = 0
        self.ended = False

    def read(self, size: int = _STEP) -> bytes:
        data = self._again[:size] or self._stream.read1(min(size, _STEP))
        self._again = self._again[size:]
        self.ended = not data
        self.at += len(data)
        self._recent = (self._recent + data)[-4 * _STEP :]
        return data

    def tell(self) -> int:
        return self.at

    def ends_in_mark(self) -> bool:
        """Say whether all there is ends in the first bytes of a record."""
        tail = self._recent.rpartition(b"\n")[2]
        return bool(tail) and _MARK[1:].startswith(tail)

    def seek_record(self, after: int) -> bool:
        """Go to the first record that begins ``after`` or later; False: there is none."""
        while True:
            begin = self.at - len(self._recent)
            found = self._recent.find(_MARK, max(0, after - begin))
            if found >= 0:
                self._again = self._recent[found + 1 :] + self._again
                self.at, self._recent, self.ended = begin + found + 1, b"", False
                return True
            if not self.read():
                return False


@dataclass(frozen=True, slots=True)
class _Record:
    """A record read whole; ``length`` is as said, -1 where it is not; ``block`` None: too long."""

    where: str
    headers: Message
    length: int
    block: bytes | None

    @property
    def whole(self) -> bool:
        return self.block is None or len(self.block) == self.length

    def said(self, header: str) -> str:
        return (self.headers.get(header) or "").strip()


@dataclass(frozen=True, slots=True)
class _Page:
    """What a reply holds, unpacked, how it is read, and the charset it was sent with."""

    body: bytes
    kind: str
    charset: str | None


def records(
    stream: io.BufferedReader, name: str, options: ReadOptions, take: Take
) -> Iterator[Item]:
    """Yield what ``take(body, kind, where, url, charset)`` reads of each page and feed in a WARC.

    Pages are replies with status 200, and resources; ``where`` is ``name#n``, n the record's
    number. All else is counted in one W_SKIPPED. Offsets are of the unpacked bytes. E_EXTRA:
    fastwarc is not installed. E_WARC: a record's length is wrong. E_WARC_TRUNCATED: the file
    ends in a record, or its crawler cut one. E_CODEC, E_TOO_LONG: one body. No page takes the
    record's date for its own: that is when it was fetched, and an undated page stays undated.
    """
    try:
        import fastwarc  # noqa: F401
    except ImportError:
        hint = "reading WARC files needs an extra: pip install 'dateline[warc]'"
        yield Failure(name, "E_EXTRA", hint)
        return
    skipped: Counter[str] = Counter()
    for found in _whole(stream, name, options.limits.record_bytes):
        if isinstance(found, Failure):
            yield found
        else:
            yield from _items(found, options, take, skipped)
    if skipped:
        counts = ", ".join(f"{count:,} {what}" for what, count in skipped.most_common(12))
        yield Failure(name, "W_SKIPPED", f"records that are no pages: {counts}")


def _whole(stream: io.BufferedReader, name: str, limit: int) -> Iterator[_Record | Failure]:
    """Yield records, each once the next is seen to begin where it ends: so its length is right."""
    from fastwarc.warc import ArchiveIterator

    source = _Source(stream)
    number = start = 0
    while True:
        held: _Record | None = None
        misplaced = False
        try:
            for record in ArchiveIterator(source, parse_http=False, stream_detect=False):  # type: ignore[arg-type]
                if held is not None:
                    yield held
                    held = None
                number, start = number + 1, record.stream_pos
                held = _record(record, f"{name}#{number}", limit)
        except (EOFError, zlib.error) as error:
            if held is not None and held.whole:
                yield held
            if isinstance(error, zlib.error):
                raise
            said = f"its gzip is cut off at byte {source.at:,}"
            yield Failure(f"{name}#{number}", "E_WARC_TRUNCATED", said)
            return
        except OSError:
            misplaced = True
        if held is not None and held.whole and not misplaced:
            yield held
            return
        yield from _after(source, f"{name}#{number}", start, held, misplaced=misplaced)
        if source.ended:
            return
        start = source.at


def _after(
    source: _Source, where: str, start: int, last: _Record | None, *, misplaced: bool
) -> Iterator[_Record | Failure]:
    """Say what is wrong with the last record, and go to the next if there is one."""
    said = f"the record at byte {start:,} does not end where its Content-Length says"
    if source.seek_record(start + 1):
        yield Failure(where, "E_WARC", f"{said}; reading goes on at byte {source.at:,}")
    elif misplaced and not source.ends_in_mark():
        yield Failure(where, "E_WARC", f"{said}; nothing after it is read")
    else:
        if last is not None and last.whole:
            yield last
        said = f"the file ends before the record at byte {start:,} does"
        if misplaced:
            said = "the file ends in the first line of the next record"
        yield Failure(where, "E_WARC_TRUNCATED", said)


def _record(record: WarcRecord, where: str, limit: int) -> _Record:
    headers = Message()
    for key, value in record.headers:
        headers[key] = value.replace("\n", " ").replace("\r", " ")
    said = (headers.get("Content-Length") or "").strip()
    length = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else -1
    block = http_body.read_all(record.reader, limit + 1) if length <= limit else None
    return _Record(where, headers, length, block)


def _items(
    record: _Record, options: ReadOptions, take: Take, skipped: Counter[str]
) -> Iterator[Item]:
    kind = record.said("WARC-Type") or "unnamed"
    if kind not in {"response", "resource"} or record.said("WARC-Segment-Number") not in {"", "1"}:
        skipped[kind] += 1
        return
    url = record.said("WARC-Target-URI").strip("<> ")
    if not url.casefold().startswith(("http:", "https:")):
        skipped[f"{kind} from no web address"] += 1
        return
    item = _page(record, kind, options.limits.record_bytes)
    if isinstance(item, str):
        skipped[item] += 1
    elif isinstance(item, Failure):
        yield _at(item, url)
    elif cut := record.said("WARC-Truncated"):
        said = f"its crawler kept only a part of it: {cut[:40]}"
        yield _at(Failure(record.where, "E_WARC_TRUNCATED", said), url)
    else:
        for made in take(item.body, item.kind, record.where, url, item.charset):
            yield _at(made, url) if isinstance(made, Failure) else made


def _page(record: _Record, type_: str, limit: int) -> _Page | Failure | str:
    """Return the page in a record, or why it is left out, or what it is instead of one."""
    if record.block is None:
        return Failure(record.where, "E_TOO_LONG", f"a record of more than {limit:,} bytes")
    if type_ == "resource":
        sent = http_body.Reply(200, *http_body.media_type(record.headers), Message(), record.block)
    else:
        try:
            sent = http_body.reply(record.block)
        except ValueError as error:
            return Failure(record.where, "E_WARC", str(error))
    if sent.status != 200:
        return f"response with status {sent.status}"
    if sent.media and sent.media not in _PAGES and not sent.media.endswith("xml"):
        return f"{type_} of type {sent.media[:40]}"
    try:
        body = http_body.unpacked(sent, limit)
    except http_body.CodecError as error:
        return Failure(record.where, "E_CODEC", str(error))
    if body is None:
        return Failure(record.where, "E_TOO_LONG", f"a page of more than {limit:,} bytes")
    kind = markup(charset.decode(body[:4096]).text.lstrip("\ufeff \t\r\n"))
    if kind not in {"html", "feed", "newsml"} and sent.media not in _PAGES:
        return f"{type_} of type {sent.media[:40] or 'unknown'}"
    page = sent.media in _PAGES
    return _Page(body, "html" if page and kind != "feed" else kind or "html", sent.charset)


def _at(failure: Failure, url: str) -> Failure:
    return replace(failure, reason=f"{failure.reason} ({url[:200]})")
