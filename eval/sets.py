"""Several runs in one go: homes made where there are none, each set asked, all read back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.evaluate import Evaluation, evaluate, prepare_tasks
from eval.files import SUMMARY
from eval.finished import Finished, read_run
from eval.judge import Judged
from eval.options import Options
from eval.plan import Places, Plan, PlannedRun
from eval.provenance import provenance
from eval.questions import QuestionSet, load_questions, select
from ingest.inputs.read import ReadOptions
from ingest.run import ingest
from rag.adapters.encoders import open_encoder
from rag.archive.archive import FILE
from rag.archive.runs import Status
from rag.errors import EvalError, SettingsError
from rag.ports import Encoder
from rag.progress import Progress
from rag.settings import Settings
from rag.wiring import open_desk, open_for_writing


@dataclass(frozen=True, slots=True)
class Ready:
    """A planned run with its questions read and its settings settled."""

    planned: PlannedRun
    questions: QuestionSet
    settings: Settings
    articles: tuple[Path, ...]


def prepare_runs(runs: Sequence[PlannedRun], places: Places, *, settings: Settings) -> list[Ready]:
    """Read every question set before anything is asked; EvalError for what cannot be."""
    return [_ready(run, places, settings) for run in runs]


def run_sets(
    ready: Sequence[Ready],
    *,
    out: Path,
    progress: Progress,
    on_judged: Callable[[Judged], None],
) -> list[Evaluation]:
    """Run one after the other, each into its folder below ``out``; the encoder is opened once.

    A home without an archive is ingested first; one whose ingest was cut short is refused.
    """
    encoders: dict[tuple[str, ...], Encoder] = {}
    done = []
    for number, one in enumerate(ready, start=1):
        key = (one.settings.encoder, one.settings.runtime, one.settings.device)
        if key not in encoders:
            encoders[key] = open_encoder(one.settings)
        told = f"{number}/{len(ready)} {one.planned.name}"
        done.append(_run(one, encoders[key], told, out, progress, on_judged))
    return done


def read_sets(plan: Plan, out: Path) -> dict[str, Finished]:
    """Return, by name, the runs of the plan that have finished in ``out``, now or before."""
    there = [run.name for run in plan.run if (out / run.name / SUMMARY).exists()]
    return {name: read_run(out / name) for name in there}


def overridden(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """Return settings with some changed, by dotted name; SettingsError if one is wrong."""
    values = settings.model_dump()
    for name, value in changes.items():
        *groups, last = name.split(".")
        at: Any = values
        for group in groups:
            at = at.get(group) if isinstance(at, dict) else None
        if not isinstance(at, dict) or last not in at:
            raise SettingsError(f"no such setting: {name}")
        at[last] = value
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from error


def _ready(run: PlannedRun, places: Places, settings: Settings) -> Ready:
    own = overridden(settings, {**run.settings, "home": places.home(run)})
    questions = load_questions(places.find(run.questions), zone=own.zone)
    select(questions, context=run.contexts, limit=run.limit)  # a missing list is found here
    there = (own.home / FILE).exists()
    if not there and not run.articles:
        raise EvalError(
            f"{run.name} has no home at {own.home}, and the plan names no articles for it",
            hint="Ingest them there, or give the run `articles` in the plan.",
        )
    articles = () if there else tuple(places.find(path) for path in run.articles)
    return Ready(run, questions, own, articles)


def _run(
    one: Ready,
    encoder: Encoder,
    told: str,
    out: Path,
    progress: Progress,
    on_judged: Callable[[Judged], None],
) -> Evaluation:
    _fill_home(one, encoder, progress)
    planned = one.planned
    options = Options(
        now=int(time.time()),
        as_of=planned.as_of,
        contexts=planned.contexts,
        limit=planned.limit,
        search_only=planned.search_only,
    )
    with open_desk(one.settings, encoder=encoder) as desk:
        _refuse_unfinished(desk.status(), one)
        chosen, tasks = prepare_tasks(desk, one.questions, options)
        progress.phase(told, len(tasks), "question")
        return evaluate(
            desk,
            chosen,
            tasks,
            options=options,
            made_by=provenance(one.settings),
            out=out / planned.name,
            on_judged=on_judged,
        )


def _fill_home(one: Ready, encoder: Encoder, progress: Progress) -> None:
    if (one.settings.home / FILE).exists():
        return
    report = ingest(
        [str(path) for path in one.articles],
        settings=one.settings,
        options=ReadOptions(one.settings.zone, one.settings.limits),
        open_encoder=lambda: encoder,
        open_index=lambda writer, used: open_for_writing(one.settings, writer, used),
        progress=progress,
    )
    if report.unindexed:
        raise report.unindexed


def _refuse_unfinished(status: Status, one: Ready) -> None:
    """Raise EvalError for a part of an archive: its figures would look like any others."""
    pending = status.passages.get("pending", 0)
    cut_short = status.last_run is not None and status.last_run.get("ended_at") is None
    if pending or cut_short:
        raise EvalError(
            f"the ingest into {one.settings.home} was cut short",
            hint=f"Finish it: `dateline ingest ARTICLES --home {one.settings.home}`.",
        )
