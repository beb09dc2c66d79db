"""One Chroma collection, embedded or served: made, checked, written and searched alike.

It speaks to Chroma's ServerAPI and not to its Client: a Client shares one core with every other
on the same path, so that it cannot be closed and opened anew, and a Client for a server sends
its first requests before a timeout can be set. Nothing here is ever given text to embed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np

from rag.adapters.apart import STRETCH, WIDTH, apart, widened
from rag.adapters.narrowing import Narrowing
from rag.adapters.vectors import Scored, best
from rag.errors import EncoderMismatchError, IndexUnavailableError
from rag.ports import IndexBatch, Vectors

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Where
    from chromadb.types import Collection as CollectionModel

SPACE: Final = "cosine"
SYNC_THRESHOLD: Final = 1_000  # log records after which Chroma writes its graph; its default
# 32 neighbours instead of 16: with fewer some passages are never found (chroma-core/chroma#7758).
HNSW: Final = {
    "space": SPACE,
    "max_neighbors": 32,
    "ef_construction": 200,
    "ef_search": 200,
    "sync_threshold": SYNC_THRESHOLD,
}
FINGERPRINT: Final = "fingerprint"
APART: Final = "apart"  # numbers a row has beyond the encoder's; older indexes have none
WRITE_ROWS: Final = 500  # passages a batch: some tenths of a second in which readers wait
IN_VALUES: Final = 8_000  # strings in one $in; three of them stay below SQLite's 32,766 variables
MOST_RESULTS: Final = 2**31 - 1
SIEVED_RESULTS: Final = 20_000  # most hits looked through by hand
UNKNOWN_ID: Final = "Error finding id"
NOTHING_LOADED: Final = "Nothing found on disk"
HARMLESS: Final = ("legacy", "unknown", None)  # types of "no embedding function" in a configuration


def open_collection(api: ServerAPI, name: str, *, fingerprint: str, dim: int) -> Collection | None:
    """Return the collection called ``name`` once it is seen to be ours, None if there is none.

    Raises EncoderMismatchError or IndexUnavailableError if it is another encoder's, in another
    space, of another dimension, or would embed text itself.
    """
    from chromadb.api.models.Collection import Collection
    from chromadb.errors import NotFoundError

    try:
        model = api.get_collection(name)
    except NotFoundError:
        return None
    check(model, fingerprint=fingerprint, dim=dim)
    return Collection(client=api, model=model, embedding_function=None)


def make_collection(api: ServerAPI, name: str, *, fingerprint: str, dim: int) -> None:
    """Make the collection if it is not there; what is there stays as it is."""
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

    api.create_collection(
        name,
        configuration=cast("CreateCollectionConfiguration", {"hnsw": dict(HNSW)}),
        metadata={FINGERPRINT: fingerprint, "dim": dim, APART: WIDTH},
        get_or_create=True,
    )


def check(model: CollectionModel, *, fingerprint: str, dim: int) -> None:
    """Refuse a collection whose answers would be wrong or unsafe.

    Asking Chroma for another configuration than a collection has is silently ignored, so what it
    has is looked at. One that names an embedding function would run it (CVE-2026-45829).
    """
    if _embeds(model.configuration_json) or _embeds(model.serialized_schema):
        raise IndexUnavailableError(
            f"collection {model.name!r} names an embedding function, which Dateline never runs"
        )
    space = (model.configuration_json.get("hnsw") or {}).get("space")
    if space != SPACE:
        raise IndexUnavailableError(f"collection {model.name!r} is in space {space!r}, not cosine")
    indexed = str((model.metadata or {}).get(FINGERPRINT, "an unknown encoder"))
    if indexed != fingerprint:
        raise EncoderMismatchError(indexed=indexed, configured=fingerprint)
    extra = int((model.metadata or {}).get(APART, 0))
    if extra not in (0, WIDTH):
        raise IndexUnavailableError(
            f"collection {model.name!r} keeps copies apart by {extra} numbers, not {WIDTH}"
        )
    found = model.dimension - extra if model.dimension else (model.metadata or {}).get("dim", dim)
    if found != dim:
        raise IndexUnavailableError(
            f"collection {model.name!r} holds vectors of {found} numbers, the encoder makes {dim}"
        )


def _embeds(configuration: Any) -> bool:
    if isinstance(configuration, Mapping):
        function = configuration.get("embedding_function")
        named = isinstance(function, Mapping) and function.get("type") not in HARMLESS
        return named or any(_embeds(value) for value in configuration.values())
    return False


def pieces(batch: IndexBatch, rows: int) -> Iterator[IndexBatch]:
    """Cut a batch into batches of at most ``rows`` rows."""
    for start in range(0, len(batch.ids), rows):
        cut = slice(start, start + rows)
        yield IndexBatch(batch.ids[cut], batch.vectors[cut], batch.metadata[cut])


def cut_ids(ids: Sequence[int], rows: int) -> Iterator[list[str]]:
    """Cut ids into lists of at most ``rows``, as Chroma spells them, each id once."""
    unique = list(dict.fromkeys(str(int(passage_id)) for passage_id in ids))
    for start in range(0, len(unique), rows):
        yield unique[start : start + rows]


def write(collection: Collection, batch: IndexBatch) -> None:
    """Add or replace the rows of one batch no larger than Chroma takes."""
    collection.upsert(
        ids=[str(int(passage_id)) for passage_id in batch.ids],
        embeddings=apart(batch.ids, batch.vectors) if is_apart(collection) else batch.vectors,
        metadatas=[dict(metadata) for metadata in batch.metadata],
    )


def is_apart(collection: Collection) -> bool:
    """Say whether the collection's rows are those of ``apart``; older ones are not."""
    return bool((collection.metadata or {}).get(APART))


def held(collection: Collection, ids: Sequence[int], rows: int) -> set[int]:
    """Return those of the ids that are in the collection, asking for ``rows`` at a time."""
    return {
        int(passage_id)
        for cut in cut_ids(ids, rows)
        for passage_id in collection.get(ids=cut, include=[])["ids"]
    }


def stored(collection: Collection, ids: Sequence[int]) -> dict[int, Vectors]:
    """Return the vectors by which the graph knows those of the ids that it holds, of any norm."""
    found = collection.get(ids=[str(id_) for id_ in ids], include=["embeddings"])
    rows = np.asarray(found["embeddings"], dtype=np.float32)
    return {int(id_): row for id_, row in zip(found["ids"], rows, strict=True)}


def nearest(collection: Collection, vector: Vectors, k: int, narrow: Narrowing) -> list[Scored]:
    """Return up to k (passage id, cosine), best first; k is at least 1."""
    found: dict[int, float] = {}
    for where in wheres(narrow):
        found.update(_nearest_where(collection, vector, min(k, MOST_RESULTS), where))
    return best(found.items(), k)


def wheres(narrow: Narrowing) -> Iterator[Where | None]:
    """Write ``narrow`` in Chroma's language: None asks for nothing.

    Longer lists of strings than SQLite can take give several conditions, of which a passage
    meets one at most.
    """
    bounds: list[dict[str, Any]] = [{key: {"$gte": bound}} for key, bound in narrow.at_least]
    bounds += [{key: {"$lte": bound}} for key, bound in narrow.at_most]
    lists = [
        [
            {key: {"$in": list(accepted[start : start + IN_VALUES])}}
            for start in range(0, len(accepted), IN_VALUES)
        ]
        for key, accepted in narrow.one_of
    ]
    for among in product(*lists):
        conditions = [*among, *bounds]
        if len(conditions) > 1:
            yield {"$and": cast("Any", conditions)}
        else:
            yield cast("Any", conditions[0]) if conditions else None


def _nearest_where(
    collection: Collection, vector: Vectors, k: int, where: Where | None
) -> list[Scored]:
    from chromadb.errors import InternalError

    try:
        return _asked(collection, vector, k, where)
    except InternalError as error:
        # Chroma reads a filter's matches from SQLite, where other processes' newest passages are,
        # and gives up if one is not among the vectors it has loaded (chroma-core/chroma#7032),
        # or if it was opened on an empty store and has loaded none.
        if NOTHING_LOADED in str(error):
            return []
        if where is None or UNKNOWN_ID not in str(error):
            raise
    return _sieved(collection, vector, k, where)


def _asked(collection: Collection, vector: Vectors, k: int, where: Where | None) -> list[Scored]:
    wide = is_apart(collection)
    result = collection.query(
        query_embeddings=cast("Any", [widened(vector) if wide else vector]),
        n_results=k,
        where=where,
        include=["distances"],
    )
    stretch = STRETCH if wide else 1.0
    distances = cast("list[list[float]]", result["distances"])
    return [
        (int(passage_id), stretch * (1.0 - distance))
        for passage_id, distance in zip(result["ids"][0], distances[0], strict=True)
    ]


def _sieved(collection: Collection, vector: Vectors, k: int, where: Where) -> list[Scored]:
    """Search unfiltered and keep what meets ``where``, looking ever further."""
    allowed = set(collection.get(where=where, include=[])["ids"])
    wanted = k
    while True:
        wanted = min(4 * wanted, SIEVED_RESULTS)
        found = _asked(collection, vector, wanted, None)
        kept = [scored for scored in found if str(scored[0]) in allowed]
        if len(kept) >= k or len(found) < wanted or wanted == SIEVED_RESULTS:
            return kept[:k]
