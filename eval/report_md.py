"""``report.md``: the same figures for a terminal, a commit or a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.files import About
from eval.judge import Judged, Verdict
from eval.markup import markdown
from eval.summary import Summary
from eval.wording import (
    ABSTENTIONS_COUNT,
    Cut,
    cases,
    cuts,
    facts,
    figure,
    grouped,
    spread,
    told,
    wanted_answer,
    wanted_place,
)

SHOWN_CASES = 25


def markdown_report(summary: Summary, judged: Sequence[Judged], about: About) -> str:
    """Return the report as GitHub-flavoured Markdown, every text escaped."""
    lines = [
        f"# Evaluation of {markdown(about.question_set)}",
        "",
        markdown(told(summary, about)),
        "",
        *_measures(summary),
        "",
        ABSTENTIONS_COUNT,
        "",
        *(line for cut in cuts(summary) for line in _cut(cut)),
        *_cases(judged),
        "## About this run",
        "",
        *(f"- {markdown(name)}: {markdown(value)}" for name, value in facts(summary, about)),
    ]
    return "\n".join(lines) + "\n"


def _measures(summary: Summary) -> Iterator[str]:
    yield "| Measure | Value | 95% interval | n | Meaning |"
    yield "|---|--:|:-:|--:|---|"
    for _, present in grouped(summary.measures):
        for measure in present:
            e = summary.measures[measure.name]
            yield (
                f"| {measure.name} | {figure(e.value)} | {spread(e)} | {e.n} | {measure.meaning} |"
            )
    for name, timed in summary.latency.items():
        yield f"| {name}, ms | {timed.p50:.1f} | p95 {timed.p95:.1f} | {timed.n} | median |"


def _cut(cut: Cut) -> Iterator[str]:
    yield f"## {cut.title}"
    yield ""
    yield f"| {cut.head} | {' | '.join(cut.columns)} |"
    yield "|---|" + "--:|" * len(cut.columns)
    for part, found in cut.parts.items():
        estimates = [found.get(name) for name in cut.columns]
        cells = ["" if e is None else f"{figure(e.value)} (n {e.n})" for e in estimates]
        yield f"| {markdown(part)} | {' | '.join(cells)} |"
    yield ""


def _cases(judged: Sequence[Judged]) -> Iterator[str]:
    wrong = cases(judged)
    if not wrong:
        return
    yield f"## What went wrong ({len(wrong)})"
    yield ""
    for record in wrong[:SHOWN_CASES]:
        yield from _case(record)
    if len(wrong) > SHOWN_CASES:
        yield f"{len(wrong) - SHOWN_CASES} more are in report.html and results.jsonl."
        yield ""


def _case(record: Judged) -> Iterator[str]:
    question = record.task.question
    yield f"- **{markdown(question.text)}** ({record.verdict.value}; {markdown(question.id)})"
    yield f"  - wanted: {markdown(wanted_answer(record))}"
    for article in record.wanted:
        place = wanted_place(article, ranked=record.ranking is not None)
        headline = markdown(article.title or "no headline")
        yield f"  - from: {headline} ({markdown(article.external_id)}), {place}"
    if record.reason:
        yield f"  - said: {markdown(record.reason)}"
    shown = "quoted" if record.verdict in (Verdict.WRONG, Verdict.SHOULD_REFUSE) else "nearest"
    for quoted in record.quoted:
        publisher = markdown(quoted.publisher or "no publisher")
        yield f"  - {shown}: “{markdown(quoted.quote)}” ({publisher})"
    yield ""
