"""``report.html``: one file, no scripts, no network, every text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from eval import plots
from eval.catalog import Measure
from eval.files import About
from eval.judge import Judged, Quoted, Verdict, WantedArticle
from eval.summary import Estimate, Latency, Summary
from eval.wording import (
    ABSTENTIONS_COUNT,
    cases,
    facts,
    figure,
    grouped,
    harmless,
    moment,
    spread,
    type_columns,
    wanted_answer,
    wanted_place,
)

SHOWN_CASES = 200  # of those that went wrong; all are in results.jsonl
OPEN_CASES = 25  # shown before "more"
# even if a text slipped through unescaped, nothing in the page could run or be fetched
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(summary: Summary, judged: Sequence[Judged], about: About) -> str:
    """Return the page."""
    title = f"Evaluation of {about.question_set}"
    style = files("eval").joinpath("report.css").read_text(encoding="utf-8")
    parts = [
        f"<h1>{_safe(title)}</h1>",
        f'<p class="soft">{_safe(about.started)}. {_safe(_scope(summary, about))}</p>',
        _verdicts(summary),
        "<h2>Measures</h2>",
        _measures(summary.measures, summary.latency),
        f'<p class="soft small">{_safe(ABSTENTIONS_COUNT)}</p>',
        _plots(summary, judged),
        _types(summary),
        _cases(judged),
        "<h2>About this run</h2>",
        _facts(summary, about),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{_safe(title)}</title>\n<style>\n{style}</style></head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body></html>\n"
    )


def _safe(text: str) -> str:
    return escape(harmless(text))


def _scope(summary: Summary, about: About) -> str:
    asked = "as of its own time" if about.as_of == "asked" else f"as of {moment(about.now)}"
    place = f"its list {about.contexts}" if about.contexts else "the whole archive"
    return f"{summary.questions} questions, each asked {asked} and answered from {place}."


def _verdicts(summary: Summary) -> str:
    present = [(v, summary.verdicts[v.value]) for v in Verdict if v.value in summary.verdicts]
    bars = "".join(f'<span class="{_class(v)}" style="flex:{n}"></span>' for v, n in present)
    legend = "".join(
        f'<li><i class="{_class(v)}"></i><b>{n}</b> {_safe(v.value)}</li>' for v, n in present
    )
    return f'<div class="verdicts" aria-hidden="true">{bars}</div><ul class="legend">{legend}</ul>'


def _class(verdict: Verdict) -> str:
    return verdict.name.lower().replace("_", "-")


def _measures(measures: dict[str, Estimate], latency: dict[str, Latency]) -> str:
    rows = []
    for group, present in grouped(measures):
        rows.append(f'<tr><th class="group" colspan="6" scope="rowgroup">{_safe(group)}</th></tr>')
        rows += [_measure_row(measure, measures[measure.name]) for measure in present]
    if latency:
        rows.append('<tr><th class="group" colspan="6" scope="rowgroup">Time</th></tr>')
        rows += [_latency_row(name, timed) for name, timed in latency.items()]
    head = (
        '<tr><th scope="col">Measure</th><th class="n" scope="col">Value</th>'
        '<th class="n" scope="col">95% interval</th><th></th><th class="n" scope="col">n</th>'
        '<th scope="col">Meaning</th></tr>'
    )
    return _table(head, rows)


def _measure_row(measure: Measure, estimate: Estimate) -> str:
    bar = plots.interval_bar(estimate) if measure.scale != "count" else ""
    return (
        f'<tr><th scope="row">{_safe(measure.name)}</th>'
        f'<td class="n">{figure(estimate.value)}</td><td class="n">{spread(estimate)}</td>'
        f'<td>{bar}</td><td class="n">{estimate.n}</td><td>{_safe(measure.meaning)}</td></tr>'
    )


def _latency_row(name: str, timed: Latency) -> str:
    return (
        f'<tr><th scope="row">{_safe(name)}</th><td class="n">{timed.p50:.1f} ms</td>'
        f'<td class="n">p95 {timed.p95:.1f} ms</td><td></td><td class="n">{timed.n}</td>'
        "<td>median after warm-up, one question at a time</td></tr>"
    )


def _table(head: str, rows: Sequence[str]) -> str:
    body = "\n".join(rows)
    return (
        f'<div class="scroll"><table><thead>{head}</thead><tbody>\n{body}\n</tbody></table></div>'
    )


def _plots(summary: Summary, judged: Sequence[Judged]) -> str:
    curves, asked = summary.curves, summary.latency.get("ask")
    figures = []
    if curves.hits:
        figures.append(_figure("Hits at k", plots.hits_plot(curves.hits), "Band: 95% interval."))
    if curves.risk:
        told = "Read from the left: only the surest answers, then more. Ends at the threshold."
        figures.append(_figure("Risk and coverage", plots.risk_plot(curves.risk), told))
    if curves.reliability:
        told = f"Dashed: a score that means what it says. Mean gap {curves.ece:.3f}."
        picture = plots.reliability_plot(curves.reliability)
        figures.append(_figure("Score reliability", picture, told))
    if asked:
        times = [record.ask_ms for record in judged if record.ask_ms is not None]
        picture = plots.latency_plot(times, p50=asked.p50, p95=asked.p95)
        figures.append(_figure("Time to answer", picture, "Slower questions: in the last bar."))
    return f'<h2>Curves</h2><div class="plots">{"".join(figures)}</div>' if figures else ""


def _figure(title: str, picture: str, caption: str) -> str:
    return (
        f"<figure><h3>{_safe(title)}</h3>{picture}"
        f"<figcaption>{_safe(caption)}</figcaption></figure>"
    )


def _types(summary: Summary) -> str:
    names = type_columns(summary)
    if not names:
        return ""
    columns = "".join(f'<th class="n" scope="col">{_safe(name)}</th>' for name in names)
    rows = [
        f'<tr><th scope="row">{_safe(type_)}</th>'
        + "".join(_type_cell(found.get(name)) for name in names)
        + "</tr>"
        for type_, found in summary.by_type.items()
    ]
    return "<h2>By type of question</h2>" + _table(
        f'<tr><th scope="col">Type</th>{columns}</tr>', rows
    )


def _type_cell(estimate: Estimate | None) -> str:
    if estimate is None:
        return '<td class="n soft">–</td>'
    told = f"{estimate.low:.2f}–{estimate.high:.2f}, n {estimate.n}"
    return f'<td class="n">{figure(estimate.value)}<br><span class="soft small">{told}</span></td>'


def _cases(judged: Sequence[Judged]) -> str:
    wrong = cases(judged)
    if not wrong:
        return ""
    shown = [_case(record) for record in wrong[:SHOWN_CASES]]
    more = "".join(shown[OPEN_CASES:])
    hidden = len(wrong) - len(shown)
    return (
        f"<h2>What went wrong ({len(wrong)})</h2>"
        + "".join(shown[:OPEN_CASES])
        + (
            f"<details><summary>{len(shown) - OPEN_CASES} more</summary>{more}</details>"
            * bool(more)
        )
        + (f'<p class="soft">{hidden} further ones are in results.jsonl.</p>' * bool(hidden))
    )


def _case(record: Judged) -> str:
    question = record.task.question
    told = f"{question.id}, {question.type}, asked {moment(record.task.asked_at)}"
    if record.score is not None:
        told += f", score {record.score:.3f}"
    entries = [("Wanted", f"<bdi>{_safe(wanted_answer(record))}</bdi>")]
    if record.wanted:
        articles = "<br>".join(_wanted(w, record.ranking is not None) for w in record.wanted)
        entries.append(("Article", articles))
    if record.reason:
        entries.append(("Said", _safe(record.reason)))
    if record.quoted:
        answered = record.verdict in (Verdict.WRONG, Verdict.SHOULD_REFUSE)
        quotes = "".join(_quote(quoted) for quoted in record.quoted)
        entries.append(("Quoted" if answered else "Nearest", quotes))
    listed = "".join(f"<dt>{name}</dt><dd>{content}</dd>" for name, content in entries)
    return (
        f'<article class="case"><h3><bdi>{_safe(question.text)}</bdi></h3>'
        f'<p class="soft small"><span class="tag {_class(record.verdict)}">'
        f"{_safe(record.verdict.value)}</span>{_safe(told)}</p><dl>{listed}</dl></article>"
    )


def _wanted(article: WantedArticle, ranked: bool) -> str:
    place = wanted_place(article, ranked=ranked)
    headline = f"<bdi>{_safe(article.title)}</bdi>, " if article.title else ""
    return f"{headline}<code>{_safe(article.external_id)}</code>: {_safe(place)}"


def _quote(quoted: Quoted) -> str:
    told = [quoted.publisher or "no publisher", quoted.title or "no headline"]
    if quoted.speaker:
        told.append(f"speaker: {quoted.speaker}")
    if not quoted.exact:
        told.append("NOT in the archive as quoted")
    footer = ", ".join(f"<bdi>{_safe(part)}</bdi>" for part in told)
    return (
        f"<blockquote><bdi>{_safe(quoted.quote)}</bdi>"
        f"<footer>{footer}, <code>{_safe(quoted.external_id)}</code></footer></blockquote>"
    )


def _facts(summary: Summary, about: About) -> str:
    rows = [
        f'<tr><th scope="row">{_safe(name)}</th><td><code>{_safe(value)}</code></td></tr>'
        for name, value in facts(summary, about)
    ]
    return f'<div class="scroll"><table><tbody>{"".join(rows)}</tbody></table></div>'
