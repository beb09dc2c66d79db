"""What the eval commands print on stdout, and how they exit; the figures come from ``eval``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.options import FAILED, GATE_FELL, OK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from rich.table import Table

    from eval.compare import Comparison
    from eval.evaluate import Evaluation
    from eval.evaluation import Account
    from eval.judge import Judged
    from ui.cli.progress import Bar
    from ui.cli.progress_lines import Lines

PIPED = 120  # columns of a table where no terminal says how wide it is


def tell_into(bar: Bar | Lines, *, verbose: bool) -> Callable[[Judged], None]:
    """Return what moves the bar by a question, and names a failure if ``verbose``.

    Lines for a program count how the questions ended.
    """
    from eval.judge import Verdict
    from ui.cli.progress_lines import Lines

    def tell(record: Judged) -> None:
        if isinstance(bar, Lines):
            bar.advance(1, record.verdict.value)
            return
        failed = record.verdict is Verdict.FAILED
        bar.advance(1, "failure" if failed else "")
        if failed and verbose:
            bar.problem(f"{record.task.question.id}: {record.reason}")

    return tell


def print_summary(done: Evaluation) -> None:
    """Print the figures as a table, then the files, on stdout."""
    from eval.wording import figure, grouped, spread, told

    table = _table(("measure", "value", "95% interval", "n"), "meaning")
    for _, present in grouped(done.summary.measures):
        for measure in present:
            e = done.summary.measures[measure.name]
            table.add_row(measure.name, figure(e.value), spread(e), str(e.n), measure.meaning)
    for name, timed in done.summary.latency.items():
        p50, p95 = f"{timed.p50:.1f}", f"p95 {timed.p95:.1f}"
        table.add_row(f"{name}, ms", p50, p95, str(timed.n), "median after warm-up")
    _show(told(done.summary, done.about), table, done.files)


def exit_code(done: Evaluation) -> int:
    """Return 5 if a quotation was not exact, 1 if a question failed, else 0."""
    from eval.catalog import EXACT
    from eval.judge import Verdict

    exact = done.summary.measures.get(EXACT.name)
    if exact is not None and exact.value < 1:
        return GATE_FELL
    return FAILED if done.summary.verdicts.get(Verdict.FAILED.value) else OK


def print_account(account: Account, files: Iterable[Path]) -> None:
    """Print a plan's rows, or its runs where it wants no rows, then the files."""
    from eval.evaluation import interval, met, number, row_words, target, verdict
    from eval.wording import figure, spread

    table = _table(("set", "measure", "value", "95% interval", "n", "target"), "met")
    for row in account.rows:
        e, planned = row.estimate, row.planned
        value, words = number(e.value, row.kind), row_words(planned)
        table.add_row(planned.set, words, value, interval(row), str(e.n), target(row), met(row))
    for name, run in account.runs.items() if not account.rows else ():
        for measure, e in run.measures.items():
            table.add_row(name, measure, figure(e.value), spread(e), str(e.n), "", "")
    _show(verdict(account), table, files)


def print_comparison(done: Comparison, files: Iterable[Path]) -> None:
    """Print each measure of two runs with its test, then the files."""
    from eval.compare_report import cells, sentence

    heads = ("measure", "first", "second", "difference", "95% interval", "p", "n")
    table = _table(heads, "beyond chance")
    for compared in done.measures:
        table.add_row(*cells(compared))
    _show(sentence(done), table, files)


def _table(heads: Sequence[str], last: str) -> Table:
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    words = ("set", "measure", "95% interval")
    for head in heads:
        table.add_column(
            head, justify="left" if head in words else "right", no_wrap=head != "measure"
        )
    table.add_column(last, no_wrap=True, overflow="ellipsis")
    return table


def _show(told: str, table: Table, files: Iterable[Path]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = PIPED
    console.print(Text(told))
    console.print(table)
    for path in files:
        console.print(Text(str(path)), soft_wrap=True)
