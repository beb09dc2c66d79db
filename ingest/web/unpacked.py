"""Replies that are gzip files (sitemaps, mostly), undone within the fetcher's limits."""

from __future__ import annotations

import zlib
from dataclasses import replace

from ingest.fetch.client import Fetched
from rag.errors import FetchError
from rag.settings import Fetching

_GZIP = b"\x1f\x8b\x08"


def unpacked(got: Fetched, limits: Fetching) -> Fetched:
    """Return the reply with its body as it was before it was made a .gz file.

    Raises FetchError: E_TOO_LARGE past ``limits``, E_CODEC where the file is broken or cut off.
    """
    if not got.body.startswith(_GZIP):
        return got
    most = int(min(limits.max_bytes, limits.expansion * len(got.body)))
    undo = zlib.decompressobj(wbits=31)
    try:
        body = undo.decompress(got.body, most + 1)
    except zlib.error as error:
        raise FetchError(got.url, f"a broken gzip file: {error}", code="E_CODEC") from error
    if len(body) > most:
        said = f"a gzip file of more than {most:,} bytes, unpacked"
        raise FetchError(got.url, said, code="E_TOO_LARGE")
    if not undo.eof:
        raise FetchError(got.url, "a gzip file that is cut off", code="E_CODEC", retry=True)
    return replace(got, body=body)
