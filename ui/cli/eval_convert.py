"""``dateline eval convert``: a public question set's own files into what ingest and eval read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.convert.names import Format
from ui.cli.options import LEFT_OUT, OK, Json, Quiet, Verbose, print_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("convert")(convert_command)


def convert_command(
    format_: Annotated[Format, typer.Argument(metavar="FORMAT", help="Which set the files are.")],
    files: Annotated[list[Path], typer.Argument(help="Its files, or folders of them.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the articles and questions.")],
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Turn a public question set's own files into what `dateline ingest` and `eval` read.

    Exit code 4: some items were left out; each is named, many of them with --verbose alone.
    """
    from eval.convert.formats import convert
    from eval.convert.left_out import SHOWN, left_out_lines

    converted, written = convert(format_, files, out)
    if not quiet:
        for line in left_out_lines(converted.left_out, shown=None if verbose else SHOWN):
            typer.echo(line, err=True)
    counts = {
        "articles": len(converted.articles),
        "questions": len(converted.questions),
        "left_out": len(converted.left_out),
    }
    if json:
        print_json({**counts, "files": [str(path) for path in written]})
    else:
        typer.echo(
            f"{counts['articles']} articles, {counts['questions']} questions,"
            f" {counts['left_out']} left out"
        )
        for path in written:
            typer.echo(path)
    raise typer.Exit(LEFT_OUT if converted.left_out else OK)
