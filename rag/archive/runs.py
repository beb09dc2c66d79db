"""What each ingest run did, and every item that it left out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from rag.archive import passages, quotes
from rag.archive.polls import Poll
from rag.archive.vectors import Pointer, pointer
from rag.archive.visible import by_publisher, covered
from rag.domain import Coverage, Failure

_LAST = """
    FROM run, json_each(run.inputs) AS given GROUP BY given.value
    HAVING max(run.pk) = (SELECT max(pk) FROM run) OR count(*) > total(EXISTS (
        SELECT 1 FROM failure WHERE failure.run = run.pk AND place = given.value
        AND (code = 'E_NOT_FOUND' OR given.value LIKE 'http%' AND code LIKE 'E%')
        AND given.value NOT IN (SELECT url FROM poll)))
"""
"""Each input's last run; not of what was never there and is not given any more: a slip."""


@dataclass(frozen=True, slots=True)
class InputRun:
    """The last run that was given an input, and what it did with all of its inputs.

    It was given ``inputs`` of them. Times are epoch seconds; a run without an end is still at
    it, or was stopped.
    """

    input: str
    started_at: int
    ended_at: int | None
    added: int
    revised: int
    skipped: int
    failed: int
    inputs: int


@dataclass(frozen=True, slots=True)
class Status:
    """What a home holds. ``last_run`` times are epoch seconds; an unfinished run has no end.

    ``inputs`` are in the order of their last runs, the newest first, and ``polled`` the
    addresses among them and those that last failed; ``newest`` is the latest published_at of
    each publisher. ``copies`` articles stand in ``stories`` stories; in ``unmarked`` revisions it
    is still to be marked who says what.
    """

    coverage: Coverage
    undated: int
    withdrawn: int
    revisions: int
    passages: dict[str, int]
    failures: int
    last_run: dict[str, int | str | None] | None
    index: Pointer | None
    newest: dict[str, int]
    inputs: tuple[InputRun, ...] = ()
    polled: tuple[Poll, ...] = ()
    stories: int = 0
    copies: int = 0
    unmarked: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """What a run did with the items it was given."""

    added: int = 0
    revised: int = 0
    skipped: int = 0
    failed: int = 0


def start(
    connection: sqlite3.Connection,
    inputs: Sequence[str],
    *,
    pid: int,
    now: int,
    standing: Callable[[str], bool] | None = None,
) -> int:
    """Note that a run has begun and return its row.

    It will not look again at what is ``standing``, by its place: what the last run of any of the
    inputs said of that is said by this one from now on.
    """
    said = _said_last(connection, inputs) if standing else []
    cursor = connection.execute(
        "INSERT INTO run (pid, inputs, started_at) VALUES (?, ?, ?)",
        (pid, json.dumps(list(inputs)), now),
    )
    assert cursor.lastrowid is not None
    if standing:
        told = {(row["place"], row["code"], row["reason"]): row["pk"] for row in said}
        # moved, not copied: inputs that are run for years would fill the file with copies
        connection.executemany(
            "UPDATE failure SET run = ? WHERE pk = ?",
            ((cursor.lastrowid, pk) for (place, _, _), pk in told.items() if standing(place)),
        )
    return cursor.lastrowid


def holders(place: str) -> set[str]:
    """Return the names of files that a place (``file:12``, ``file#3``, ``zip/file``) may be in."""
    return {place, *(place[:at] for at, letter in enumerate(place) if letter in ":#/")}


def _said_last(connection: sqlite3.Connection, inputs: Sequence[str]) -> list[sqlite3.Row]:
    """Return what each input's last run left out or found odd; one run may be several inputs'."""
    return connection.execute(
        "SELECT pk, place, code, reason FROM failure WHERE run IN (SELECT max(run.pk)"
        " FROM run, json_each(run.inputs) AS given"
        " WHERE given.value IN (SELECT value FROM json_each(?)) GROUP BY given.value) ORDER BY pk",
        (json.dumps(list(inputs)),),
    ).fetchall()


def finish(connection: sqlite3.Connection, run: int, *, now: int, counts: Counts) -> None:
    """Note how a run ended."""
    connection.execute(
        "UPDATE run SET ended_at = ?, added = ?, revised = ?, skipped = ?, failed = ? WHERE pk = ?",
        (now, counts.added, counts.revised, counts.skipped, counts.failed, run),
    )


def note_failures(connection: sqlite3.Connection, run: int, failures: Iterable[Failure]) -> None:
    """Keep items that were left out (``E_``) or are in with something odd (``W_``)."""
    connection.executemany(
        "INSERT INTO failure (run, place, code, reason) VALUES (?, ?, ?, ?)",
        ((run, one.where, one.code, one.reason) for one in failures),
    )


def failures(connection: sqlite3.Connection, *, run: int | None = None) -> list[Failure]:
    """Return what a run left out or found odd; by default each input's last one, and the last.

    An input that was read well afterwards has nothing to tell, another one's run hides nothing.
    """
    rows = connection.execute(
        "SELECT place, code, reason FROM failure WHERE run = ?1 OR ?1 IS NULL AND run IN"
        f" (SELECT max(run.pk) {_LAST} UNION SELECT max(pk) FROM run) ORDER BY pk",
        (run,),
    )
    return [Failure(*row) for row in rows]


def status(connection: sqlite3.Connection) -> Status:
    """Return counts over the whole home, whatever time is asked at."""

    def one(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    last = connection.execute("SELECT * FROM run ORDER BY pk DESC LIMIT 1").fetchone()
    publishers = by_publisher(connection, None)
    stories, copies = connection.execute(
        "SELECT count(DISTINCT story), count(*) FROM story_member"
    ).fetchone()
    return Status(
        coverage=covered(publishers),
        undated=one(
            "SELECT count(DISTINCT article) FROM revision JOIN article ON article.pk = article"
            " WHERE published_at IS NULL AND valid_to IS NULL AND status = 'usable'"
        ),
        withdrawn=one("SELECT count(*) FROM article WHERE status = 'withdrawn'"),
        revisions=one("SELECT count(*) FROM revision"),
        passages={
            state: passages.count(connection, state) for state in ("pending", "live", "leaving")
        },
        failures=one(
            "SELECT count(*) FROM failure WHERE code LIKE 'E%' AND run = (SELECT max(pk) FROM run)"
        ),
        last_run=dict(last) if last else None,
        index=pointer(connection),
        newest={name or "": end for name, _, _, end in publishers if end is not None},
        inputs=tuple(by_input(connection)),
        polled=tuple(_polled(connection)),
        stories=stories,
        copies=copies,
        unmarked=quotes.count_due(connection),
    )


def by_input(connection: sqlite3.Connection) -> list[InputRun]:
    """Return each input's last run, the newest first.

    Of the columns beside ``max(run.pk)`` SQLite takes the row that has the greatest.
    """
    rows = connection.execute(
        "SELECT given.value, started_at, ended_at, added, revised, skipped, failed,"
        f" json_array_length(run.inputs), max(run.pk) {_LAST}"
        " ORDER BY max(run.pk) DESC, given.value"
    )
    return [InputRun(*row[:8]) for row in rows]


def _polled(connection: sqlite3.Connection) -> list[Poll]:
    """Return addresses that a run was given or that failed when last asked, failures first."""
    rows = connection.execute(
        "SELECT url, checked_at, failures, next_at FROM poll WHERE failures > 0"
        " OR url IN (SELECT given.value FROM run, json_each(run.inputs) AS given)"
        " ORDER BY failures DESC, checked_at DESC, url"
    )
    return [
        Poll(url, checked_at, failures=failures, next_at=next_at)
        for url, checked_at, failures, next_at in rows
    ]


def digest(connection: sqlite3.Connection) -> str:
    """Return a sha256 hex over every revision and its article's status: what was evaluated."""
    total = sha256()
    for row in connection.execute(
        "SELECT article.id, number, sha256, valid_from, valid_to, status FROM revision"
        " JOIN article ON article.pk = revision.article ORDER BY article.id, number"
    ):
        total.update(repr(tuple(row)).encode())
    return total.hexdigest()
