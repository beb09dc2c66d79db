"""Questions, tasks and outcomes for tests, with the fewest words."""

from __future__ import annotations

from collections.abc import Mapping

from eval.questions import EvalQuestion
from eval.run import Outcome, citations
from eval.tasks import Task
from rag.domain import Answer, Hit
from rag.question.nouns import Filters, Turn


def task(
    text: str = "Who owns the ferry?",
    *,
    id_: str = "q1",
    type_: str = "fact",
    accepted: tuple[tuple[str, ...], ...] = (("Norlink",),),
    relevant: Mapping[str, str] | None = None,
    good: frozenset[str] | None = None,
    answerable: bool = True,
    history: tuple[Turn, ...] = (),
) -> Task:
    """Return a task; by default its only relevant article is ``id-ferry``."""
    question = EvalQuestion(
        id=id_,
        text=text,
        type=type_,
        accepted=accepted if answerable else (),
        evidence=(),
        answerable=answerable,
        history=history,
    )
    wanted = {"id-ferry": "ferry"} if relevant is None and answerable else relevant or {}
    return Task(question, 1_000_000, Filters(), wanted, good)


def outcome(
    about: Task,
    answer: Answer,
    *,
    hits: tuple[Hit, ...] | None = (),
    exact: bool = True,
    ask_ms: float = 20.0,
) -> Outcome:
    """Return what came of a task, every citation read back alike."""
    return Outcome(
        about,
        answer=answer,
        hits=hits,
        exact=tuple(exact for _ in citations(answer)),
        ask_ms=ask_ms,
        search_ms=None if hits is None else 10.0,
    )
