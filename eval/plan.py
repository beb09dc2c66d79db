"""A plan: several runs to make, and the rows of figures and targets that are wanted of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.catalog import AUROC, CATALOG, CUTOFF
from eval.options import AsOf
from rag.errors import EvalError

ANSWERED = "Answered"  # how many questions were answered, right or wrong: a count
TIMES = tuple(f"{leg} {of}" for leg in ("ask", "search") for of in ("p50", "p95", "p95/p50"))
KNOWN = (
    *(measure.name for measure in CATALOG),
    *(f"Hits@{k}" for k in range(1, CUTOFF + 1)),
    AUROC.name,
    ANSWERED,
    *TIMES,
)
SCHEMA = "eval/plans/benchmarks.toml is an example."
Word = Annotated[str, Field(min_length=1)]
_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlannedRun(_Entry):
    """One run; ``name`` is its folder below --out.

    ``home`` is a bare name below --homes, or a path, relative ones from the plan: ``./mine``.
    ``settings`` are this run's own, by dotted name. ``articles`` are ingested where the home
    is not there yet.
    """

    name: Annotated[str, Field(pattern=_NAME)]
    questions: Word
    home: Word
    articles: tuple[Word, ...] = ()
    contexts: str | None = None
    as_of: AsOf = AsOf.ASKED
    limit: Annotated[int | None, Field(ge=1)] = None
    search_only: bool = False
    settings: dict[str, str | int | float | bool] = Field(default_factory=dict)


class PlannedRow(_Entry):
    """A figure that is wanted: a measure over the questions of ``runs`` together.

    ``minus`` takes off what other runs have on the same questions, ``relative_to`` divides by
    their figure (times only). ``types`` and ``evidence_over_days`` choose among the questions.
    """

    set: Word
    measure: Word
    runs: Annotated[tuple[Word, ...], Field(min_length=1)]
    words: str = ""
    minus: tuple[Word, ...] = ()
    relative_to: tuple[Word, ...] = ()
    types: tuple[Word, ...] = ()
    evidence_over_days: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.measure not in KNOWN:
            raise ValueError(f"no measure is called {self.measure!r}; known: {', '.join(KNOWN)}")
        if self.relative_to and self.measure not in TIMES:
            raise ValueError("relative_to is for times; minus compares other measures")
        if self.minus and (self.relative_to or self.measure in (*TIMES, ANSWERED)):
            raise ValueError("minus is for measures of questions, without relative_to")
        return self


class Plan(_Entry):
    """A plan's file: ``run`` and ``row`` tables; ``notes`` is a Markdown file beside it.

    ``command`` is what the report says that it is made by.
    """

    title: str = "Evaluation"
    command: str = "dateline eval run PLAN --out DIR"
    notes: str | None = None
    run: Annotated[tuple[PlannedRun, ...], Field(min_length=1)]
    row: tuple[PlannedRow, ...] = ()

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [run.name for run in self.run]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"two runs are called {twice!r}")
        for row in self.row:
            for name in (*row.runs, *row.minus, *row.relative_to):
                if name not in names:
                    raise ValueError(f"a row asks for the run {name!r}, which is not planned")
        return self


@dataclass(frozen=True, slots=True)
class Places:
    """Where a plan's relative paths lead: below ``sets``, else beside the plan itself."""

    beside: Path
    sets: Path | None
    homes: Path

    def find(self, path: str) -> Path:
        """Return the first that is there; EvalError naming what was looked for."""
        looked = [root / path for root in (self.sets, self.beside) if root is not None]
        for candidate in looked:
            if candidate.exists():
                return candidate
        raise EvalError(
            f"there is no {' and no '.join(map(str, looked))}",
            hint="Name the folder that holds the sets with --sets.",
        )

    def home(self, run: PlannedRun) -> Path:
        """Return the home that a run is to ask: below ``homes``, or where its path leads."""
        if re.match(_NAME, run.home):
            return self.homes / run.home
        return self.beside / Path(run.home).expanduser()


def read_plan(path: Path) -> Plan:
    """Read a plan; EvalError if it cannot be read or is none."""
    try:
        return Plan.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise EvalError(f"cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'plan'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()[:5]
        )
        raise EvalError(f"{path} is no plan: {problems}", hint=SCHEMA) from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise EvalError(f"{path} is not TOML: {error}", hint=SCHEMA) from error


def chosen(plan: Plan, only: Sequence[str]) -> tuple[PlannedRun, ...]:
    """Return the runs of these names, all without any; EvalError for a name not planned."""
    names = [run.name for run in plan.run]
    if unknown := [name for name in only if name not in names]:
        raise EvalError(
            f"no run of the plan is called {unknown[0]!r}", hint=f"It has: {', '.join(names)}."
        )
    return tuple(run for run in plan.run if not only or run.name in only)
