"""Unpacking a compressed reply as it comes, within a size and a ratio."""

from __future__ import annotations

import zlib
from typing import Final

_FREE: Final = 65_536  # bytes unpacked before the ratio counts: a short text may be one long run
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class TooLargeError(Exception):
    """More came out than is allowed; the message says what was."""


class CodecError(Exception):
    """What came is not packed as it was said to be, or not whole."""


class Unpacker:
    """Takes a body's pieces; holds no more than ``max_bytes`` and one piece.

    ``encoding`` is Content-Encoding: gzip, deflate or nothing; another raises CodecError.
    ``expansion`` is the most bytes unpacked for each byte sent.
    """

    def __init__(self, encoding: str, *, max_bytes: int, expansion: float) -> None:
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding not in {"", "identity", "gzip", "deflate"}:
            raise CodecError(f"packed as {encoding!r}, asked for was gzip or deflate")
        self._max_bytes, self._expansion = max_bytes, expansion
        self._packed = self._encoding in {"gzip", "deflate"}
        self._inflate: zlib._Decompress | None = None
        self._sent = 0
        self._body = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take the next piece; raises TooLargeError or CodecError."""
        self._sent += len(piece)
        if not self._packed:
            self._body += piece
        if self._sent > self._max_bytes:
            raise TooLargeError(f"more than {self._max_bytes:,} bytes")
        while self._packed and piece and (inflate := self._stream(piece)) is not None:
            piece = self._unpack(inflate, piece)

    def so_far(self) -> bytes:
        """Return what has come out, at most ``max_bytes``."""
        return bytes(self._body[: self._max_bytes])

    def whole(self) -> bytes:
        """Return all of it; raises CodecError if its end is missing."""
        if self._packed and self._sent and not (self._inflate and self._inflate.eof):
            raise CodecError(f"the {self._encoding} data ends before its end")
        return bytes(self._body)

    def _stream(self, piece: bytes) -> zlib._Decompress | None:
        """Return what unpacks the piece; None if it is only padding after the end."""
        if self._inflate is None:
            self._inflate = zlib.decompressobj(self._window(piece[0]))
        elif self._inflate.eof:
            if self._encoding == "deflate" or piece[0] != 0x1F:  # not another gzip member
                return None
            self._inflate = zlib.decompressobj(_GZIP)
        return self._inflate

    def _unpack(self, inflate: zlib._Decompress, piece: bytes) -> bytes:
        """Unpack a piece within the room that is left; return what of it is still packed."""
        room = self._max_bytes - len(self._body) + 1
        try:
            self._body += inflate.decompress(piece, room)
        except zlib.error as error:
            raise CodecError(f"not {self._encoding} data ({error})") from error
        if len(self._body) > self._max_bytes:
            raise TooLargeError(f"more than {self._max_bytes:,} bytes when unpacked")
        if len(self._body) > max(_FREE, self._expansion * self._sent):
            raise TooLargeError(f"unpacks to more than {self._expansion:g} times its size")
        return inflate.unused_data if inflate.eof else inflate.unconsumed_tail

    def _window(self, first: int) -> int:
        """Return zlib's name of the format; deflate is sent with a header and without one."""
        if self._encoding == "gzip":
            return _GZIP
        return _ZLIB if first & 0x0F == 8 and first >> 4 <= 7 else _RAW
