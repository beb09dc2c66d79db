"""``dateline status`` and ``dateline withdraw``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from json import loads
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.options import Home, Json, Quiet, Verbose, prepare, print_json

if TYPE_CHECKING:
    from rag.archive.polls import Poll
    from rag.archive.runs import InputRun, Status
    from rag.domain import Failure
    from rag.settings import Settings

SHOWN = 20  # lines of a kind; an archive may have hundreds of publishers


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("status")(status_command)
    app.command("withdraw")(withdraw_command)


def status_command(
    show_settings: Annotated[
        bool, typer.Option("--settings", help="Print every setting and its value instead.")
    ] = False,
    failures: Annotated[
        bool,
        typer.Option("--failures", help="List what each input's last run left out or found odd."),
    ] = False,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Show what a home holds: articles, publishers, dates, passages, what was last ingested."""
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
    typer.echo("\n".join([*_lines(settings, status), *_run_lines(settings, status)]))
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
    from rag.archive.lock import is_held
    from rag.archive.sizes import sizes

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
        "inputs": [_timed(asdict(one)) for one in status.inputs],
        "polled": [
            _timed({key: asdict(one)[key] for key in ("url", "checked_at", "failures", "next_at")})
            for one in status.polled
        ],
        "stories": {"stories": status.stories, "articles": status.copies},
        "bytes": sizes(settings.home),
        "running": is_held(settings.home),
    }


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose times, named ``..._at``, are ISO instants."""
    from rag.answer_json import instant

    return {
        key: instant(value) if key.endswith("_at") and value is not None else value
        for key, value in row.items()
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
    from rag.archive.sizes import sizes
    from ui.cli.plain import covered

    taken = sizes(settings.home)
    lines = [
        f"home       {settings.home}",
        f"archive    {taken['archive']:,} bytes",
        f"articles   {covered(status.coverage, settings.zone)}",
        f"           {status.undated:,} undated, {status.withdrawn:,} withdrawn,"
        f" {status.revisions:,} revisions",
        "passages   " + ", ".join(f"{n:,} {state}" for state, n in status.passages.items()),
        f"index      {status.index.index_name} ({status.index.encoder}), {taken['index']:,} bytes"
        if status.index
        else "index      none yet",
    ]
    if status.stories:
        lines.append(f"stories    {status.stories:,}, printed by {status.copies:,} articles")
    return lines


def _run_lines(settings: Settings, status: Status) -> list[str]:
    from rag.abstain import day
    from rag.archive.lock import is_held
    from ui.cli.plain import one_line

    running = is_held(settings.home)
    newest = sorted(status.newest.items(), key=lambda one: (-one[1], one[0]))
    return [
        *_some(
            f"ingested   {one_line(one.input)}: {_outcome(one, settings, running=running)}"
            for one in status.inputs
        ),
        *_some(f"polled     {one_line(one.url)}: {_poll(one, settings)}" for one in status.polled),
        *_some(
            f"newest     {day(epoch, settings.zone)}, {one_line(name) or 'no publisher named'}"
            for name, epoch in newest
        ),
    ]


def _some(lines: Iterable[str]) -> list[str]:
    """Return the first of many lines, and how many more there are."""
    every = list(lines)
    if len(every) <= SHOWN:
        return every
    return [*every[:SHOWN], f"           and {len(every) - SHOWN:,} more; --json has all"]


def _outcome(one: InputRun, settings: Settings, *, running: bool) -> str:
    began = _clock(one.started_at, settings)
    if one.ended_at is None:  # counts are written at a run's end
        return f"{began}, {'running' if running else 'stopped before its end'}"
    together = f" ({one.inputs:,} inputs together)" if one.inputs > 1 else ""
    return (
        f"{began}, {one.added:,} added, {one.revised:,} revised, {one.skipped:,} unchanged,"
        f" {one.failed:,} left out{together}"
    )


def _poll(one: Poll, settings: Settings) -> str:
    failed = f", failed {one.failures:,} times in a row" if one.failures > 1 else ""
    failed = ", failed once" if one.failures == 1 else failed
    due = f", next {_clock(one.next_at, settings)}" if one.next_at else ""
    return f"checked {_clock(one.checked_at, settings)}{failed}{due}"


def _clock(epoch: int, settings: Settings) -> str:
    return datetime.fromtimestamp(epoch, settings.zone).strftime("%Y-%m-%d %H:%M")
