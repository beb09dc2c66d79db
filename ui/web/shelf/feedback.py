"""Feedback on an answer as HTML: two buttons, the reason, and the way into the eval set."""

from __future__ import annotations

from ui.people.nouns import Feedback, Verdict
from ui.people.question_set import FILE, Expected
from ui.web.escape import attribute, escape, plain
from ui.web.texts import say

# In pixels: Gradio's sanitiser drops viewBox.
_UP = (
    "M5.5 13.5v-6l2.6-5.2c1.1.2 1.6 1.1 1.4 2.1L9.1 6.5h3.4c.9 0 1.5.8 1.3 1.6l-1 4"
    "c-.2.8-.7 1.4-1.5 1.4zM2.5 7.5v6"
)


def buttons(
    conversation: str, turn: int, feedback: Feedback | None, *, in_set: bool = False
) -> str:
    """Return the row for a kept turn, answered or not; feedback.js puts it into the page again.

    ``in_set``: the question has just been added to the eval set.
    """
    given = None if feedback is None else feedback.verdict
    parts = [_verdict(one, on=one is given) for one in Verdict]
    if feedback is not None:
        parts.append(_further(feedback, in_set=in_set))
    return f'<span class="feedback" id="feedback-{conversation}-{turn}">{"".join(parts)}</span>'


def reason_form(feedback: Feedback | None) -> str:
    """Return the form that asks why an answer is disliked."""
    said = "" if feedback is None else feedback.reason
    return _form(
        "reason",
        say("shelf.reason_title"),
        say("shelf.reason_lead"),
        _lines("reason", say("shelf.reason_field"), said, rows=4),
        say("shelf.keep"),
    )


def question_form(question: str, expected: Expected) -> str:
    """Return the form that adds a question to the eval set, filled with what is known of it."""
    ticked = "" if expected.answerable else " checked"
    fields = (
        f'<p class="asked" dir="auto">{escape(plain(question))}</p>'
        + _lines(
            "accepted",
            say("shelf.accepted"),
            "\n".join(expected.accepted),
            hint=say("shelf.accepted_hint"),
        )
        + _lines(
            "articles",
            say("shelf.articles"),
            "\n".join(expected.articles),
            hint=say("shelf.articles_hint"),
        )
        + f'<label class="tick"><input type="checkbox" name="nothing"{ticked}> '
        f"{escape(say('shelf.nothing'))}</label>"
    )
    lead = say("shelf.set_lead", file=FILE)
    return _form("question", say("shelf.set_title"), lead, fields, say("shelf.add"))


def _verdict(verdict: Verdict, *, on: bool) -> str:
    label = say(f"shelf.{verdict.value}")
    return (
        f'<button type="button" class="rate {verdict.value}{" on" * on}" name="rate"'
        f' value="{verdict.value}" title="{attribute(label)}">'
        f'<svg width="16" height="16"><path d="{_UP}"></path></svg>'
        f'<span class="unseen">{escape(label)}</span></button>'
    )


def _further(feedback: Feedback, *, in_set: bool) -> str:
    parts = []
    if feedback.verdict is Verdict.DISLIKE:
        if feedback.reason:
            parts.append(f'<q class="reason" dir="auto">{escape(plain(feedback.reason))}</q>')
        label = say("shelf.reason_again" if feedback.reason else "shelf.reason")
        parts.append(_small("reason", label))
    label = say("shelf.in_set" if in_set else "shelf.to_set")
    parts.append(_small("question", label))
    return "".join(parts)


def _small(form: str, label: str) -> str:
    return (
        f'<button type="button" class="ask-form" name="form" value="{form}">'
        f"{escape(label)}</button>"
    )


def _form(kind: str, title: str, lead: str, fields: str, done: str) -> str:
    return (
        f'<form class="{kind}" aria-labelledby="shelf-form-title">'
        f'<h2 id="shelf-form-title">{escape(title)}</h2><p class="lead">{escape(lead)}</p>'
        f'{fields}<div class="ends"><button type="button" class="cancel">'
        f'{escape(say("shelf.cancel"))}</button><button type="submit" class="main">{escape(done)}'
        "</button></div></form>"
    )


def _lines(name: str, label: str, value: str, *, hint: str = "", rows: int = 2) -> str:
    told = f'<span class="hint">{escape(hint)}</span>' if hint else ""
    return (
        f'<label class="lines"><span class="label">{escape(label)}</span>{told}'
        f'<textarea name="{name}" rows="{rows}" dir="auto">{escape(value)}</textarea></label>'
    )
