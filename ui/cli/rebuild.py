"""``dateline rebuild``."""

from __future__ import annotations

import typer

from ui.cli.options import Home, Json, Quiet, Verbose, prepare, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rebuild")(rebuild_command)


def rebuild_command(
    home: Home = None, json: Json = False, quiet: Quiet = False, verbose: Verbose = False
) -> None:
    """Make index and full text anew from the archive; what was embedded is not embedded again."""
    from ingest.rebuild import rebuild
    from rag.adapters.encoders import open_encoder
    from ui.cli.progress import Bar

    settings = prepare(home, quiet=quiet, verbose=verbose)
    with Bar(quiet=quiet) as bar:
        result = rebuild(settings, encoder=open_encoder(settings), progress=bar)
    if json:
        print_json(result)
    else:
        typer.echo(
            f"Index made anew: {result['passages']:,} passages, {result['embedded']:,} embedded."
        )
