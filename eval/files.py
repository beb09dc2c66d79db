"""What a run leaves behind: a line a question, the summary, and the two reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from eval.catalog import CUTOFF
from eval.judge import Judged
from eval.provenance import Provenance
from eval.run import Outcome
from eval.summary import Summary
from rag.answer_json import answer_json, hits_json, instant
from rag.errors import EvalError

RESULTS, SUMMARY = "results.jsonl", "summary.json"
HTML, MARKDOWN = "report.html", "report.md"
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class About:
    """What was run on what; ``archive`` is the desk's own account of the archive.

    ``now`` is the time, in epoch seconds, at which questions without one of their own were
    asked; ``started`` is the run's date as ISO text in UTC.
    """

    question_set: str
    question_set_sha256: str
    left_out: Mapping[str, int]
    as_of: str
    contexts: str | None
    limit: int | None
    now: int
    started: str
    seconds: float
    archive: Mapping[str, object]
    provenance: Provenance
    search_only: bool = False


class ResultLines:
    """``results.jsonl`` while it grows: a killed run keeps what it had; a context manager.

    Opening it removes an earlier run's files from the folder, so that no summary stands
    beside results it was not made from. Raises EvalError if the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in (SUMMARY, HTML, MARKDOWN):
                with suppress(FileNotFoundError):
                    (folder / name).unlink()
            self._file = (folder / RESULTS).open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise _unwritable(folder, error) from error

    def __enter__(self) -> ResultLines:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        except OSError as failed:
            if error is None:  # else it would hide what went wrong first
                raise _unwritable(RESULTS, failed) from failed

    def add(self, line: Mapping[str, object]) -> None:
        """Append one question's line; EvalError if the disk will not take it."""
        try:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            raise _unwritable(RESULTS, error) from error


def result_line(outcome: Outcome, judged: Judged) -> Json:
    """Return a question's line: the shape of ``dateline ask --json``, and how it was judged."""
    question = outcome.task.question
    answer: Json = {"question": question.text, "asked_at": instant(outcome.task.asked_at)}
    if outcome.answer is not None:
        answer = answer_json(outcome.answer)
    elif outcome.error is None:
        answer["status"] = "searched"
    else:
        answer |= {"status": "failed", "reason": {"code": "failed", "text": judged.reason}}
    hits = {} if outcome.hits is None else hits_json(outcome.hits[:CUTOFF])
    return {"id": question.id, "type": question.type, **answer, **hits, "eval": _judgement(judged)}


def _judgement(judged: Judged) -> Json:
    question = judged.task.question
    return {
        "verdict": judged.verdict.value,
        "right": judged.right,
        "answerable": question.answerable,
        "accepted": [list(group) for group in question.accepted],
        "wanted": [asdict(article) for article in judged.wanted],
        "ranking": None if judged.ranking is None else list(judged.ranking),
        "exact": [quoted.exact for quoted in judged.quoted],
        "values": judged.values,
        "evidence_days": judged.evidence_days,
        "ask_ms": judged.ask_ms,
        "search_ms": judged.search_ms,
    }


def summary_json(summary: Summary, about: About) -> Json:
    """Return ``summary.json``: every figure with its interval, and what it was made from."""
    return {"about": asdict(about), **asdict(summary)}


def require_free(folder: Path, *, force: bool) -> None:
    """Raise EvalError unless a run may be written into ``folder``.

    It may where nothing is in it, and with ``force`` in place of an earlier run.
    """
    try:
        names = {one.name for one in folder.iterdir()}
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unwritable(folder, error) from error
    if names and not names & {RESULTS, SUMMARY}:
        raise EvalError(f"{folder} holds files of something else", hint="Name another --out.")
    if names and not force:
        raise EvalError(
            f"{folder} holds an earlier run",
            hint="Name another --out, or put this run in its place with --force.",
        )


def make_folder(folder: Path) -> None:
    """Make a folder for reports; EvalError if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_text(path: Path, text: str) -> None:
    """Write a file whole; EvalError if it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(path, error) from error


def write_json(path: Path, value: Json) -> None:
    """Write JSON for people and programs; EvalError if it cannot be written."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def _unwritable(what: Path | str, error: OSError) -> EvalError:
    return EvalError(f"cannot write {what}: {error.strerror}", hint="Name another --out.")
