"""The index brought up to date at the end of a run; an older one that misses much is made anew."""

from __future__ import annotations

from collections.abc import Callable

from ingest import space
from ingest.embed import embed_pending
from ingest.rebuild import renew
from rag.archive.writer import Writer
from rag.domain import Failure
from rag.errors import UnreachedError
from rag.ports import Encoder, VectorIndex
from rag.progress import Progress
from rag.settings import Settings

OpenIndex = Callable[[Writer, Encoder], VectorIndex]


def settle(
    settings: Settings,
    writer: Writer,
    encoder: Callable[[], Encoder],
    open_index: OpenIndex,
    progress: Progress,
) -> list[Failure]:
    """Put what waits into the index, take out what leaves it; return what would not embed.

    Encoder and index are opened only where something waits. Raises IndexUnavailableError if the
    index cannot be used, EncoderMismatchError, of it, if it is another encoder's, DiskFullError.
    """
    pending = writer.count("pending")
    if not (pending or writer.count("leaving")):
        return []
    spare = settings.limits.free_bytes

    def fits(step: int, rest: int) -> None:
        size = space.of_passages
        space.require(settings.home, size(step), spare=spare, rest=size(rest))

    with space.full_disk_named(settings.home, space.of_passages(pending), spare=spare):
        index = _opened(settings, writer, encoder(), open_index, progress)
        try:
            return embed_pending(writer, encoder(), index, progress, require_space=fits)
        finally:
            index.close()


def _opened(
    settings: Settings,
    writer: Writer,
    encoder: Encoder,
    open_index: OpenIndex,
    progress: Progress,
) -> VectorIndex:
    try:
        return open_index(writer, encoder)
    except UnreachedError as error:
        progress.problem(f"warning {error}; it is made anew from the archive's vectors")
        renew(settings, writer, encoder, progress)
        return open_index(writer, encoder)
