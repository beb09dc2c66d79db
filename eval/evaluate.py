"""A whole evaluation: from a question set and a desk to the files of its report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from eval.files import (
    HTML,
    MARKDOWN,
    RESULTS,
    SUMMARY,
    About,
    Json,
    ResultLines,
    result_line,
    summary_json,
    write_json,
    write_text,
)
from eval.judge import Judged, judge
from eval.options import Options
from eval.provenance import Provenance
from eval.questions import QuestionSet, select
from eval.report import html_report
from eval.report_md import markdown_report
from eval.run import Desk, run
from eval.summary import Summary, summarise
from eval.tasks import Task, external_ids, plan_tasks
from rag.domain import Revision
from rag.errors import NotFoundError

TITLED = 5  # wanted articles of a question that the report names by headline


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A finished run; ``files`` are what it wrote, the report first."""

    summary: Summary
    judged: tuple[Judged, ...]
    about: About
    files: tuple[Path, ...]

    @property
    def summary_json(self) -> Json:
        """What ``summary.json`` holds."""
        return summary_json(self.summary, self.about)


def prepare_tasks(
    desk: Desk, questions: QuestionSet, options: Options
) -> tuple[QuestionSet, list[Task]]:
    """Choose the questions and settle their articles and times; EvalError if that fails."""
    chosen = select(questions, context=options.contexts, limit=options.limit)
    tasks = plan_tasks(
        chosen.questions,
        ids=desk.resolve(external_ids(chosen.questions)),
        options=options,
    )
    return chosen, tasks


def evaluate(
    desk: Desk,
    chosen: QuestionSet,
    tasks: Sequence[Task],
    *,
    options: Options,
    made_by: Provenance,
    out: Path,
    on_judged: Callable[[Judged], None] = lambda _: None,
) -> Evaluation:
    """Run the tasks and write all files into ``out``, which is made if it is not there.

    ``chosen`` and ``tasks`` come from ``prepare_tasks``; ``on_judged`` hears of every question
    as it is done. Raises EvalError if the files cannot be written.
    """
    started, clock = datetime.now(UTC), perf_counter()
    titles, published = headlines(desk, tasks), publication(desk, tasks)
    judged: list[Judged] = []
    with ResultLines(out) as lines:
        for outcome in run(desk, tasks):
            record = judge(outcome, titles=titles, published=published)
            lines.add(result_line(outcome, record))
            judged.append(record)
            on_judged(record)
    about = About(
        question_set=chosen.name,
        question_set_sha256=chosen.sha256,
        left_out=chosen.left_out,
        as_of=options.as_of.value,
        contexts=options.contexts,
        limit=options.limit,
        now=options.now,
        started=started.strftime("%Y-%m-%dT%H:%M:%SZ"),
        seconds=round(perf_counter() - clock, 3),
        archive=_archive(desk),
        provenance=made_by,
        search_only=options.search_only,
    )
    summary = summarise(judged)
    return Evaluation(summary, tuple(judged), about, _write(summary, judged, about, out))


def headlines(desk: Desk, tasks: Iterable[Task]) -> dict[str, str]:
    """Return article id -> headline for the first wanted articles of each task.

    Withdrawn articles and those without a headline are missing.
    """
    first = (article for task in tasks for article in list(task.relevant)[:TITLED])
    newest = _newest(desk, first)
    return {article: revision.title for article, revision in newest if revision.title}


def publication(desk: Desk, tasks: Iterable[Task]) -> dict[str, int]:
    """Return article id -> when it was published, in epoch seconds, for every wanted article.

    Withdrawn articles and those without a date are missing.
    """
    newest = _newest(desk, (article for task in tasks for article in task.relevant))
    return {article: known.published.epoch for article, known in newest if known.published}


def _newest(desk: Desk, articles: Iterable[str]) -> Iterator[tuple[str, Revision]]:
    for article in dict.fromkeys(articles):
        with suppress(NotFoundError):
            yield article, desk.article(article)


def _archive(desk: Desk) -> dict[str, object]:
    status = desk.status()
    index = status.index
    return {
        "digest": desk.digest(),
        "articles": status.coverage.articles,
        "publishers": len(status.coverage.publishers),
        "undated": status.undated,
        "withdrawn": status.withdrawn,
        "revisions": status.revisions,
        "passages": status.passages,
        "encoder": None if index is None else index.encoder,
        "fingerprint": None if index is None else index.fingerprint,
    }


def _write(summary: Summary, judged: Sequence[Judged], about: About, out: Path) -> tuple[Path, ...]:
    write_json(out / SUMMARY, summary_json(summary, about))
    write_text(out / HTML, html_report(summary, judged, about))
    write_text(out / MARKDOWN, markdown_report(summary, judged, about))
    return tuple(out / name for name in (HTML, MARKDOWN, SUMMARY, RESULTS))
