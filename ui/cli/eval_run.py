"""``dateline eval run``: several sets in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.options import OK, Force, Json, Quiet, Verbose, prepare, print_json

PlanFile = Annotated[Path, typer.Argument(help="A TOML file of runs and wanted figures.")]
Out = Annotated[Path, typer.Option("--out", help="Folder for the reports and for each run's.")]
Sets = Annotated[
    Path | None,
    typer.Option("--sets", help="Folder of the question sets; else beside the plan."),
]
Homes = Annotated[
    Path | None,
    typer.Option("--homes", help="Folder of the sets' homes; else in --out. Made if absent."),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Run this one (repeatable); the others' results stand."),
]
NoRun = Annotated[
    bool, typer.Option("--no-run", help="Ask nothing: make the reports of what is there anew.")
]
Write = Annotated[
    Path | None, typer.Option("--write", help="Another file for the Markdown report.")
]


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("run")(run_command)


def run_command(
    plan: PlanFile,
    out: Out,
    sets: Sets = None,
    homes: Homes = None,
    only: Only = None,
    no_run: NoRun = False,
    write: Write = None,
    force: Force = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Run every set of a plan and account for them together.

    A set whose home has no archive is ingested first. Writes evaluation.html, .md and .json
    into the folder, and below it what `dateline eval` writes for each run; what an earlier one
    wrote is replaced only with --force. Exit code 1: a question failed; 5: a quotation is not in
    the archive as quoted. A missed target is told, and fails nothing.
    """
    from eval.evaluation import account_json, account_of, read_notes
    from eval.evaluation_report import write_account
    from eval.files import require_free
    from eval.plan import Places, chosen, read_plan
    from eval.sets import prepare_runs, read_sets, run_sets
    from ui.cli.eval_print import exit_code, print_account, tell_into
    from ui.cli.progress import Bar

    settings = prepare(None, quiet=quiet, verbose=verbose)
    planned = read_plan(plan)
    places = Places(plan.parent, sets, homes or out / "homes")
    notes = read_notes(planned, plan.parent)
    asked = () if no_run else chosen(planned, only or ())
    ready = prepare_runs(asked, places, settings=settings)
    for one in ready:
        require_free(out / one.planned.name, force=force)
    with Bar(quiet=quiet) as bar:
        tell = tell_into(bar, verbose=verbose)
        done = run_sets(ready, out=out, progress=bar, on_judged=tell)
    account = account_of(planned, read_sets(planned, out), notes)
    files = write_account(account, planned, out, also=write)
    if json:
        print_json({**account_json(account), "files": [str(path) for path in files]})
    else:
        print_account(account, files)
    raise typer.Exit(max(map(exit_code, done), default=OK))
