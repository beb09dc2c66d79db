"""What to ask the desk: questions with their ids and times settled, before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.options import AsOf, Options
from eval.questions import EvalQuestion, Label
from rag.errors import EvalError
from rag.question.nouns import Filters

SHOWN_IDS = 5  # of those that are not in the home
# an article found for one of these labels is a hit; the first that a question has, counts
_TIERS: tuple[frozenset[Label], ...] = (frozenset({"gold"}), frozenset({"silver", "good"}))


@dataclass(frozen=True, slots=True)
class Task:
    """A question ready to be asked; ``relevant`` and ``good`` hold article ids of the home.

    ``relevant`` maps what counts as a hit to its external id. ``good`` is None where the set
    does not tell good articles from bad ones that state the answer, too. Of a task that is
    ``search_only`` no answer is asked.
    """

    question: EvalQuestion
    asked_at: int
    filters: Filters
    relevant: Mapping[str, str]
    good: frozenset[str] | None
    search_only: bool = False


def external_ids(questions: Iterable[EvalQuestion]) -> list[str]:
    """Return every id that the questions name, once, in order."""
    named: dict[str, None] = {}
    for question in questions:
        named.update(dict.fromkeys(evidence.article for evidence in question.evidence))
        for ids in question.contexts.values():
            named.update(dict.fromkeys(ids))
    return list(named)


def plan_tasks(
    questions: Sequence[EvalQuestion], *, ids: Mapping[str, str], options: Options
) -> list[Task]:
    """Settle each question's time and articles; ``ids`` maps external ids to article ids.

    The questions are those that ``eval.questions.select`` left. Raises EvalError if an id is
    not in ``ids``: figures over a part of the articles would look like any others.
    """
    _refuse_missing([id_ for id_ in external_ids(questions) if id_ not in ids])
    return [_task(question, ids, options) for question in questions]


def _refuse_missing(missing: Sequence[str]) -> None:
    if not missing:
        return
    shown = ", ".join(missing[:SHOWN_IDS]) + (", ..." if len(missing) > SHOWN_IDS else "")
    raise EvalError(
        f"{len(missing)} of the articles that the questions name are not in this home: {shown}",
        hint="Ingest the set's articles first, or name the home that holds them with --home.",
    )


def _task(question: EvalQuestion, ids: Mapping[str, str], options: Options) -> Task:
    asked_at = None if options.as_of is AsOf.NOW else question.asked_at
    articles = None if options.contexts is None else question.contexts[options.contexts]
    labels = {evidence.label for evidence in question.evidence}
    tier: frozenset[Label] = next((t for t in _TIERS if labels & t), frozenset())
    closed = None if articles is None else frozenset(ids[id_] for id_ in articles)
    return Task(
        question=question,
        asked_at=options.now if asked_at is None else asked_at,
        filters=Filters(articles=closed),
        relevant={ids[e.article]: e.article for e in question.evidence if e.label in tier},
        good=frozenset(ids[e.article] for e in question.evidence if e.label == "good")
        if "good" in labels
        else None,
        search_only=options.search_only,
    )
