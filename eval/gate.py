"""A baseline that a run must not fall under: its file, how one is made, and what fell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval.catalog import AUROC, CATALOG, EXACT, Better
from eval.files import SUMMARY, Json, write_json
from eval.finished import HINT
from rag.errors import EvalError

TOLERANCE = 0.02  # by how much a share may fall short: other processors round otherwise
REWRITE = "Make a new one with `dateline eval baseline RUN --out FILE`."
_BETTER: Mapping[str, Better] = {m.name: m.better for m in (*CATALOG, EXACT, AUROC)}


class Bound(BaseModel):
    """What a measure must reach: ``value``, give or take ``tolerance``; or a hard limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float | None = None
    tolerance: float = Field(default=0.0, ge=0)
    at_least: float | None = None
    at_most: float | None = None


class Baseline(BaseModel):
    """A baseline's file. A measure of one type of question is called TYPE/MEASURE."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question_set: str | None = None
    question_set_sha256: str | None = None
    measures: dict[str, float | Bound] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Gated:
    """A measure held against its bound; ``value`` is None where the run has none of it."""

    name: str
    value: float | None
    low: float | None
    high: float | None

    @property
    def fell(self) -> bool:
        """Whether it is on the wrong side."""
        if self.value is None:
            return True
        slack = 1e-9  # a share that was written with the digits of a float
        under = self.low is not None and self.value < self.low - slack
        return under or (self.high is not None and self.value > self.high + slack)

    @property
    def told(self) -> str:
        """What it is and should be, in words."""
        bounds = [f"at least {self.low:.3f}"] if self.low is not None else []
        bounds += [f"at most {self.high:.3f}"] if self.high is not None else []
        found = "not measured" if self.value is None else f"{self.value:.3f}"
        return f"{self.name}: {found}, should be {' and '.join(bounds)}"


def read_baseline(path: Path) -> Baseline:
    """Read a baseline; EvalError if it cannot be read, or names a measure that does not exist."""
    try:
        return _checked(path, Baseline.model_validate(json.loads(path.read_bytes())))
    except OSError as error:
        raise EvalError(f"cannot read {path}: {error.strerror}", hint=REWRITE) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise EvalError(f"{path} is no baseline: {where}: {first['msg']}", hint=REWRITE) from error
    except (ValueError, RecursionError) as error:
        raise EvalError(f"{path} is not JSON: {error}", hint=REWRITE) from error


def _checked(path: Path, baseline: Baseline) -> Baseline:
    unknown = [name for name in baseline.measures if _measure(name) not in _BETTER]
    if unknown:
        known = ", ".join(_BETTER)
        raise EvalError(f"{path}: no measure is called {unknown[0]!r}", hint=f"There are: {known}.")
    return baseline


def read_raw_summary(run: Path) -> Mapping[str, object]:
    """Read a run's summary.json; EvalError if it cannot be read."""
    path = run / SUMMARY
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise EvalError(f"cannot read {path}: {error.strerror}", hint=HINT) from error
    except (ValueError, RecursionError) as error:
        raise EvalError(f"{path} is not JSON: {error}", hint=HINT) from error
    return _mapping(found)


def write_baseline(run: Path, path: Path, *, tolerance: float | None = None) -> list[str]:
    """Write a baseline of a run and return the names it holds; what ``path`` held stays held.

    Raises EvalError if either cannot be read, or the file not be written.
    """
    kept = read_baseline(path) if path.exists() else None
    made = make_baseline(read_raw_summary(run), tolerance=tolerance, kept=kept)
    write_json(path, made)
    return list(_mapping(made["measures"]))


def hold(summary: Mapping[str, object], baseline: Baseline) -> list[Gated]:
    """Hold a run's ``summary.json`` against a baseline, measure by measure.

    Raises EvalError if the baseline is of another question set: a changed set has other figures.
    """
    about = _mapping(summary.get("about"))
    wanted, asked = baseline.question_set_sha256, about.get("question_set_sha256")
    if wanted is not None and wanted != asked:
        raise EvalError(
            f"the baseline is of {baseline.question_set or 'another set'}, sha256 {wanted[:12]};"
            f" the run asked {about.get('question_set')}, sha256 {str(asked)[:12]}",
            hint=f"Has the question set changed? {REWRITE}",
        )
    return [_gated(name, bound, _value(summary, name)) for name, bound in baseline.measures.items()]


def make_baseline(
    summary: Mapping[str, object],
    *,
    tolerance: float | None = None,
    kept: Baseline | None = None,
) -> Json:
    """Return a baseline of a run's figures, as JSON.

    It holds what an earlier one, ``kept``, held, with its hard limits, and its tolerances
    unless one is given; else every measure of the run that is better higher or lower.
    """
    about = _mapping(summary.get("about"))
    if kept is None:
        bounds: dict[str, object] = {
            name: _new(value, tolerance) for name, value in _gateable(summary).items()
        }
    else:
        bounds = {
            name: _renewed(name, bound, summary, tolerance) for name, bound in kept.measures.items()
        }
    if not bounds:
        raise EvalError("the run has no measure that could fall", hint=HINT)
    return {
        "question_set": about.get("question_set"),
        "question_set_sha256": about.get("question_set_sha256"),
        "measures": bounds,
    }


def _gateable(summary: Mapping[str, object]) -> dict[str, float]:
    found = {name: _value(summary, name) for name in _mapping(summary.get("measures"))}
    return {
        name: value
        for name, value in found.items()
        if value is not None and _BETTER.get(name, "neither") != "neither"
    }


def _new(value: float, tolerance: float | None) -> Json:
    return {"value": value, "tolerance": TOLERANCE if tolerance is None else tolerance}


def _renewed(
    name: str, bound: float | Bound, summary: Mapping[str, object], tolerance: float | None
) -> object:
    value = _value(summary, name)
    if value is None:
        raise EvalError(
            f"the run has no {name}, which the baseline holds",
            hint="Take it out of the baseline, or run the questions that it is about.",
        )
    if isinstance(bound, float):
        return value
    if bound.value is None:
        return bound.model_dump(exclude_none=True, exclude={"tolerance"})
    return _new(value, bound.tolerance if tolerance is None else tolerance)


def _gated(name: str, bound: float | Bound, value: float | None) -> Gated:
    lower = _BETTER[_measure(name)] == "lower"
    if isinstance(bound, float):
        bound = Bound(value=bound)
    low, high = bound.at_least, bound.at_most
    if bound.value is not None and lower:
        high = bound.value + bound.tolerance
    elif bound.value is not None:
        low = bound.value - bound.tolerance
    return Gated(name, value, low, high)


def _value(summary: Mapping[str, object], name: str) -> float | None:
    kind, _, measure = name.rpartition("/")
    found = summary.get("measures") if not kind else _mapping(summary.get("by_type")).get(kind)
    value = _mapping(_mapping(found).get(measure)).get("value")
    return float(value) if isinstance(value, int | float) else None


def _measure(name: str) -> str:
    return name.rpartition("/")[2]


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
