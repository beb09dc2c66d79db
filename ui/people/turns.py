"""A turn as it stands in its row, and back: what was shown, with a sha256 over it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from rag.answer_json import answer_json, instant
from rag.domain import Answer
from rag.question.nouns import Filters, Question, Turn
from rag.text.fold import fold
from ui.people.nouns import Feedback, KeptTurn, Verdict, storable

COLUMNS = (
    "turn.number, turn.question, turn.asked_at, turn.as_of, turn.filters, turn.answer,"
    " turn.understood, turn.sha256, turn.kept_at,"
    " feedback.verdict, feedback.reason, feedback.given_at"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A turn's columns; ``words`` is the folded question and answer that it is found by."""

    question: str
    asked_at: int
    as_of: int
    filters: str
    answer: str
    understood: str
    words: tuple[str, str]

    @property
    def sha256(self) -> str:
        """The hex digest of all that is shown of the turn."""
        shown = (self.question, self.asked_at, self.as_of, self.filters)
        return _digest(*shown, self.answer, self.understood)


def row_of(answer: Answer, *, text: str, filters: Filters, as_of: bool) -> Row:
    """Return the row of a question asked in the words ``text``, with the reader's ``filters``."""
    wire = answer_json(answer)
    return Row(
        storable(text),
        answer.question.asked_at,
        int(as_of),
        _text(filters_json(filters)),
        _text(wire),
        _text(understood_json(answer.question)),
        (fold(storable(text)), fold(storable(_said(wire)))),
    )


def turn_of(row: sqlite3.Row) -> KeptTurn:
    """Return the turn of a row of ``COLUMNS``, not whole if it is not as it was written."""
    number, *shown, digest, kept_at, verdict, reason, given_at = tuple(row)
    given = feedback_of(verdict, reason, given_at)
    if digest != _digest(*shown):
        asked = str(shown[0])
        return KeptTurn(number, asked, 0, Filters(), False, {}, {}, 0, given, whole=False)
    question, asked_at, as_of, filters, answer, understood = shown
    return KeptTurn(
        *(number, question, asked_at, filters_from(json.loads(filters)), bool(as_of)),
        *(json.loads(answer), json.loads(understood), kept_at, given),
    )


def feedback_of(verdict: Any, reason: str, given_at: int) -> Feedback | None:
    """Return the feedback of a row's columns, None where nothing (or nothing known) was given."""
    return Feedback(Verdict(verdict), reason, given_at) if verdict in set(Verdict) else None


def history(turns: Iterable[KeptTurn]) -> tuple[Turn, ...]:
    """Return turns as a later question of the same conversation may refer to them."""
    return tuple(_told(one) for one in turns if one.whole)


def filters_json(filters: Filters) -> dict[str, Any]:
    """Return filters as plain JSON values; times are instants in UTC."""
    return {
        "publishers": list(filters.publishers),
        "languages": list(filters.languages),
        "from": None if filters.start is None else instant(filters.start),
        "to": None if filters.end is None else instant(filters.end),
        "articles": None if filters.articles is None else sorted(filters.articles),
    }


def filters_from(wire: Mapping[str, Any]) -> Filters:
    """Return the filters that ``filters_json`` wrote."""
    articles = wire["articles"]
    return Filters(
        tuple(wire["publishers"]),
        tuple(wire["languages"]),
        epoch(wire["from"]),
        epoch(wire["to"]),
        None if articles is None else frozenset(articles),
    )


def understood_json(question: Question) -> dict[str, Any]:
    """Return how a question was read, beyond what the wire shape of an answer says of it."""
    return {
        "filters": filters_json(question.filters),
        "dated": question.dated,
        "matter": question.matter,
        "quoted": question.quoted,
        "recency": question.recency.value,
        "carried": sorted(question.carried),
        "without": sorted(question.without),
    }


def epoch(instant_: str | None) -> int | None:
    """Return the epoch second of an ISO instant."""
    return None if instant_ is None else int(datetime.fromisoformat(instant_).timestamp())


def _told(turn: KeptTurn) -> Turn:
    answer = turn.answer["answer"] or ""
    first = turn.answer["citations"][0] if answer and turn.answer["citations"] else None
    if first is None:
        return Turn(turn.question, answer)
    return Turn(turn.question, answer, quote=first["quote"], speaker=first["speaker"])


def _said(wire: Mapping[str, Any]) -> str:
    """Return the words of an answer: its sentences, what it quotes and whom; or why there is none.

    What merely lay nearest to an abstention is not what it said.
    """
    parts = [sentence["text"] for sentence in wire["sentences"]]
    for citation in wire["citations"]:
        parts += [citation["quote"], citation["speaker"] or ""]
    if wire["reason"]:
        parts.append(wire["reason"]["text"])
    return "\n".join(dict.fromkeys(filter(None, parts)))


def _text(value: Mapping[str, Any]) -> str:
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _digest(*columns: object) -> str:
    told = json.dumps(columns, ensure_ascii=False, default=str)  # a damaged row may hold bytes
    return sha256(told.encode()).hexdigest()
