"""The two legs of a search: by meaning through an index, by words through the archive.

The index proposes, the archive disposes: every passage is joined to the archive's live state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.archive.archive import Archive
from rag.cover import rarest
from rag.domain import LegRank
from rag.ports import Encoder, VectorIndex, Vectors
from rag.question.nouns import Filters, Question
from rag.question.sought import sought
from rag.question.words import content_words
from rag.rank import Candidate
from rag.read.terms import rarity
from rag.settings import Retrieval

SCORED = 8_000  # passages that a question's words may bring to be scored by them
SMALL = 8_000  # passages that are scanned one by one in no time
# Passages up to which what a selective filter leaves is scanned: 12 us each among a million, where
# the index's own filter looks at all that it has and takes three times as long.
EXACT = 100_000
WIDER = 8  # times as much is fetched once more where what was fetched is mostly filtered out


@dataclass(frozen=True, slots=True)
class Legs:
    """What a search needs; safe to use from several threads."""

    archive: Archive
    index: VectorIndex
    encoder: Encoder
    settings: Retrieval

    def candidates(self, question: Question, embedded: Callable[[], Vectors]) -> list[Candidate]:
        """Return what either leg found and the question may see.

        ``embedded`` gives the question's vector, shape (dim,); it is called once the words are
        looked up, so that whoever embeds it meanwhile on another processor has the time.
        Where quoted words were printed in a row, only passages that hold them are found.
        """
        filters, asked_at = question.filters, question.asked_at
        printed = self._printed(question)
        lexical = _ranked(printed or self._by_words(question))
        vector = embedded()
        dense = _ranked([] if printed else self._dense(vector, filters, asked_at))
        ids = list(dict.fromkeys([*dense, *lexical]))
        passages = self.archive.passages(ids, filters=filters, asked_at=asked_at)
        leads = self.archive.lead_ids(list(passages))
        vectors = self.archive.vectors(self.encoder.fingerprint, list({*passages, *leads.values()}))
        cosines = {id_: float(np.dot(found, vector)) for id_, found in vectors.items()}
        return [
            Candidate(
                passage=passages[id_],
                dense=dense.get(id_),
                lexical=lexical.get(id_),
                cosine=cosines.get(id_),
                lead_cosine=cosines.get(leads[id_]),
            )
            for id_ in ids
            if id_ in passages
        ]

    def _printed(self, question: Question) -> Sequence[tuple[int, float]]:
        if not question.quoted:
            return []
        return self.archive.by_phrase(
            question.quoted,
            limit=self.settings.candidates,
            filters=question.filters,
            asked_at=question.asked_at,
        )

    def _by_words(self, question: Question) -> Sequence[tuple[int, float]]:
        return self.archive.by_words(
            rarest(self._counts(question), most=SCORED),
            limit=self.settings.candidates,
            filters=question.filters,
            asked_at=question.asked_at,
        )

    def weights(self, question: Question) -> dict[str, float]:
        """Return word of the question -> how much it tells here: its inverse frequency."""
        counts, passages = self._counts(question), self.archive.passage_count()
        return {word: rarity(count, passages) for word, count in counts.items()}

    def _counts(self, question: Question) -> dict[str, int]:
        return self.archive.document_counts(list(dict.fromkeys(content_words(sought(question)))))

    def _dense(
        self, vector: Vectors, filters: Filters, asked_at: int
    ) -> Sequence[tuple[int, float]]:
        """Search by meaning; how depends on how much the filters leave.

        A filter that excludes nothing is not sent to the index, since it costs by all there is.
        What a selective one leaves is scanned exactly; it is sent where all is little or this is
        too much. Where a filter leaves more, more is fetched and the archive filters.
        """
        k = self.settings.candidates
        allowed, total = self.archive.allowed(filters, asked_at)
        selective = self.settings.selective * total
        if not allowed:
            return []
        if filters.articles is not None:
            return self._scan(vector, filters, asked_at, k)
        if allowed == total:
            return self.index.nearest(vector, k=k)
        if total > SMALL and allowed <= max(SMALL, min(selective, EXACT)):
            return self._scan(vector, filters, asked_at, k)
        if allowed < selective:
            return self.index.nearest(vector, k=k, filters=filters, asked_at=asked_at)
        wide = int(1.5 * k * total / allowed)
        found = self._filtered(vector, filters, asked_at, min(total, wide))
        if len(found) < min(k, allowed) and wide < total:
            # the nearest are of other times or publishers than those asked for
            found = self._filtered(vector, filters, asked_at, min(total, wide * WIDER))
        return found[:k]

    def _filtered(
        self, vector: Vectors, filters: Filters, asked_at: int, wide: int
    ) -> list[tuple[int, float]]:
        proposed = self.index.nearest(vector, k=wide)
        live = self.archive.visible_ids([id_ for id_, _ in proposed], filters, asked_at)
        return [(id_, score) for id_, score in proposed if id_ in live]

    def _scan(
        self, vector: Vectors, filters: Filters, asked_at: int, k: int
    ) -> list[tuple[int, float]]:
        best: list[tuple[int, float]] = []
        fingerprint = self.encoder.fingerprint
        for ids, vectors in self.archive.allowed_vectors(fingerprint, filters, asked_at):
            scores = vectors @ vector
            rows = np.lexsort((np.array(ids), -scores))[:k]
            found = ((ids[row], float(scores[row])) for row in rows)
            best = sorted((*best, *found), key=lambda one: (-one[1], one[0]))[:k]
        return best


def _ranked(found: Sequence[tuple[int, float]]) -> dict[int, LegRank]:
    return {id_: LegRank(rank, score) for rank, (id_, score) in enumerate(found, start=1)}
