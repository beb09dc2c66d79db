"""``dateline backup``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.options import Home, Json, Quiet, Verbose, prepare, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backup")(backup_command)


def backup_command(
    file: Annotated[Path, typer.Argument(help="Where the copy goes.")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Copy the archive to FILE, whole and checked, also while an ingest runs.

    To restore: put it into an empty folder as archive.sqlite and run `dateline rebuild --home`
    that folder; nothing is embedded again.
    """
    from rag.archive.backup import backup
    from ui.cli.progress import Bar

    settings = prepare(home, quiet=quiet, verbose=verbose)
    with Bar(quiet=quiet) as bar:
        size = backup(settings.home, file, force=force, progress=bar)
    if json:
        print_json({"file": str(file.expanduser().absolute()), "bytes": size})
    else:
        typer.echo(f"Copied to {file}: {size:,} bytes, checked.")
