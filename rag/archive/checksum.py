"""A checksum of what is shown of a revision beside its text: a flipped bit in a name or a date.

The text has its sha256. Kept apart from both rows, which readers would else fetch for it.
"""

from __future__ import annotations

import sqlite3
import zlib

_COLUMNS = (
    *("revision.number", "revision.content_key", "revision.sha256", "revision.title"),
    *("revision.byline", "revision.section", "revision.language", "revision.published_at"),
    *("revision.published_precision", "revision.published_raw", "revision.modified_at"),
    *("revision.modified_precision", "revision.modified_raw", "revision.retrieved_at"),
    *("revision.valid_from", "revision.visible_from", "revision.valid_to"),
    *("article.id", "article.publisher", "article.url", "article.status"),
)
# As bytes: a damaged text may be no UTF-8. A column that is NULL differs from one that is ''.
_ALL = " || char(31) || ".join(f"ifnull({column}, char(30))" for column in _COLUMNS)
_SUM = f"crc32(CAST({_ALL} AS BLOB))"
_SUMS = f"SELECT revision.pk, {_SUM} FROM revision JOIN article ON article.pk = revision.article"

SCHEMA = f"""
CREATE TABLE revision_sum (               -- see checksum.py
    revision INTEGER PRIMARY KEY REFERENCES revision,
    sum INTEGER NOT NULL
);
INSERT INTO revision_sum {_SUMS};
"""

JOIN = "LEFT JOIN revision_sum ON revision_sum.revision = revision.pk"
SOUND = f"coalesce(revision_sum.sum = {_SUM}, 1)"
"""Whether a row of revision, article and ``JOIN`` is as it was kept; 1 where no sum is kept."""


def register(connection: sqlite3.Connection) -> None:
    """Teach a connection the function that the statements above use."""
    connection.create_function("crc32", 1, zlib.crc32, deterministic=True)


def note(connection: sqlite3.Connection, article: int) -> None:
    """Keep the sums of an article's revisions, after any of these columns was written."""
    connection.execute(
        f"INSERT OR REPLACE INTO revision_sum {_SUMS} WHERE article.pk = ?", [article]
    )
