"""Files given to the page: the names they are kept under, and which of them are sent again.

Names are ours, telling, and the same for the same file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.inputs.detect import SUFFIXES, suffix
from ingest.inputs.find import find

UPLOADS = "uploads"  # the folder of a home in which files are received and read
FOLDER = "uploaded"  # what ingest calls the files by: "uploaded/NAME"
LONGEST = 40  # characters of the telling part
_HASH = 12  # hex digits of the content's sha256
_OTHER = re.compile(r"[^a-z0-9]+")
_UNTOLD = "file"  # the telling part of a name without a plain letter or digit
_KEPT = re.compile(
    rf"{FOLDER}/(?P<telling>[a-z0-9-]+)-(?P<hash>[0-9a-f]{{{_HASH}}})(?P<kind>\.[a-z]+(\.gz)?)"
)


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
    return f"{telling or _UNTOLD}-{sha256[:_HASH]}{kind}"


def input_of(home: Path) -> str:
    """Return the one input that all uploads of a home are, wherever their files lie."""
    return str(home / UPLOADS / FOLDER)


def standing(locations: Sequence[str]) -> Callable[[str], bool]:
    """Return whether a place in an earlier upload is of no file that ``locations`` hold again.

    A file is there again if one called the same is, whatever it holds: a mended one most often.
    """
    again = {_called(file.name) for file in find(locations)[0]}
    return lambda place: (called := _called(place)) is not None and called not in again


def _called(place: str) -> str | None:
    """Return what a file was called by whoever sent it, as far as its name tells; None: not one."""
    kept = _KEPT.match(place)
    if kept is None:
        return None
    # where nothing of the name could be kept, the content alone tells files apart
    own = kept["hash"] if kept["telling"] == _UNTOLD else kept["telling"]
    return own + kept["kind"]
