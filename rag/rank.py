"""From what two legs found to one ranking: fusion, recency, the question's words. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rag.cover import shares
from rag.domain import Hit, LegRank, Passage, Precision, Revision
from rag.question.nouns import Question, Recency

DAY = 86_400  # seconds
EMBARGO = 7 * DAY  # by how much an article may be here before the time it is dated

# Weights beside 1 for the passage's own cosine. Ranks are not used: on dated news questions a
# blend of scores put the right article first more often than reciprocal ranks (DECISIONS.md).
LEXICAL = 0.3  # of BM25, scaled to the question's best
LEAD = 0.3  # of the cosine of the article's first passage, which says what it is about
COVER = 0.3  # of the question's words that the whole article holds, by how rare they are
COVERED = 16  # articles, the best by all else, whose words are looked through
RECENCY: Mapping[Recency, float] = {
    Recency.NEUTRAL: 0.3,
    Recency.RECENT: 0.8,
    Recency.NONE: 0.0,
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a leg proposed; cosines are None where no vector is stored yet."""

    passage: Passage
    dense: LegRank | None
    lexical: LegRank | None
    cosine: float | None
    lead_cosine: float | None


def rank(
    candidates: Sequence[Candidate],
    question: Question,
    *,
    recency_days: float,
    recency: float = 1.0,
    weights: Mapping[str, float] = MappingProxyType({}),
) -> list[Hit]:
    """Return hits, best first; ties by passage id.

    ``recency_days`` is the age at which the prior has fallen to 1/e, ``recency`` what all of it
    is multiplied by; ``weights`` is word of the question -> how much it tells. A passage that
    waits to be embedded counts as near as the others are on the average: the newest news, found
    by its words, must not rank last for being new.
    """
    best = max((c.lexical.score for c in candidates if c.lexical), default=0.0)
    usual = _mean([c.cosine for c in candidates]), _mean([c.lead_cosine for c in candidates])
    scored = _best_first(
        (
            _fused(c, best, usual) + recency * prior(c.passage.revision, question, recency_days),
            c,
        )
        for c in candidates
    )
    held = _held([c for _, c in scored], weights)
    return [
        Hit(c.passage, score, dense=c.dense, lexical=c.lexical, cosine=c.cosine)
        for score, c in _best_first(
            (score + COVER * held.get(_key(c), 0.0), c) for score, c in scored
        )
    ]


def prior(revision: Revision, question: Question, recency_days: float) -> float:
    """Return what an article's age when asked adds to its score: 0 to the weight of recency.

    exp(-(age / recency_days)^2): what is a week old is still the week's news, and a month is as
    old as a year. An undated article counts as ``recency_days`` old; so does one dated after the
    question was asked, or days after it was retrieved, which is a wrong date and not the newest
    news.
    """
    weight = RECENCY[question.recency]
    published = revision.published
    if published is None:
        return weight * math.exp(-1)
    slack = DAY if published.precision is Precision.DAY else 0
    age = (question.asked_at - published.epoch) / DAY
    if age < -slack / DAY or published.epoch > revision.retrieved_at + EMBARGO:
        return weight * math.exp(-1)
    return weight * math.exp(-((max(age, 0.0) / recency_days) ** 2))


def _held(
    candidates: Sequence[Candidate], weights: Mapping[str, float]
) -> dict[tuple[str, int], float]:
    """Return for the articles of the first candidates what share of the words they hold."""
    revisions = {_key(one): one.passage.revision for one in candidates}
    best = list(revisions.items())[:COVERED]
    texts = [f"{revision.title or ''} {revision.text}" for _, revision in best]
    return dict(zip((key for key, _ in best), shares(weights, texts), strict=True))


def _key(candidate: Candidate) -> tuple[str, int]:
    return candidate.passage.revision.article_id, candidate.passage.revision.number


def _best_first(scored: Iterable[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    return sorted(scored, key=lambda one: (-one[0], one[1].passage.id))


def _fused(candidate: Candidate, best_lexical: float, usual: tuple[float, float]) -> float:
    lexical = candidate.lexical.score / best_lexical if candidate.lexical and best_lexical else 0.0
    cosine = usual[0] if candidate.cosine is None else candidate.cosine
    lead = usual[1] if candidate.lead_cosine is None else candidate.lead_cosine
    return cosine + LEXICAL * lexical + LEAD * lead


def _mean(cosines: Iterable[float | None]) -> float:
    known = [cosine for cosine in cosines if cosine is not None]
    return sum(known) / len(known) if known else 0.0
