"""The tables of people.sqlite, and how an older file becomes a newer one."""

from __future__ import annotations

import sqlite3
from typing import Final

from rag.archive.script import statements

_VERSION_1 = """
CREATE TABLE user (
    pk INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,            -- '' is who uses a page without users
    created_at INTEGER NOT NULL
);
CREATE TABLE conversation (
    pk INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,              -- 16 random hex digits
    user INTEGER NOT NULL REFERENCES user,
    title TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,          -- when its last turn came
    deleted_at INTEGER                    -- NULL: it is there; else it can still be restored
);
CREATE INDEX conversation_newest ON conversation (user, deleted_at, changed_at, id);
CREATE INDEX conversation_changed ON conversation (changed_at);
CREATE INDEX conversation_deleted ON conversation (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE turn (
    pk INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation,
    number INTEGER NOT NULL,              -- from 1
    question TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    as_of INTEGER NOT NULL,               -- 1: the reader chose that time
    filters TEXT NOT NULL,                -- JSON
    answer TEXT NOT NULL,                 -- JSON, the wire shape of an answer
    understood TEXT NOT NULL,             -- JSON: of the question, what is not in the answer's
    sha256 TEXT NOT NULL,                 -- of the six above
    kept_at INTEGER NOT NULL,
    UNIQUE (conversation, number)
);
CREATE TABLE feedback (
    turn INTEGER PRIMARY KEY REFERENCES turn,
    verdict TEXT NOT NULL CHECK (verdict IN ('like', 'dislike')),
    reason TEXT NOT NULL,
    given_at INTEGER NOT NULL
);
CREATE VIRTUAL TABLE fulltext USING fts5 (    -- rowid: the turn's
    owner,                                -- "u" and the user's pk: others' turns are passed over
    title,                                -- of the conversation, with its first turn
    question, answer, tokenize = 'porter unicode61 remove_diacritics 2'
);
"""

APPLICATION: Final = 0x44544C50  # "DTLP" in the file's header, for programs that tell files apart

MIGRATIONS: tuple[str, ...] = (_VERSION_1,)
"""``MIGRATIONS[n]`` takes a file from schema version n to n + 1; only ever appended to."""


def version(connection: sqlite3.Connection) -> int:
    """Return the schema version of an open file; 0 is an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file is one of conversations, or empty and so may become one."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application == APPLICATION:
        return True
    return not connection.execute("SELECT 1 FROM sqlite_master").fetchone() and application == 0


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version in one transaction, or leave it as it was.

    The caller has found that it is ours and not a newer Dateline's.
    """
    if version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for script in MIGRATIONS[version(connection) :]:  # another server may just have done it
            for statement in statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
