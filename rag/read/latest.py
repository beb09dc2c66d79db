"""What is asked for as the latest: a sentence of an earlier year stands behind. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from rag.ports import Vectors
from rag.question.named_dates import years_told
from rag.question.nouns import Question, Recency
from rag.read.pieces import Piece

BEHIND = 3.0  # how far behind the best one's order a sentence tells what the newest year is
A_YEAR = 1.0  # what each year before the newest takes off a sentence's order
MOST = 3  # years that count
_LATEST = re.compile(
    r"\b(?:latest|newest|most\s+recent(?:ly)?|current(?:ly)?|now|nowadays|still|so\s+far)\b",
    re.IGNORECASE,
)


def years_behind(
    question: Question, found: Sequence[Piece], order: Vectors, rows: Sequence[int]
) -> Vectors:
    """Return what each piece's order loses, float32 of shape (len(found),).

    Nothing unless the question asks for the latest of what comes again: a champion, a manager, a
    season. A sentence is of the last year that it names and that has begun when asked, else of
    the year its article was printed in; one that has neither loses nothing. ``rows`` are the
    pieces that may answer.
    """
    lost = np.zeros(len(found), dtype=np.float32)
    if question.recency is not Recency.RECENT or not _LATEST.search(question.text):
        return lost
    asked = datetime.fromtimestamp(question.asked_at, UTC).year
    years = {row: year for row in rows if (year := _year(found[row], asked)) is not None}
    best = max(order[row] for row in rows)
    newest = max((year for row, year in years.items() if order[row] >= best - BEHIND), default=0)
    for row, year in years.items():
        lost[row] = A_YEAR * min(max(newest - year, 0), MOST)
    return lost


def _year(piece: Piece, asked: int) -> int | None:
    named = [year for year in years_told(piece.text) if year <= asked]
    published = piece.hit.passage.revision.published
    if named:
        return max(named)
    return datetime.fromtimestamp(published.epoch, UTC).year if published else None
