"""The measures a run is judged by: their names, what they mean, and the values of one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.measures.abstention import REFUSED, WRONGLY_REFUSED
from eval.measures.answer import holds
from eval.measures.hits import hits
from eval.measures.ndcg import ndcg
from eval.measures.recall import recall
from eval.measures.reciprocal_rank import reciprocal_rank
from eval.measures.who_said import same_speaker
from eval.tasks import Task
from rag.domain import Citation

Group = Literal["All in all", "Finding the article", "Quoting the answer", "Knowing when not to"]
Better = Literal["higher", "lower", "neither"]
Values = dict[str, float]
CUTOFF = 10  # articles of a ranking that count
QUOTES = 3  # quotations of an answer that count


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: ``share`` if a question counts 0 or 1 for it, so that Wilson's interval fits.

    ``mean`` stays within 0 and 1 all the same; a ``count`` does not.
    """

    name: str
    group: Group
    meaning: str
    scale: Literal["share", "mean", "count"] = "share"
    better: Better = "higher"


_FIND: Group = "Finding the article"
_QUOTE: Group = "Quoting the answer"
_ABSTAIN: Group = "Knowing when not to"
AUROC = Measure(
    "AUROC", _ABSTAIN, "chance that an answerable question scores above an unanswerable one", "mean"
)
EXACT = Measure("Exact", _QUOTE, "quotations that the archive holds, character for character")
RIGHT = Measure("Right", "All in all", "questions answered right, or rightly refused")
CATALOG: tuple[Measure, ...] = (
    RIGHT,
    Measure("Hits@1", _FIND, "the first article is a relevant one"),
    *(Measure(f"Hits@{k}", _FIND, f"a relevant article in the first {k}") for k in (3, 5, 10)),
    Measure("RR@10", _FIND, "1 / rank of the first relevant article (its mean is MRR@10)", "mean"),
    Measure("Recall@10", _FIND, "relevant articles that are in the first 10", "mean"),
    Measure("nDCG@10", _FIND, "relevant articles near the top, discounted by rank", "mean"),
    Measure(
        "Cited@1", _QUOTE, "the first quoted article, or a copy listed with it, is a relevant one"
    ),
    Measure("Answer@1", _QUOTE, "the first quotation holds an accepted answer"),
    Measure("Answer@3", _QUOTE, "up to three quotations hold an accepted answer"),
    Measure("Good@1", _QUOTE, "... and the first quotation is from an article labelled good"),
    Measure("Good@3", _QUOTE, "... and those that hold it are from articles labelled good"),
    Measure("Speaker", _QUOTE, "the first named speaker is the right one, by last name"),
    Measure("Written", _QUOTE, "the chat model's own sentences hold an accepted answer"),
    Measure("Precision", _QUOTE, "of the questions it answered, those answered right"),
    Measure("Quotes", _QUOTE, "quotations in an answer", "count", "neither"),
    Measure("Words", _QUOTE, "words quoted in an answer", "count", "neither"),
    Measure(REFUSED, _ABSTAIN, "unanswerable questions that were refused (best: 1)"),
    Measure(
        WRONGLY_REFUSED,
        _ABSTAIN,
        "answerable questions that were refused (best: 0)",
        better="lower",
    ),
)


def retrieval_values(task: Task, places: Sequence[Sequence[str]]) -> Values:
    """Return the retrieval measures of article ids, best first; none if nothing is relevant.

    Copies share a place: a relevant one of them stands for it, and of several they are one.
    """
    if not task.relevant:
        return {}
    ranking = [next((a for a in place if a in task.relevant), place[0]) for place in places]
    folded = {article for place in places for article in place}.difference(ranking)
    relevant = task.relevant.keys() - folded
    return {
        **{f"Hits@{k}": hits(ranking, relevant, k=k) for k in range(1, CUTOFF + 1)},
        "RR@10": reciprocal_rank(ranking, relevant, k=CUTOFF),
        "Recall@10": recall(ranking, relevant, k=CUTOFF),
        "nDCG@10": ndcg(ranking, relevant, k=CUTOFF),
    }


def answer_values(task: Task, quoted: Sequence[Citation], written: Sequence[str]) -> Values:
    """Return the answer measures of an answerable question; ``quoted`` is empty if it abstained.

    ``written`` holds the sentences that a chat model wrote.
    """
    question = task.question
    if not question.answerable:
        return {}
    first, shown = quoted[:1], quoted[:QUOTES]
    values: Values = {}
    if task.relevant:
        values["Cited@1"] = float(any(_printed_in(c) & task.relevant.keys() for c in first))
    if question.asks_speaker:
        return values | _speaker(task, quoted)
    if not question.accepted:
        return values
    values["Answer@1"] = float(_held(first, task))
    values["Answer@3"] = float(_held(shown, task))
    if task.good is not None:
        values["Good@1"] = float(_held([c for c in first if _article(c) in task.good], task))
        values["Good@3"] = float(_held([c for c in shown if _article(c) in task.good], task))
    if written:
        values["Written"] = float(holds(written, question.accepted))
    return values


def is_right(task: Task, values: Values) -> bool | None:
    """Return whether a given answer is right; None where the set does not say what would be.

    Any answer to an unanswerable question is wrong.
    """
    if not task.question.answerable:
        return False
    for name in ("Speaker", "Good@3", "Answer@3"):
        if name in values:
            return values[name] == 1
    return None


def _speaker(task: Task, quoted: Sequence[Citation]) -> Values:
    named = next((c.speaker for c in quoted if c.speaker), None)
    marked = [spelling for group in task.question.accepted for spelling in group]
    if not marked:
        return {}
    return {"Speaker": float(named is not None and any(same_speaker(named, m) for m in marked))}


def _held(quoted: Sequence[Citation], task: Task) -> bool:
    return holds([citation.quote for citation in quoted], task.question.accepted)


def _article(citation: Citation) -> str:
    return citation.passage.article.id


def _printed_in(citation: Citation) -> set[str]:
    return {_article(citation), *(passage.article.id for passage in citation.also_in)}
