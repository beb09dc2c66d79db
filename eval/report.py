"""``report.html``: one file, no scripts, no network, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval import plots
from eval.catalog import Measure
from eval.files import About
from eval.judge import Judged, Verdict
from eval.markup import headed, html_page, pairs_table, safe, table
from eval.pictures import Drawn, pictures
from eval.report_cases import cases_section, verdict_class
from eval.summary import Estimate, Latency, Summary
from eval.wording import (
    ABSTENTIONS_COUNT,
    Cut,
    cuts,
    facts,
    figure,
    grouped,
    moment,
    spread,
)
from rag.wording import ENGLISH, Wording


def html_report(summary: Summary, judged: Sequence[Judged], about: About) -> str:
    """Return the page."""
    title = f"Evaluation of {about.question_set}"
    parts = [
        f'<p class="soft">{safe(about.started)}. {safe(_scope(summary, about))}</p>',
        verdict_bar(summary.verdicts),
        "<h2>Measures</h2>",
        measures_table(summary.measures, summary.latency),
        f'<p class="soft small">{safe(ABSTENTIONS_COUNT)}</p>',
        _plots(summary, judged),
        types_table(summary),
        cases_section(judged),
        "<h2>About this run</h2>",
        pairs_table(facts(summary, about)),
    ]
    return html_page(title, parts)


def _scope(summary: Summary, about: About) -> str:
    asked = "as of its own time" if about.as_of == "asked" else f"as of {moment(about.now)}"
    place = f"its list {about.contexts}" if about.contexts else "the whole archive"
    return f"{summary.questions} questions, each asked {asked} and answered from {place}."


def verdict_bar(verdicts: Mapping[str, int], words: Wording = ENGLISH) -> str:
    """Return how the questions ended, as one bar and its legend."""
    present = [(v, verdicts[v.value]) for v in Verdict if v.value in verdicts]
    bars = "".join(f'<span class="{verdict_class(v)}" style="flex:{n}"></span>' for v, n in present)
    legend = "".join(
        f'<li><i class="{verdict_class(v)}"></i><b>{words.number(n)}</b>'
        f" {safe(words(v.value))}</li>"
        for v, n in present
    )
    return f'<div class="verdicts" aria-hidden="true">{bars}</div><ul class="legend">{legend}</ul>'


def measures_table(
    measures: Mapping[str, Estimate], latency: Mapping[str, Latency], words: Wording = ENGLISH
) -> str:
    """Return every measure with its interval and meaning, in groups, and the times."""
    rows = []
    for group, present in grouped(measures):
        rows.append(_group_row(words(group)))
        rows += [_measure_row(measure, measures[measure.name], words) for measure in present]
    if latency:
        rows.append(_group_row(words("Time")))
        rows += [_latency_row(name, timed, words) for name, timed in latency.items()]
    names = ("Measure", "Value", "95% interval", "", "n", "Meaning")
    return table(headed(names, (1, 2, 4), words), rows)


def _group_row(name: str) -> str:
    return f'<tr><th class="group" colspan="6" scope="rowgroup">{safe(name)}</th></tr>'


def _measure_row(measure: Measure, estimate: Estimate, words: Wording) -> str:
    bar = plots.interval_bar(estimate) if measure.scale != "count" else ""
    value, between = figure(estimate.value, words), spread(estimate, words)
    return (
        f'<tr><th scope="row">{safe(words(measure.name))}</th>'
        f'<td class="n">{value}</td><td class="n">{safe(between)}</td>'
        f'<td>{bar}</td><td class="n">{words.number(estimate.n)}</td>'
        f"<td>{safe(words(measure.meaning))}</td></tr>"
    )


def _latency_row(name: str, timed: Latency, words: Wording) -> str:
    half = words("{time} ms", time=words.number(timed.p50, 1))
    most = words("p95 {time} ms", time=words.number(timed.p95, 1))
    meaning = words("median after warm-up, one question at a time")
    return (
        f'<tr><th scope="row">{safe(words(name))}</th><td class="n">{safe(half)}</td>'
        f'<td class="n">{safe(most)}</td><td></td><td class="n">{words.number(timed.n)}</td>'
        f"<td>{safe(meaning)}</td></tr>"
    )


def _plots(summary: Summary, judged: Sequence[Judged]) -> str:
    scored = [(r.task.question.answerable, r.score) for r in judged if r.score is not None]
    found = pictures(
        Drawn(
            summary.curves,
            {can: [score for one, score in scored if one is can] for can in (True, False)},
            [record.ask_ms for record in judged if record.ask_ms is not None],
            summary.latency.get("ask"),
        )
    )
    figures = "".join(
        f"<figure><h3>{safe(one.title)}</h3>{one.svg}"
        f"<figcaption>{safe(one.caption)}</figcaption></figure>"
        for one in found
    )
    return f'<h2>Curves</h2><div class="plots">{figures}</div>' if figures else ""


def types_table(summary: Summary, words: Wording = ENGLISH) -> str:
    """Return the measures by type and by kind of question, each cut under its heading."""
    return "".join(_cut_table(cut, words) for cut in cuts(summary))


def _cut_table(cut: Cut, words: Wording) -> str:
    rows = [
        f'<tr><th scope="row">{safe(words(part))}</th>'
        + "".join(_cut_cell(found.get(name), words) for name in cut.columns)
        + "</tr>"
        for part, found in cut.parts.items()
    ]
    numbers = range(1, len(cut.columns) + 1)
    head = headed((cut.head, *cut.columns), numbers, words)
    return f"<h2>{safe(words(cut.title))}</h2>" + table(head, rows)


def _cut_cell(estimate: Estimate | None, words: Wording) -> str:
    if estimate is None:
        return '<td class="n soft">–</td>'
    low, high = words.number(estimate.low, 2), words.number(estimate.high, 2)
    told = words("{low}–{high}, n {n}", low=low, high=high, n=words.number(estimate.n))
    value = figure(estimate.value, words)
    return f'<td class="n">{value}<br><span class="soft small">{safe(told)}</span></td>'
