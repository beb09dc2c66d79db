"""Stories: which articles are near-duplicates of one another, found as they come in."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.archive.articles import marks, parts
from rag.archive.times import UNDATED

SCHEMA = """
CREATE TABLE story_member (               -- an article that has copies, or is one
    article INTEGER PRIMARY KEY REFERENCES article,
    story INTEGER NOT NULL                -- any number; members of one story share it
);
CREATE INDEX story_member_story ON story_member (story);

CREATE TABLE story_print (                -- what an article can be found by
    article INTEGER PRIMARY KEY REFERENCES article,
    day INTEGER NOT NULL,                 -- of publishing, since 1970; the least: undated
    bands BLOB NOT NULL                   -- its rows in story_band, int64, little-endian
);
CREATE TABLE story_band (
    band INTEGER NOT NULL,
    day INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (band, day, article)
) WITHOUT ROWID;

CREATE TABLE story_due (                  -- articles whose story is still to be looked for
    article INTEGER PRIMARY KEY REFERENCES article
);
INSERT INTO story_due SELECT pk FROM article;
"""

DAY = 86_400  # seconds
LOOKED_AT = 32  # articles that share most bands; with a story's copies one is enough


@dataclass(frozen=True, slots=True)
class Current:
    """An article as it stands now; ``published`` is in epoch seconds, None where undated."""

    article: int
    text: str
    publisher: str | None
    published: int | None


class Likeness(Protocol):
    """What makes two articles copies; near-duplicates share a band with high probability."""

    @property
    def days(self) -> int:
        """How many days apart two dated copies may be published."""
        ...

    def bands(self, text: str) -> Sequence[int]:
        """Return 64-bit numbers to find a text's near-duplicates by; none: it has no copies."""
        ...

    def same(self, one: Current, other: Current) -> bool:
        """Return whether one prints the other's story in its words; symmetric."""
        ...


def note_due(connection: sqlite3.Connection, article: int) -> None:
    """Note that an article has changed, and perhaps its story."""
    connection.execute("INSERT OR IGNORE INTO story_due VALUES (?)", (article,))


def due(connection: sqlite3.Connection, *, limit: int) -> list[int]:
    """Return rows of articles whose story is still to be looked for."""
    rows = connection.execute("SELECT article FROM story_due LIMIT ?", (limit,))
    return [row[0] for row in rows]


def count_due(connection: sqlite3.Connection) -> int:
    """Return how many articles' stories are still to be looked for."""
    return int(connection.execute("SELECT count(*) FROM story_due").fetchone()[0])


def find(connection: sqlite3.Connection, articles: Iterable[int], likeness: Likeness) -> None:
    """Look for the stories of articles anew.

    A story that one of them was in is taken apart, since it may have been what held the others
    together, and each of those looks again too.
    """
    changed = sorted(set(articles))
    fellows = _fellows(connection, changed)
    _forget(connection, changed)
    _leave(connection, fellows)
    current = _current(connection, sorted({*changed, *fellows}))
    for article in changed:
        if article in current:
            _put(connection, current[article], likeness.bands(current[article].text))
    for one in current.values():
        _look(connection, one, likeness)
    connection.executemany(
        "DELETE FROM story_due WHERE article = ?", ((article,) for article in changed)
    )


def leave(connection: sqlite3.Connection, article_id: str) -> None:
    """Take a withdrawn article out of its story; one that is left alone tells none."""
    pk = _pk(connection, article_id)
    fellows = _fellows(connection, [pk])
    alone = fellows if len(fellows) == 2 else []
    _forget(connection, [pk])
    _leave(connection, alone)


def come_back(connection: sqlite3.Connection, article_id: str) -> None:
    """Note that an article may be shown again; the next ingest looks for its story."""
    note_due(connection, _pk(connection, article_id))


def _fellows(connection: sqlite3.Connection, articles: Sequence[int]) -> list[int]:
    """Return the members of every story that one of the articles is in."""
    return [
        row[0]
        for part in parts(articles)
        for row in connection.execute(
            "SELECT article FROM story_member WHERE story IN"
            f" (SELECT story FROM story_member WHERE article IN ({marks(part)}))",
            part,
        )
    ]


def _current(connection: sqlite3.Connection, articles: Sequence[int]) -> dict[int, Current]:
    """Return row -> newest state, for articles that may be shown."""
    return {
        row[0]: Current(*row)
        for part in parts(articles)
        for row in connection.execute(
            "SELECT article.pk, revision.text, article.publisher, revision.published_at"
            " FROM article JOIN revision ON revision.article = article.pk"
            " AND revision.valid_to IS NULL"
            f" WHERE article.pk IN ({marks(part)}) AND article.status = 'usable'",
            part,
        )
    }


def _put(connection: sqlite3.Connection, one: Current, bands: Sequence[int]) -> None:
    day = _day(one)
    connection.execute(
        "INSERT INTO story_print VALUES (?, ?, ?)",
        (one.article, day, struct.pack(f"<{len(bands)}q", *bands)),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO story_band VALUES (?, ?, ?)",
        ((band, day, one.article) for band in bands),
    )


def _forget(connection: sqlite3.Connection, articles: Sequence[int]) -> None:
    """Take articles out of their stories and out of what others are found by."""
    for article in articles:
        day, bands = _found_by(connection, article)
        connection.executemany(
            "DELETE FROM story_band WHERE band = ? AND day = ? AND article = ?",
            ((band, day, article) for band in bands),
        )
        connection.execute("DELETE FROM story_print WHERE article = ?", (article,))
    _leave(connection, articles)


def _leave(connection: sqlite3.Connection, articles: Sequence[int]) -> None:
    connection.executemany(
        "DELETE FROM story_member WHERE article = ?", ((article,) for article in articles)
    )


def _found_by(connection: sqlite3.Connection, article: int) -> tuple[int, tuple[int, ...]]:
    row = connection.execute(
        "SELECT day, bands FROM story_print WHERE article = ?", (article,)
    ).fetchone()
    return (
        (UNDATED, ()) if row is None else (row[0], struct.unpack(f"<{len(row[1]) // 8}q", row[1]))
    )


def _look(connection: sqlite3.Connection, one: Current, likeness: Likeness) -> None:
    """Join an article to every story that one of its near-duplicates is in.

    Of a story it has joined no more members are read, however many print it.
    """
    for near in _near(connection, one.article, likeness.days):
        stories = _stories(connection, one.article, near)
        if len(stories) == 2 and len(set(stories.values())) == 1:
            continue
        for other in _current(connection, [near]).values():
            if likeness.same(one, other):
                _join(connection, one.article, near, stories)


def _near(connection: sqlite3.Connection, article: int, days: int) -> list[int]:
    """Return articles that share bands with one and a time, those first that share most.

    A day more than ``days`` on either side is looked at: two days apart may be one in hours.
    """
    day, bands = _found_by(connection, article)
    if not bands:
        return []
    at = f"SELECT article FROM story_band WHERE band IN ({marks(bands)})"
    near: list[object] = [*bands]
    if day == UNDATED:
        where = at
    else:
        where = f"{at} AND day BETWEEN ? AND ? UNION ALL {at} AND day = ?"
        near += [day - days - 1, day + days + 1, *bands, UNDATED]
    rows = connection.execute(
        f"SELECT article FROM ({where}) WHERE article <> ?"
        " GROUP BY article ORDER BY count(*) DESC, article LIMIT ?",
        [*near, article, LOOKED_AT],
    )
    return [row[0] for row in rows]


def _stories(connection: sqlite3.Connection, *articles: int) -> dict[int, int]:
    rows = connection.execute(
        f"SELECT article, story FROM story_member WHERE article IN ({marks(articles)})", articles
    )
    return {row[0]: row[1] for row in rows}


def _join(connection: sqlite3.Connection, one: int, other: int, stories: Mapping[int, int]) -> None:
    """Make one story of two articles and of all that their stories hold."""
    if stories:
        story = min(stories.values())
    else:
        newest = connection.execute("SELECT max(story) FROM story_member").fetchone()[0]
        story = (newest or 0) + 1
    connection.execute(
        f"UPDATE story_member SET story = ? WHERE story IN ({marks(list(stories))})",
        (story, *stories.values()),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO story_member VALUES (?, ?)", ((one, story), (other, story))
    )


def _day(one: Current) -> int:
    return UNDATED if one.published is None else one.published // DAY


def _pk(connection: sqlite3.Connection, article_id: str) -> int:
    row = connection.execute("SELECT pk FROM article WHERE id = ?", (article_id,)).fetchone()
    return 0 if row is None else int(row[0])
