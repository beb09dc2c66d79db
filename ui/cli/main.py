"""The command ``dateline``: its commands, and the one place that turns errors into words."""

from __future__ import annotations

import sys
import traceback
from importlib.metadata import version
from typing import Annotated

import typer

from rag.errors import DatelineError, UsageError
from ui.cli import ask, backup, doctor, eval, ingest, rebuild, serve, status  # noqa: A004
from ui.cli.options import FAILED, USAGE, flow
from ui.cli.plain import one_line

INTERRUPTED = 130  # what typer makes of Ctrl-C, without a word

app = typer.Typer(
    name="dateline",
    help="Answers questions over a news archive in the archive's own words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 failure, 2 usage, 3 abstained, 4 some inputs left out,"
    " 5 an eval gate failed.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback()
def root(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Take what stands before a command."""


for commands in (ingest, rebuild, backup, doctor, ask, serve, eval, status):
    commands.register(app)
flow(app)


def main() -> None:
    """Run the command line; an error the user can act on becomes one line and a hint."""
    try:
        app()
    except DatelineError as error:
        typer.echo(f"error: {one_line(str(error))}", err=True)
        if error.hint:
            typer.echo(f"hint: {one_line(error.hint)}", err=True)
        sys.exit(USAGE if isinstance(error, UsageError) else FAILED)
    except SystemExit as stopped:
        if stopped.code == INTERRUPTED:
            typer.echo("stopped; what was done is kept", err=True)
        raise
    except Exception as error:  # noqa: BLE001  the edge: a bug still ends in words
        if {"-v", "--verbose"} & set(sys.argv):
            traceback.print_exc()
        typer.echo(f"error: {type(error).__name__}: {one_line(str(error))}", err=True)
        typer.echo("hint: this is a fault in Dateline; run it again with -v to see where", err=True)
        sys.exit(FAILED)
