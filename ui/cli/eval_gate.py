"""``dateline eval gate`` and ``dateline eval baseline``: a run must not fall under a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import GATE_FELL, OK, Json, Quiet, Verbose, prepare, print_json

if TYPE_CHECKING:
    from eval.gate import Gated

Run = Annotated[Path, typer.Argument(help="Folder of a finished run.")]


def register(group: typer.Typer) -> None:
    """Add both commands."""
    group.command("gate")(gate_command)
    group.command("baseline")(baseline_command)


def gate_command(
    run: Run,
    against: Annotated[Path, typer.Option("--against", help="A baseline: a file of JSON.")],
    json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Hold a run against a baseline. Exit code 5: a measure fell, and which.

    The baseline's `measures` map a name, or TYPE/NAME, to a least value (a most where lower is
    better), to {value, tolerance}, or to {at_least} and {at_most}.
    """
    from eval.gate import hold, read_baseline, read_raw_summary
    from ui.cli.plain import one_line

    prepare(None, quiet=quiet, verbose=verbose)
    held = hold(read_raw_summary(run), read_baseline(against))
    fell = [gated for gated in held if gated.fell]
    if json:
        print_json({"fell": [g.name for g in fell], "measures": [_json(g) for g in held]})
    else:
        for gated in fell:
            typer.echo(f"fell: {one_line(gated.told)}")
        typer.echo(f"{len(held) - len(fell)} of {len(held)} measures hold.")
    raise typer.Exit(GATE_FELL if fell else OK)


def baseline_command(
    run: Run,
    out: Annotated[
        Path, typer.Option("--out", help="The file; one that is there keeps its measures.")
    ],
    tolerance: Annotated[
        float | None,
        typer.Option("--tolerance", min=0, help="How far a measure may fall; 0.02 if not given."),
    ] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Write a baseline of a run's figures.

    A baseline that is there already keeps which measures it holds, their tolerances and its
    hard limits; its values become the run's.
    """
    from eval.gate import write_baseline

    prepare(None, quiet=quiet, verbose=verbose)
    names = write_baseline(run, out, tolerance=tolerance)
    if not quiet:
        typer.echo(f"{out}: {len(names)} measures")


def _json(gated: Gated) -> dict[str, object]:
    return {
        "name": gated.name,
        "value": gated.value,
        "at_least": gated.low,
        "at_most": gated.high,
        "fell": gated.fell,
    }
