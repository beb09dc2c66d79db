"""A finished run, read back from its folder: what a later command needs of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from eval.files import RESULTS, SUMMARY
from eval.summary import Estimate
from rag.errors import EvalError

HINT = "A run's folder is what `dateline eval` was given as --out, once it has finished."


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


Model = TypeVar("Model", bound=_Read)


class Quote(_Read):
    """A quotation as it was shown; ``text`` is the archive's."""

    quote: str
    publisher: str | None = None
    title: str | None = None
    speaker: str | None = None


class _Eval(_Read):
    verdict: str
    answerable: bool
    accepted: tuple[tuple[str, ...], ...] = ()
    values: dict[str, float]
    ask_ms: float | None = None
    search_ms: float | None = None
    evidence_days: float | None = None


def _in_words(reason: object) -> object:
    return reason.get("text") if isinstance(reason, dict) else reason


class Record(_Read):
    """One question's line; ``judged`` is how it went, ``quotes`` what was shown."""

    id: str
    type: str
    question: str
    status: str
    score: float | None = None
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
    measures: Mapping[str, Estimate]
    latency: Mapping[str, Mapping[str, float]]
    verdicts: Mapping[str, int]
    records: tuple[Record, ...]

    @property
    def question_set(self) -> str:
        """The set's name: its folder and file."""
        return str(self.about["question_set"])

    @property
    def sha256(self) -> str:
        """The sha256 hex of the set's file."""
        return str(self.about["question_set_sha256"])


class _Latency(_Read):
    p50: float
    p95: float
    n: int


class _Estimate(_Read):
    value: float
    n: int
    low: float
    high: float


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
    verdicts: dict[str, int]
    latency: dict[str, _Latency]
    measures: dict[str, _Estimate]


def read_run(folder: Path) -> Finished:
    """Read a run's summary and results; EvalError if they are not there or not a run's."""
    summary = _parsed(_Summary, folder / SUMMARY, _read(folder / SUMMARY))
    lines = [line for line in _read(folder / RESULTS).split("\n") if line.strip()]
    return Finished(
        folder=folder,
        about=summary.about.model_dump(),
        measures={name: Estimate(**e.model_dump()) for name, e in summary.measures.items()},
        latency={name: timed.model_dump() for name, timed in summary.latency.items()},
        verdicts=summary.verdicts,
        records=tuple(_parsed(Record, folder / RESULTS, line) for line in lines),
    )


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
