"""A kept turn as a line of a question set, and the file that such lines go to."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import portalocker
from portalocker.exceptions import LockException

from rag.answer_json import instant
from rag.errors import PeopleError, UsageError
from rag.text.fold import tokens
from ui.people.nouns import KeptTurn, Verdict
from ui.people.turns import history
from ui.web.texts import say

FILE: Final = "questions.jsonl"
WAIT_S: Final = 10.0  # longest wait for another server that adds a question
EARLIER: Final = 8  # turns before a question that it may refer to


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reader says the archive has: spellings of the right answer, articles that have it.

    ``articles`` are ids, external ids or URLs. Nothing of both, and ``answerable``: it is known
    that there is an answer, not which.
    """

    answerable: bool
    accepted: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


def expected_of(turn: KeptTurn) -> Expected:
    """Return what a reader's verdict says by itself: what to offer in the form.

    A liked answer's articles are the right ones, a liked abstention was right to be one. Of what
    is disliked nothing is known but that something better could have been said.
    """
    liked = turn.feedback is not None and turn.feedback.verdict is Verdict.LIKE
    if not liked:
        return Expected(answerable=True)
    ids = tuple(dict.fromkeys(_id(cited) for cited in turn.answer["citations"]))
    return Expected(answerable=turn.answer["status"] == "answered", articles=ids)


def question_line(
    conversation: str,
    turn: KeptTurn,
    before: Sequence[KeptTurn] = (),
    *,
    expected: Expected | None = None,
) -> dict[str, Any]:
    """Return the line of a turn of a conversation (its id), ``before`` being those it may refer to.

    What was answered, and why the reader disliked it, go along as notes, which a run does not
    read. UsageError for a turn that is damaged, or a spelling without a letter or digit.
    """
    if not turn.whole:
        raise UsageError(say("people.damaged_turn"))
    wanted = expected or expected_of(turn)
    if wordless := [one for one in wanted.accepted if not tokens(one)]:
        raise UsageError(say("people.wordless", got=repr(wordless[0][:40])))
    line: dict[str, Any] = {
        "id": f"{conversation}-{turn.number}",
        "question": turn.question,
        "type": "feedback",
        "asked": instant(turn.asked_at),
        "answerable": wanted.answerable,
    }
    if wanted.answerable:
        line["accepted"] = list(wanted.accepted)
        line["evidence"] = [{"article_id": id_, "label": "gold"} for id_ in wanted.articles]
    told = history(before)[-EARLIER:]
    line["history"] = [{"question": one.question, "answer": one.answer} for one in told]
    return line | {"notes": _notes(turn)}


def add_question(home: Path, line: Mapping[str, Any], *, wait_s: float = WAIT_S) -> Path:
    """Put a line into the home's question set, in place of one with the same id; return the file.

    The file is written anew and put in the old one's place whole: a kill or a full disk leaves
    it as it was. Other lines stay as they are. Raises PeopleError if it cannot be written.
    """
    path = (home / FILE).resolve()
    added = json.dumps(line, ensure_ascii=False).encode() + b"\n"
    try:
        with portalocker.Lock(path.with_name(f"{FILE}.lock"), "ab", timeout=wait_s):
            kept = _others(path, line["id"])
            _replace(path, kept + added)
    except LockException as error:
        raise PeopleError(say("people.set_held", file=path, seconds=f"{wait_s:g}")) from error
    except OSError as error:
        raise PeopleError(
            say("people.unwritten", file=path, reason=error.strerror),
            hint=say("people.set_unwritten_hint"),
        ) from error
    return path


def expected_in(home: Path, id_: str) -> Expected | None:
    """Return what the home's question set says of a line, None where it has none that is ours.

    Raises PeopleError if the file cannot be read.
    """
    try:
        lines = (home / FILE).read_bytes().split(b"\n")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PeopleError(
            say("people.set_unread", file=home / FILE, reason=error.strerror)
        ) from error
    for line in lines:
        if _line_id(line) == id_:
            row = json.loads(line)
            accepted = _texts(row.get("accepted"))
            cited = [
                one.get("article_id") for one in row.get("evidence") or () if isinstance(one, dict)
            ]
            return Expected(row.get("answerable") is not False, accepted, _texts(cited))
    return None


def _texts(values: object) -> tuple[str, ...]:
    found = values if isinstance(values, list) else []
    return tuple(one for one in found if isinstance(one, str))


def _notes(turn: KeptTurn) -> dict[str, Any]:
    given = turn.feedback
    return {
        "verdict": None if given is None else given.verdict.value,
        "reason": "" if given is None else given.reason,
        "status": turn.answer["status"],
        "answer": turn.answer["answer"],
        "cited": list(dict.fromkeys(_id(cited) for cited in turn.answer["citations"])),
        "kept_at": instant(turn.kept_at),
    }


def _id(cited: Mapping[str, Any]) -> str:
    """Return the id by which a question set names an article: an external one, else its own."""
    named: str = next(filter(None, (*cited["external_ids"], cited["article_id"])))
    return named


def _others(path: Path, id_: str) -> bytes:
    if not path.exists():
        return b""
    lines = path.read_bytes().rstrip(b"\n").split(b"\n")
    if lines == [b""]:
        return b""
    return b"".join(line + b"\n" for line in lines if _line_id(line) != id_)


def _line_id(line: bytes) -> object:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None  # whoever wrote it will be told by the run
    return row.get("id") if isinstance(row, dict) else None


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{FILE}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
