"""Does an index hold what the archive says it holds: asked where a crash costs nothing.

A damaged store can end the process that opens it, so one that nobody has vouched for is first
opened and searched in a child process.
"""

from __future__ import annotations

import io
import logging
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

from rag.adapters.chroma_collection import is_apart, nearest, stored
from rag.adapters.narrowing import Narrowing
from rag.errors import IndexUnavailableError, UnreachedError
from rag.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

LOG = logging.getLogger("dateline")

CHILD: Final = "rag.adapters.chroma_probe_child"
LIMIT_S: Final = 100.0  # seconds, less than others wait for the lock; a million passages take 20
REFUSED: Final = 3  # exit status of a child that looked and has said what is wrong
UNREACHED: Final = 4  # and of one that found nothing broken, but passages not reached
AMONG: Final = 10  # nearest, in which a passage must find itself
MOST_UNREACHED: Final = 0.5  # of the passages: beyond, the links themselves are damaged
MISSES: Final = 10  # sampled passages of which one may be missed: graphs lose a few
TWIN: Final = 0.9999  # cosine from which another passage is one with the same text


@dataclass(frozen=True, slots=True)
class Expected:
    """What an index must hold: at least ``live`` passages, and those sampled.

    Row i of ``vectors`` belongs to ``ids[i]``.
    """

    live: int
    ids: Sequence[int]
    vectors: Vectors


def require_agreement(collection: Collection, expected: Expected) -> None:
    """Raise IndexUnavailableError unless the collection holds what is expected of it.

    An UnreachedError, of it, if it does but an older index's search misses too much of it.
    Only calls into Chroma are made, whose own errors are left to the caller.
    """
    held = collection.count()
    if held < expected.live:
        raise IndexUnavailableError(
            f"the index holds {held:,} passages, the archive says {expected.live:,}"
        )
    lost = {
        passage_id: vector
        for passage_id, vector in zip(expected.ids, expected.vectors, strict=True)
        if not _finds(collection, passage_id, vector)
    }
    if len(lost) > len(expected.ids) // MISSES:
        _judge(collection, lost, len(expected.ids))


def _judge(collection: Collection, lost: Mapping[int, Vectors], looked_for: int) -> None:
    """Tell passages that are not there from those to which no path of the graph leads.

    The latter befell near copies before these were kept apart: such an index is to be made anew.
    In one where they are, it is left as it is: a new one would be no better.
    """
    text = f"of {looked_for} passages looked for {len(lost)} are not found"
    held = stored(collection, list(lost))
    there = all(_is_of(held.get(passage_id), vector) for passage_id, vector in lost.items())
    if there and not is_apart(collection):
        raise UnreachedError(f"the index was made for fewer near copies: {text}, though held")
    if not there or len(lost) > looked_for * MOST_UNREACHED:
        raise IndexUnavailableError(f"the index is damaged: {text}")
    LOG.warning("%s by their own vectors, though the index holds them", text)


def _is_of(row: Vectors | None, vector: Vectors) -> bool:
    """Say whether a row as the index holds it is this vector's."""
    if row is None:
        return False
    own = row[: len(vector)]
    length = float(np.linalg.norm(own) * np.linalg.norm(vector))
    return length > 0 and float(own @ vector) >= TWIN * length


def _finds(collection: Collection, passage_id: int, vector: Vectors) -> bool:
    found = nearest(collection, vector, AMONG, Narrowing())
    return any(other == passage_id or cosine >= TWIN for other, cosine in found)


def probe(
    folder: Path, *, fingerprint: str, dim: int, expected: Expected, limit_s: float = LIMIT_S
) -> None:
    """Open and search the store at ``folder`` in a child process, which may crash.

    Belongs under the lock. Raises IndexUnavailableError if it crashed, took more than
    ``limit_s`` seconds or found less than ``expected``, UnreachedError as ``require_agreement``.
    """
    command = [sys.executable, "-P", "-m", CHILD, str(folder), fingerprint, str(dim)]
    try:
        done = subprocess.run(  # noqa: S603  our own module
            command, input=packed(expected), capture_output=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise IndexUnavailableError(
            f"the index at {folder} is damaged: a trial opening took over {limit_s:g} s"
        ) from error
    if done.returncode in (REFUSED, UNREACHED):
        kind = UnreachedError if done.returncode == UNREACHED else IndexUnavailableError
        raise kind(done.stdout.decode("utf-8", errors="replace").strip())
    if done.returncode:
        raise IndexUnavailableError(
            f"the index at {folder} is damaged: a trial opening {_ended(done.returncode)}"
        )


def packed(expected: Expected) -> bytes:
    """Return what is expected as bytes for another process."""
    written = io.BytesIO()
    np.savez(
        written,
        live=np.int64(expected.live),
        ids=np.asarray(expected.ids, dtype=np.int64),
        vectors=expected.vectors,
    )
    return written.getvalue()


def unpacked(stream: BinaryIO) -> Expected:
    """Read what ``packed`` wrote."""
    read = np.load(io.BytesIO(stream.read()), allow_pickle=False)
    return Expected(int(read["live"]), read["ids"].tolist(), read["vectors"])


def _ended(status: int) -> str:
    if status < 0:
        return f"ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"
