"""From a question to the passages that may answer it: both legs, ranked, one voice a story."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache

from rag.domain import Hit, Revision
from rag.gate import is_intact
from rag.legs import Legs
from rag.ports import Vectors
from rag.question.nouns import Question
from rag.question.sought import sought
from rag.rank import Candidate, rank
from rag.voices import LISTED, Prints, fold, merge, speak

ROUNDS = 5  # of proposing, each twice as much, where a text that hundreds print fills the legs
REMEMBERED = 64  # questions

LOG = logging.getLogger("dateline")


class Finder:
    """Finds passages through the two legs; safe to use from several threads."""

    def __init__(self, legs: Legs) -> None:
        self.legs = legs
        self._told: set[str] = set()  # ids of damaged articles that the log knows of
        self._damaged: deque[Question] = deque(maxlen=REMEMBERED)
        self._embedding = ThreadPoolExecutor(thread_name_prefix="embed")
        # of the last questions: searching and reading ask for the same
        self._vector: Callable[[str], Vectors] = lru_cache(maxsize=REMEMBERED)(
            lambda text: legs.encoder.encode([text])[0]
        )

    def vector(self, question: Question) -> Vectors:
        """Return the vector of what a question seeks, shape (dim,)."""
        return self._vector(sought(question))

    def find(self, question: Question, *, k: int | None = None) -> list[Hit]:
        """Return up to ``k`` hits, best first, copies of a story folded into one.

        Nothing is found in a revision whose text is not the one that was ingested.
        """
        embedded = self._embedding.submit(self.vector, question)
        self.legs.index.refresh()
        wanted = k or self.legs.settings.top_k
        found: list[Hit] = []
        for legs in _wider_and_wider(self.legs):
            candidates = legs.candidates(question, embedded.result)
            found = self._voices(candidates, question, wanted)
            if len(found) >= wanted or not _is_full(candidates, legs.settings.candidates):
                break
        return found

    def met_damage(self, question: Question) -> bool:
        """Say whether a question just asked met an article with another text than was ingested."""
        return question in self._damaged

    def _voices(
        self, candidates: Sequence[Candidate], question: Question, wanted: int
    ) -> list[Hit]:
        settings = self.legs.settings
        hits = rank(
            candidates,
            question,
            recency_days=settings.recency_days,
            recency=settings.recency,
            weights=self.legs.weights(question),
        )
        stories = self.legs.archive.stories(list({hit.passage.article.id for hit in hits}))
        intact = (hit for hit in hits if self._is_intact(hit.passage.revision, question))
        groups = fold(intact, stories, enough=wanted)
        voices: list[Hit] = []
        while groups and len(voices) < wanted:
            missing = wanted - len(voices)
            some, groups = groups[:missing], groups[missing:]
            voices = merge([*voices, *map(speak, some, self._prints(some, stories, question))])
        return voices

    def _prints(
        self, groups: Sequence[Sequence[Hit]], stories: Mapping[str, int], question: Question
    ) -> list[Prints]:
        """Return for each group the prints of its stories that the question may see."""
        told = [
            {stories[hit.passage.article.id] for hit in group if hit.passage.article.id in stories}
            for group in groups
        ]
        if not any(told):
            return [{}] * len(groups)
        prints = self.legs.archive.prints(
            list(set[int]().union(*told)),
            filters=question.filters,
            asked_at=question.asked_at,
            limit=LISTED,
        )
        return [
            {
                id_: passages
                for story in one
                for id_, passages in prints.get(story, {}).items()
                if self._is_intact(passages[0].revision, question)
            }
            for one in told
        ]

    def _is_intact(self, revision: Revision, question: Question) -> bool:
        """Return whether a revision may be quoted; one that may not is told of once."""
        if is_intact(revision):
            return True
        self._damaged.append(question)
        if revision.article_id not in self._told:
            self._told.add(revision.article_id)
            LOG.warning(
                "article %s revision %d is damaged and is not quoted; run `dateline doctor`",
                revision.article_id,
                revision.number,
            )
        return False


def _wider_and_wider(legs: Legs) -> Iterator[Legs]:
    """Yield the legs, then the same proposing twice as much each time, ROUNDS in all."""
    for wider in range(ROUNDS):
        candidates = legs.settings.candidates * 2**wider
        yield replace(legs, settings=legs.settings.model_copy(update={"candidates": candidates}))


def _is_full(candidates: Sequence[Candidate], limit: int) -> bool:
    """Whether a leg proposed as much as it might, and so may have more."""
    ranks = (leg.rank for one in candidates for leg in (one.dense, one.lexical) if leg)
    return max(ranks, default=0) >= limit
