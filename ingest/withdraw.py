"""Withdrawing articles: kept in the archive, never shown again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ingest.embed import embed_pending
from rag.archive.archive import Archive
from rag.archive.lock import writer_lock
from rag.archive.writer import Writer
from rag.domain import Status
from rag.errors import DatelineError, NotFoundError
from rag.ports import Encoder
from rag.progress import Silent
from rag.settings import Settings
from rag.wiring import open_for_writing

LOG = logging.getLogger("dateline")


def withdraw(
    names: Sequence[str],
    *,
    settings: Settings,
    open_encoder: Callable[[], Encoder],
    undo: bool = False,
) -> list[str]:
    """Withdraw articles, or allow them again, and return their ids.

    ``names`` are article ids, external ids or URLs; a name of several articles means all of
    them. It holds from the moment the archive has it: what an index proposes is checked there,
    so an index that cannot be told is only warned of. Raises NotFoundError, having changed
    nothing, if one is not in this home, and ArchiveError, having made nothing, if there is no
    archive.
    """
    Archive.open(settings.home).close()
    with writer_lock(settings.home):
        reader = Archive.open(settings.home)
        found = reader.resolve(names)
        reader.close()
        if absent := [name for name in names if name not in found]:
            raise NotFoundError(
                f"not in {settings.home}: {', '.join(absent)}",
                hint="`dateline search` shows the ids of articles.",
            )
        ids = list(dict.fromkeys(id_ for name in names for id_ in found[name]))
        writer = Writer.open(settings.home)
        try:
            for id_ in ids:
                writer.set_status(id_, Status.USABLE if undo else Status.WITHDRAWN)
            try:
                _tell_index(settings, writer, open_encoder())
            except DatelineError as error:
                LOG.warning("%s; the archive has it, the index hears at the next ingest", error)
        finally:
            writer.close()
    return ids


def _tell_index(settings: Settings, writer: Writer, encoder: Encoder) -> None:
    index = open_for_writing(settings, writer, encoder)
    try:
        embed_pending(writer, encoder, index, Silent())
    finally:
        index.close()
