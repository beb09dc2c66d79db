"""Two runs side by side as HTML: what differs by more than chance, and where. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from eval.compare import Comparison, Pair, differences
from eval.compare_report import (
    SHOWN_PAIRS,
    TESTED,
    measures_table,
    sentence,
    times_table,
    wanted,
)
from eval.finished import Finished, Record
from ui.web import english
from ui.web.escape import attribute, escape, isolated, plain
from ui.web.quality.cases import quotations, tag
from ui.web.quality.parts import address, back
from ui.web.quality.words import began, question, tags
from ui.web.retold import RETOLD
from ui.web.texts import count, number, say


def comparison(done: Comparison, zone: ZoneInfo) -> str:
    """Return the second run against the first."""
    apart = ""
    if done.first.sha256 != done.second.sha256:
        apart = f'<p class="q-bad">{escape(say("quality.other_set"))}</p>'
    return (
        f'{back()}<header class="q-head"><h2 tabindex="-1">{escape(say("quality.compared"))}</h2>'
        f"</header>{_runs(done, zone)}{apart}"
        f'<p class="q-verdict">{escape(sentence(done, RETOLD))}</p>'
        f'<div class="q-compared">{measures_table(done, RETOLD)}</div>'
        f'<p class="q-soft q-small">{escape(RETOLD(TESTED))}</p>{times_table(done, RETOLD)}'
        f"{_changed('quality.won', done.won, zone)}{_changed('quality.lost', done.lost, zone)}"
        f"{_differing(done)}"
    )


def _runs(done: Comparison, zone: ZoneInfo) -> str:
    pairs = (("quality.first", done.first), ("quality.second", done.second))
    items = "".join(
        f"<div><dt>{escape(say(key))}</dt><dd>{_run(run, zone)}</dd></div>" for key, run in pairs
    )
    return f'<dl class="q-two">{items}</dl>'


def _run(run: Finished, zone: ZoneInfo) -> str:
    date = escape(began(str(run.about["started"]), zone))
    link = f'<a class="q-go" href="{attribute(address(run.folder.name))}">{date}</a>'
    return f"{link} <span>{isolated(plain(run.question_set))}{tags(run.about)}</span>"


def _changed(key: str, pairs: Sequence[Pair], zone: ZoneInfo) -> str:
    head = f"<h2>{escape(say(key, count=number(len(pairs))))}</h2>"
    if not pairs:
        return ""
    items = "".join(_pair(pair, zone) for pair in pairs[:SHOWN_PAIRS])
    hidden = len(pairs) - SHOWN_PAIRS
    more = escape(count("quality.more", hidden)) if hidden > 0 else ""
    return f'<section class="q-cases">{head}{items}<p class="q-soft">{more}</p></section>'


def _pair(pair: Pair, zone: ZoneInfo) -> str:
    first, second = pair
    answer = wanted(second if second.judged.accepted else first, RETOLD)
    rows = [(say("quality.wanted"), isolated(plain(answer)))]
    for key, record in (("quality.first", first), ("quality.second", second)):
        told = quotations(record) if record.citations else f"<p>{_unsaid(record)}</p>"
        rows.append((say(key), f"<p>{tag(record.judged.verdict)}</p>{told}"))
    listed = "".join(f"<dt>{escape(term)}</dt><dd>{content}</dd>" for term, content in rows)
    about = " · ".join((isolated(plain(first.id)), isolated(plain(first.type))))
    return (
        f'<article class="q-case"><h3>{question(first.question, first.asked_at, zone)}</h3>'
        f'<p class="q-soft q-small">{about}</p><dl>{listed}</dl></article>'
    )


def _unsaid(record: Record) -> str:
    if record.reason:
        return f"<bdi{english.foreign()}>{escape(plain(record.reason))}</bdi>"
    return isolated(RETOLD(plain(record.status)))


def _differing(done: Comparison) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(plain(name))}</th><td>{escape(plain(one))}</td>'
        f"<td>{escape(plain(other))}</td></tr>"
        for name, one, other in differences(done.first, done.second, RETOLD)
    )
    if not rows:
        return f'<p class="q-soft">{escape(say("quality.same"))}</p>'
    heads = "".join(
        f'<th scope="col">{escape(text)}</th>'
        for text in ("", say("quality.first"), say("quality.second"))
    )
    return (
        f"<h2>{escape(say('quality.differs'))}</h2>"
        f'<div class="q-scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>'
        "</table></div>"
    )
