"""``dateline ingest``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.options import LEFT_OUT, Home, Json, Quiet, Verbose, prepare, print_json

if TYPE_CHECKING:
    from ingest.inputs.read import ReadOptions
    from ingest.run import Report
    from rag.domain import Failure
    from rag.settings import Settings


Inputs = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, globs, - for stdin, or http(s) addresses of feeds (RSS, Atom, JSON),"
        " sitemaps and single articles."
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="field=column, where records name a field their own way."),
]
Publisher = Annotated[
    str | None, typer.Option("--publisher", help="Where an input names no publisher.")
]
Language = Annotated[
    str | None, typer.Option("--language", help="Where an input names no language (BCP 47).")
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", help="text, markdown, json, jsonl, csv, html, feed or newsml; else guessed."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print the plan and write nothing.")]
Watch = Annotated[
    bool, typer.Option("--watch", help="Go on: ask addresses again, read changed files.")
]
Every = Annotated[
    float, typer.Option("--every", min=0.1, help="Minutes between two polls of an address.")
]
Progress = Annotated[
    bool,
    typer.Option("--progress", help="With --json: print progress too, a line of JSON each."),
]
Uploaded = Annotated[bool, typer.Option("--uploaded", hidden=True)]  # the page's own


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest_command)


def ingest_command(
    inputs: Inputs,
    map_: Map = None,
    publisher: Publisher = None,
    language: Language = None,
    format_: Format = None,
    dry_run: DryRun = False,
    watch: Watch = False,
    every: Every = 15.0,
    progress: Progress = False,
    uploaded: Uploaded = False,
    home: Home = None,
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Put articles into the archive, and bring its index up to date.

    Run again with the same inputs it changes nothing; stopped anywhere, the next run goes on.
    An address is asked only for what is new; where a feed has summaries, its pages are read.
    With --watch it goes on until Ctrl-C; other commands may write between its rounds.
    Exit code 4: some inputs were left out, each named on stderr.
    """
    settings = prepare(home, quiet=quiet, verbose=verbose)
    options = _options(settings, map_, publisher, language, format_)
    if watch:
        _watch(inputs, settings, options, every, dry_run=dry_run, json=json, quiet=quiet)
    elif dry_run:
        _dry_run(inputs, settings, options, json=json, quiet=quiet)
    else:
        lines = progress and json
        report = _ingest(inputs, settings, options, uploaded=uploaded, lines=lines, quiet=quiet)
        _print_report(report, json=json)
        if report.unindexed:
            raise report.unindexed
        if report.failed:
            raise typer.Exit(LEFT_OUT)


def _ingest(
    inputs: list[str],
    settings: Settings,
    options: ReadOptions,
    *,
    uploaded: bool,
    lines: bool,
    quiet: bool,
) -> Report:
    from ingest import uploads
    from ingest.run import ingest
    from ingest.web.asking import ONCE, Asking
    from rag.adapters.encoders import open_encoder
    from rag.wiring import open_for_writing
    from ui.cli.progress import Bar
    from ui.cli.progress_lines import Lines

    with Bar(quiet=quiet) as bar:
        return ingest(
            inputs,
            settings=settings,
            options=options,
            open_encoder=lambda: open_encoder(settings),
            open_index=lambda writer, encoder: open_for_writing(settings, writer, encoder),
            progress=Lines() if lines else bar,
            stdin=sys.stdin.buffer,
            asking=Asking(standing=uploads.standing(inputs)) if uploaded else ONCE,
            called=uploads.input_of(settings.home) if uploaded else None,
        )


def _options(
    settings: Settings,
    mapping: Iterable[str] | None,
    publisher: str | None,
    language: str | None,
    format_: str | None,
) -> ReadOptions:
    from ingest.inputs.read import ReadOptions
    from rag.errors import UsageError

    pairs = {}
    for one in mapping or ():
        field, equals, column = one.partition("=")
        if not (field and equals and column):
            raise UsageError(
                f"--map takes field=column, got {one!r}", hint="As in --map text=body."
            )
        pairs[field] = column
    return ReadOptions(
        zone=settings.zone,
        limits=settings.limits,
        mapping=pairs,
        publisher=publisher,
        language=language,
        format=format_,
    )


def _dry_run(
    inputs: list[str], settings: Settings, options: ReadOptions, *, json: bool, quiet: bool
) -> None:
    from ingest.dry_run import dry_run
    from ui.cli.plain import one_line
    from ui.cli.progress import Bar

    with Bar(quiet=quiet) as bar:
        planned, report = dry_run(
            inputs, settings=settings, options=options, progress=bar, stdin=sys.stdin.buffer
        )
    if json:
        plan = [
            {"step": one.step.value, "article_id": one.article_id, "where": one.incoming.where}
            for one in planned
        ]
        print_json({"plan": plan, **_report_json(report)})
    else:
        for one in planned:
            typer.echo(f"{one.step.value:6} {one.article_id} {one_line(one.incoming.where)}")
        typer.echo(_summary(report))
    if report.failed:
        raise typer.Exit(LEFT_OUT)


def _watch(
    inputs: list[str],
    settings: Settings,
    options: ReadOptions,
    every: float,
    *,
    dry_run: bool,
    json: bool,
    quiet: bool,
) -> None:
    from rag.errors import UsageError
    from ui.cli.watch import watch_inputs

    if dry_run:
        raise UsageError("--dry-run and --watch exclude each other", hint="Leave one of them out.")
    watch_inputs(
        inputs,
        settings,
        options,
        every_s=every * 60,
        quiet=quiet,
        told=(lambda report: print_json(_report_json(report))) if json else None,
        summary=_summary,
    )


def _print_report(report: Report, *, json: bool) -> None:
    if json:
        print_json(_report_json(report))
        return
    typer.echo(_summary(report))
    pending, live = report.passages.get("pending", 0), report.passages.get("live", 0)
    typer.echo(f"{live:,} passages in the index, {pending:,} pending; {report.seconds:.1f} s.")


def _summary(report: Report) -> str:
    return (
        f"{report.added:,} added, {report.revised:,} revised, {report.skipped:,} unchanged,"
        f" {len(report.failed):,} left out, {len(report.warnings):,} warnings."
    )


def _report_json(report: Report) -> dict[str, Any]:
    def lines(failures: Iterable[Failure]) -> list[dict[str, str]]:
        return [asdict(failure) for failure in failures]

    return {
        "added": report.added,
        "revised": report.revised,
        "skipped": report.skipped,
        "failed": lines(report.failed),
        "warnings": lines(report.warnings),
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }
