"""``report.html``: one file, no scripts, no network, every text escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval import plots
from eval.catalog import Measure
from eval.files import About
from eval.judge import Judged, Verdict
from eval.markup import html_page, pairs_table, safe, table
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


def verdict_bar(verdicts: Mapping[str, int]) -> str:
    """Return how the questions ended, as one bar and its legend."""
    present = [(v, verdicts[v.value]) for v in Verdict if v.value in verdicts]
    bars = "".join(f'<span class="{verdict_class(v)}" style="flex:{n}"></span>' for v, n in present)
    legend = "".join(
        f'<li><i class="{verdict_class(v)}"></i><b>{n}</b> {safe(v.value)}</li>' for v, n in present
    )
    return f'<div class="verdicts" aria-hidden="true">{bars}</div><ul class="legend">{legend}</ul>'


def measures_table(measures: Mapping[str, Estimate], latency: Mapping[str, Latency]) -> str:
    """Return every measure with its interval and meaning, in groups, and the times."""
    rows = []
    for group, present in grouped(measures):
        rows.append(f'<tr><th class="group" colspan="6" scope="rowgroup">{safe(group)}</th></tr>')
        rows += [_measure_row(measure, measures[measure.name]) for measure in present]
    if latency:
        rows.append('<tr><th class="group" colspan="6" scope="rowgroup">Time</th></tr>')
        rows += [_latency_row(name, timed) for name, timed in latency.items()]
    return table(("Measure", "Value#", "95% interval#", "", "n#", "Meaning"), rows)


def _measure_row(measure: Measure, estimate: Estimate) -> str:
    bar = plots.interval_bar(estimate) if measure.scale != "count" else ""
    return (
        f'<tr><th scope="row">{safe(measure.name)}</th>'
        f'<td class="n">{figure(estimate.value)}</td><td class="n">{spread(estimate)}</td>'
        f'<td>{bar}</td><td class="n">{estimate.n}</td><td>{safe(measure.meaning)}</td></tr>'
    )


def _latency_row(name: str, timed: Latency) -> str:
    return (
        f'<tr><th scope="row">{safe(name)}</th><td class="n">{timed.p50:.1f} ms</td>'
        f'<td class="n">p95 {timed.p95:.1f} ms</td><td></td><td class="n">{timed.n}</td>'
        "<td>median after warm-up, one question at a time</td></tr>"
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


def types_table(summary: Summary) -> str:
    """Return the measures by type and by kind of question, each cut under its heading."""
    return "".join(map(_cut_table, cuts(summary)))


def _cut_table(cut: Cut) -> str:
    rows = [
        f'<tr><th scope="row">{safe(part)}</th>'
        + "".join(_cut_cell(found.get(name)) for name in cut.columns)
        + "</tr>"
        for part, found in cut.parts.items()
    ]
    head = (cut.head, *(f"{name}#" for name in cut.columns))
    return f"<h2>{safe(cut.title)}</h2>" + table(head, rows)


def _cut_cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return '<td class="n soft">–</td>'
    told = f"{estimate.low:.2f}–{estimate.high:.2f}, n {estimate.n}"
    return f'<td class="n">{figure(estimate.value)}<br><span class="soft small">{told}</span></td>'
