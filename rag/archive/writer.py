"""The archive as the one ingest sees it: every change, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.archive import articles, fulltext, passages, polls, quotes, runs, stories, vectors
from rag.archive.archive import FILE
from rag.archive.database import Database
from rag.archive.formers import Former, formers
from rag.archive.lock import writer_lock
from rag.attribution import Statement
from rag.domain import Failure, IncomingArticle, Span, Status
from rag.ports import Vectors
from rag.text.fold import fold


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be written: its passages, each with the digest of what to embed."""

    incoming: IncomingArticle
    spans: Sequence[tuple[Span, bytes]]


class Writer:
    """Everything that writes; only the holder of a home's writer lock may have one."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, home: Path) -> Writer:
        """Open a home's archive for writing, making it (mode 0700) where there is none."""
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(Database(home / FILE, create=True))

    def known_keys(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """Return article id -> content keys of its revisions."""
        with self.database.reading() as connection:
            return articles.known_keys(connection, ids)

    def formers(self, urls: Iterable[str | None]) -> dict[str, Former]:
        """Return article id -> former article; see ``rag.archive.formers``."""
        with self.database.reading() as connection:
            return formers(connection, urls)

    def keep(
        self,
        prepared: Sequence[Prepared],
        *,
        seen: Sequence[IncomingArticle],
        failures: Sequence[Failure],
        run: int,
        now: int,
        polled: Sequence[polls.Poll] = (),
        copies: stories.Likeness | None = None,
    ) -> None:
        """Write new revisions with their passages and full text, and what was odd or left out.

        ``seen`` came unchanged; only a further id or a missing publisher is taken from them.
        ``polled`` addresses are remembered with what they gave, never before it. ``copies`` tells
        which articles print one story; without it, that stays to be found.
        Searchable by words when this returns.
        """
        with self.database.transaction() as connection:
            changed = set[int]()
            for one in prepared:
                kept = articles.keep(connection, one.incoming, retrieved_at=now)
                changed.add(kept.article_pk)
                quotes.note_due(connection, kept.revision_pk)
                ids = passages.put(connection, kept.revision_pk, one.spans)
                headline = fold(one.incoming.title or "")
                fulltext.put(
                    connection,
                    (
                        (id_, headline, fold(span.of(one.incoming.text)))
                        for id_, (span, _) in zip(ids, one.spans, strict=True)
                    ),
                )
            for incoming in seen:
                named = articles.refresh_article(connection, incoming)
                if named is not None:  # whose it is decides, too, what it is a copy of
                    changed.add(named)
            runs.note_failures(connection, run, failures)
            polls.put(connection, polled)
            for article in changed:
                stories.note_due(connection, article)
            if copies is not None:
                stories.find(connection, changed, copies)

    def stories_due(self) -> int:
        """Return how many articles' stories are still to be found."""
        with self.database.reading() as connection:
            return stories.count_due(connection)

    def find_stories(self, copies: stories.Likeness, *, limit: int) -> int:
        """Find the stories of up to ``limit`` articles that wait for it; return how many did."""
        with self.database.transaction() as connection:
            waiting = stories.due(connection, limit=limit)
            stories.find(connection, waiting, copies)
        return len(waiting)

    def quotes_due(self, marker: int) -> int:
        """Return how many revisions are still to be marked by rules of the version ``marker``."""
        with self.database.reading() as connection:
            other = quotes.marker(connection) != marker
        if other:
            self.renew_quotes(marker)
        with self.database.reading() as connection:
            return quotes.count_due(connection)

    def renew_quotes(self, marker: int) -> None:
        """Note that every revision is to be marked anew."""
        with self.database.transaction() as connection:
            quotes.renew(connection, marker)

    def unmarked(self, *, limit: int) -> list[quotes.Unmarked]:
        """Return up to ``limit`` revisions that are still to be marked."""
        with self.database.reading() as connection:
            return quotes.due(connection, limit=limit)

    def keep_quotes(self, marked: Mapping[int, Sequence[Statement]]) -> None:
        """Keep what is said in revisions, by their rows; they wait no longer."""
        with self.database.transaction() as connection:
            for revision, statements in marked.items():
                quotes.keep(connection, revision, statements)

    def poll(self, url: str) -> polls.Poll | None:
        """Return what is remembered of an address."""
        with self.database.reading() as connection:
            return polls.get(connection, url)

    def in_state(self, state: str, *, after: int = 0, limit: int) -> list[passages.Entry]:
        """Return passages in a state (pending, live, leaving), by id, from past ``after``."""
        with self.database.reading() as connection:
            return passages.in_state(connection, state, after=after, limit=limit)

    def pointer(self) -> vectors.Pointer | None:
        """Return which index is served."""
        with self.database.reading() as connection:
            return vectors.pointer(connection)

    def know_fingerprint(self, fingerprint: str, *, encoder: str, dim: int) -> int:
        """Make room for vectors of a fingerprint and return how many there are."""
        with self.database.transaction() as connection:
            return vectors.know(connection, fingerprint, encoder=encoder, dim=dim)

    def count(self, state: str) -> int:
        """Return how many passages are in a state."""
        with self.database.reading() as connection:
            return passages.count(connection, state)

    def stored_vectors(self, fingerprint: str, digests: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return digest -> vector for what was embedded before."""
        with self.database.reading() as connection:
            return vectors.stored(connection, fingerprint, digests)

    def keep_vectors(self, fingerprint: str, found: Mapping[bytes, Vectors]) -> None:
        """Keep vectors, before any index hears of them."""
        with self.database.transaction() as connection:
            vectors.keep(connection, fingerprint, found)

    def settle(self, *, live: Iterable[int] = (), gone: Iterable[int] = ()) -> None:
        """Note that the index has taken passages in or let them go; readers will reopen it."""
        with self.database.transaction() as connection:
            passages.set_state(connection, live, "live")
            passages.set_state(connection, gone, "gone")
            vectors.bump(connection)

    def point_to(
        self,
        index_name: str,
        *,
        fingerprint: str,
        encoder: str,
        dim: int,
        live: Iterable[int] = (),
        pending: Iterable[int] = (),
    ) -> None:
        """Serve another index from now on, and know vectors of its fingerprint.

        ``live`` are the passages that it holds, ``pending`` those that it lacks: noted in the
        same transaction, or a kill would leave some live that no index has.
        """
        with self.database.transaction() as connection:
            vectors.point_to(
                connection, index_name, fingerprint=fingerprint, encoder=encoder, dim=dim
            )
            passages.set_state(connection, live, "live")
            passages.set_state(connection, pending, "pending")

    def set_status(self, article_id: str, status: Status) -> None:
        """Withdraw an article, never to be shown again, or allow it again."""
        with self.database.transaction() as connection:
            articles.set_status(connection, article_id, status)
            if status is Status.USABLE:
                stories.come_back(connection, article_id)
            else:
                stories.leave(connection, article_id)
            rows = passages.of_article(connection, article_id)
            ids = [id_ for id_, _, _ in rows]
            fulltext.remove(connection, ids)
            if status is Status.USABLE:
                fulltext.put(
                    connection,
                    ((id_, fold(headline or ""), fold(text)) for id_, text, headline in rows),
                )
            passages.set_state(connection, ids, "pending" if status is Status.USABLE else "leaving")

    def start_run(
        self,
        inputs: Sequence[str],
        *,
        pid: int,
        now: int,
        standing: Callable[[str], bool] | None = None,
    ) -> int:
        """Note that a run has begun; what the last one said of ``standing`` places holds."""
        with self.database.transaction() as connection:
            return runs.start(connection, inputs, pid=pid, now=now, standing=standing)

    def finish_run(self, run: int, *, now: int, counts: runs.Counts) -> None:
        """Note how a run ended."""
        with self.database.transaction() as connection:
            runs.finish(connection, run, now=now, counts=counts)

    def close(self) -> None:
        """Close the file and seal it: no change but a writer's is believed from now on."""
        self.database.close(seal=True)


def begin(home: Path) -> bool:
    """Make an empty archive where a home has none; return whether it did.

    Raises ArchiveLockedError if another process is just making one, ArchiveError if ``home``
    cannot be written to.
    """
    if (home / FILE).exists():
        return False
    with writer_lock(home):
        Writer.open(home).close()
    return True
