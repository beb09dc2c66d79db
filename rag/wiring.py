"""Settings -> a ready desk: the only place that picks adapters."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np

from rag.adapters.chroma_files import require_index
from rag.adapters.encoders import open_encoder
from rag.adapters.span_models import open_span_model
from rag.archive.archive import FILE, Archive
from rag.archive.database import is_writable
from rag.archive.lock import IndexLock
from rag.archive.sample import live_sample
from rag.archive.seal import Compare
from rag.archive.vectors import Pointer
from rag.archive.writer import Writer
from rag.errors import EncoderMismatchError
from rag.ports import Encoder, VectorIndex
from rag.served import ServedIndex
from rag.settings import Settings

if TYPE_CHECKING:  # a second to import, and needed only where a model is set
    from langchain_core.language_models import BaseChatModel

    from rag.desk import Desk

SAMPLED = 32  # passages looked for in an index before it is served
SCANNED = 20_000  # passages up to which one question is answered sooner without Chroma
INDEX_PREFIX = "dateline-"  # of index folders and collections, so that foreign ones are left alone


@contextmanager
def open_desk(
    settings: Settings, *, encoder: Encoder | None = None, one_question: bool = False
) -> Iterator[Desk]:
    """Open a home for asking; ``one_question`` and no more is answered soonest.

    Raises ArchiveError if there is none, EncoderMismatchError if its vectors are another
    encoder's, ModelUnavailableError if the encoder's weights are missing. An index that cannot
    be opened is answered for by an exact scan of the archive's own vectors, and that is said.
    """
    archive = Archive.open(settings.home, compare=Compare.DAILY if one_question else Compare.ALWAYS)
    try:
        encoder = encoder or _encoder_beside_imports(settings)
        index = open_for_reading(settings, archive, encoder, one_question=one_question)
        try:
            yield make_desk(settings, archive, encoder, index)
        finally:
            index.close()
    finally:
        archive.close()


def _encoder_beside_imports(settings: Settings) -> Encoder:
    """Open both models while what answers is imported: hashing and compiling need no Python."""
    beside = ThreadPoolExecutor(2)
    opening = beside.submit(open_encoder, settings)
    beside.submit(open_span_model, settings)  # what fails comes again when it is first to read
    beside.shutdown(wait=False)
    import rag.desk  # noqa: F401

    return opening.result()


def make_desk(settings: Settings, archive: Archive, encoder: Encoder, index: VectorIndex) -> Desk:
    """Put a desk together from its parts."""
    from rag.answering import Answering
    from rag.desk import Desk
    from rag.find import Finder
    from rag.legs import Legs

    legs = Legs(archive, index, encoder, settings.retrieval)
    answering = Answering(Finder(legs), settings, partial(open_span_model, settings))
    return Desk(archive, answering, settings, _chat_model(settings))


def _chat_model(settings: Settings) -> BaseChatModel | None:
    if settings.chat_model is None:
        return None
    from rag.adapters.chat_model import open_chat_model

    return open_chat_model(settings)


def open_for_reading(
    settings: Settings, archive: Archive, encoder: Encoder, *, one_question: bool = False
) -> VectorIndex:
    """Open the served index, and follow it; the exact one answers where it cannot be opened.

    For ``one_question`` of an archive that is not large the exact one is enough: to import
    Chroma and to see whether its files are sound takes longer than to compare with everything.
    So it is in a home that cannot be written to, for Chroma writes to what it opens.
    Raises EncoderMismatchError if the home's vectors are another encoder's.
    """
    if pointer := archive.pointer():
        require_same_encoder(pointer, encoder)
    exact = exact_index(archive, encoder)
    few = one_question and archive.passage_count() <= SCANNED
    if settings.index == "exact" or is_closed(settings):
        return exact

    def opened(pointer: Pointer) -> VectorIndex:
        require_same_encoder(pointer, encoder)
        if few and settings.chroma_url is None:
            require_index(settings.home / "index" / pointer.index_name)
            return exact
        return _open(settings, pointer.index_name, encoder, archive, create=False)

    return ServedIndex(pointer=archive.pointer, open_index=opened, exact=exact)


def is_closed(settings: Settings) -> bool:
    """Say whether Chroma cannot be used in a home, because it would write to what it opens."""
    return settings.chroma_url is None and not is_writable(settings.home / FILE)


def open_for_writing(settings: Settings, writer: Writer, encoder: Encoder) -> VectorIndex:
    """Open the served index for an ingest, making the first one where there was never one.

    One that is gone is not made anew, for it would lack all that the archive calls live: that
    is what a rebuild is for.
    """
    archive = Archive(writer.database)
    pointer = archive.pointer()
    if pointer is None:
        name, index = open_new(settings, writer, encoder)
        writer.point_to(
            name, fingerprint=encoder.fingerprint, encoder=encoder.name, dim=encoder.dim
        )
        return index
    require_same_encoder(pointer, encoder)
    return _open(settings, pointer.index_name, encoder, archive, create=False)


def open_new(settings: Settings, writer: Writer, encoder: Encoder) -> tuple[str, VectorIndex]:
    """Open an empty index that nobody serves yet, for a rebuild."""
    name = new_index_name()
    return name, _open(settings, name, encoder, Archive(writer.database), create=True)


def drop_from_server(settings: Settings, name: str) -> None:
    """Delete an index that is no longer served from the configured Chroma server.

    Raises IndexUnavailableError where the server cannot be reached.
    """
    from rag.adapters.chroma_server import drop

    if settings.chroma_url:
        drop(settings.chroma_url, name)


def exact_index(archive: Archive, encoder: Encoder) -> VectorIndex:
    """Return the exact index over the archive's own vectors."""
    from rag.adapters.exact_index import ExactIndex

    return ExactIndex(
        encoder.dim,
        load=lambda: archive.entries(encoder.fingerprint, dim=encoder.dim),
        generation=archive.generation,
    )


def require_same_encoder(pointer: Pointer, encoder: Encoder) -> None:
    """Raise EncoderMismatchError unless the index holds this encoder's vectors."""
    if pointer.fingerprint != encoder.fingerprint:
        raise EncoderMismatchError(indexed=pointer.encoder, configured=encoder.name)


def unserved(settings: Settings, pointer: Pointer | None) -> list[Path]:
    """Return a home's own index folders but the one that is served; foreign ones are not named."""
    served = pointer.index_name if pointer else None
    found = (settings.home / "index").glob(f"{INDEX_PREFIX}*")
    return sorted(folder for folder in found if folder.name != served)


def new_index_name() -> str:
    """Return a name for an index folder or a server's collection that nobody has yet."""
    return f"{INDEX_PREFIX}{uuid4().hex[:12]}"


def _open(
    settings: Settings, name: str, encoder: Encoder, archive: Archive, *, create: bool
) -> VectorIndex:
    if settings.chroma_url:
        from rag.adapters.chroma_server import ChromaServerIndex

        return ChromaServerIndex.open(
            settings.chroma_url,
            name,
            fingerprint=encoder.fingerprint,
            dim=encoder.dim,
            create=create,
        )
    from rag.adapters.chroma_index import ChromaIndex
    from rag.adapters.chroma_probe import Expected

    def expected() -> Expected:
        live, sampled = live_sample(archive.database, encoder.fingerprint, size=SAMPLED)
        vectors = np.array(list(sampled.values()), dtype=np.float32)
        return Expected(live, list(sampled), vectors.reshape(len(sampled), encoder.dim))

    return ChromaIndex.open(
        settings.home / "index" / name,
        lock=IndexLock(settings.home),
        fingerprint=encoder.fingerprint,
        dim=encoder.dim,
        reopen_after_s=settings.retrieval.reopen_after_s,
        generation=archive.generation,
        create=create,
        expected=expected,
    )
