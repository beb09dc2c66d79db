"""What came of one question, judged: a light record that outlives the passages it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from eval.catalog import (
    CUTOFF,
    Values,
    answer_values,
    is_right,
    retrieval_values,
)
from eval.measures.abstention import refusal
from eval.run import Outcome, citations
from eval.tasks import Task
from rag.domain import Abstained, Answered, Citation, Hit

DAY = 86_400  # seconds
NO_DATES: Mapping[str, int] = MappingProxyType({})


class Verdict(StrEnum):
    """How a question ended."""

    RIGHT = "answered right"
    WRONG = "answered wrong"
    UNJUDGED = "answered, right answer not known"
    SEARCHED = "searched only"
    REFUSED = "rightly refused"
    WRONGLY_REFUSED = "wrongly refused"
    SHOULD_REFUSE = "answered though nothing answers"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation as shown; ``external_id`` is the article's first, or its id.

    ``url`` is the article's own address, ``wanted`` whether the article counts as a hit.
    """

    external_id: str
    publisher: str | None
    title: str | None
    quote: str
    speaker: str | None
    exact: bool
    url: str | None = None
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class WantedArticle:
    """An article that counts as a hit, and its rank among the articles found, from 1."""

    external_id: str
    title: str | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One question's record.

    ``values`` holds the measures that apply to it, ``ranking`` the article that speaks at each
    place. ``right`` is None where it did not answer or nobody knows. ``reason`` is the
    abstention's or the failure's, in words. ``evidence_days`` is how many days before it was
    asked the newest relevant article was published, None where that is not known.
    """

    task: Task
    verdict: Verdict
    right: bool | None
    score: float | None
    values: Values
    ranking: tuple[str, ...] | None
    wanted: tuple[WantedArticle, ...]
    quoted: tuple[Quoted, ...]
    reason: str | None
    ask_ms: float | None
    search_ms: float | None
    evidence_days: float | None = None


def judge(
    outcome: Outcome, *, titles: Mapping[str, str], published: Mapping[str, int] = NO_DATES
) -> Judged:
    """Measure one outcome; ``titles`` maps article ids to headlines, for the report alone.

    ``published`` maps article ids to epoch seconds; an undated article is missing.

    A failed question counts as a miss in every measure of finding and quoting, and as not
    refused: leaving it out would flatter the rest.
    """
    task, answer = outcome.task, outcome.answer
    ranked = None if outcome.hits is None else places(outcome.hits)
    answered = answer if isinstance(answer, Answered) else None
    values = _values(outcome, ranked)
    right = None if answered is None else is_right(task, values)
    if right is not None:
        values["Precision"] = float(right)
    verdict = _verdict(outcome, right)
    if verdict not in (Verdict.UNJUDGED, Verdict.SEARCHED) and not task.search_only:
        values["Right"] = float(verdict in (Verdict.RIGHT, Verdict.REFUSED))
    return Judged(
        task=task,
        verdict=verdict,
        right=right,
        score=None if answer is None else answer.score,
        values=values,
        ranking=None if ranked is None else tuple(place[0] for place in ranked),
        wanted=_wanted(task, ranked or (), titles),
        quoted=tuple(
            _quoted(task, citation, exact)
            for citation, exact in zip(citations(answer), outcome.exact, strict=True)
        ),
        reason=_reason(outcome),
        ask_ms=outcome.ask_ms,
        search_ms=outcome.search_ms,
        evidence_days=_evidence_days(task, published),
    )


def places(hits: Sequence[Hit]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of the first articles by rank: a passage counts for its article.

    Copies listed with a hit share its place, as they do on the page, and take none of their own.
    """
    seen = set[str]()
    ranked = list[tuple[str, ...]]()
    for hit in hits:
        printed = dict.fromkeys(p.article.id for p in (hit.passage, *hit.also_in))
        if new := tuple(id_ for id_ in printed if id_ not in seen):
            ranked.append(new)
            seen.update(new)
    return tuple(ranked)[:CUTOFF]


def _values(outcome: Outcome, ranked: Sequence[Sequence[str]] | None) -> Values:
    task, answer = outcome.task, outcome.answer
    answered = answer if isinstance(answer, Answered) else None
    cited = () if answered is None else answered.citations
    written = (
        ()
        if answered is None
        else tuple(sentence.text for sentence in answered.sentences if sentence.by == "model")
    )
    values = {} if task.search_only else answer_values(task, cited, written)
    if ranked is not None or (outcome.error is not None and not task.question.history):
        values |= retrieval_values(task, ranked or ())
    if answered is not None:
        values["Quotes"] = float(len(cited))
        values["Words"] = float(sum(len(citation.quote.split()) for citation in cited))
    if task.search_only:
        return values
    abstained = isinstance(answer, Abstained)
    return values | refusal(answerable=task.question.answerable, abstained=abstained)


def _verdict(outcome: Outcome, right: bool | None) -> Verdict:
    answerable = outcome.task.question.answerable
    if outcome.error is not None:
        return Verdict.FAILED
    if outcome.answer is None:
        return Verdict.SEARCHED
    if isinstance(outcome.answer, Abstained):
        return Verdict.WRONGLY_REFUSED if answerable else Verdict.REFUSED
    if not answerable:
        return Verdict.SHOULD_REFUSE
    if right is None:
        return Verdict.UNJUDGED
    return Verdict.RIGHT if right else Verdict.WRONG


def _wanted(
    task: Task, ranked: Sequence[Sequence[str]], titles: Mapping[str, str]
) -> tuple[WantedArticle, ...]:
    ranks = {article: rank for rank, place in enumerate(ranked, start=1) for article in place}
    return tuple(
        WantedArticle(external_id, titles.get(article), ranks.get(article))
        for article, external_id in task.relevant.items()
    )


def _evidence_days(task: Task, published: Mapping[str, int]) -> float | None:
    times = [published[article] for article in task.relevant if article in published]
    return (task.asked_at - max(times)) / DAY if times else None


def _quoted(task: Task, citation: Citation, exact: bool) -> Quoted:
    article = citation.passage.article
    return Quoted(
        external_id=article.external_ids[0] if article.external_ids else article.id,
        publisher=article.publisher,
        title=citation.passage.revision.title,
        quote=citation.quote,
        speaker=citation.speaker,
        exact=exact,
        url=article.url,
        wanted=article.id in task.relevant,
    )


def _reason(outcome: Outcome) -> str | None:
    if outcome.error is not None:
        return f"{type(outcome.error).__name__}: {outcome.error}"
    return outcome.answer.reason.text if isinstance(outcome.answer, Abstained) else None
