"""The vector index in a Chroma server, which several machines may use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit, urlunsplit

from rag.adapters.chroma_collection import (
    WRITE_ROWS,
    cut_ids,
    held,
    make_collection,
    nearest,
    open_collection,
    pieces,
    write,
)
from rag.adapters.chroma_errors import translated
from rag.adapters.narrowing import narrowing
from rag.adapters.vectors import checked_batch, checked_query
from rag.errors import IndexUnavailableError, SettingsError
from rag.ports import IndexBatch, Vectors
from rag.question.nouns import Filters

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection


class ChromaServerIndex:
    """A VectorIndex in a collection of a ``chroma run`` server; made by ``open``.

    The server sees every write, so there is nothing to reopen and no lock to hold.
    """

    def __init__(
        self, collection: Collection, *, dim: int, rows: int, shown_url: str, opened: ExitStack
    ) -> None:
        self._collection = collection
        self._dim = dim
        self._rows = rows
        self._shown_url = shown_url
        self._opened = opened

    @classmethod
    def open(
        cls, url: str, collection: str, *, fingerprint: str, dim: int, create: bool = True
    ) -> Self:
        """Connect to ``url`` (http or https) and open a collection, making it if ``create``.

        Raises SettingsError if ``url`` is no such address, EncoderMismatchError if the collection
        holds another encoder's vectors, IndexUnavailableError if it cannot be reached or used.
        """
        from rag.adapters.chroma_http import connect

        shown = shown_url(url)
        with _reaching(shown), ExitStack() as opened:
            api = connect(url.rstrip("/"))
            opened.callback(api.close)
            if create:
                make_collection(api, collection, fingerprint=fingerprint, dim=dim)
            found = open_collection(api, collection, fingerprint=fingerprint, dim=dim)
            if found is None:
                raise IndexUnavailableError(f"{shown} has no collection {collection!r}")
            rows = min(WRITE_ROWS, api.get_max_batch_size())
            return cls(found, dim=dim, rows=rows, shown_url=shown, opened=opened.pop_all())

    def upsert(self, batch: IndexBatch) -> None:
        """Add or replace passages; on the server's disk when it returns.

        Raises ValueError if the batch does not fit together, IndexUnavailableError.
        """
        checked = checked_batch(batch, self._dim)
        with _reaching(self._shown_url):
            for piece in pieces(checked, self._rows):
                write(self._collection, piece)

    def delete(self, ids: Sequence[int]) -> None:
        """Remove passages; an id that is not there is no error. Raises IndexUnavailableError."""
        with _reaching(self._shown_url):
            for cut in cut_ids(ids, self._rows):
                self._collection.delete(ids=cut)

    def nearest(
        self,
        vector: Vectors,
        *,
        k: int,
        filters: Filters | None = None,
        asked_at: int | None = None,
    ) -> list[tuple[int, float]]:
        """Return up to k (passage id, cosine), best first, ties by id.

        Raises ValueError if ``vector`` is not of shape (dim,) or has no direction,
        IndexUnavailableError.
        """
        query = checked_query(vector, self._dim)
        narrow = narrowing(filters, asked_at)
        if k <= 0 or narrow.excludes_all:
            return []
        with _reaching(self._shown_url):
            return nearest(self._collection, query, k, narrow)

    def count(self) -> int:
        """Return the number of passages in the collection."""
        with _reaching(self._shown_url):
            return self._collection.count()

    def held(self, ids: Sequence[int]) -> set[int]:
        """Return those of the ids that are in the collection."""
        with _reaching(self._shown_url):
            return held(self._collection, ids, self._rows)

    def refresh(self) -> None:
        """Do nothing: a server's answers are never stale."""

    def close(self) -> None:
        """Close the connections."""
        self._opened.close()


def drop(url: str, collection: str) -> None:
    """Delete a collection of the server at ``url``; one that is not there is no error.

    Raises SettingsError and IndexUnavailableError as ``open`` does.
    """
    from chromadb.errors import NotFoundError

    from rag.adapters.chroma_http import connect

    with (
        _reaching(shown_url(url)),
        closing(connect(url.rstrip("/"))) as api,
        suppress(NotFoundError),
    ):
        api.delete_collection(collection)


def shown_url(url: str) -> str:
    """Return ``url`` as it may be shown and logged: without a user's name and password.

    Raises SettingsError if it is not an http or https address with a host.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsError(f"DATELINE_CHROMA_URL is not an address: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsError("DATELINE_CHROMA_URL must be http://host:port or https://host:port")
    host = f"[{host}]" if ":" in host else host
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme, place, parts.path.rstrip("/"), "", ""))


@contextmanager
def _reaching(shown: str) -> Iterator[None]:
    hint = (
        "Start it with `chroma run --path FOLDER`, correct DATELINE_CHROMA_URL, or unset it to"
        " use the index in the home."
    )
    with translated(f"the Chroma server at {shown} does not answer as it should", hint=hint):
        yield
