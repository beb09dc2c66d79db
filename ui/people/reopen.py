"""A kept turn shown again: the answer as it was, each quotation checked against the archive.

The archive is what it is today: an article may have been withdrawn since, or a home begun anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

from rag.answer_json import news_time
from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Article,
    Citation,
    Coverage,
    NewsTime,
    Note,
    NoteCode,
    Passage,
    Precision,
    Reason,
    ReasonCode,
    Revision,
    Sentence,
    Span,
    Status,
)
from rag.errors import NotFoundError
from rag.gate import is_intact
from rag.question.nouns import Filters, Named, Question, Recency
from ui.people.nouns import KeptTurn
from ui.people.turns import epoch, filters_from

Wire = Mapping[str, Any]


class Held(Protocol):
    """What is asked of an archive."""

    def revision(self, article_id: str, number: int | None = None) -> Revision:
        """Return a revision; NotFoundError if there is none or the article was withdrawn."""
        ...

    def revisions(self, article_id: str) -> list[Revision]:
        """Return every revision of an article, withdrawn or not."""
        ...


class Standing(StrEnum):
    """What the archive says today of a quotation shown before."""

    HOLDS = "holds"
    CHANGED = "changed"  # it holds, and the article has had another wording since it was asked
    WITHDRAWN = "withdrawn"
    GONE = "gone"  # the archive has no such revision
    DIFFERS = "differs"  # it has one, without these words at this place


@dataclass(frozen=True, slots=True)
class Reopened:
    """A turn as shown before; ``standings`` maps markers (of the nearest, too) to what holds.

    ``answer`` is None where what was kept is damaged or in no shape known here. A quotation that
    does not hold stands on its own there: its passage has no other words.
    """

    turn: KeptTurn
    answer: Answer | None
    standings: Mapping[int, Standing]


def reopen(turn: KeptTurn, archive: Held) -> Reopened:
    """Return a turn as it was shown, checked against the archive as it is.

    Raises ArchiveError if the archive cannot be read.
    """
    if not turn.whole:
        return Reopened(turn, None, {})
    try:
        return _checked(turn, archive)
    except (KeyError, TypeError, ValueError):  # whole, and in a shape of another Dateline
        return Reopened(turn, None, {})


def _checked(turn: KeptTurn, archive: Held) -> Reopened:
    standings: dict[int, Standing] = {}
    held: dict[int, Revision] = {}
    for cited in _cited(turn.answer):
        known = archive.revisions(cited["article_id"])
        withdrawn = bool(known) and _is_withdrawn(archive, cited["article_id"])
        standing, revision = check(
            cited, known, withdrawn=withdrawn, asked_at=epoch(turn.answer["asked_at"]) or 0
        )
        standings[cited["marker"]] = standing
        if revision is not None:
            held[cited["marker"]] = revision
    answer = answer_from(turn.answer, held)
    read = replace(answer, question=_as_read(answer.question, turn.understood))
    return Reopened(turn, read, standings)


def check(
    cited: Wire, known: Sequence[Revision], *, withdrawn: bool, asked_at: int
) -> tuple[Standing, Revision | None]:
    """Return how a quotation stands, and the revision that has it.

    ``known`` are the article's revisions today. One of another number with the same text will
    do: in a home begun anew they may have come in another order.
    """
    if withdrawn:
        return Standing.WITHDRAWN, None
    same = [one for one in known if one.sha256 == cited["revision_sha256"]]
    same.sort(key=lambda one: one.number != cited["revision"])
    for one in same:
        if is_intact(one) and one.text[cited["start"] : cited["end"]] == cited["quote"]:
            changed = one.valid_to is not None and one.valid_to > asked_at
            return (Standing.CHANGED if changed else Standing.HOLDS), one
    there = same or any(one.number == cited["revision"] for one in known)
    return (Standing.DIFFERS if there else Standing.GONE), None


def answer_from(wire: Wire, held: Mapping[int, Revision] | None = None) -> Answer:
    """Return the answer that rag/answer_json.py wrote as ``wire``: it would write it again.

    ``held`` maps markers to revisions that have the quotation; without one it stands alone.
    """
    revisions = held or {}
    question = _question(wire)
    coverage = _coverage(wire["coverage"])
    timings = dict(wire["timings_ms"])
    if wire["status"] == "answered":
        return Answered(
            question,
            tuple(Sentence(s["text"], s["by"], tuple(s["markers"])) for s in wire["sentences"]),
            _citations(wire["citations"], revisions),
            *(wire["score"], coverage, timings, wire["note"], _notes(wire)),
        )
    reason = Reason(ReasonCode(wire["reason"]["code"]), wire["reason"]["text"])
    nearest = _citations(wire["nearest"], revisions)
    return Abstained(question, reason, nearest, wire["score"], coverage, timings, _notes(wire))


def _notes(wire: Wire) -> tuple[Note, ...]:
    kept = wire.get("notes", ())  # not kept at first
    return tuple(Note(NoteCode(one["code"]), one["detail"]) for one in kept)


def _cited(wire: Wire) -> Iterable[Wire]:
    return (*wire["citations"], *wire["nearest"])


def _is_withdrawn(archive: Held, article_id: str) -> bool:
    try:
        archive.revision(article_id)
    except NotFoundError:
        return True
    return False


def _question(wire: Wire) -> Question:
    inferred = wire["inferred"]
    subject, speaker = inferred["subject"], inferred["speaker"]
    return Question(
        wire["question"],
        epoch(wire["asked_at"]) or 0,
        inferred=Filters(
            publishers=tuple(inferred["publishers"]),
            start=epoch(inferred["from"]),
            end=epoch(inferred["to"]),
        ),
        subject=None if subject is None else Named(subject, (subject,)),
        speaker=None if speaker is None else Named(speaker, (speaker,)),
        follow_up_of=inferred["follow_up_of"],
    )


def _as_read(question: Question, understood: Wire) -> Question:
    return replace(
        question,
        filters=filters_from(understood["filters"]),
        matter=understood["matter"],
        quoted=understood["quoted"],
        recency=Recency(understood["recency"]),
        # not kept at first
        dated=understood.get("dated", ""),
        carried=frozenset(understood.get("carried", ())),
        without=frozenset(understood.get("without", ())),
    )


def _coverage(wire: Wire) -> Coverage:
    start, end = epoch(wire["from"]), epoch(wire["to"])
    return Coverage(wire["articles"], tuple(wire["publishers"]), start, end)


def _citations(wires: Iterable[Wire], held: Mapping[int, Revision]) -> tuple[Citation, ...]:
    return tuple(_citation(wire, held.get(wire["marker"])) for wire in wires)


def _citation(wire: Wire, held: Revision | None) -> Citation:
    span = Span(wire["start"], wire["end"])
    revision = _as_shown(held or _stand_in(wire, span), wire)
    return Citation(
        wire["marker"],
        Passage(0, _article(wire), revision, span),
        span,
        wire["quote"],
        wire["speaker"],
        tuple(
            Passage(0, _article(copy), _as_shown(_bare(copy), copy), Span(0, 1))
            for copy in wire["also_in"]
        ),
        wire.get("cue"),  # not in what was kept before cues were told
        older=wire.get("older", False),  # turns kept before it was told have none
    )


def _article(wire: Wire) -> Article:
    ids = tuple(wire.get("external_ids", ()))
    return Article(wire["article_id"], wire["publisher"], wire["url"], ids, Status.USABLE)


def _as_shown(revision: Revision, wire: Wire) -> Revision:
    """Return a revision under the headline, byline and date that it was shown with."""
    same_time = news_time(revision.published) == wire["published_at"]
    return replace(
        revision,
        number=wire.get("revision", revision.number),
        title=wire["title"],
        byline=wire["byline"],
        published=revision.published if same_time else _time(wire["published_at"]),
    )


def _stand_in(wire: Wire, span: Span) -> Revision:
    """Return a revision of which only the quoted words are known; it is never taken for intact."""
    text = "\n" * span.start + wire["quote"]
    return replace(_bare(wire), text=text, sha256=wire["revision_sha256"])


def _bare(wire: Wire) -> Revision:
    return Revision(
        *(wire["article_id"], 1, "", "", None, None, None, None, None, None),
        *(0, 0, None),
        sound=False,
    )


def _time(shown: str | None) -> NewsTime | None:
    if shown is None:
        return None
    if len(shown) == len("2024-11-26"):
        midnight = epoch(f"{shown}T00:00:00+00:00")
        return NewsTime(midnight or 0, Precision.DAY, shown)
    return NewsTime(epoch(shown) or 0, Precision.SECOND, shown)
