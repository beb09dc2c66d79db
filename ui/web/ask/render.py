"""Turns of the conversation and their evidence as HTML, each on one line; pure."""

from __future__ import annotations

from rag.domain import Answer, Answered
from rag.errors import DatelineError
from ui.web.ask.abstention import abstained
from ui.web.ask.answer import answered
from ui.web.ask.evidence import View, card, section
from ui.web.ask.understood import understood
from ui.web.escape import escape, plain, with_code


def turn(number: int, question: str, body: str) -> str:
    """Return one turn: the question as asked and ``body``, which is HTML, below it."""
    return (
        f'<section class="turn" id="turn-{number}"><h2 class="asked" dir="auto">'
        f"{escape(plain(question))}</h2>{body}</section>"
    )


def pending(passages: int = 0) -> str:
    """Return what stands in a turn while the archive is searched, then ``passages`` are read."""
    doing = f"Reading {passages} passages…" if passages else "Searching the archive…"
    return f'<p class="pending"><span class="pulse"></span>{doing}</p>'


def failed(error: DatelineError) -> str:
    """Return an error as a sentence, and its next step with commands as code."""
    hint = f'<p class="hint">{with_code(error.hint)}</p>' if error.hint else ""
    message = str(error)
    stop = "" if message.endswith((".", "?", "!")) else "."
    return (
        f'<div class="failed"><p>{escape(message[:1].upper() + message[1:] + stop)}</p>{hint}</div>'
    )


def reply(view: View, answer: Answer, *, as_of: bool = False) -> str:
    """Return an answer or an abstention, below a line that says how the question was read.

    ``as_of``: the reader chose the time at which the question is asked.
    """
    line = understood(answer.question, view.zone, as_of=as_of)
    if isinstance(answer, Answered):
        return line + answered(view, answer)
    return line + abstained(view, answer)


def evidence(view: View, answer: Answer) -> str:
    """Return the evidence column of one turn."""
    asked = answer.question.text
    if isinstance(answer, Answered):
        return section(view.turn, asked, [card(view, citation) for citation in answer.citations])
    cards = [card(view, citation, nearest=True) for citation in answer.nearest]
    lead = "The nearest passages. None answers the question." if cards else "Nothing to show."
    return section(view.turn, asked, cards, lead=lead)
