"""The names under which uploaded files are kept: ours, telling, and the same for the same file."""

from __future__ import annotations

import re
import unicodedata

from ingest.inputs.detect import SUFFIXES, suffix

UPLOADS = "uploads"  # the folder of a home in which files are received and read
FOLDER = "uploaded"  # what ingest calls the files by: "uploaded/NAME"
LONGEST = 40  # characters of the telling part
_HASH = 12  # hex digits of the content's sha256
_OTHER = re.compile(r"[^a-z0-9]+")


def last_part(name: str) -> str:
    """Return a file's own name, whatever folders a browser or a forger put before it."""
    return re.split(r"[/\\]", name)[-1]


def ending(name: str) -> str | None:
    """Return the suffix, with ``.gz``, of a kind of file that ingest reads; else None."""
    own = last_part(name)
    kind = suffix(own)
    if kind not in SUFFIXES:
        return None
    return f"{kind}.gz" if own.lower().endswith((".gz", ".gzip")) else kind


def stored(name: str, sha256: str) -> str:
    """Return the name to keep a file by: a little of its own, its content's hash, its suffix.

    ``sha256`` is the content's, in hex. An article in it that names no address or id of its own
    is identified by this name (see ``rag.archive.identity``): the same file again is the same
    article, and another file that happens to be called the same is another. ValueError for a
    kind of file that is not read.
    """
    kind = ending(name)
    if kind is None:
        raise ValueError(f"not a kind of file that is read: {name!r}")
    bare = last_part(name).lower().removesuffix(".gzip").removesuffix(".gz")
    bare = bare.removesuffix(kind.removesuffix(".gz"))
    plain = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()
    telling = _OTHER.sub("-", plain)[:LONGEST].strip("-")
    return f"{telling or 'file'}-{sha256[:_HASH]}{kind}"
