"""Lists of articles: by words, publisher, date and state, a page at a time, and their counts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from rag.archive import checksum, fulltext
from rag.archive.articles import articles, marks, news_time
from rag.archive.visible import narrowing
from rag.browse import Browse, Listed, Newest, Order, Printed
from rag.domain import Status
from rag.text.fold import tokens

LEAD = 400  # code points of a text's beginning
EXCERPT = 1_200  # code points of a passage; longer ones are cut
BEST = 2_000  # passages that are put in order by score; what follows them is listed by date
MOST_WORDS = 16  # of a search; more are not looked for


def listed(
    connection: sqlite3.Connection, browse: Browse, *, limit: int, offset: int
) -> list[Listed]:
    """Return a page of a list. Costs a walk over an index, then ``limit`` rows."""
    queries = _queries(browse)
    source, wanted, parameters = _selection(connection, browse, queries)
    scores, join, order, scored = "", "", "", []
    if queries and browse.order is Order.BEST:
        scores = f"WITH scored(revision, score) AS MATERIALIZED ({_SCORED}) "
        join = " LEFT JOIN scored ON scored.revision = revision.pk"
        order, scored = "scored.score IS NULL, scored.score DESC, ", [" OR ".join(queries)]
    rows = connection.execute(
        f"{scores}SELECT revision.pk FROM {source}{join} WHERE {wanted} ORDER BY {order}"
        "revision.published_at IS NULL, revision.published_at DESC, revision.pk DESC"
        " LIMIT ? OFFSET ?",
        [*scored, *parameters, limit, offset],
    )
    return _rows(connection, [row[0] for row in rows], queries)


def counted(connection: sqlite3.Connection, browse: Browse) -> int:
    """Return how many articles a list has in all."""
    source, wanted, parameters = _selection(connection, browse, _queries(browse))
    sql = f"SELECT count(*) FROM {source} WHERE {wanted}"
    return int(connection.execute(sql, parameters).fetchone()[0])


def printed(connection: sqlite3.Connection, browse: Browse) -> list[Printed]:
    """Return how many articles of a list each publisher printed at each time."""
    source, wanted, parameters = _selection(connection, browse, _queries(browse))
    rows = connection.execute(
        f"SELECT article.publisher, revision.published_at, count(*) FROM {source}"
        f" WHERE {wanted} GROUP BY article.publisher, revision.published_at",
        parameters,
    )
    return [Printed(*row) for row in rows]


def newest(connection: sqlite3.Connection) -> list[Newest]:
    """Return what each publisher last printed, the largest first.

    Of the columns beside one ``max`` SQLite takes the row that has it. Revisions are numbered
    as they come, so the last one was taken in last.
    """
    usable = (
        "FROM revision CROSS JOIN article ON article.pk = revision.article"
        " WHERE article.status = 'usable'"
    )
    groups = connection.execute(
        "SELECT article.publisher, count(*), max(revision.published_at), revision.pk"
        f" {usable} AND revision.valid_to IS NULL GROUP BY article.publisher"
    ).fetchall()
    bounds = {
        row[0]: (row[1], row[2])
        for row in connection.execute(
            "SELECT article.publisher, min(revision.published_at), max(revision.pk)"
            f" {usable} GROUP BY article.publisher"
        )
    }
    told = {
        row[0]: tuple(row[1:])
        for pks in ([row[3] for row in groups], [last for _, last in bounds.values()])
        for row in connection.execute(
            "SELECT revision.pk, article.id, revision.title, revision.retrieved_at FROM revision"
            " JOIN article ON article.pk = revision.article"
            " WHERE revision.pk IN (SELECT value FROM json_each(?))",
            (str(pks),),
        )
    }
    found = []
    for publisher, count, end, pk in groups:
        first, last = bounds[publisher]
        id_, title, _ = told[pk] if end is not None else (None, None, None)
        found.append(Newest(publisher, count, first, end, id_, title, told[last][2]))
    return sorted(found, key=lambda one: (-one.articles, one.publisher or ""))


_SCORED = (
    "SELECT passage.revision, max(best.score) FROM"
    f" (SELECT rowid, -bm25(fulltext, {fulltext.HEADLINE_WEIGHT}, 1.0) AS score FROM fulltext"
    f" WHERE fulltext MATCH ? ORDER BY rank LIMIT {BEST}) AS best"
    " JOIN passage ON passage.id = best.rowid GROUP BY passage.revision"
)
_FOUND = (
    "SELECT DISTINCT passage.revision FROM fulltext JOIN passage ON passage.id = fulltext.rowid"
    " WHERE fulltext MATCH ?"
)
# CROSS JOIN keeps the order: a walk over the index that covers what is asked of a revision.
_ALL = "revision CROSS JOIN article ON article.pk = revision.article"
_STORY = (
    "article.pk IN (SELECT article FROM story_member WHERE story IN (SELECT story"
    " FROM story_member JOIN article AS told ON told.pk = article WHERE told.id = ?) UNION"
    " SELECT pk FROM article AS told WHERE told.id = ?)"
)


def _queries(browse: Browse) -> list[str]:
    """Return an FTS5 query for each word: what stands in a row in it, and where many do, all."""
    queries = []
    for word in browse.words[:MOST_WORDS]:
        phrases = fulltext.phrases(" ".join(tokens(word)))
        if phrases:
            queries.append("(" + " AND ".join(f'"{phrase}"' for phrase in phrases) + ")")
    return list(dict.fromkeys(queries))


def _selection(
    connection: sqlite3.Connection, browse: Browse, queries: Sequence[str]
) -> tuple[str, str, list[object]]:
    """Return what to select from, the condition, and the parameters of both in order."""
    source, before = _ALL, list[object]()
    parts, parameters = narrowing(browse.filters)
    wanted = ["revision.valid_to IS NULL", "article.status = ?", *parts]
    given: list[object] = ["withdrawn" if browse.withdrawn else "usable", *parameters]
    if browse.withdrawn:
        wanted += ["revision.title LIKE ? ESCAPE '\\'"] * len(browse.words)
        given += [f"%{_literal(word)}%" for word in browse.words]
    elif browse.words:
        before += _telling(connection, queries)
        sets = " INTERSECT ".join([_FOUND] * len(before)) or "SELECT 0 AS revision WHERE 0"
        source = f"({sets}) AS found CROSS JOIN revision ON revision.pk = found.revision"
        source += " CROSS JOIN article ON article.pk = revision.article"
    if browse.unnamed:
        wanted.append("article.publisher IS NULL")
    if browse.undated:
        wanted.append("revision.published_at IS NULL")
    if browse.versions > 1:  # numbers have no gaps
        wanted.append(
            "EXISTS (SELECT 1 FROM revision AS other WHERE other.article = article.pk"
            " AND other.number = ?)"
        )
        given.append(browse.versions)
    if browse.copies_of is not None:
        wanted.append(_STORY)
        given += [browse.copies_of, browse.copies_of]
    return source, " AND ".join(wanted), [*before, *given]


def _telling(connection: sqlite3.Connection, queries: Sequence[str]) -> list[str]:
    """Return the words to look for: common ones tell nothing where there is a rarer one."""
    rare = [query for query in queries if fulltext.matches(connection, query) < fulltext.MANY]
    return rare or list(queries[:1])


def _rows(
    connection: sqlite3.Connection, pks: Sequence[int], queries: Sequence[str]
) -> list[Listed]:
    found = _best_passages(connection, pks, queries)
    rows = {
        row["pk"]: row
        for row in connection.execute(
            "SELECT revision.pk, revision.article, number, title, byline, section, language,"
            " published_at, published_precision, published_raw, length(text) AS length,"
            f" substr(text, 1, {LEAD}) AS lead, {checksum.SOUND} AS sound,"
            " (SELECT count(*) FROM revision AS other WHERE other.article = revision.article)"
            " AS versions,"
            " (SELECT count(*) FROM story_member AS own JOIN story_member AS other"
            " ON other.story = own.story AND other.article <> own.article"
            " WHERE own.article = revision.article) AS also_in"
            f" FROM revision JOIN article ON article.pk = revision.article {checksum.JOIN}"
            f" WHERE revision.pk IN ({marks(pks)})",
            list(pks),
        )
    }
    by_pk = articles(connection, list({row["article"] for row in rows.values()}))
    listed_ = []
    for pk in pks:
        row = rows[pk]
        article = by_pk[row["article"]]
        start, excerpt = found.get(pk, (0, row["lead"]))
        shown = article.status is Status.USABLE
        listed_.append(
            Listed(
                *(article, row["number"], row["title"], row["byline"], row["section"]),
                *(row["language"], news_time(row, "published"), row["versions"]),
                *(row["also_in"], excerpt if shown else ""),
                opens=start == 0,
                closes=start + len(excerpt) >= row["length"],
                sound=bool(row["sound"]),
            )
        )
    return listed_


def _best_passages(
    connection: sqlite3.Connection, pks: Sequence[int], queries: Sequence[str]
) -> dict[int, tuple[int, str]]:
    """Return revision -> start and text of the passage in which the words are found best."""
    if not queries:
        return {}
    found: dict[int, tuple[int, str]] = {}
    for pk in pks:
        row = connection.execute(
            "SELECT passage.start, substr(revision.text, passage.start + 1,"
            f" min(passage.end - passage.start, {EXCERPT})) FROM passage"
            " JOIN revision ON revision.pk = passage.revision WHERE passage.id = ?",
            (_fullest(connection, pk, queries),),
        ).fetchone()
        if row is not None:
            found[pk] = (row[0], row[1])
    return found


def _fullest(connection: sqlite3.Connection, pk: int, queries: Sequence[str]) -> int:
    """Return the passage of a revision with most of the words, the first of several; 0: none.

    Not by bm25, which for each statement counts through the whole archive again. The passages
    of a revision lie side by side.
    """
    low, high = connection.execute(
        "SELECT min(id), max(id) FROM passage WHERE revision = ?", (pk,)
    ).fetchone()
    counts: Counter[int] = Counter()
    for query in queries:
        rows = connection.execute(
            "SELECT rowid FROM fulltext WHERE fulltext MATCH ? AND rowid BETWEEN ? AND ?",
            (query, low, high),
        )
        counts.update(row[0] for row in rows)
    return max(sorted(counts), key=counts.__getitem__, default=0)


def _literal(word: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in word)
