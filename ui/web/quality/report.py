"""One run's report as HTML: its figures, its plots, what went wrong, what it was. Pure.

Measures and plots are those of the report that a run writes, with its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from eval.catalog import EXACT
from eval.compare import identity
from eval.finished import Finished
from eval.measures.abstention import WRONGLY_REFUSED
from eval.pictures import Drawn, pictures
from eval.report import measures_table, types_table, verdict_bar
from eval.wording import ABSTENTIONS_COUNT
from ui.web.escape import attribute, escape, isolated, plain
from ui.web.quality.cases import cases
from ui.web.quality.parts import back, delete
from ui.web.quality.past import FILES
from ui.web.quality.words import began, figure, lasting, spread, tags
from ui.web.retold import RETOLD
from ui.web.texts import count, say

_KEY = {
    "Right": "quality.key_right",
    WRONGLY_REFUSED: "quality.key_wrongly_refused",
    EXACT.name: "quality.key_exact",
    "Hits@1": "quality.key_hits_one",
}


def report(run: Finished, ids: Mapping[str, str], zone: ZoneInfo) -> str:
    """Return the report; ``ids`` maps the external ids of wanted articles to the home's."""
    return (
        f"{back()}{_head(run, zone)}{_keys(run)}"
        f'<div class="q-ends">{verdict_bar(run.verdicts, RETOLD)}</div>'
        f"<h2>{escape(say('quality.measures'))}</h2>"
        f'<div class="q-measures">{measures_table(run.measures, run.latency, RETOLD)}</div>'
        f'<p class="q-soft q-small">{escape(RETOLD(ABSTENTIONS_COUNT))}</p>'
        f"{_plots(run)}{types_table(run.summary, RETOLD)}"
        f"{cases(run.records, ids, zone)}{_about(run)}{_ends(run)}"
    )


def _head(run: Finished, zone: ZoneInfo) -> str:
    parts = [
        began(str(run.about["started"]), zone),
        count("quality.questions", run.summary.questions),
    ]
    seconds = run.about.get("seconds")
    if isinstance(seconds, int | float):
        parts.append(say("quality.took", time=lasting(seconds)))
    told = " · ".join(escape(part) for part in parts)
    return (
        f'<header class="q-head"><h2 tabindex="-1">{isolated(plain(run.question_set))}</h2>'
        f'<p class="q-soft">{told}{tags(run.about)}</p></header>'
    )


def _keys(run: Finished) -> str:
    found = [(key, run.measures[name]) for name, key in _KEY.items() if name in run.measures]
    items = "".join(
        f"<div><dt>{escape(say(key))}</dt><dd><b>{figure(one)}</b> "
        f"<small>{escape(spread(one))}</small></dd></div>"
        for key, one in found
    )
    return f'<dl class="q-keys">{items}</dl>' if items else ""


def _plots(run: Finished) -> str:
    scored = [(r.judged.answerable, r.score) for r in run.records if r.score is not None]
    found = pictures(
        Drawn(
            run.summary.curves,
            {can: [score for one, score in scored if one is can] for can in (True, False)},
            [r.judged.ask_ms for r in run.records if r.judged.ask_ms is not None],
            run.latency.get("ask"),
        ),
        RETOLD,
    )
    figures = "".join(
        f"<figure><h3>{escape(one.title)}</h3>{one.svg}"
        f"<figcaption>{escape(one.caption)}</figcaption></figure>"
        for one in found
    )
    head = escape(say("quality.curves"))
    return f'<h2>{head}</h2><div class="q-plots">{figures}</div>' if figures else ""


def _about(run: Finished) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{escape(plain(value))}</td></tr>'
        for name, value in identity(run, RETOLD).items()
    )
    return (
        f'<details class="q-about"><summary>{escape(say("quality.about"))}</summary>'
        f'<div class="q-scroll"><table><tbody>{rows}</tbody></table></div></details>'
    )


def _ends(run: Finished) -> str:
    name = run.folder.name
    links = " ".join(
        f'<a href="runs/file/{attribute(name)}/{file}" download>{escape(file)}</a>'
        for file in FILES
        if (run.folder / file).is_file()
    )
    label = escape(say("quality.take_along"))
    return f'<footer class="q-foot"><p>{label} {links}</p>{delete(name)}</footer>'
