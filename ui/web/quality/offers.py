"""The sets that can be run, as HTML. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from eval.options import AsOf
from ui.web import english
from ui.web.escape import attribute, escape, plain
from ui.web.quality.sets import HOME, SAMPLE, Offered
from ui.web.texts import count, say

_AS_OF = {AsOf.ASKED: "quality.as_of_asked", AsOf.NOW: "quality.as_of_now"}


def offers(sets: Sequence[Offered], *, busy: bool) -> str:
    """Return the list of sets with the way to run each; none can be run while one is ``busy``."""
    if not sets:
        inner = f'<p class="q-soft">{escape(say("quality.no_sets"))}</p>'
    else:
        items = "".join(_set(one, busy=busy) for one in sets)
        inner = f'{_as_of()}<ul class="q-set-list">{items}</ul>'
    return (
        f'<section class="q-sets"><h2>{escape(say("quality.sets"))}</h2>{inner}'
        f'<p class="q-soft q-small">{escape(say("quality.own_sets"))}</p></section>'
    )


def _as_of() -> str:
    choices = "".join(
        f'<label><input type="radio" name="q-as-of" value="{one.value}"'
        f"{' checked' * (one is AsOf.ASKED)}> {escape(say(_AS_OF[one]))}</label>"
        for one in AsOf
    )
    return (
        f'<fieldset class="q-as-of"><legend>{escape(say("quality.as_of"))}</legend>'
        f"{choices}</fieldset>"
    )


def _set(one: Offered, *, busy: bool) -> str:
    about = {SAMPLE: "quality.about_sample", HOME: "quality.about_home"}.get(one.key)
    told = say(about) if about else say("quality.about_file", name=one.path.name)
    if one.problem:
        told_html = f'<p class="q-bad">{english.html(one.problem)}</p>'
    else:
        told_html = f'<p class="q-soft">{escape(plain(told))} {escape(_count(one))}</p>'
    off = " disabled" * (busy or bool(one.problem))
    name = attribute(say("quality.run_of", title=plain(one.title)))
    return (
        f'<li><div><h3 dir="auto">{escape(plain(one.title))}</h3>{told_html}</div>'
        f'<button type="button" class="q-run" value="{attribute(one.key)}" aria-label="{name}"'
        f"{off}>"
        f"{escape(say('quality.run'))}</button></li>"
    )


def _count(one: Offered) -> str:
    if one.questions is None:
        return say("quality.uncounted")
    told = count("quality.questions", one.questions)
    if not one.unanswerable:
        return f"{told}."
    return told + count("quality.unanswerable", one.unanswerable)
