"""From a file or standard input to a stream of plain bytes: gzip undone, size bounded."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol, cast

from ingest.inputs.detect import packed
from ingest.inputs.options import STDIN, InputFile
from rag.errors import InputError

GZIP = b"\x1f\x8b\x08"
HEAD = 8_192  # bytes looked at to tell what a file is
EXPANSION = 100  # unpacked bytes for each packed one, past which a file is taken for a bomb
_BLOCK = 1 << 20


class InputTooLargeError(InputError):
    """A file holds more bytes, once unpacked, than the settings allow."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit:,} bytes (DATELINE_LIMITS__FILE_BYTES)")


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class _Bounded(io.RawIOBase):
    """A raw stream that raises InputTooLargeError past ``limit`` bytes.

    What was read before an error is given out first: the lines before it are good. Where it holds
    many files, each of them is bounded by its reader, and the whole by what it expands to.
    """

    def __init__(self, stream: _Readable, limit: int, outer: _Rejoined) -> None:
        self._stream, self._limit, self._outer = stream, limit, outer
        self._taken = 0
        self._error: Exception | None = None
        self._late: Exception | None = None  # raised once ``_rest`` is given out
        self._rest = b""
        self._look()
        self._holds_many = packed(self._rest) is not None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and self._error is None:
            room = len(buffer) - filled
            try:
                data = self._next(min(room, max(self._left(), 0) + 1))
            except (EOFError, OSError, zlib.error) as error:
                self._error = error
                break
            if not data:
                return filled
            self._taken += len(data)
            if (left := self._left()) < 0:
                self._error = InputTooLargeError(self._limit)
                data = data[:left]
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        if self._error is not None and not filled:
            raise self._error
        return filled

    def _look(self) -> None:
        """Read enough to tell what this is, a tar by its 257th byte."""
        try:
            while len(self._rest) < 512 and (data := self._stream.read1(512)):
                self._rest += data
        except (EOFError, OSError, zlib.error) as error:
            self._late = error

    def _next(self, size: int) -> bytes:
        if self._rest:
            data, self._rest = self._rest[:size], self._rest[size:]
            return data
        if self._late is not None:
            raise self._late
        return self._stream.read1(size)

    def _left(self) -> int:
        if not self._holds_many:
            return self._limit - self._taken
        return max(self._limit, EXPANSION * self._outer.taken) - self._taken


@contextmanager
def opened(
    file: InputFile, *, file_bytes: int, stdin: BinaryIO | None = None
) -> Iterator[io.BufferedReader]:
    """Open a file (standard input: ``stdin``) as bytes, gzip undone where its first bytes say so.

    A file that holds many (WARC, Parquet, zip, tar) may be of any size, and is seekable where it
    is not packed in gzip and not standard input. Reading past ``file_bytes`` decompressed bytes
    of any other raises InputTooLargeError. Reading broken gzip raises EOFError, gzip.BadGzipFile
    or zlib.error; the file itself OSError.
    """
    if file.path == STDIN:
        if stdin is None:
            raise InputError("nothing is given on standard input")
        yield plain(cast("io.BufferedReader", stdin), file_bytes)
        return
    with file.path.open("rb") as raw:
        if packed(raw.peek(HEAD)[:HEAD]):
            yield raw
            return
        if file.path.stat().st_size > file_bytes and not _is_gzip(raw):
            raise InputTooLargeError(file_bytes)
        yield plain(raw, file_bytes)


def _is_gzip(raw: io.BufferedReader) -> bool:
    return raw.peek(len(GZIP))[: len(GZIP)] == GZIP


def plain(raw: io.BufferedReader, file_bytes: int) -> io.BufferedReader:
    """Return the bytes of a stream, gzip undone, bounded as ``opened`` says."""
    outer = _Rejoined(raw)
    stream: _Readable = outer
    if outer.head.startswith(GZIP):
        stream = gzip.GzipFile(fileobj=cast("BinaryIO", outer), mode="rb")
    bounded = _Bounded(stream, file_bytes, outer)
    return cast("io.BufferedReader", io.BufferedReader(bounded, _BLOCK))


def seekable(stream: io.BufferedReader, limit: int) -> BinaryIO:
    """Return the stream if it can be sought in, else all of it in memory.

    Raises InputTooLargeError if that is more than ``limit`` bytes.
    """
    if stream.seekable():
        return stream
    data = read_at_most(stream, limit)
    if data is None:
        raise InputTooLargeError(limit)
    return io.BytesIO(data)


class _Rejoined:
    """A stream whose first bytes have been looked at; need not be seekable."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.head = self._rest = stream.read(len(GZIP))
        self.taken = 0

    def read1(self, size: int, /) -> bytes:
        if self._rest:
            data, self._rest = self._rest[:size], self._rest[size:]
        else:
            data = self._stream.read1(size)
        self.taken += len(data)
        return data

    read = read1  # gzip asks for no more than one piece at a time


def read_at_most(stream: BinaryIO, limit: int) -> bytes | None:
    """Return everything that is left, or None if that is more than ``limit`` bytes."""
    data = stream.read(limit + 1)
    return None if len(data) > limit else data


def lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    r"""Yield lines with their ending; None for one longer than ``limit`` bytes, never held whole.

    A line ends at ``\n``.
    """
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_BLOCK)
        yield None
