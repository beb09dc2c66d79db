"""``dateline doctor``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import FAILED, Home, Json, Quiet, Verbose, prepare, print_json

if TYPE_CHECKING:
    from rag.archive.check import Check


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor_command)


def doctor_command(
    full: Annotated[
        bool, typer.Option("--full", help="Look at every revision and passage; minutes or more.")
    ] = False,
    sample: Annotated[
        int, typer.Option("--sample", min=1, help="Revisions and passages looked at otherwise.")
    ] = 200,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Check that archive, full text and index agree, and say what to do where they do not.

    Changes nothing, and may run while an ingest does. Exit code 1: a problem was found.
    """
    from rag.adapters.encoders import open_encoder
    from rag.doctor import examine
    from ui.cli.progress import Bar

    settings = prepare(home, quiet=quiet, verbose=verbose)
    found: list[Check] = []
    with Bar(quiet=quiet) as bar:
        for one in examine(
            settings,
            open_encoder=lambda: open_encoder(settings),
            progress=bar,
            sample=None if full else sample,
        ):
            found.append(one)
            if not json:
                _print(one)
    problems = sum(one.state == "problem" for one in found)
    if json:
        print_json({"clean": not problems, "checks": [asdict(one) for one in found]})
    else:
        said = "1 problem found." if problems == 1 else f"{problems:,} problems found."
        typer.echo(said if problems else "Nothing is wrong.")
    if problems:
        raise typer.Exit(FAILED)


def _print(one: Check) -> None:
    from ui.cli.plain import one_line

    typer.echo(f"{one.state:8} {one.name}: {one_line(one.text)}")
    if one.hint:
        typer.echo(f"         {one_line(one.hint)}")
