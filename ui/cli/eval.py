"""``dateline eval``: ask a question set and measure what comes back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.options import AsOf, Options
from ui.cli.options import FAILED, GATE_FELL, OK, Home, Json, Quiet, Verbose, prepare, print_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval.evaluate import Evaluation
    from eval.judge import Judged
    from ui.cli.progress import Bar


PIPED_COLUMNS = 120  # width of the table where no terminal says how wide it is


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("eval")(eval_command)


def eval_command(
    questions: Annotated[Path, typer.Argument(help="Question set: a file of JSON lines.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the results and reports.")],
    contexts: Annotated[
        str | None,
        typer.Option("--contexts", help="Answer each question from its list of this name alone."),
    ] = None,
    as_of: Annotated[
        AsOf, typer.Option("--as-of", help="Ask each question at its own time, or all now.")
    ] = AsOf.ASKED,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Ask only the first so many.")
    ] = None,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Ask every question of a set and measure what comes back.

    Writes report.html, report.md, summary.json and results.jsonl into the folder. Exit code 1:
    a question failed; 5: a quotation is not in the archive as quoted.
    """
    from eval.evaluate import evaluate, prepare_tasks
    from eval.provenance import provenance
    from eval.questions import load_questions
    from rag.wiring import open_desk
    from ui.cli.progress import Bar

    settings = prepare(home, quiet=quiet, verbose=verbose)
    asked = load_questions(questions, zone=settings.zone)
    options = Options(now=int(time.time()), as_of=as_of, contexts=contexts, limit=limit)
    with open_desk(settings) as desk, Bar(quiet=quiet) as bar:
        chosen, tasks = prepare_tasks(desk, asked, options)
        bar.phase("asking", len(tasks), "question")
        done = evaluate(
            desk,
            chosen,
            tasks,
            options=options,
            made_by=provenance(settings),
            out=out,
            on_judged=tell_into(bar, verbose=verbose),
        )
    if json:
        print_json({**done.summary_json, "files": [str(path) for path in done.files]})
    else:
        print_summary(done)
    raise typer.Exit(exit_code(done))


def tell_into(bar: Bar, *, verbose: bool) -> Callable[[Judged], None]:
    """Return what moves the bar by a question, and names a failure if ``verbose``."""
    from eval.judge import Verdict

    def tell(record: Judged) -> None:
        failed = record.verdict is Verdict.FAILED
        bar.advance(1, "failure" if failed else "")
        if failed and verbose:
            bar.problem(f"{record.task.question.id}: {record.reason}")

    return tell


def print_summary(done: Evaluation) -> None:
    """Print the figures as a table, then the files, on stdout."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from eval.wording import figure, grouped, spread, told

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = PIPED_COLUMNS
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("measure", "value", "95% interval", "n"):
        table.add_column(name, justify="right" if name in ("value", "n") else "left", no_wrap=True)
    table.add_column("meaning", no_wrap=True, overflow="ellipsis")
    for _, present in grouped(done.summary.measures):
        for measure in present:
            e = done.summary.measures[measure.name]
            table.add_row(measure.name, figure(e.value), spread(e), str(e.n), measure.meaning)
    for name, timed in done.summary.latency.items():
        p50, p95 = f"{timed.p50:.1f}", f"p95 {timed.p95:.1f}"
        table.add_row(f"{name}, ms", p50, p95, str(timed.n), "median after warm-up")
    console.print(Text(told(done.summary, done.about)))
    console.print(table)
    for path in done.files:
        console.print(Text(str(path)), soft_wrap=True)


def exit_code(done: Evaluation) -> int:
    """Return 5 if a quotation was not exact, 1 if a question failed, else 0."""
    from eval.catalog import EXACT
    from eval.judge import Verdict

    exact = done.summary.measures.get(EXACT.name)
    if exact is not None and exact.value < 1:
        return GATE_FELL
    return FAILED if done.summary.verdicts.get(Verdict.FAILED.value) else OK
