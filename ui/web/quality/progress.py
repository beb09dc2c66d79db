"""The run at work, or how the last one ended, as HTML. Pure."""

from __future__ import annotations

from eval.judge import Verdict
from eval.report import verdict_bar
from ui.web import english
from ui.web.escape import attribute, escape, plain
from ui.web.quality.parts import address
from ui.web.quality.runner import Now, Step
from ui.web.quality.words import lasting
from ui.web.retold import RETOLD
from ui.web.texts import count, number, say


def progress(now: Now) -> str:
    """Return where the run stands; its ``data-step`` is what quality.js looks at."""
    inner = _told(now)
    hidden = " hidden" * (not inner)
    return (
        f'<section id="q-now" class="q-now" data-step="{now.step.value}"{hidden}>{inner}</section>'
    )


def _told(now: Now) -> str:
    title = plain(now.title)
    match now.step:
        case Step.IDLE:
            return ""
        case Step.STARTING | Step.ASKING:
            stop = escape(say("quality.stop"))
            return (
                f'<div class="q-now-head"><h3 tabindex="-1">'
                f"{escape(say('quality.running', title=title))}</h3>"
                f'<button type="button" class="q-stop">{stop}</button></div>'
                f'<div class="q-live">{_live(now)}</div>'
            )
        case Step.FINISHED:
            link = f'<a class="q-go" href="{address(now.run)}">{escape(say("quality.read_it"))}</a>'
            return f'<p role="status">{escape(say("quality.finished", title=title))} {link}</p>'
        case Step.STOPPED:
            done = number(now.done)
            told = count("quality.stopped", now.total, title=title, done=done)
            return f'<p role="status">{escape(told)}</p>'
        case Step.FAILED:
            hint = f'<p class="q-soft">{english.code(now.hint)}</p>' if now.hint else ""
            return (
                f'<div role="alert" class="q-failed"><h3>'
                f"{escape(say('quality.failed', title=title))}</h3>"
                f"<p>{english.html(now.error)}</p>{hint}</div>"
            )


def _live(now: Now) -> str:
    if now.step is Step.STARTING:
        return _meter(0, now.total) + f'<p class="q-soft">{escape(say("quality.opening"))}</p>'
    left = "" if now.left is None else say("quality.left", time=lasting(now.left))
    if now.done == now.total:
        left = say("quality.writing")
    told = say("quality.done", done=number(now.done), total=number(now.total))
    parts = " · ".join(escape(part) for part in (told, left) if part)
    ends = {v.value: n for v in Verdict if isinstance(n := now.ends.get(v.value), int)}
    return f'{_meter(now.done, now.total)}<p class="q-count">{parts}</p>' + (
        f'<div class="q-ends">{verdict_bar(ends, RETOLD)}</div>' if ends else ""
    )


def _meter(done: int, total: int) -> str:
    label = attribute(say("quality.progress"))
    return f'<progress aria-label="{label}" value="{done}" max="{max(total, 1)}"></progress>'
