"""What the reader knows of a sentence that may state a fact, as named numbers. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from rag.ports import Vectors
from rag.question.named_dates import years_in
from rag.read.features import WORDS, Asked, word_features
from rag.read.pieces import Piece
from rag.read.spans import Seen
from rag.read.terms import terms
from rag.text.fold import tokens

SURE = 15.0  # log-odds beyond which a model is not surer
MOST_AGREEING = 3.0  # articles
FRESH = 30 * 86_400  # seconds by which older than the newest article weighs 1/e
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
UNDATED = 0.3  # what an undated article counts for beside the newest

OWN = (
    "begins",  # log-odds / 10 of an answer beginning in it against none in its passage
    "ends",  # of one ending in it
    "logit",  # of one beginning in it, against no other
    "answers",  # log-odds / 10 that its passage answers, seen over the whole
    "agree",  # other articles whose own likeliest answer has the same words, of three
    "newest",  # how near its article's date is to the newest one at hand
    "years",  # it or what is around it names the year asked about
    "numbers",  # share of the question's other numbers in its passage or headline
)
FACT_NAMES = (*OWN, *WORDS)
# of the best sentence and of all: what tells whether there is an answer at all
WHOLE_NAMES = (
    "begins",
    "ends",
    "logit",
    "answers",
    "agree",
    "newest",
    "years",
    "numbers",
    "passage_cosine",
    "overlap",
    "near_overlap",
    "kind",
    "names",
    "passage_overlap",
    "margin",
    "best_begins",  # the highest of any sentence
    "three_begins",  # mean of the three highest
    "best_answers",  # the highest of any passage
    "mean_answers",  # mean over all sentences' passages
)
EVERY = 4  # of them, the last, are of all sentences


def fact_features(asked: Asked, found: Sequence[Piece], seen: Sequence[Seen]) -> Vectors:
    """Return float32 of shape (len(found), len(FACT_NAMES)); ``seen[i]`` is of piece i."""
    if not found:
        return np.zeros((0, len(FACT_NAMES)), dtype=np.float32)
    columns = [
        [_bounded(one.begins) for one in seen],
        [_bounded(one.ends) for one in seen],
        [_bounded(one.logit) for one in seen],
        [_bounded(one.passage) for one in seen],
        _agreeing(found, seen),
        _newest(found),
        _years(asked, found),
        _numbers(asked, found),
    ]
    own = np.array(columns, dtype=np.float32).T
    return np.hstack([own, word_features(asked, found)])


def whole_features(table: Vectors) -> Vectors:
    """Return float32 of shape (n, len(WHOLE_NAMES)) for ``fact_features``' n rows."""
    begins = table[:, FACT_NAMES.index("begins")]
    answers = table[:, FACT_NAMES.index("answers")]
    every = np.array(
        [begins.max(), np.sort(begins)[-3:].mean(), answers.max(), answers.mean()],
        dtype=np.float32,
    )
    own = table[:, [FACT_NAMES.index(name) for name in WHOLE_NAMES[:-EVERY]]]
    return np.hstack([own, np.broadcast_to(every, (len(table), EVERY))])


def _bounded(log_odds: float) -> float:
    return min(max(log_odds, -SURE), SURE) / 10


def _agreeing(found: Sequence[Piece], seen: Sequence[Seen]) -> list[float]:
    """Return for each piece in how many other articles the likeliest answer has its words.

    Each counts as much as it is likely to answer, and three are as good as more.
    """
    articles = [piece.hit.passage.article.id for piece in found]
    best: dict[str, int] = {}
    for row, article in enumerate(articles):
        if article not in best or seen[row].begins > seen[best[article]].begins:
            best[article] = row
    words = [set(terms(one.answer)) or set(tokens(one.answer)) for one in seen]
    return [
        min(_agreement(row, articles[row], best, words, seen), MOST_AGREEING) / MOST_AGREEING
        for row in range(len(found))
    ]


def _agreement(
    row: int,
    article: str,
    best: Mapping[str, int],
    words: Sequence[set[str]],
    seen: Sequence[Seen],
) -> float:
    own = words[row]
    return sum(
        1 / (1 + math.exp(-seen[other].begins))
        for name, other in best.items()
        if name != article and own and words[other] and _one_in_other(own, words[other])
    )


def _one_in_other(one: set[str], other: set[str]) -> bool:
    return one <= other or other <= one


def _newest(found: Sequence[Piece]) -> list[float]:
    dates = [piece.hit.passage.revision.published for piece in found]
    newest = max((date.epoch for date in dates if date), default=0)
    return [math.exp((date.epoch - newest) / FRESH) if date else UNDATED for date in dates]


def _years(asked: Asked, found: Sequence[Piece]) -> list[float]:
    """Return 1 where a year asked about is named near, 0 where only others are.

    Between lie articles of that year that name none, and others that name none.
    """
    wanted = set(years_in(asked.question.text))
    if not wanted:
        return [1.0] * len(found)
    return [_year(wanted, piece) for piece in found]


def _numbers(asked: Asked, found: Sequence[Piece]) -> list[float]:
    """Return the share of the numbers asked about, years apart, that stand around a piece."""
    years = {str(year) for year in years_in(asked.question.text)}
    wanted = set(_NUMBER.findall(asked.question.text)) - years
    if not wanted:
        return [1.0] * len(found)
    around = {piece.hit.passage.id: piece.around for piece in found}
    shares = {
        id_: len(wanted & set(_NUMBER.findall(text))) / len(wanted) for id_, text in around.items()
    }
    return [shares[piece.hit.passage.id] for piece in found]


def _year(wanted: set[int], piece: Piece) -> float:
    named = set(years_in(piece.near))
    if named:
        return float(bool(wanted & named))
    published = piece.hit.passage.revision.published
    of_it = published and datetime.fromtimestamp(published.epoch, UTC).year in wanted
    return 0.5 if of_it else 0.3
