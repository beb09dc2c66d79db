"""The archive as readers see it: a home's articles, by id, by words, by what may be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rag.archive import (
    articles,
    browsing,
    fulltext,
    passages,
    polls,
    prints,
    quotes,
    runs,
    vectors,
    visible,
)
from rag.archive.database import Database
from rag.archive.formers import Former, formers
from rag.archive.seal import Compare
from rag.archive.vectors import Pointer
from rag.attribution import Statement
from rag.browse import Browse, Listed, Newest, Printed
from rag.domain import Article, Coverage, Failure, Passage, Revision
from rag.errors import NotFoundError
from rag.ports import IndexBatch, Vectors
from rag.question.nouns import Filters
from rag.text.fold import fold

FILE = "archive.sqlite"
_IDS = "`dateline search` shows the ids of articles."


class Archive:
    """Everything that reads; safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database

    @classmethod
    def open(cls, home: Path, *, compare: Compare = Compare.DAILY) -> Archive:
        """Open a home's archive for reading; ArchiveError if there is none or it is damaged."""
        return cls(Database(home / FILE, create=False, compare=compare))

    def passages(
        self, ids: Sequence[int], *, filters: Filters = Filters(), asked_at: int | None = None
    ) -> dict[int, Passage]:
        """Return id -> passage for those that may be seen: what an index proposed, disposed."""
        with self.database.reading() as connection:
            return passages.passages(connection, ids, filters, asked_at)

    def by_words(
        self, words: Sequence[str], *, limit: int, filters: Filters, asked_at: int | None
    ) -> list[tuple[int, float]]:
        """Return up to ``limit`` (passage id, BM25 score) with any of the words, best first."""
        query = fulltext.match_any([one for word in words for one in fulltext.phrases(fold(word))])
        if not query:
            return []
        allowed, parameters = visible.condition(filters, asked_at)
        with self.database.reading() as connection:
            return fulltext.search(
                connection, query, limit=limit, allowed=allowed, parameters=parameters
            )

    def by_phrase(
        self, phrase: str, *, limit: int, filters: Filters, asked_at: int | None
    ) -> list[tuple[int, float]]:
        """Return up to ``limit`` (passage id, BM25 score) with all the words in a row."""
        folded = fold(phrase)
        if not folded:
            return []
        allowed, parameters = visible.condition(filters, asked_at)
        with self.database.reading() as connection:
            return fulltext.search(
                connection,
                fulltext.match_any([folded]),
                limit=limit,
                allowed=allowed,
                parameters=parameters,
            )

    def allowed_ids(self, filters: Filters, asked_at: int | None) -> list[int]:
        """Return the ids of all passages that a question may see."""
        with self.database.reading() as connection:
            return passages.allowed_ids(connection, filters, asked_at)

    def allowed(self, filters: Filters, asked_at: int | None) -> tuple[int, int]:
        """Return how many passages a question may see, and how many there are."""
        moment = self._last_change(asked_at)
        return self.database.remembered(
            ("allowed", filters, moment), lambda c: passages.allowed(c, filters, moment)
        )

    def visible_ids(self, ids: Sequence[int], filters: Filters, asked_at: int | None) -> set[int]:
        """Return those of the ids that a question may see."""
        with self.database.reading() as connection:
            return passages.visible_ids(connection, ids, filters, asked_at)

    def passage_count(self) -> int:
        """Return how many passages there are, of every revision."""
        return self.allowed(Filters(), None)[1]

    def document_counts(self, words: Sequence[str]) -> dict[str, int]:
        """Return word -> how many passages have it, counted no further than some thousands."""
        # remembered by the word: common ones cost most to count, and stand in many questions
        counts = self.database.remembered_each(
            [("count", fold(word)) for word in words], lambda c, key: fulltext.count(c, key[1])
        )
        return dict(zip(words, counts, strict=True))

    def stories(self, article_ids: Sequence[str]) -> dict[str, int]:
        """Return article id -> its story, for those that have copies or are one."""
        with self.database.reading() as connection:
            return prints.stories(connection, article_ids)

    def prints(
        self, stories_: Sequence[int], *, filters: Filters, asked_at: int, limit: int
    ) -> dict[int, dict[str, list[Passage]]]:
        """Return story -> article id -> passages: the first ``limit`` prints that may be seen."""
        with self.database.reading() as connection:
            return prints.prints(connection, stories_, filters, asked_at, limit=limit)

    def lead_ids(self, ids: Sequence[int]) -> dict[int, int]:
        """Return passage id -> id of the first passage of the same revision."""
        with self.database.reading() as connection:
            return passages.lead_ids(connection, ids)

    def vectors(self, fingerprint: str, ids: Sequence[int]) -> dict[int, Vectors]:
        """Return passage id -> vector of shape (dim,), for those that are embedded."""
        with self.database.reading() as connection:
            return vectors.of_passages(connection, fingerprint, ids)

    def allowed_vectors(
        self, fingerprint: str, filters: Filters, asked_at: int | None
    ) -> Iterator[tuple[list[int], Vectors]]:
        """Yield the ids of the embedded passages that a question may see, and their vectors.

        These are of shape (n, dim), some thousands at a time.
        """
        with self.database.reading() as connection:
            yield from vectors.of_allowed(connection, fingerprint, filters, asked_at)

    def resolve(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return name -> article ids, for names that are an id, an external id or a URL."""
        with self.database.reading() as connection:
            return articles.resolve(connection, names)

    def known_keys(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """Return article id -> content keys of its revisions."""
        with self.database.reading() as connection:
            return articles.known_keys(connection, ids)

    def formers(self, urls: Iterable[str | None]) -> dict[str, Former]:
        """Return article id -> former article; see ``rag.archive.formers``."""
        with self.database.reading() as connection:
            return formers(connection, urls)

    def entries(self, fingerprint: str, *, dim: int) -> IndexBatch:
        """Return every passage that has a vector of length ``dim``, as an index would hold it."""
        with self.database.reading() as connection:
            return vectors.entries(connection, fingerprint, dim)

    def revision(self, article_id: str, number: int | None = None) -> Revision:
        """Return a revision, without a number the newest.

        Raises NotFoundError if there is none, or if the article was withdrawn.
        """
        with self.database.reading() as connection:
            withdrawn = articles.is_withdrawn(connection, article_id)
            found = articles.revisions(connection, article_id)
        if withdrawn:
            raise NotFoundError(f"article {article_id!r} was withdrawn", hint=_IDS)
        for revision in found:
            if revision.number == number or (number is None and revision.valid_to is None):
                return revision
        which = "article" if number is None else f"revision {number} of article"
        raise NotFoundError(f"no {which} {article_id!r} in {self.database.path.parent}", hint=_IDS)

    def article(self, article_id: str) -> Article | None:
        """Return an article, withdrawn or not; None for an id that is none."""
        with self.database.reading() as connection:
            return articles.article(connection, article_id)

    def revisions(self, article_id: str) -> list[Revision]:
        """Return every revision of an article, withdrawn or not, in the order of arrival."""
        with self.database.reading() as connection:
            return articles.revisions(connection, article_id)

    def quotes(self, revision: Revision) -> list[Statement] | None:
        """Return who says what in a revision, in order; None where it is still to be marked."""
        with self.database.reading() as connection:
            return quotes.of_revision(connection, revision)

    def listed(self, browse: Browse, *, limit: int, offset: int) -> list[Listed]:
        """Return ``limit`` articles of a list, from the one after ``offset`` on."""
        with self.database.reading() as connection:
            return browsing.listed(connection, browse, limit=limit, offset=offset)

    def counted(self, browse: Browse) -> int:
        """Return how many articles a list has in all."""
        return self.database.remembered(("counted", browse), lambda c: browsing.counted(c, browse))

    def printed(self, browse: Browse) -> list[Printed]:
        """Return how many articles of a list each publisher printed at each time."""
        return self.database.remembered(("printed", browse), lambda c: browsing.printed(c, browse))

    def newest(self) -> list[Newest]:
        """Return what each publisher last printed, the largest first."""
        return self.database.remembered("newest", browsing.newest)

    def languages(self) -> tuple[str, ...]:
        """Return the languages that revisions name, as they name them."""
        return self.database.remembered("languages", visible.languages)

    def coverage(self, asked_at: int | None = None, filters: Filters = Filters()) -> Coverage:
        """Return what may be seen at a time: articles, publishers, first and last date."""
        moment = self._last_change(asked_at)
        return self.database.remembered(
            ("coverage", filters, moment), lambda c: visible.coverage(c, moment, filters)
        )

    def pointer(self) -> Pointer | None:
        """Return which vector index is served."""
        with self.database.reading() as connection:
            return vectors.pointer(connection)

    def generation(self) -> int:
        """Return how often the served index has been written to."""
        with self.database.reading() as connection:
            return vectors.generation(connection)

    def status(self) -> runs.Status:
        """Return what the home holds."""
        with self.database.reading() as connection:
            return runs.status(connection)

    def poll(self, url: str) -> polls.Poll | None:
        """Return what is remembered of an address."""
        with self.database.reading() as connection:
            return polls.get(connection, url)

    def failures(self, *, run: int | None = None) -> list[Failure]:
        """Return what a run left out or found odd; by default each input's last one."""
        with self.database.reading() as connection:
            return runs.failures(connection, run=run)

    def digest(self) -> str:
        """Return a sha256 hex of every revision's state."""
        with self.database.reading() as connection:
            return runs.digest(connection)

    def _last_change(self, asked_at: int | None) -> int | None:
        with self.database.reading() as connection:
            return visible.last_change(connection, asked_at)

    def close(self) -> None:
        """Close the file."""
        self.database.close()
