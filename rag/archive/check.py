"""Does the archive agree with itself: its file, texts, timelines, full text, vectors, stories."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from rag.archive import checksum, held, sound
from rag.archive.articles import marks, parts
from rag.archive.identity import text_sha256
from rag.archive.stories import count_due
from rag.archive.vectors import Pointer
from rag.progress import Progress

SHOWN = 3  # examples named in one line
MOST = 1_000  # faults of a kind looked for; where there are so many, the rest says nothing more
UNIT = 1e-3  # how far from 1 a vector's norm may be, as where it was embedded

BACKUP = f"{sound.BACKUP}."
REBUILD = "Run `dateline rebuild`; nothing is embedded again."

Look = Callable[[sqlite3.Connection], "Check"]


class State(StrEnum):
    """How a check ended; only a problem makes doctor fail."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and the next step where it is a problem."""

    name: str
    state: State
    text: str
    hint: str = ""


def verdict(name: str, wrong: list[str], fine: str, hint: str) -> Check:
    """Return a problem that names the first of what is ``wrong``, or that all is ``fine``."""
    if not wrong:
        return Check(name, State.OK, fine)
    more = len(wrong) - SHOWN
    many = f"; and {more:,} more" if 0 < more < MOST - SHOWN else "; and many more"
    text = "; ".join(wrong[:SHOWN]) + (many if more > 0 else "")
    return Check(name, State.PROBLEM, text, hint)


def file_sound(connection: sqlite3.Connection, *, full: bool) -> Check:
    """Ask SQLite whether the file is sound: quickly, or in full with foreign keys."""
    pragma = "integrity_check" if full else "quick_check"
    wrong = [str(row[0]) for row in connection.execute(f"PRAGMA {pragma}(100)")]
    wrong = [] if wrong == ["ok"] else wrong
    if full:
        wrong += [
            f"row {row[1]} of {row[0]} refers to nothing in {row[2]}"
            for row in connection.execute("PRAGMA foreign_key_check")
        ]
    return verdict("archive", wrong, f"{pragma} finds the file sound", BACKUP)


def texts(connection: sqlite3.Connection, sample: int | None, progress: Progress) -> Check:
    """Compare revisions with their sha256 and checksum, and passages' spans with the texts."""
    revisions = _revisions(connection, sample)
    progress.phase("texts", len(revisions), "revisions")
    rows = _in_parts(
        connection,
        f"SELECT revision.pk, article.id, number, sha256, passages, text, {checksum.SOUND} AS sound"
        f" FROM revision JOIN article ON article.pk = revision.article {checksum.JOIN}"
        " WHERE revision.pk IN ({})",
        revisions,
        progress.advance,
    )
    wrong = [
        f"article {row['id']} revision {row['number']}: {fault}"
        for row in rows
        if (fault := _text_fault(connection, row))
    ]
    return verdict("texts", wrong, f"{len(revisions):,} revisions are as they were kept", BACKUP)


def _revisions(connection: sqlite3.Connection, sample: int | None) -> list[int]:
    order = "ORDER BY pk" if sample is None else "ORDER BY random() LIMIT ?"
    rows = connection.execute(
        f"SELECT pk FROM revision {order}", () if sample is None else (sample,)
    )
    return [row[0] for row in rows]


def _text_fault(connection: sqlite3.Connection, row: sqlite3.Row) -> str:
    if not isinstance(row["text"], str) or text_sha256(row["text"]) != row["sha256"]:
        return "its text is not the one that was kept"
    if not row["sound"]:
        return "its headline, publisher or dates are not those that were kept"
    count, first, last, empty = connection.execute(
        'SELECT count(*), min(start), max("end"), total(start >= "end")'
        " FROM passage WHERE revision = ?",
        (row["pk"],),
    ).fetchone()
    if count != row["passages"]:
        return f"{count} passages of {row['passages']} are there"
    if count and (first < 0 or last > len(row["text"]) or empty):
        return "a passage lies outside its text"
    return ""


def timelines(connection: sqlite3.Connection) -> Check:
    """Check that each revision ends where the next one begins, and one is the newest."""
    rows = connection.execute(
        "SELECT article.id, number FROM (SELECT article AS pk, number, valid_to,"
        " lead(visible_from) OVER (PARTITION BY article ORDER BY visible_from, number) AS next"
        f" FROM revision) JOIN article USING (pk) WHERE valid_to IS NOT next LIMIT {MOST}"
    )
    wrong = [f"article {id_} revision {number} ends at another time" for id_, number in rows]
    return verdict("timelines", wrong, "every revision ends where the next begins", BACKUP)


def states(connection: sqlite3.Connection) -> Check:
    """Find passages that an article's status says should be shown and that are taken out."""
    rows = connection.execute(
        "SELECT passage.id, article.id FROM passage JOIN revision ON revision.pk = revision"
        " JOIN article ON article.pk = article"
        f" WHERE state IN ('leaving', 'gone') AND status = 'usable' LIMIT {MOST}"
    )
    wrong = [f"passage {id_} of article {article} is taken out" for id_, article in rows]
    hint = "Run `dateline withdraw ID` and `dateline withdraw --undo ID` for each article."
    return verdict("passages", wrong, "none is taken out of an article that may be shown", hint)


def vectors_kept(connection: sqlite3.Connection, fingerprint: str) -> Check:
    """Check that every live passage has a vector of this fingerprint."""
    rows = connection.execute(
        "SELECT id FROM passage WHERE state = 'live' AND NOT EXISTS (SELECT 1 FROM vector"
        " WHERE fingerprint = (SELECT pk FROM fingerprint WHERE name = ?)"
        f" AND sha256 = passage.embedded_sha256) LIMIT {MOST}",
        (fingerprint,),
    )
    wrong = [f"passage {row[0]} is live and has no vector" for row in rows]
    hint = "Run `dateline rebuild`: it embeds what has no vector."
    return verdict("vectors", wrong, "every live passage has one", hint)


def vectors_sound(
    connection: sqlite3.Connection, pointer: Pointer, sample: int | None, progress: Progress
) -> Check:
    """Check that live passages' vectors have the length of the fingerprint's and norm 1."""
    ids = held.live(connection, sample)
    progress.phase("vectors", len(ids), "vectors")
    wrong = [
        f"the vector of passage {row['id']} is damaged"
        for row in _in_parts(
            connection,
            "SELECT passage.id, vector FROM passage"
            " JOIN vector ON vector.sha256 = embedded_sha256 AND fingerprint ="
            " (SELECT pk FROM fingerprint WHERE name = ?) WHERE passage.id IN ({})",
            ids,
            progress.advance,
            pointer.fingerprint,
        )
        if not _is_unit(row["vector"], pointer.dim)
    ]
    return verdict("numbers", wrong, f"{len(ids):,} vectors are finite and of length 1", BACKUP)


def _is_unit(blob: bytes, dim: int) -> bool:
    if len(blob) != 4 * dim:
        return False
    norm = float(np.linalg.norm(np.frombuffer(blob, dtype="<f4")))
    return abs(norm - 1) < UNIT  # false for NaN too


def stories(connection: sqlite3.Connection) -> Check:
    """Check that what stories name is there; tell of articles whose story is still to be found."""
    rows = connection.execute(
        "SELECT story FROM story_member LEFT JOIN article ON article.pk = article"
        f" WHERE article.pk IS NULL LIMIT {MOST}"
    )
    wrong = [f"story {row[0]} names an article that is not there" for row in rows]
    (count,) = connection.execute("SELECT count(DISTINCT story) FROM story_member").fetchone()
    fine = f"{count:,} stories, every member is there"
    if due := 0 if wrong else count_due(connection):
        hint = "The next ingest finds them, so does `dateline rebuild`."
        said = "1 article's is" if due == 1 else f"{due:,} articles' are"
        return Check("stories", State.NOTE, f"{fine}; {said} still to be found", hint)
    return verdict("stories", wrong, fine, BACKUP)


def waiting(connection: sqlite3.Connection, *, running: bool) -> Check:
    """Tell of passages that the index has still to take in or let go."""
    found = {
        state: connection.execute(
            "SELECT count(*) FROM passage WHERE state = ?", (state,)
        ).fetchone()[0]
        for state in ("pending", "leaving")
    }
    if not any(found.values()):
        return Check("waiting", State.OK, "the index has heard of every passage")
    text = ", ".join(f"{n:,} {state}" for state, n in found.items() if n)
    if running:
        return Check("waiting", State.NOTE, f"{text}; an ingest is at it")
    hint = "Run the last ingest again, or `dateline rebuild`: until then words alone find them."
    return Check("waiting", State.PROBLEM, text, hint)


def last_run(connection: sqlite3.Connection, *, running: bool) -> Check:
    """Tell of what the last ingest left out, and whether it came to its end."""
    row = connection.execute("SELECT ended_at FROM run ORDER BY pk DESC LIMIT 1").fetchone()
    (failed,) = connection.execute(
        "SELECT count(*) FROM failure WHERE code LIKE 'E%' AND run = (SELECT max(pk) FROM run)"
    ).fetchone()
    if row is None:
        return Check("last run", State.OK, "no ingest yet")
    if row["ended_at"] is None and not running:
        hint = "Run it again: it goes on where it stopped."
        return Check("last run", State.NOTE, "it was stopped before its end", hint)
    if failed:
        hint = "`dateline status --failures` names each."
        said = "1 item was left out" if failed == 1 else f"{failed:,} items were left out"
        return Check("last run", State.NOTE, said, hint)
    return Check("last run", State.OK, "an ingest is running" if running else "left nothing out")


def _in_parts(
    connection: sqlite3.Connection,
    sql: str,
    values: list[int],
    told: Callable[[int], None],
    *before: object,
) -> Iterator[sqlite3.Row]:
    """Run a statement for a few values at a time, so that no long list is ever held."""
    for part in parts(values):
        yield from connection.execute(sql.format(marks(part)), (*before, *part))
        told(len(part))
