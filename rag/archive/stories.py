"""Near-duplicates of several publishers: which articles tell one story."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE story_member (               -- an article that has copies, or is one
    article INTEGER PRIMARY KEY REFERENCES article,
    story INTEGER NOT NULL                -- any number; members of one story share it
);
CREATE INDEX story_member_story ON story_member (story);
"""
