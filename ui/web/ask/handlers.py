"""From what a reader typed to what the page shows; knows the desk, not Gradio."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Abstained, Answer, Answered, Coverage, Turn
from rag.errors import DatelineError, QuestionError
from rag.settings import Settings
from ui.web.ask import render
from ui.web.ask.evidence import View, section
from ui.web.ask.form import Form, read
from ui.web.desk import Desk, Found

KEPT = 40  # turns of one conversation kept on the page; older ones leave it


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn as shown, and as later questions may refer to it (``turn``: None after an error)."""

    number: int
    thread: str
    evidence: str
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows next. ``text`` is what stands in the question field."""

    exchanges: tuple[Exchange, ...]
    text: str

    @property
    def thread(self) -> str:
        """The conversation: one HTML block a turn, so that Gradio redraws only what changed."""
        return "\n\n".join(exchange.thread for exchange in self.exchanges)

    @property
    def evidence(self) -> str:
        """The evidence of every turn; the page's styles show the last."""
        return "\n\n".join(exchange.evidence for exchange in self.exchanges)


def ask(
    desk: Desk, settings: Settings, text: str, form: Form, before: Sequence[Exchange]
) -> Iterator[Shown]:
    """Yield the conversation with the question in it, then as its answer takes shape.

    A blank question changes nothing. Every error of ours is shown as a sentence and its hint,
    and leaves the question in its field.
    """
    if not text.strip():
        yield Shown(tuple(before), text)
        return
    kept = tuple(before)[-(KEPT - 1) :]
    number = kept[-1].number + 1 if kept else 1
    yield Shown((*kept, _waiting(number, text, 0)), "")
    try:
        for event in _events(desk, settings, text, form, kept):
            if isinstance(event, Answered | Abstained):
                exchange = _answered(number, text, event, form, settings)
            else:
                exchange = _waiting(number, text, len(event.hits))
            yield Shown((*kept, exchange), "")
    except DatelineError as error:
        yield Shown((*kept, _failed(number, text, error)), text)


def coverage_of(desk: Desk) -> Coverage | None:
    """Return what the archive covers, None where it cannot be read (asking then says why)."""
    try:
        return desk.coverage()
    except DatelineError:
        return None


def _events(
    desk: Desk, settings: Settings, text: str, form: Form, before: Sequence[Exchange]
) -> Iterator[Found | Answer]:
    most = settings.limits.question_chars
    if len(text) > most:
        raise QuestionError(f"the question has {len(text):,} characters, at most {most:,} are read")
    wanted = read(form, settings.zone)
    history = tuple(exchange.turn for exchange in before if exchange.turn is not None)
    yield from desk.stream(text, asked_at=wanted.asked_at, filters=wanted.filters, history=history)


def _waiting(number: int, text: str, passages: int) -> Exchange:
    return Exchange(
        number,
        render.turn(number, text, render.pending(passages)),
        section(number, text, (), lead="Looking for evidence…"),
    )


def _answered(number: int, text: str, answer: Answer, form: Form, settings: Settings) -> Exchange:
    view = View(number, settings.zone, answer.question.asked_at)
    body = render.reply(view, answer, as_of=bool(form.as_of.strip()))
    said = answer.text if isinstance(answer, Answered) else ""
    return Exchange(
        number,
        render.turn(number, text, body),
        render.evidence(view, answer),
        Turn(text, said),
    )


def _failed(number: int, text: str, error: DatelineError) -> Exchange:
    return Exchange(
        number,
        render.turn(number, text, render.failed(error)),
        section(number, text, (), lead="No evidence: the question was not answered."),
    )
