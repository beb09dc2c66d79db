"""Replies that are gzip files (sitemaps, mostly), undone within the fetcher's limits."""

from __future__ import annotations

from dataclasses import replace

from ingest.fetch.client import Fetched
from ingest.fetch.unpack import CodecError, TooLargeError, Unpacker
from rag.errors import FetchError
from rag.settings import Fetching

_GZIP = b"\x1f\x8b\x08"


def unpacked(got: Fetched, limits: Fetching) -> Fetched:
    """Return the reply with its body as it was before it was made a .gz file.

    Raises FetchError: E_TOO_LARGE past ``limits``, E_CODEC where the file is broken or cut off.
    """
    if not got.body.startswith(_GZIP):
        return got
    undo = Unpacker("gzip", max_bytes=limits.max_bytes, expansion=limits.expansion)
    try:
        undo.feed(got.body)
    except TooLargeError as error:
        raise FetchError(got.url, f"a gzip file: {error}", code="E_TOO_LARGE") from error
    except CodecError as error:
        raise FetchError(got.url, f"a broken gzip file: {error}", code="E_CODEC") from error
    try:
        return replace(got, body=undo.whole())
    except CodecError as error:
        said = "a gzip file that is cut off"
        raise FetchError(got.url, said, code="E_CODEC", retry=True) from error
