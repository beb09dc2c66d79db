"""From pending passages to a filled index; what was embedded before is never embedded again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from ingest.space import TAKE
from rag.archive.passages import Entry
from rag.archive.writer import Writer
from rag.domain import Failure
from rag.ports import Encoder, IndexBatch, VectorIndex, Vectors
from rag.progress import Progress
from rag.text.passages import embedded_text

STEP = 128  # passages of like length encoded at once: a second, between two moves of progress


def embed_pending(
    writer: Writer,
    encoder: Encoder,
    index: VectorIndex,
    progress: Progress,
    *,
    require_space: Callable[[int, int], None] = lambda _step, _rest: None,
) -> list[Failure]:
    """Bring the index up to date with the archive and return passages that would not embed.

    Killed anywhere, the next call goes on: vectors are kept before the index hears of them, and
    a passage is live only after the index has it on disk. ``require_space`` is told before each
    round how many passages it has and how many are left; it raises where they would not fit.
    """
    while leaving := [one.id for one in writer.in_state("leaving", limit=TAKE)]:
        index.delete(leaving)
        writer.settle(gone=leaving)
    left = writer.count("pending")
    progress.phase("embedding", left, "passages")
    failures: list[Failure] = []
    for batch in _batches(writer):
        require_space(len(batch), left)
        left -= len(batch)
        good, bad = fill(writer, encoder, index, batch, told=progress.advance)
        failures += bad
        writer.settle(live=good)
    return failures


def fill(
    writer: Writer,
    encoder: Encoder,
    index: VectorIndex,
    batch: Sequence[Entry],
    *,
    told: Callable[[int], None],
) -> tuple[list[int], list[Failure]]:
    """Put passages into an index; return the ids that are in, and those without a vector.

    ``told`` hears of every passage of the batch, as they are embedded.
    """
    vectors = _vectors(writer, encoder, batch, told)
    good = [one for one in batch if one.embedded_sha256 in vectors]
    if good:
        index.upsert(
            IndexBatch(
                ids=[one.id for one in good],
                vectors=np.stack([vectors[one.embedded_sha256] for one in good]),
                metadata=[one.metadata for one in good],
            )
        )
    bad = [
        Failure(
            f"passage {one.id} of article {one.metadata['article']}",
            "E_EMBED",
            f"{encoder.name} gave no usable vector; found by words only until the next run",
        )
        for one in batch
        if one.embedded_sha256 not in vectors
    ]
    return [one.id for one in good], bad


def _batches(writer: Writer) -> Iterator[list[Entry]]:
    after = 0
    while batch := writer.in_state("pending", after=after, limit=TAKE):
        after = batch[-1].id
        yield batch


def _vectors(
    writer: Writer, encoder: Encoder, batch: Sequence[Entry], told: Callable[[int], None]
) -> dict[bytes, Vectors]:
    kept = writer.stored_vectors(encoder.fingerprint, [one.embedded_sha256 for one in batch])
    texts = {
        one.embedded_sha256: embedded_text(one.headline, one.text, encoder)
        for one in batch
        if one.embedded_sha256 not in kept
    }
    if known := len(batch) - len(texts):
        told(known)
    by_length = sorted(texts, key=lambda digest: len(texts[digest]))
    for at in range(0, len(by_length), STEP):
        digests = by_length[at : at + STEP]
        found = encoder.encode([texts[digest] for digest in digests])
        if found.shape == (len(digests), encoder.dim):  # else whose is whose cannot be known
            new = dict(_usable(zip(digests, found, strict=True)))
            writer.keep_vectors(encoder.fingerprint, new)
            kept |= new
        told(len(digests))
    return kept


def _usable(found: Iterable[tuple[bytes, Vectors]]) -> Iterator[tuple[bytes, Vectors]]:
    """Leave out vectors that are not finite or have no length."""
    for digest, vector in found:
        if np.isfinite(vector).all() and abs(float(np.linalg.norm(vector)) - 1.0) < 1e-3:
            yield digest, vector
