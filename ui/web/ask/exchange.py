"""A turn of the conversation: what was asked and how, what came of it, how it is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from rag.domain import Answer, Answered
from rag.question.nouns import Turn
from ui.people.nouns import Feedback, Place
from ui.people.reopen import Standing
from ui.web.ask.form import Form

KEPT: Final = 40  # turns of one conversation kept on the page; older ones leave it


class Once:
    """Keeps a turn once, though its answering and Stop may both come to keep it at one moment."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._place: Place | None = None

    def __call__(self, keep: Callable[[], Place]) -> Place:
        """Return where the turn is kept; ``keep`` keeps it unless that was done."""
        with self._guard:
            if self._place is None:
                self._place = keep()
            return self._place


@dataclass(frozen=True, slots=True)
class Offers:
    """Questions that can be answered: ``near`` what was asked, or of what is newest."""

    questions: tuple[str, ...] = ()
    near: bool = True


NO_OFFERS: Final = Offers()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn. ``number`` is its place on the page, from 1.

    ``answer`` is None while it is awaited, after an error, and where it was stopped before it
    came; ``place`` is None where it was not kept. ``without`` names parts of the question that
    the reader wants ignored, None where nothing was said of that. ``standings`` says of a reopened
    turn what the archive holds today. ``note`` is a sentence about the turn ("Stopped."),
    ``offers`` stand beside an abstention. While ``running`` more is
    to come, and ``former`` is what stood in its place; ``editing``: the next question takes it.
    ``thread`` and ``evidence`` are its HTML, each on one line: ``render.drawn`` makes them.
    All states of one asking share ``once``.
    """

    number: int
    text: str
    form: Form = field(default_factory=Form)
    without: frozenset[str] | None = None
    answer: Answer | None = None
    place: Place | None = None
    feedback: Feedback | None = None
    standings: Mapping[int, Standing] = field(default_factory=dict)
    note: str = ""
    offers: Offers = NO_OFFERS
    running: bool = False
    editing: bool = False
    former: Exchange | None = None
    thread: str = ""
    evidence: str = ""
    once: Once = field(default_factory=Once, compare=False, repr=False)

    @property
    def turn(self) -> Turn | None:
        """What later questions may refer to; None where nothing was answered."""
        if self.answer is None:
            return None
        if not isinstance(self.answer, Answered):
            return Turn(self.text, without=self.answer.question.without)
        turn = Turn(self.text, self.answer.text, self.answer.question.without)
        if not self.answer.citations:
            return turn
        first = self.answer.citations[0]
        printed = first.passage.revision.published
        told_at = printed.epoch if printed else None
        return replace(turn, told_at=told_at, quote=first.quote, speaker=first.speaker)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows next. ``text`` is what stands in the question field, None: as it is.

    ``form`` is what the filter fields are to hold, None: what they hold.
    """

    exchanges: tuple[Exchange, ...]
    text: str | None = None
    form: Form | None = None

    @property
    def running(self) -> bool:
        """More is to come, and may be stopped."""
        return any(exchange.running for exchange in self.exchanges)

    @property
    def thread(self) -> str:
        """The conversation: one HTML block a turn, so that Gradio redraws only what changed."""
        return "\n\n".join(exchange.thread for exchange in self.exchanges)

    @property
    def evidence(self) -> str:
        """The evidence of every turn; the page's styles show the last."""
        return "\n\n".join(exchange.evidence for exchange in self.exchanges)


def conversation_of(exchanges: Sequence[Exchange]) -> str | None:
    """Return the id of the conversation that these turns are kept in, None before the first is."""
    places = (one.place for one in reversed(exchanges))
    return next((place.conversation.id for place in places if place is not None), None)
