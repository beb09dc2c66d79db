"""Who said what in the archive's articles: kept with a revision, and which wait to be marked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from rag.attribution import Statement
from rag.domain import Revision, Span

SCHEMA = """
CREATE TABLE quote (                      -- words that an article gives to somebody
    revision INTEGER NOT NULL REFERENCES revision,
    nth INTEGER NOT NULL,                 -- from 0, in the order of the text
    start INTEGER NOT NULL,               -- the words, without their quotation marks
    end INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL,      -- the sentence that carries them
    sentence_end INTEGER NOT NULL,
    speaker_start INTEGER NOT NULL,       -- where the article describes the speaker most fully
    speaker_end INTEGER NOT NULL,
    cue TEXT NOT NULL,                    -- "said", "according to"; '' where there is none
    direct INTEGER NOT NULL,              -- 1: between quotation marks
    PRIMARY KEY (revision, nth)
) WITHOUT ROWID;

CREATE TABLE quote_due (                  -- revisions that are still to be marked, or anew
    revision INTEGER PRIMARY KEY REFERENCES revision
);
INSERT INTO quote_due SELECT pk FROM revision;

CREATE TABLE quote_marker (               -- the version of the rules that marked the others
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    version INTEGER NOT NULL
);
INSERT INTO quote_marker VALUES (1, 0);
"""


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A revision that waits to be marked, by its row."""

    revision: int
    text: str
    language: str | None


def note_due(connection: sqlite3.Connection, revision: int) -> None:
    """Note that a revision is to be marked."""
    connection.execute("INSERT OR IGNORE INTO quote_due VALUES (?)", (revision,))


def renew(connection: sqlite3.Connection, marker: int) -> None:
    """Note that every revision is to be marked anew, by rules of the version ``marker``."""
    connection.execute("INSERT OR IGNORE INTO quote_due SELECT pk FROM revision")
    connection.execute("UPDATE quote_marker SET version = ?", (marker,))


def marker(connection: sqlite3.Connection) -> int:
    """Return the version of the rules by which revisions are marked; 0: none yet."""
    return int(connection.execute("SELECT version FROM quote_marker").fetchone()[0])


def count_due(connection: sqlite3.Connection) -> int:
    """Return how many revisions are still to be marked."""
    return int(connection.execute("SELECT count(*) FROM quote_due").fetchone()[0])


def due(connection: sqlite3.Connection, *, limit: int) -> list[Unmarked]:
    """Return revisions that are still to be marked, the newest first: they are asked about."""
    rows = connection.execute(
        "SELECT revision.pk, revision.text, revision.language FROM quote_due"
        " JOIN revision ON revision.pk = quote_due.revision"
        " ORDER BY quote_due.revision DESC LIMIT ?",
        (limit,),
    )
    return [Unmarked(*row) for row in rows]


def keep(connection: sqlite3.Connection, revision: int, marked: Iterable[Statement]) -> None:
    """Keep what a revision's marking gave in the place of any earlier."""
    connection.execute("DELETE FROM quote WHERE revision = ?", (revision,))
    connection.executemany(
        "INSERT INTO quote VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                revision,
                nth,
                one.content.start,
                one.content.end,
                one.sentence.start,
                one.sentence.end,
                one.speaker.start,
                one.speaker.end,
                one.cue,
                one.direct,
            )
            for nth, one in enumerate(marked)
        ),
    )
    connection.execute("DELETE FROM quote_due WHERE revision = ?", (revision,))


def of_revision(connection: sqlite3.Connection, revision: Revision) -> list[Statement] | None:
    """Return what is said in a revision, in order; None where it is still to be marked."""
    row = connection.execute(
        "SELECT revision.pk, quote_due.revision IS NULL FROM revision"
        " JOIN article ON article.pk = revision.article"
        " LEFT JOIN quote_due ON quote_due.revision = revision.pk"
        " WHERE article.id = ? AND revision.number = ?",
        (revision.article_id, revision.number),
    ).fetchone()
    if row is None or not row[1]:
        return None
    rows = connection.execute(
        "SELECT sentence_start, sentence_end, start, end, speaker_start, speaker_end, cue, direct"
        " FROM quote WHERE revision = ? ORDER BY nth",
        (row[0],),
    )
    return [_statement(one, revision.text) for one in rows]


def _statement(row: sqlite3.Row, text: str) -> Statement:
    sentence, content, speaker = (Span(row[at], row[at + 1]) for at in (0, 2, 4))
    return Statement(sentence, content, speaker, speaker.of(text), row["cue"], bool(row["direct"]))
