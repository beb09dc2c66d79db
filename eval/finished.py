"""A finished run, read back from its folder: what a later command needs of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from eval.files import RESULTS, SUMMARY
from eval.measures.reliability import Bin
from eval.measures.risk_coverage import RiskAt
from eval.summary import Curves, Estimate, Latency, Summary
from rag.errors import EvalError

HINT = "A run's folder is what `dateline eval` was given as --out, once it has finished."


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


Model = TypeVar("Model", bound=_Read)
Number = Annotated[float, Field(allow_inf_nan=False)]


class Quote(_Read):
    """A quotation as it was shown; ``quote`` is the archive's text from ``start`` to ``end``."""

    quote: str
    publisher: str | None = None
    title: str | None = None
    speaker: str | None = None
    article_id: str = ""
    revision: int = 1
    start: int = 0
    end: int = 0


class Wanted(_Read):
    """An article that counts as a hit, and its rank among those found, from 1."""

    external_id: str
    title: str | None = None
    rank: int | None = None


class _Eval(_Read):
    verdict: str
    answerable: bool
    accepted: tuple[tuple[str, ...], ...] = ()
    wanted: tuple[Wanted, ...] = ()
    ranking: tuple[str, ...] | None = None
    exact: tuple[bool, ...] = ()
    values: dict[str, Number]
    ask_ms: Number | None = None
    search_ms: Number | None = None
    evidence_days: Number | None = None


def _in_words(reason: object) -> object:
    return reason.get("text") if isinstance(reason, dict) else reason


class Record(_Read):
    """One question's line; ``judged`` is how it went, ``quotes`` what was shown."""

    id: str
    type: str
    question: str
    status: str
    asked_at: str | None = None
    score: Number | None = None
    reason: Annotated[str | None, BeforeValidator(_in_words)] = None
    citations: tuple[Quote, ...] = ()
    nearest: tuple[Quote, ...] = ()
    judged: _Eval = Field(alias="eval")

    @property
    def values(self) -> Mapping[str, float]:
        """The measures that apply, by name."""
        return self.judged.values


@dataclass(frozen=True, slots=True)
class Finished:
    """A run as its folder has it; all but ``records`` is as in ``summary.json``."""

    folder: Path
    about: Mapping[str, Any]
    summary: Summary
    records: tuple[Record, ...]

    @property
    def measures(self) -> Mapping[str, Estimate]:
        """Every measure of all questions together, by name."""
        return self.summary.measures

    @property
    def latency(self) -> Mapping[str, Latency]:
        """Times by what was timed: ``ask`` and ``search``."""
        return self.summary.latency

    @property
    def verdicts(self) -> Mapping[str, int]:
        """How many questions ended in which way."""
        return self.summary.verdicts

    @property
    def question_set(self) -> str:
        """The set's name: its folder and file."""
        return str(self.about["question_set"])

    @property
    def sha256(self) -> str:
        """The sha256 hex of the set's file."""
        return str(self.about["question_set_sha256"])


class _Latency(_Read):
    p50: Number
    p95: Number
    n: int


class _Estimate(_Read):
    value: Number
    n: int
    low: Number
    high: Number


class _RiskAt(_Read):
    score: Number
    coverage: Number
    risk: Number


class _Bin(_Read):
    score: Number
    right: Annotated[int, Field(ge=0)]
    n: Annotated[int, Field(ge=1)]


class _Curves(_Read):
    hits: tuple[_Estimate, ...] = ()
    risk: tuple[_RiskAt, ...] = ()
    reliability: tuple[_Bin, ...] = ()
    ece: Number | None = None


class _Provenance(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")
    settings: dict[str, Any]
    settings_sha256: str
    commit: str | None
    machine: str
    cpus: int


class _About(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")
    question_set: str
    question_set_sha256: str
    started: str
    archive: dict[str, Any]
    provenance: _Provenance


class _Summary(_Read):
    about: _About
    questions: int
    verdicts: dict[str, int]
    latency: dict[str, _Latency]
    measures: dict[str, _Estimate]
    by_type: dict[str, dict[str, _Estimate]] = Field(default_factory=dict)
    by_kind: dict[str, dict[str, _Estimate]] = Field(default_factory=dict)
    curves: _Curves = _Curves()


def read_run(folder: Path) -> Finished:
    """Read a run's summary and results; EvalError if they are not there or not a run's."""
    about, summary = read_summary(folder)
    lines = [line for line in _read(folder / RESULTS).split("\n") if line.strip()]
    records = tuple(_parsed(Record, folder / RESULTS, line) for line in lines)
    return Finished(folder, about, summary, records)


def read_summary(folder: Path) -> tuple[Mapping[str, Any], Summary]:
    """Read what a run was and its figures, without its questions; EvalError as ``read_run``."""
    read = _parsed(_Summary, folder / SUMMARY, _read(folder / SUMMARY))
    return read.about.model_dump(), Summary(
        questions=read.questions,
        verdicts=read.verdicts,
        measures=_estimates(read.measures),
        by_type={type_: _estimates(some) for type_, some in read.by_type.items()},
        by_kind={kind: _estimates(some) for kind, some in read.by_kind.items()},
        latency={name: Latency(**timed.model_dump()) for name, timed in read.latency.items()},
        curves=Curves(
            hits=tuple(Estimate(**one.model_dump()) for one in read.curves.hits),
            risk=tuple(RiskAt(**one.model_dump()) for one in read.curves.risk),
            reliability=tuple(Bin(**one.model_dump()) for one in read.curves.reliability),
            ece=read.curves.ece,
        ),
    )


def _estimates(read: Mapping[str, _Estimate]) -> dict[str, Estimate]:
    return {name: Estimate(**one.model_dump()) for name, one in read.items()}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise EvalError(f"cannot read {path}: {error.strerror}", hint=HINT) from error
    except UnicodeDecodeError as error:
        raise EvalError(f"{path} is not UTF-8", hint=HINT) from error


def _parsed(model: type[Model], path: Path, text: str) -> Model:
    try:
        return model.model_validate(json.loads(text))
    except (ValueError, RecursionError) as error:
        problem = _first(error)
        raise EvalError(f"{path} is not what a run leaves: {problem}", hint=HINT) from error


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc'])) or 'the whole'}: {first['msg']}"
    return str(error)
