"""From a file or standard input to a stream of plain bytes: gzip undone, size bounded."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol, cast

from ingest.inputs.options import STDIN, InputFile
from rag.errors import InputError

GZIP = b"\x1f\x8b\x08"
HEAD = 8_192  # bytes looked at to tell what a file is
_BLOCK = 1 << 20


class InputTooLargeError(InputError):
    """A file holds more bytes, once unpacked, than the settings allow."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit:,} bytes (DATELINE_LIMITS__FILE_BYTES)")


class _Readable(Protocol):
    def read1(self, size: int, /) -> bytes: ...


class _Bounded(io.RawIOBase):
    """A raw stream that raises InputTooLargeError past ``limit`` bytes.

    What was read before an error is given out first: the lines before it are good.
    """

    def __init__(self, stream: _Readable, limit: int) -> None:
        self._stream, self._limit, self._left = stream, limit, limit
        self._error: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer) and self._error is None:
            try:
                data = self._stream.read1(min(len(buffer) - filled, self._left + 1))
            except (EOFError, OSError, zlib.error) as error:
                self._error = error
                break
            if not data:
                return filled
            self._left -= len(data)
            if self._left < 0:
                self._error = InputTooLargeError(self._limit)
                data = data[: self._left]
            buffer[filled : filled + len(data)] = data
            filled += len(data)
        if self._error is not None and not filled:
            raise self._error
        return filled


@contextmanager
def opened(
    file: InputFile, *, file_bytes: int, stdin: BinaryIO | None = None
) -> Iterator[io.BufferedReader]:
    """Open a file (standard input: ``stdin``) as bytes, gzip undone where its first bytes say so.

    Reading past ``file_bytes`` decompressed bytes raises InputTooLargeError. Reading broken gzip
    raises EOFError, gzip.BadGzipFile or zlib.error; the file itself OSError.
    """
    if file.path == STDIN:
        if stdin is None:
            raise InputError("nothing is given on standard input")
        yield _plain(cast("io.BufferedReader", stdin), file_bytes)
        return
    with file.path.open("rb") as raw:
        if file.path.stat().st_size > file_bytes and not _is_gzip(raw):
            raise InputTooLargeError(file_bytes)
        yield _plain(raw, file_bytes)


def _is_gzip(raw: io.BufferedReader) -> bool:
    return raw.peek(len(GZIP))[: len(GZIP)] == GZIP


def _plain(raw: io.BufferedReader, file_bytes: int) -> io.BufferedReader:
    outer = _Rejoined(raw)
    stream: _Readable = outer
    if outer.head.startswith(GZIP):
        stream = gzip.GzipFile(fileobj=cast("BinaryIO", outer), mode="rb")
    return io.BufferedReader(_Bounded(stream, file_bytes), _BLOCK)


class _Rejoined:
    """A stream whose first bytes have been looked at; need not be seekable."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.head = self._rest = stream.read(len(GZIP))

    def read1(self, size: int, /) -> bytes:
        if self._rest:
            data, self._rest = self._rest[:size], self._rest[size:]
            return data
        return self._stream.read1(size)

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
