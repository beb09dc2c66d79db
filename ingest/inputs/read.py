"""One file -> its articles and failures, whatever it holds; raises nothing a file can cause."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from ingest.inputs import (
    charset,
    feed,
    html,
    json_feed,
    json_lines,
    markdown,
    newsml,
    parquet,
    records,
    sitemap,
    table,
    text,
)
from ingest.inputs.bytes import HEAD, InputTooLargeError, opened, plain, read_at_most, seekable
from ingest.inputs.detect import PACKED, foreign, format_of, misnamed, packed
from ingest.inputs.find import find
from ingest.inputs.options import STDIN, InputFile, Item, ReadOptions
from rag.domain import Failure

__all__ = ["InputFile", "Item", "Parse", "ReadOptions", "find", "parse", "read"]


class Parse(Protocol):
    """What takes a file's bytes apart: ``parse`` below, here or in a process of its own."""

    def __call__(
        self,
        data: bytes,
        kind: str,
        name: str,
        options: ReadOptions,
        *,
        url: str | None = None,
        declared: str | None = None,
    ) -> Iterator[Item]:
        """Yield the items; see ``parse``."""
        ...


def parse(
    data: bytes,
    kind: str,
    name: str,
    options: ReadOptions,
    *,
    url: str | None = None,
    declared: str | None = None,
) -> Iterator[Item]:
    """Yield the items of a file's bytes, gzip undone; ``kind`` is of ``FORMATS``.

    It may also be ``parquet``, ``json_feed.KIND`` or one of ``sitemap.KINDS``. ``url`` and
    ``declared`` (charset) are what a fetcher knows of a page or feed. Takes and gives only values
    that can be pickled, so it can run in a process of its own. Raises charset.UnreadableError for
    UTF-7.
    """
    if kind in {"json", "jsonl"}:
        yield from records.from_file(data, name, options)
    elif kind == "lines":
        yield from records.from_lines(data, name, options)
    elif kind == "feed":
        yield from feed.entries(data, name, options, url=url, declared=declared)
    elif kind == json_feed.KIND:
        yield from json_feed.entries(data, name, options, url=url, declared=declared)
    elif kind == "html":
        yield html.article(data, name, options, url=url, declared=declared)
    elif kind == "newsml":
        yield from newsml.items(data, name, options)
    elif kind == "parquet":
        yield from parquet.rows(data, name, options)
    elif kind in sitemap.KINDS:
        yield from sitemap.pages(data, name, options, url=url)
    else:
        decoded = charset.decode(data)
        if kind == "csv":
            yield from table.rows(decoded, name, options)
            return
        make = markdown.article if kind == "markdown" else text.article
        yield make(decoded.text, name, options, decoded.warnings)


def read(
    file: InputFile,
    options: ReadOptions,
    stdin: BinaryIO | None = None,
    *,
    parse: Parse = parse,
) -> Iterator[Item]:
    """Yield what a file holds: each article, or one Failure for each that is left out.

    JSON lines, WARC, zip and tar are streamed, nothing is written to disk; every other format is
    held in memory. ``stdin`` is what ``Path("-")`` reads. Raises InputError only if
    that is asked for and not given.
    """
    yield from _guarded(_of_file(file, options, stdin, parse), file.name)


def _guarded(items: Iterator[Item], name: str) -> Iterator[Item]:
    """Pass items on; what reading ``name`` can raise becomes a failure under that name."""
    try:
        yield from items
    except FileNotFoundError:
        yield Failure(name, "E_CHANGED", "it was there when the files were listed, now gone")
    except PermissionError:
        yield Failure(name, "E_PERMISSION", "no permission to read it")
    except InputTooLargeError as error:
        yield Failure(name, "E_TOO_LARGE", str(error))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Failure(name, "E_GZIP", f"broken gzip: {error}")
    except charset.UnreadableError as error:
        yield Failure(name, "E_CHARSET", str(error))
    except OSError as error:
        yield Failure(name, "E_READ", error.strerror or str(error))


def _of_file(
    file: InputFile, options: ReadOptions, stdin: BinaryIO | None, parse: Parse
) -> Iterator[Item]:
    before = _state(file)

    def changed() -> bool:
        return _state(file) != before

    with opened(file, file_bytes=options.limits.file_bytes, stdin=stdin) as stream:
        yield from _items(stream, file.name, options, parse, changed)


def _state(file: InputFile) -> tuple[int, int] | None:
    """Return what changes when a file is written to; None for standard input."""
    if file.path == STDIN:
        return None
    status = file.path.stat()
    return status.st_size, status.st_mtime_ns


def _items(
    stream: io.BufferedReader,
    name: str,
    options: ReadOptions,
    parse: Parse,
    changed: Callable[[], bool] = lambda: False,
    *,
    inside: bool = False,
) -> Iterator[Item]:
    """Yield what a stream holds; ``inside`` says that it is a file packed in another."""
    touched = Failure(name, "E_CHANGED", "it was written to while it was read")
    head = stream.peek(HEAD)[:HEAD]
    if not head:
        yield Failure(name, "E_EMPTY", "the file is empty")
        return
    if holder := packed(head):
        yield from _many(holder, stream, name, options, parse, inside=inside)
        if changed():
            yield touched
        return
    if what := foreign(head):
        yield Failure(name, "E_TYPE", f"it is {what}")
        return
    kind = format_of(name, charset.decode(head).text, options.format)
    if kind in {*PACKED, "sitemap"}:
        yield misnamed(kind, name)
        return
    if kind == "jsonl" and not records.is_array(head) and not charset.is_wide(head):
        yield from json_lines.read(stream, name, options, parse)
        if changed():
            yield touched
        return
    limit = options.limits.file_bytes
    if kind in {"text", "markdown", "html"}:
        limit = min(limit, options.limits.record_bytes)
    data = read_at_most(stream, limit)
    if data is None:
        yield Failure(name, "E_TOO_LONG", f"an article of more than {limit:,} bytes")
    elif changed():
        yield touched
    else:
        yield from parse(data, kind, name, options)


def _many(
    holder: str,
    stream: io.BufferedReader,
    name: str,
    options: ReadOptions,
    parse: Parse,
    *,
    inside: bool,
) -> Iterator[Item]:
    """Take apart what holds many records or files; each is guarded, so costs itself only."""
    from ingest.inputs import members, warc  # a parsing process needs none of them

    limit = options.limits.file_bytes

    def record(data: bytes, kind: str, where: str, url: str, charset: str | None) -> Iterator[Item]:
        base = url if kind == "html" else None  # a feed with one is a polled feed, pages to follow
        return _guarded(parse(data, kind, where, options, url=base, declared=charset), where)

    def member(packed: io.BufferedReader, where: str) -> Iterator[Item]:
        unpacked = _items(plain(packed, limit), where, options, parse, inside=True)
        return _guarded(unpacked, where)

    if holder == "warc":
        yield from warc.records(stream, name, options, record)
    elif holder == "parquet":
        data = read_at_most(stream, limit)
        if data is None:
            yield Failure(name, "E_TOO_LARGE", f"a table of more than {limit:,} bytes")
        else:
            yield from parse(data, "parquet", name, options)
    elif inside:
        yield Failure(name, "W_SKIPPED", "an archive inside an archive is not opened")
    elif holder == "zip":
        yield from members.of_zip(seekable(stream, limit), name, limit, member)
    else:
        yield from members.of_tar(stream, name, member)
