"""A turn of the conversation: what was asked and how, what came of it, how it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rag.domain import Answer, Answered, Turn
from ui.people.nouns import Feedback, Place
from ui.people.reopen import Standing
from ui.web.ask.form import Form

KEPT: Final = 40  # turns of one conversation kept on the page; older ones leave it


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn. ``number`` is its place on the page, from 1.

    ``answer`` is None while it is awaited, after an error, and where it was stopped before it
    came; ``place`` is None where it was not kept. ``standings`` says of a reopened turn what the
    archive holds today. ``note`` is a sentence about the turn ("Stopped."). ``thread`` and
    ``evidence`` are its HTML, each on one line: ``render.drawn`` makes them from the rest.
    """

    number: int
    text: str
    form: Form = field(default_factory=Form)
    answer: Answer | None = None
    place: Place | None = None
    feedback: Feedback | None = None
    standings: Mapping[int, Standing] = field(default_factory=dict)
    note: str = ""
    thread: str = ""
    evidence: str = ""

    @property
    def turn(self) -> Turn | None:
        """What later questions may refer to; None where nothing was answered."""
        if self.answer is None:
            return None
        return Turn(self.text, self.answer.text if isinstance(self.answer, Answered) else "")


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows next. ``text`` is what stands in the question field.

    ``running``: more is to come, and may be stopped.
    """

    exchanges: tuple[Exchange, ...]
    text: str
    running: bool = False

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
