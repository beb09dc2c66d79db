"""Vectors and metadata shaped like a news archive's: a few subjects, some noise, many twins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.archive.times import NEVER, UNDATED
from rag.ports import IndexBatch, Metadata, Vectors
from rag.question.nouns import Filters

DIM = 32
PUBLISHERS = (
    "Tartu Post",
    "Süddeutsche Zeitung",
    "読売新聞",
    "L’Équipe 📰",
    "",
    'O\'Brien "Daily"',
)
LANGUAGES = ("en", "de", "ja", "fr", "")
SUBJECTS = np.random.default_rng(2024).normal(size=(12, 384)).astype(np.float32)


def vectors(count: int, *, dim: int = DIM, seed: int = 1) -> Vectors:
    """Unit vectors around a dozen directions, as an encoder makes them of news."""
    # one row after the other, so that a passage has the same vector however many there are
    drawn = np.random.default_rng(seed).normal(size=(count, dim + 1)).astype(np.float32)
    subjects = SUBJECTS[(np.abs(drawn[:, 0]) * 1e4).astype(int) % len(SUBJECTS), :dim]
    raw = subjects + 0.35 * drawn[:, 1:]
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def metadata(number: int) -> Metadata:
    """Passage ``number`` of an archive in which four passages make an article."""
    article = number // 4
    return {
        "article": f"{article:016x}",
        "publisher": PUBLISHERS[article % len(PUBLISHERS)],
        "language": LANGUAGES[article % len(LANGUAGES)],
        "valid_from": 1_000 + article,
        "valid_to": 2_000 + article if article % 3 == 0 else NEVER,
        "published_at": UNDATED if article % 7 == 0 else 1_000 + article,
    }


def batch(ids: Sequence[int], *, dim: int = DIM, seed: int = 1) -> IndexBatch:
    """Passages ``ids``; the same id and seed always give the same vector."""
    rows = vectors(max(ids, default=0) + 1, dim=dim, seed=seed)
    return IndexBatch(list(ids), rows[list(ids)], [metadata(number) for number in ids])


@dataclass(frozen=True, slots=True)
class Case:
    """A way to narrow a search, spelled out once more so that two readings must agree."""

    filters: Filters | None = None
    asked_at: int | None = None

    def admits(self, row: Metadata) -> bool:
        wanted = self.filters or Filters()
        dated = wanted.start is None and wanted.end is None
        if not dated and row["published_at"] != UNDATED:
            start = -np.inf if wanted.start is None else wanted.start
            end = np.inf if wanted.end is None else wanted.end
            dated = bool(start <= int(row["published_at"]) <= end)
        return (
            dated
            and (not wanted.publishers or row["publisher"] in wanted.publishers)
            and (not wanted.languages or row["language"] in wanted.languages)
            and (wanted.articles is None or row["article"] in wanted.articles)
            and (
                self.asked_at is None
                or int(row["valid_from"]) <= self.asked_at < int(row["valid_to"])
            )
        )


def scanned(rows: IndexBatch, query: Vectors, case: Case) -> dict[int, float]:
    """Every passage that ``case`` admits with its cosine, by the plainest possible means."""
    return {
        passage_id: float(np.dot(vector.astype(float), query.astype(float)))
        for passage_id, vector, row in zip(rows.ids, rows.vectors, rows.metadata, strict=True)
        if case.admits(row)
    }
