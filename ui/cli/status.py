"""``dateline status`` and ``dateline withdraw``."""

from __future__ import annotations

from dataclasses import asdict
from json import loads
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.options import Home, Json, Quiet, Verbose, prepare, print_json

if TYPE_CHECKING:
    from rag.archive.runs import Status
    from rag.domain import Failure
    from rag.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("status")(status_command)
    app.command("withdraw")(withdraw_command)


def status_command(
    show_settings: Annotated[
        bool, typer.Option("--settings", help="Print every setting and its value instead.")
    ] = False,
    failures: Annotated[
        bool, typer.Option("--failures", help="List what the last ingest left out or found odd.")
    ] = False,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what a home holds: articles, publishers, dates, passages, the last ingest."""
    settings = prepare(home, quiet=quiet, verbose=verbose)
    if show_settings:
        _print_settings(settings, json=json)
        return
    from rag.archive.archive import Archive

    archive = Archive.open(settings.home)
    try:
        status, problems = archive.status(), archive.failures()
    finally:
        archive.close()
    if json:
        print_json(_status_json(settings, status, problems))
        return
    typer.echo("\n".join(_lines(settings, status)))
    if failures:
        from ui.cli.plain import one_line

        for one in problems:
            typer.echo(one_line(f"{one.where} {one.code} {one.reason}"))


def withdraw_command(
    ids: Annotated[list[str], typer.Argument(help="Article ids, external ids or URLs.")],
    undo: Annotated[bool, typer.Option("--undo", help="Allow them again.")] = False,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Withdraw articles: they are kept, and never shown, cited or found again."""
    from ingest.withdraw import withdraw
    from rag.adapters.encoders import open_encoder

    settings = prepare(home, quiet=quiet, verbose=verbose)
    done = withdraw(ids, settings=settings, open_encoder=lambda: open_encoder(settings), undo=undo)
    if json:
        print_json({"withdrawn" if not undo else "usable": done})
    else:
        for id_ in done:
            typer.echo(f"{id_} {'may be shown again' if undo else 'is withdrawn'}")


def _print_settings(settings: Settings, *, json: bool) -> None:
    values = settings.model_dump(mode="json")
    if json:
        print_json(values)
        return
    for name, value in values.items():
        nested = value.items() if isinstance(value, dict) else [("", value)]
        for inner, one in nested:
            key = f"DATELINE_{name}" + (f"__{inner}" if inner else "")
            typer.echo(f"{key.upper()}={'' if one is None else one}")


def _status_json(settings: Settings, status: Status, problems: list[Failure]) -> dict[str, Any]:
    from rag.answer_json import coverage_json, instant

    return {
        "home": str(settings.home),
        "coverage": coverage_json(status.coverage),
        "undated": status.undated,
        "withdrawn": status.withdrawn,
        "revisions": status.revisions,
        "passages": status.passages,
        "index": asdict(status.index) if status.index else None,
        "last_run": _run_json(status.last_run),
        "failures": [asdict(one) for one in problems],
        "newest": {name: instant(epoch) for name, epoch in status.newest.items()},
    }


def _run_json(run: dict[str, int | str | None] | None) -> dict[str, Any] | None:
    """Return a run as the other answers in JSON tell such things: a list, ISO instants."""
    from rag.answer_json import instant

    if run is None:
        return None
    times = {
        name: None if run[name] is None else instant(int(str(run[name])))
        for name in ("started_at", "ended_at")
    }
    return {**run, "inputs": loads(str(run["inputs"])), **times}


def _lines(settings: Settings, status: Status) -> list[str]:
    from rag.abstain import day
    from ui.cli.plain import covered, one_line

    lines = [
        f"home       {settings.home}",
        f"articles   {covered(status.coverage, settings.zone)}",
        f"           {status.undated:,} undated, {status.withdrawn:,} withdrawn,"
        f" {status.revisions:,} revisions",
        "passages   " + ", ".join(f"{n:,} {state}" for state, n in status.passages.items()),
        f"index      {status.index.index_name} ({status.index.encoder})"
        if status.index
        else "index      none yet",
    ]
    if run := status.last_run:
        counts = (  # written at a run's end: until then they would say that nothing came in
            f"ended: {run['added']} added, {run['revised']} revised,"
            f" {run['skipped']} unchanged, {run['failed']} left out"
        )
        ended = run["ended_at"] is not None
        lines.append(f"last run   {counts if ended else 'running, or stopped before its end'}")
    for publisher, epoch in status.newest.items():
        name = one_line(publisher) or "no publisher named"
        lines.append(f"newest     {day(epoch, settings.zone)}, {name}")
    return lines
