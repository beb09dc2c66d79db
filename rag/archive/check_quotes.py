"""Are the archive's quotes where its texts have them, and is every revision marked."""

from __future__ import annotations

import sqlite3

from rag.archive.articles import marks, parts
from rag.archive.check import MOST, REBUILD, Check, State, verdict
from rag.archive.quotes import count_due


def quotes(connection: sqlite3.Connection, sample: int | None) -> Check:
    """Check that quotes and speakers lie in their texts; tell of revisions still to be marked.

    ``sample`` None looks at every revision.
    """
    order = "" if sample is None else " ORDER BY random() LIMIT ?"
    rows = connection.execute(
        f"SELECT pk FROM revision{order}", () if sample is None else (sample,)
    )
    wrong = [
        f"article {one['id']} revision {one['number']}: a quote lies outside its text"
        for part in parts([row[0] for row in rows])
        for one in connection.execute(
            "SELECT DISTINCT article.id, number FROM quote"
            " JOIN revision ON revision.pk = quote.revision"
            " JOIN article ON article.pk = revision.article"
            f" WHERE revision.pk IN ({marks(part)})"
            " AND (max(quote.end, sentence_end, speaker_end) > length(text)"
            " OR min(start, sentence_start, speaker_start) < 0 OR start >= quote.end"
            f" OR sentence_start >= sentence_end OR speaker_start >= speaker_end) LIMIT {MOST}",
            part,
        )
    ]
    (count,) = connection.execute("SELECT count(*) FROM quote").fetchone()
    fine = f"{count:,} marked"
    if left := 0 if wrong else count_due(connection):
        hint = "The next ingest marks them, so does `dateline rebuild`."
        said = "1 revision waits" if left == 1 else f"{left:,} revisions wait"
        return Check("quotes", State.NOTE, f"{fine}; {said} to be", hint)
    return verdict("quotes", wrong, fine, REBUILD)
