"""Options that every command has, and what they set up."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from rag import settings
from rag.settings import Settings

Home = Annotated[
    Path | None,
    typer.Option("--home", help="The data folder; by default DATELINE_HOME, else the platform's."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one line of JSON.")]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", help="Nothing on stderr but what stops the command.")
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")]

Force = Annotated[
    bool, typer.Option("--force", help="Put the run in the place of one that --out holds.")
]

OK, FAILED, USAGE, ABSTAINED, LEFT_OUT, GATE_FELL = range(6)
"""Exit codes: done, failure, usage, abstained, some inputs left out, an eval gate failed."""


def prepare(home: Path | None, *, quiet: bool = False, verbose: bool = False) -> Settings:
    """Read the settings and turn logging up or down; log lines go to stderr."""
    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s: %(message)s", force=True)
    logging.getLogger().setLevel(logging.INFO if verbose else logging.ERROR)
    logging.getLogger("dateline").setLevel(level)
    return settings.load(home=home)


def print_json(value: Mapping[str, Any]) -> None:
    """Print one line of JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def flow(commands: typer.Typer) -> None:
    """Let typer wrap the paragraphs of every command's help: it keeps a docstring's own lines."""
    for command in commands.registered_commands:
        command.help = flowing(command.callback.__doc__ if command.callback else None)


def flowing(text: str | None) -> str:
    """Return a docstring, a line a paragraph."""
    return "\n\n".join(" ".join(one.split()) for one in (text or "").split("\n\n"))
