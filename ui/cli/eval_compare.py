"""``dateline eval compare``: two runs over the same questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.options import Json, Quiet, Verbose, prepare, print_json

Run = Annotated[Path, typer.Argument(help="Folder of a finished run.")]


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("compare")(compare_command)


def compare_command(
    first: Run,
    second: Run,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the page, the Markdown and the JSON.")
    ] = None,
    shared: Annotated[
        bool,
        typer.Option("--shared", help="Compare the questions whose ids both have, whatever set."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Say what the second run does better or worse than the first, beyond chance.

    Each measure with its difference, 95% interval and p, by a paired bootstrap; and the
    questions won and lost, with what either run quoted.
    """
    from eval.compare import compare
    from eval.compare_report import comparison_json, write_comparison
    from eval.finished import read_run
    from ui.cli.eval_print import print_comparison

    prepare(None, quiet=quiet, verbose=verbose)
    done = compare(read_run(first), read_run(second), shared=shared)
    files = [] if out is None else write_comparison(done, out)
    if json:
        print_json({**comparison_json(done), "files": [str(path) for path in files]})
    else:
        print_comparison(done, files)
