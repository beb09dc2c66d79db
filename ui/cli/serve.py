"""``dateline serve``: the web page, on this machine."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from ui.cli.options import Home, Json, Quiet, Verbose, prepare, print_json
from ui.cli.plain import one_line

PORT = 7860  # Gradio's usual one


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve_command)


def serve_command(
    home: Home = None,
    host: Annotated[
        str, typer.Option("--host", help="Address to serve on; loopback only.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to serve on; 0: any free one.")
    ] = PORT,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Serve the web page until Ctrl-C; prints its address once it answers.

    A home without an archive gets an empty one, to be filled from the page.
    """
    from ui.web.texts import choose

    settings = prepare(home, quiet=quiet, verbose=verbose)
    choose(settings.language)  # refused at once, not after all that follows
    told = not quiet and not json
    if told:  # at once: what follows takes seconds to import and to open
        typer.echo(f"opening {one_line(str(settings.home))} ...", err=True)

    from rag.archive.writer import begin
    from rag.wiring import open_desk
    from ui.people.people import People
    from ui.server import place, serve
    from ui.web.site import Site

    def ready(url: str) -> None:
        if json:
            print_json({"url": url})
        else:
            typer.echo(f"Dateline is at {url}" + ("" if quiet else "  (Ctrl-C ends it)"))

    with place(host, port) as at:
        if begin(settings.home) and told:
            typer.echo("there was no archive: it is empty, and the page can fill it", err=True)
        with open_desk(settings) as desk, closing(People(settings.home)) as people:
            serve(Site(desk, people, settings), at, ready=ready)
