"""A stored HTTP reply -> its status, its headers and its body as the page's own bytes. Pure."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, parse_headers
from typing import Protocol

from ingest.fetch import unpack


class CodecError(ValueError):
    """A body is packed in a way that cannot be undone."""


@dataclass(frozen=True, slots=True)
class Reply:
    """``status`` is 0 where the first line names none; ``media`` is lower case, "" if not said."""

    status: int
    media: str
    charset: str | None
    headers: Message
    body: bytes


class _Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def reply(block: bytes) -> Reply:
    """Split a reply as it was sent. Raises ValueError if it has no headers that can be read."""
    stream = io.BytesIO(block)
    first = stream.readline(8192).split(None, 2)
    if len(first) < 2 or not first[0].startswith(b"HTTP/"):
        raise ValueError("no HTTP reply")
    try:
        headers = parse_headers(stream)
    except HTTPException as error:
        raise ValueError(f"its HTTP headers cannot be read: {error!r}") from error
    status = int(first[1]) if first[1].isdigit() and len(first[1]) == 3 else 0
    return Reply(status, *media_type(headers), headers, stream.read())


def media_type(headers: Message) -> tuple[str, str | None]:
    """Return the media type and the charset that headers name."""
    said = headers.get("Content-Type") or ""
    charset = headers.get_param("charset") if said else None
    return said.partition(";")[0].strip().casefold(), charset if isinstance(charset, str) else None


def unpacked(sent: Reply, limit: int) -> bytes | None:
    """Undo the transfer and content codings of a body; None: it is more than ``limit`` bytes.

    Some crawlers store the body unpacked and the headers as they came: one that is not packed
    as they say stays as it is. Raises CodecError for a coding that is unknown or broken.
    """
    body = sent.body
    if "chunked" in (sent.headers.get("Transfer-Encoding") or "").casefold():
        body = _dechunked(body)
    codings = (sent.headers.get("Content-Encoding") or "").casefold().split(",")
    for coding in reversed([one.strip() for one in codings if one.strip()]):
        if coding == "identity" or (body[:1] in b"<\xef\n\r " and _is_text(body)):
            continue
        if coding not in _CODECS:
            raise CodecError(f"the content coding {coding[:40]!r} is not known")
        try:
            body = _CODECS[coding](body, limit + 1)
        except (OSError, unpack.CodecError, ValueError) as error:
            raise CodecError(f"it is not {coding} as its headers say: {error}") from error
    return None if len(body) > limit else body


def _is_text(body: bytes) -> bool:
    return b"\0" not in body[:1000] and b"<" in body[:1000]


def _dechunked(body: bytes) -> bytes:
    """Join chunks (RFC 9112, 7.1); a body that is not chunked, or is cut, gives what there is."""
    at, chunks = 0, list[bytes]()
    while (end := body.find(b"\n", at, at + 4096)) >= 0:
        try:
            length = int(body[at:end].partition(b";")[0].strip(), 16)
        except ValueError:
            return body if not chunks else b"".join(chunks)
        if length <= 0:
            break
        chunks.append(body[end + 1 : end + 1 + length])
        at = end + 1 + length + 1
        at += body[at : at + 1] == b"\n"
    return b"".join(chunks) if chunks or end >= 0 else body


def _inflated(body: bytes, most: int) -> bytes:
    """Undo gzip, or deflate with and without its header: servers send both under one name."""
    coding = "gzip" if body.startswith(b"\x1f\x8b") else "deflate"
    undo = unpack.Unpacker(coding, max_bytes=most, expansion=math.inf)
    try:
        undo.feed(body)
    except unpack.TooLargeError:
        return undo.so_far()
    return undo.whole()


def _brotli(body: bytes, most: int) -> bytes:
    from fastwarc.stream_io import BrotliReader

    return read_all(BrotliReader(io.BytesIO(body)), most)


def _zstd(body: bytes, most: int) -> bytes:
    from fastwarc.stream_io import ZstdReader

    return read_all(ZstdReader(io.BytesIO(body)), most)


def read_all(reader: _Reader, most: int) -> bytes:
    """Read to the end, or ``most`` bytes: fastwarc's readers may give less than they are asked."""
    parts = []
    while most > 0 and (part := reader.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


_CODECS: Mapping[str, Callable[[bytes, int], bytes]] = {
    **dict.fromkeys(("gzip", "x-gzip", "deflate"), _inflated),
    "br": _brotli,
    "zstd": _zstd,
}
