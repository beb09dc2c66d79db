"""One file -> its articles and failures, whatever it holds; raises nothing a file can cause."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from ingest.inputs import charset, feed, html, json_lines, markdown, records, sitemap, table, text
from ingest.inputs.bytes import HEAD, InputTooLargeError, opened, read_at_most
from ingest.inputs.detect import foreign, format_of
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
    """Yield the items of a file's bytes, gzip undone.

    ``kind`` is one of ``FORMATS`` or of ``sitemap.KINDS``.
    ``url`` and ``declared`` (charset) are what a fetcher knows of a page or feed. Takes and
    gives only values that can be pickled, so it can run in a process of its own. Raises
    charset.UnreadableError for UTF-7.
    """
    if kind in {"json", "jsonl"}:
        yield from records.from_file(data, name, options)
    elif kind == "lines":
        yield from records.from_lines(data, name, options)
    elif kind == "feed":
        yield from feed.entries(data, name, options, url=url, declared=declared)
    elif kind == "html":
        yield html.article(data, name, options, url=url, declared=declared)
    elif kind in sitemap.KINDS:
        yield from sitemap.pages(data, name, options, url=url)
    else:
        decoded = charset.decode(data)
        if kind == "csv":
            yield from table.rows(decoded.text, name, options, decoded.warnings)
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

    JSON lines are streamed; every other format is held in memory. ``stdin`` is what
    ``Path("-")`` reads. Raises InputError only if that is asked for and not given.
    """
    try:
        before = _state(file)
        with opened(file, file_bytes=options.limits.file_bytes, stdin=stdin) as stream:
            yield from _items(stream, file, options, before, parse)
    except FileNotFoundError:
        yield Failure(file.name, "E_CHANGED", "it was there when the files were listed, now gone")
    except PermissionError:
        yield Failure(file.name, "E_PERMISSION", "no permission to read it")
    except InputTooLargeError as error:
        yield Failure(file.name, "E_TOO_LARGE", str(error))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Failure(file.name, "E_GZIP", f"broken gzip: {error}")
    except charset.UnreadableError as error:
        yield Failure(file.name, "E_CHARSET", str(error))
    except OSError as error:
        yield Failure(file.name, "E_READ", error.strerror or str(error))


def _state(file: InputFile) -> tuple[int, int] | None:
    """Return what changes when a file is written to; None for standard input."""
    if file.path == STDIN:
        return None
    status = file.path.stat()
    return status.st_size, status.st_mtime_ns


def _items(
    stream: io.BufferedReader,
    file: InputFile,
    options: ReadOptions,
    before: tuple[int, int] | None,
    parse: Parse,
) -> Iterator[Item]:
    changed = Failure(file.name, "E_CHANGED", "it was written to while it was read")
    head = stream.peek(HEAD)[:HEAD]
    if not head:
        yield Failure(file.name, "E_EMPTY", "the file is empty")
        return
    if what := foreign(head):
        yield Failure(file.name, "E_TYPE", f"it is {what}")
        return
    start = charset.decode(head).text
    kind = format_of(file.name, start, options.format)
    if kind == "jsonl" and not records.is_array(head) and not charset.is_wide(head):
        yield from json_lines.read(stream, file.name, options, parse)
        if _state(file) != before:
            yield changed
        return
    limit = options.limits.file_bytes
    if kind in {"text", "markdown", "html"}:
        limit = min(limit, options.limits.record_bytes)
    data = read_at_most(stream, limit)
    if data is None:
        yield Failure(file.name, "E_TOO_LONG", f"an article of more than {limit:,} bytes")
    elif _state(file) != before:
        yield changed
    else:
        yield from parse(data, kind, file.name, options)
