"""The runs that were, as a table to open and to choose two from. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from eval.catalog import EXACT, RIGHT
from eval.measures.abstention import WRONGLY_REFUSED
from eval.summary import Estimate
from ui.web import english
from ui.web.escape import attribute, escape, isolated, plain
from ui.web.quality.parts import address, delete
from ui.web.quality.past import Kept
from ui.web.quality.words import began, figure, made_with, spread, tags
from ui.web.texts import number, say

_COLUMNS = {
    RIGHT.name: "quality.head_right",
    WRONGLY_REFUSED: "quality.head_wrongly_refused",
    EXACT.name: "quality.head_exact",
    "Hits@1": "quality.head_hits_one",
    "Hits@5": "quality.head_hits_five",
}


def runs(kept: Sequence[Kept], zone: ZoneInfo) -> str:
    """Return the past runs, and what else lies among them."""
    good = [one for one in kept if one.summary is not None]
    bad = "".join(_damaged(one) for one in kept if one.summary is None)
    told = "" if kept else f'<p class="q-soft">{escape(say("quality.no_runs"))}</p>'
    table = _table(good, zone) if good else ""
    if bad:
        heading = escape(say("quality.others"))
        bad = f'<h3 class="q-others">{heading}</h3><ul class="q-bad-list">{bad}</ul>'
    head = escape(say("quality.past"))
    return f'<section class="q-past"><h2>{head}</h2>{told}{table}{bad}</section>'


def _table(kept: Sequence[Kept], zone: ZoneInfo) -> str:
    heads = [_head("quality.head_pick"), _head("quality.head_run")]
    heads += [_head(key, number=True) for key in ("quality.head_questions", *_COLUMNS.values())]
    heads.append(_head("quality.head_made"))
    rows = "".join(_row(one, zone) for one in kept)
    compare = escape(say("quality.compare"))
    return (
        f'<div class="q-compare"><button type="button" class="q-compare-go" disabled>{compare}'
        f'</button><p class="q-soft q-small">{escape(say("quality.compare_how"))}</p></div>'
        f'<div class="q-scroll"><table class="q-runs"><thead><tr>{"".join(heads)}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _head(key: str, *, number: bool = False) -> str:
    kind = ' class="n"' * number
    return f'<th scope="col"{kind}>{escape(say(key))}</th>'


def _row(one: Kept, zone: ZoneInfo) -> str:
    assert one.summary is not None
    date = began(one.started, zone)
    name = plain(str(one.about.get("question_set", "")))
    pick = attribute(say("quality.pick", title=name, date=date))
    measures = one.summary.measures
    cells = [_cell("quality.head_questions", number(one.summary.questions))]
    cells += [_measure(key, measures.get(measure)) for measure, key in _COLUMNS.items()]
    return (
        f'<tr><td class="q-pick"><input type="checkbox" name="q-pick" value="{attribute(one.name)}"'
        f' aria-label="{pick}"></td>'
        f'<th scope="row"><a class="q-go" href="{attribute(address(one.name))}">{escape(date)}</a>'
        f'<span class="q-set-name">{isolated(name)}{tags(one.about)}</span></th>'
        f'{"".join(cells)}<td class="q-made-cell">{made_with(one.about)}</td></tr>'
    )


def _measure(key: str, found: Estimate | None) -> str:
    told = "" if found is None else f" <small>{spread(found)}</small>"
    return _cell(key, f"{figure(found)}{told}")


def _cell(key: str, content: str) -> str:
    return f'<td class="n" data-label="{attribute(say(key))}">{content}</td>'


def _damaged(one: Kept) -> str:
    button = ""
    if one.ours:
        button = delete(one.name)
    return (
        f'<li><div><b>{isolated(plain(one.name))}</b><p class="q-soft">'
        f"{english.html(one.problem)}</p></div>{button}</li>"
    )
