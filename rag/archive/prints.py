"""A story's prints: which story an article tells, and who of its members may be seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from rag.archive.articles import marks, parts
from rag.archive.passages import passages
from rag.archive.visible import condition
from rag.domain import Passage
from rag.question.nouns import Filters


def stories(connection: sqlite3.Connection, article_ids: Sequence[str]) -> dict[str, int]:
    """Return article id -> its story, for those that have or are copies."""
    return {
        row[0]: row[1]
        for part in parts(article_ids)
        for row in connection.execute(
            "SELECT article.id, story_member.story FROM article"
            " JOIN story_member ON story_member.article = article.pk"
            f" WHERE article.id IN ({marks(part)})",
            part,
        )
    }


def prints(
    connection: sqlite3.Connection,
    stories: Sequence[int],
    filters: Filters,
    asked_at: int,
    *,
    limit: int,
) -> dict[int, dict[str, list[Passage]]]:
    """Return story -> article id -> passages in the order of the text, of what may be seen.

    Of each story its first ``limit`` prints by date, the undated last.
    """
    allowed, parameters = condition(filters, asked_at)
    rows = [
        (row[0], row[1])
        for part in parts(stories)
        for row in connection.execute(
            "SELECT story, passage.id FROM (SELECT story_member.story, revision.pk AS revision,"
            " row_number() OVER (PARTITION BY story_member.story"
            " ORDER BY revision.published_at IS NULL, revision.published_at, revision.pk) AS place"
            " FROM story_member JOIN article ON article.pk = story_member.article"
            " JOIN revision ON revision.article = article.pk"
            f" WHERE story_member.story IN ({marks(part)}) AND {allowed})"
            " JOIN passage USING (revision) WHERE place <= ? ORDER BY revision, passage.start",
            [*part, *parameters, limit],
        )
    ]
    found = passages(connection, [id_ for _, id_ in rows], filters, asked_at)
    told: dict[int, dict[str, list[Passage]]] = {}
    for story, id_ in rows:
        if one := found.get(id_):  # else withdrawn by another process meanwhile
            told.setdefault(story, {}).setdefault(one.article.id, []).append(one)
    return told
