"""Asking a desk every question, and reading each quotation back from its archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

from eval.measures.exactness import is_exact
from eval.tasks import Task
from rag.archive.runs import Status
from rag.domain import Abstained, Answer, Citation, Hit, Revision
from rag.errors import DatelineError, NotFoundError
from rag.question.nouns import Filters, Turn

SEARCHED = 50  # passages asked of a search, enough for ten articles
WARM_UP = 3  # questions asked before the clock counts


class Desk(Protocol):
    """What a run needs of ``rag.desk.Desk``."""

    def ask(
        self,
        text: str,
        *,
        asked_at: int | None = None,
        filters: Filters = ...,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Answer from the articles that ``filters`` leaves, as of ``asked_at``."""
        ...

    def search(
        self,
        text: str,
        *,
        k: int = 10,
        asked_at: int | None = None,
        filters: Filters = ...,
    ) -> list[Hit]:
        """Return up to k passages, best first."""
        ...

    def article(self, article_id: str, number: int | None = None) -> Revision:
        """Return a revision, by default the newest; NotFoundError if there is none."""
        ...

    def resolve(self, names: Iterable[str]) -> dict[str, str]:
        """Map external ids to article ids; what is absent from the home is missing."""
        ...

    def status(self) -> Status:
        """Return counts over the whole home."""
        ...

    def digest(self) -> str:
        """Return a sha256 hex of every revision's state."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question; ``answer`` is None where ``error`` says why.

    Nor is there one where the task is only to search.
    ``hits`` is None where nothing was ranked (a follow-up, or a failure). ``exact`` says of
    each citation shown, in order, whether the archive holds its quote. Times in milliseconds.
    """

    task: Task
    answer: Answer | None = None
    hits: tuple[Hit, ...] | None = None
    exact: tuple[bool, ...] = ()
    error: DatelineError | None = None
    ask_ms: float | None = None
    search_ms: float | None = None


def run(desk: Desk, tasks: Sequence[Task], *, warm_up: int = WARM_UP) -> Iterator[Outcome]:
    """Ask every task's question in order and yield what came of it.

    A DatelineError on a question is that question's outcome; any other error ends the run.
    The first ``warm_up`` questions are asked once before, untimed and unjudged.
    """
    for task in tasks[:warm_up]:
        with suppress(DatelineError):  # it will fail again, on the record
            if not task.search_only:
                _ask(desk, task)
            _search(desk, task)
    for task in tasks:
        try:
            yield _outcome(desk, task)
        except DatelineError as error:
            yield Outcome(task, error=error)


def citations(answer: Answer | None) -> tuple[Citation, ...]:
    """Return what was quoted: an answer's citations, or what lay nearest."""
    if answer is None:
        return ()
    return answer.nearest if isinstance(answer, Abstained) else answer.citations


def _outcome(desk: Desk, task: Task) -> Outcome:
    started = perf_counter()
    answer = None if task.search_only else _ask(desk, task)
    answered = perf_counter()
    hits = _search(desk, task)
    searched = perf_counter()
    return Outcome(
        task,
        answer=answer,
        hits=hits,
        exact=tuple(_read_back(desk, citation) for citation in citations(answer)),
        ask_ms=None if task.search_only else (answered - started) * 1000,
        search_ms=None if hits is None else (searched - answered) * 1000,
    )


def _ask(desk: Desk, task: Task) -> Answer:
    return desk.ask(
        task.question.text,
        asked_at=task.asked_at,
        filters=task.filters,
        history=task.question.history,
    )


def _search(desk: Desk, task: Task) -> tuple[Hit, ...] | None:
    # a search has no history: "and Latvia?" alone asks something else
    if task.question.history:
        return None
    found = desk.search(
        task.question.text, k=SEARCHED, asked_at=task.asked_at, filters=task.filters
    )
    return tuple(found)


def _read_back(desk: Desk, citation: Citation) -> bool:
    revision = citation.passage.revision
    try:
        kept = desk.article(revision.article_id, revision.number)
    except NotFoundError:
        return False
    return is_exact(citation, kept)
