"""Withdrawing articles in the page: the way to it in a row, and how it goes above the list."""

from __future__ import annotations

from collections.abc import Sequence

from rag.browse import Listed
from rag.domain import Status
from ui.web import english
from ui.web.archive.address import Shown, build
from ui.web.archive.withdrawals import UNDER_WAY, State, Withdrawal
from ui.web.escape import attribute, escape, filled, isolated
from ui.web.texts import say


def offered(row: Listed, told: Sequence[Withdrawal]) -> str:
    """Return the way to withdraw an article, or to allow it again, in two steps."""
    if any(one.article == row.article.id and one.state in UNDER_WAY for one in told):
        return f'<p class="withdrawing">{escape(say("archive.working"))}</p>'
    withdrawn = row.article.status is Status.WITHDRAWN
    verb = "restore" if withdrawn else "withdraw"
    return (
        f'<details class="withdrawing"><summary>{escape(say(f"archive.{verb}"))}</summary>'
        f"<p>{escape(say(f'archive.{verb}_means'))}</p>"
        f'<button type="button" class="{verb}" value="{attribute(row.article.id)}">'
        f"{escape(say(f'archive.{verb}_now'))}</button>"
        '<p class="said" role="status"></p></details>'
    )


def progress(told: Sequence[Withdrawal]) -> str:
    """Return how each goes; the class ``under-way`` tells the page to go on asking."""
    return f'<ul class="withdrawals">{"".join(map(_line, told))}</ul>' if told else ""


def _line(one: Withdrawal) -> str:
    verb = "restore" if one.undo else "withdraw"
    key = State.RUNNING if one.state is State.WAITING else one.state
    text = filled(say(f"archive.{verb}_{key.value}"), title=isolated(one.title))
    more = f" {english.code(one.error)}" if one.error else ""
    if one.error and not one.error.endswith("."):
        more += "."
    more += f" {english.code(one.hint)}" if one.hint else ""
    if one.state is State.DONE and not one.undo:
        address = attribute(build(Shown(), only="withdrawn"))
        more = f' <a class="go" href="{address}">{escape(say("archive.see_withdrawn"))}</a>'
    kind = "under-way" if one.state in UNDER_WAY else "over"
    return f'<li class="{kind}">{text}{more}</li>'
