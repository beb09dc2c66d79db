"""The archive's tables, and how an older file becomes a newer one."""

from __future__ import annotations

import sqlite3

from rag.archive import checksum, polls, quotes, stories
from rag.archive.script import statements
from rag.errors import ArchiveVersionError

_VERSION_1 = """
CREATE TABLE article (
    pk INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,              -- 16 hex digits of sha256(identity)
    identity TEXT NOT NULL UNIQUE,        -- url:, id:, path: or content:
    publisher TEXT,
    url TEXT,                             -- as given by the newest input
    status TEXT NOT NULL DEFAULT 'usable' CHECK (status IN ('usable', 'withdrawn'))
);
CREATE INDEX article_publisher ON article (publisher);

CREATE TABLE external_id (
    value TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES article,
    PRIMARY KEY (value, article)
) WITHOUT ROWID;
CREATE INDEX external_id_article ON external_id (article);

CREATE TABLE revision (
    pk INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article,
    number INTEGER NOT NULL,              -- from 1, in the order of arrival
    content_key TEXT NOT NULL,            -- sha256 of what makes a revision, see identity.py
    sha256 TEXT NOT NULL,                 -- of the text in UTF-8
    title TEXT, byline TEXT, section TEXT, language TEXT,
    published_at INTEGER, published_precision TEXT, published_raw TEXT,
    modified_at INTEGER, modified_precision TEXT, modified_raw TEXT,
    retrieved_at INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    visible_from INTEGER NOT NULL,        -- valid_from; from ever for an undated article's first
    valid_to INTEGER,                     -- NULL: the newest
    passages INTEGER NOT NULL DEFAULT 0,  -- how many it was cut into
    text TEXT NOT NULL,                   -- last, so that the columns before it are read alone
    UNIQUE (article, number),
    UNIQUE (article, content_key)
);
CREATE INDEX revision_visible
    ON revision (visible_from, valid_to, published_at, article, language, passages);

CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: indexes may lag behind
    revision INTEGER NOT NULL REFERENCES revision,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    embedded_sha256 BLOB NOT NULL,        -- of the exact string embedded: headline and passage
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'live', 'leaving', 'gone'))
);
CREATE INDEX passage_revision ON passage (revision, start);
CREATE INDEX passage_state ON passage (state, id);

CREATE VIRTUAL TABLE fulltext USING fts5 (
    headline, body, tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE fingerprint (
    pk INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    encoder TEXT NOT NULL,                -- the model, as settings named it
    dim INTEGER NOT NULL
);
CREATE TABLE vector (
    fingerprint INTEGER NOT NULL REFERENCES fingerprint,
    sha256 BLOB NOT NULL,
    vector BLOB NOT NULL,                 -- float32, little-endian
    PRIMARY KEY (fingerprint, sha256)
);

CREATE TABLE pointer (                    -- which vector index is served
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    index_name TEXT NOT NULL,
    fingerprint INTEGER NOT NULL REFERENCES fingerprint,
    generation INTEGER NOT NULL DEFAULT 0 -- counts batches written to it
);

CREATE TABLE run (
    pk INTEGER PRIMARY KEY,
    pid INTEGER NOT NULL,
    inputs TEXT NOT NULL,                 -- JSON list, as given
    started_at INTEGER NOT NULL,
    ended_at INTEGER,                     -- NULL: running, or killed
    added INTEGER NOT NULL DEFAULT 0,
    revised INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE failure (
    pk INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run,
    place TEXT NOT NULL,                  -- file:line, record or url
    code TEXT NOT NULL,                   -- E_...: left out; W_...: in all the same
    reason TEXT NOT NULL
);
CREATE INDEX failure_run ON failure (run);
"""

_VERSION_2 = polls.SCHEMA + stories.SCHEMA
_VERSION_3 = quotes.SCHEMA
_VERSION_4 = checksum.SCHEMA

APPLICATION = 0x44544C4E  # "DTLN" in the file's header, for programs that tell files apart

MIGRATIONS: tuple[str, ...] = (_VERSION_1, _VERSION_2, _VERSION_3, _VERSION_4)
"""``MIGRATIONS[n]`` takes a file from schema version n to n + 1; only ever appended to."""


def version(connection: sqlite3.Connection) -> int:
    """Return the schema version of an open file; 0 is an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_newest(connection: sqlite3.Connection) -> bool:
    """Return whether the file has the newest version.

    Raises ArchiveVersionError if a newer Dateline wrote it.
    """
    found = version(connection)
    if found > len(MIGRATIONS):
        raise ArchiveVersionError(found=found, known=len(MIGRATIONS))
    return found == len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version in one transaction, or leave it as it was.

    Raises ArchiveVersionError if a newer Dateline wrote it.
    """
    if is_newest(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = version(connection)  # another process may just have done it
        if found > len(MIGRATIONS):
            raise ArchiveVersionError(found=found, known=len(MIGRATIONS))
        for script in MIGRATIONS[found:]:
            for statement in statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
