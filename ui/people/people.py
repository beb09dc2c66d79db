"""The one entrance to what people keep: a home's conversations, each user's apart.

Where the file cannot be used the page goes on: conversations are then kept in memory until the
server stops, and ``People.notice`` says so.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from rag.domain import Answer
from rag.errors import NotFoundError, PeopleError
from rag.question.nouns import Filters
from ui.people import conversations as sql
from ui.people.broom import Broom, Later, by_timer
from ui.people.nouns import (
    KEEP,
    Conversation,
    Feedback,
    Found,
    KeptTurn,
    Opened,
    Page,
    Place,
    Retention,
    Verdict,
    require_name,
    require_reason,
    title_of,
)
from ui.people.search import search
from ui.people.store import BUSY_MS, FILE, Store, UnusableError
from ui.people.sweep import sweep, waiting
from ui.people.turns import Row, row_of
from ui.web.texts import say

T = TypeVar("T")
Way = Callable[[Store], AbstractContextManager[sqlite3.Connection]]

LOG = logging.getLogger("dateline")

PAGE = 50  # conversations in a list
TURNS = 40  # last turns of a conversation that is opened


class Clock(Protocol):
    """Says what time it is."""

    def __call__(self) -> int:
        """Return the current epoch second."""
        ...


class People:
    """What the users of a home keep; safe to use from several threads, and beside other servers.

    Without a home it is kept in memory, and gone with the process.
    """

    def __init__(
        self,
        home: Path | None,
        *,
        retention: Retention = KEEP,
        clock: Clock = lambda: int(time.time()),
        busy_ms: int = BUSY_MS,
        later: Later = by_timer,
    ) -> None:
        self.retention = retention
        self.clock = clock
        self.notice = ""  # why conversations outlive this server not, in a line; "": they do
        self.hint = ""  # and what to do about it
        self._falling = threading.Lock()
        self._broom = Broom(self.sweep, later)
        try:
            self._store = Store(None if home is None else home / FILE, busy_ms=busy_ms)
            self.sweep()
        except PeopleError as error:  # whatever it is, the page is not to wait for it
            self._say(error)
            self._store = Store(None)

    def of(self, user: str | None) -> Shelf:
        """Return the conversations of a user, None: of whoever uses a page without users.

        UsageError for a name that is none.
        """
        return Shelf(self, require_name(user))

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``work`` reads."""
        return self._do(Store.reading, work)

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``work`` gives, done in one transaction.

        Raises PeopleError if another process writes for too long, or the disk is full.
        """
        return self._do(Store.writing, work)

    def sweep(self) -> None:
        """Drop what is kept no longer, its words too; come again when more will be.

        Raises PeopleError as ``write`` does.
        """

        def work(c: sqlite3.Connection) -> tuple[int, bool]:
            return sweep(c, self.retention, owner=None, now=self.clock()), waiting(c)

        gone, more = self.write(work)
        if gone:
            self._store.empty_log()
        if more:
            self._broom.come(self.retention.undo_s + 1)

    def close(self) -> None:
        """Close the file."""
        self._broom.close()
        self._store.close()

    def _do(self, way: Way, work: Callable[[sqlite3.Connection], T]) -> T:
        store = self._store
        try:
            with way(store) as connection:
                return work(connection)
        except UnusableError as error:
            self._fall_back(store, error)
        with way(self._store) as connection:
            return work(connection)

    def _fall_back(self, store: Store, error: UnusableError) -> None:
        """Go on in memory, once, however many threads meet the same damage."""
        with self._falling:
            if self._store is store:
                self._say(error)
                self._store = Store(None)
                store.close()

    def _say(self, error: PeopleError) -> None:
        self.notice = say("people.not_lasting", reason=error)
        self.hint = error.hint
        LOG.warning("%s", self.notice)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One user's conversations; no other's can be reached from here.

    Every method raises PeopleError if the file is busy for too long or the disk is full, and
    NotFoundError for a conversation or turn that this user does not have.
    """

    people: People
    name: str

    def list(self, *, limit: int = PAGE, after: Conversation | None = None) -> Page:
        """Return conversations, newest first: the first page, or the one that follows ``after``."""
        return self.people.read(lambda c: sql.listed(c, self._owner(c), limit=limit, after=after))

    def search(self, words: str, *, limit: int = PAGE) -> tuple[Found, ...]:
        """Return conversations that have every word, newest first."""
        return self.people.read(lambda c: search(c, self._owner(c), words, limit=limit))

    def open(self, id_: str, *, last: int = TURNS) -> Opened:
        """Return a conversation and its last turns, ``last`` of -1: all."""

        def work(c: sqlite3.Connection) -> Opened:
            owner = self._owner(c)
            return Opened(sql.conversation(c, owner, id_), sql.turns(c, owner, id_, last=last))

        return self.people.read(work)

    def append(
        self,
        answer: Answer,
        *,
        conversation: str | None = None,
        instead_of: int | None = None,
        text: str | None = None,
        filters: Filters = Filters(),
        as_of: bool = False,
    ) -> Place:
        """Keep an answer as shown; return where: the face goes on with that conversation's id.

        ``text`` is the question as typed, ``filters`` and ``as_of`` as the reader set them. A
        conversation that is not there (any more) is begun anew; so is a turn of that number
        which it was to stand ``instead_of``.
        """
        asked = answer.question.text if text is None else text
        row = row_of(answer, text=asked, filters=filters, as_of=as_of)
        now = self.people.clock()

        def work(c: sqlite3.Connection) -> Place:
            place = self._replaced(c, conversation, instead_of, row, now) or sql.append(
                c, self.name, conversation, row, now=now
            )
            sweep(c, self.people.retention, owner=self._owner(c), now=now)
            return place

        return self.people.write(work)

    def rename(self, id_: str, title: str) -> None:
        """Give a conversation another title; UsageError if it is blank."""
        cut = title_of(title)
        self.people.write(lambda c: sql.rename(c, self._owner(c), id_, cut))

    def delete(self, id_: str) -> None:
        """Take a conversation away; ``restore`` brings it back for ``Retention.undo_s`` seconds."""
        now = self.people.clock()

        self.people.write(lambda c: sql.delete(c, self._owner(c), id_, now=now))
        self.people.sweep()

    def erase(self) -> None:
        """Take every conversation away for good, also what could still be restored."""
        self.people.write(lambda c: sql.erase(c, self._owner(c)))
        self.people.sweep()

    def count(self) -> int:
        """Return how many conversations there are."""
        return self.people.read(lambda c: sql.count(c, self._owner(c)))

    def restore(self, id_: str) -> None:
        """Undo a deletion; NotFoundError once it is final."""
        since = self.people.clock() - self.people.retention.undo_s
        self.people.write(lambda c: sql.restore(c, self._owner(c), id_, since=since))

    def rate(self, id_: str, number: int, verdict: Verdict | None, reason: str = "") -> None:
        """Note what the reader thinks of a turn, None: nothing; UsageError for a long reason."""
        said, now = require_reason(reason), self.people.clock()
        self.people.write(
            lambda c: sql.rate(c, self._owner(c), id_, number, verdict, said, now=now)
        )

    def feedback(self, id_: str, number: int) -> Feedback | None:
        """Return what the reader thinks of a turn, None: nothing."""
        return self.people.read(lambda c: sql.feedback(c, self._owner(c), id_, number))

    def turn(self, id_: str, number: int) -> tuple[KeptTurn, tuple[KeptTurn, ...]]:
        """Return a turn and, in order, those before it."""
        opened = self.open(id_, last=-1)
        before = tuple(turn for turn in opened.turns if turn.number < number)
        for turn in opened.turns:
            if turn.number == number:
                return turn, before
        raise NotFoundError(say("people.no_turn", number=number))

    def _replaced(
        self, c: sqlite3.Connection, id_: str | None, number: int | None, row: Row, now: int
    ) -> Place | None:
        if id_ is None or number is None:
            return None
        try:
            return sql.replace(c, self._owner(c), id_, number, row, now=now)
        except NotFoundError:
            return None

    def _owner(self, connection: sqlite3.Connection) -> int | None:
        return sql.user(connection, self.name)
