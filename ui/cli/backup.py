"""``dateline backup``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from rag.errors import UsageError
from ui.cli.options import Home, Json, Quiet, Verbose, prepare, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backup")(backup_command)


def backup_command(
    file: Annotated[Path, typer.Argument(help="Where the copy goes.")],
    people: Annotated[
        Path | None,
        typer.Option("--people", help="Where a copy of the conversations goes, if wanted."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Copy the archive to FILE, whole and checked, also while an ingest runs.

    To restore: put it into an empty folder as archive.sqlite and run `dateline rebuild --home`
    that folder; nothing is embedded again. What people asked in the page is not in it: --people
    copies that to a file of its own, to be put beside the archive as people.sqlite.
    """
    from rag.archive.backup import backup
    from ui.cli.progress import Bar
    from ui.people.backup import backup_people, require_people

    settings = prepare(home, quiet=quiet, verbose=verbose)
    sizes = {}
    if people is not None:
        _require_two(file, people)
        require_people(settings.home, people, force=force)
    with Bar(quiet=quiet) as bar:
        sizes[file] = backup(settings.home, file, force=force, progress=bar)
        if people is not None:
            sizes[people] = backup_people(settings.home, people, force=force, progress=bar)
    if json:
        print_json(_told(sizes, file, people))
        return
    for path, size in sizes.items():
        typer.echo(f"Copied to {path}: {size:,} bytes, checked.")


def _require_two(file: Path, people: Path) -> None:
    if file.expanduser().resolve() == people.expanduser().resolve():
        raise UsageError("the archive and the conversations cannot be copied to one file")


def _told(sizes: Mapping[Path, int], file: Path, people: Path | None) -> dict[str, Any]:
    told: dict[str, Any] = {"file": str(file.expanduser().absolute()), "bytes": sizes[file]}
    if people is not None:
        copy = {"file": str(people.expanduser().absolute()), "bytes": sizes[people]}
        told["people"] = copy
    return told
