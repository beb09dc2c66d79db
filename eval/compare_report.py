"""A comparison as a page, as Markdown and as JSON: what differs, and which questions changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from eval.compare import Compared, Comparison, Pair, differences
from eval.files import Json, make_folder, write_json, write_text
from eval.finished import Record
from eval.markup import headed, html_page, markdown, safe, table
from eval.wording import figure
from rag.wording import ENGLISH, Wording

SHOWN_PAIRS = 200  # of those won, and of those lost; all are in comparison.json
TESTED = (
    "A paired bootstrap over the questions: the same draw for both runs. p is the chance of a"
    " difference as large where there is none. With many measures some fall under .05 by chance."
)


def comparison_json(done: Comparison) -> Json:
    """Return ``comparison.json``: every measure with its test, and the questions that changed."""
    return {
        "first": _run(done, 0),
        "second": _run(done, 1),
        "questions": done.questions,
        "left_out": done.left_out,
        "judged_by": done.judged_by,
        "measures": {
            compared.measure.name: {
                "n": compared.n,
                "verdict": compared.verdict,
                **{
                    "difference" if name == "value" else name: value
                    for name, value in asdict(compared.difference).items()
                },
            }
            for compared in done.measures
        },
        "won": [_pair_json(pair) for pair in done.won],
        "lost": [_pair_json(pair) for pair in done.lost],
        "differ": [list(row) for row in differences(done.first, done.second)],
    }


def _run(done: Comparison, at: int) -> Json:
    run = (done.first, done.second)[at]
    return {
        "folder": str(run.folder),
        "question_set": run.question_set,
        "started": run.about["started"],
        "latency": {name: asdict(timed) for name, timed in run.latency.items()},
    }


def _pair_json(pair: Pair) -> Json:
    first, second = pair
    return {
        "id": first.id,
        "question": first.question,
        "wanted": wanted(second if second.judged.accepted else first),
        "first": {"verdict": first.judged.verdict, "said": said(first)},
        "second": {"verdict": second.judged.verdict, "said": said(second)},
    }


def wanted(record: Record, words: Wording = ENGLISH) -> str:
    """Return the accepted answer in words."""
    if not record.judged.answerable:
        return words("no answer")
    groups = [words(" or ").join(group) for group in record.judged.accepted]
    return words(" and ").join(groups) or words("any answer")


def said(record: Record) -> list[str]:
    """Return what a run showed: its quotations with their publishers, else its reason."""
    quotes = [
        f"“{q.quote}” ({', '.join(part for part in (q.speaker, q.publisher) if part) or '?'})"
        for q in record.citations
    ]
    return quotes or [record.reason or record.status]


def sentence(done: Comparison, words: Wording = ENGLISH) -> str:
    """Return what came of it, in a sentence."""
    verdicts = [compared.verdict for compared in done.measures]
    told = words(
        "{questions} questions: {won} won, {lost} lost by {measure};"
        " {better} measures better and {worse} worse beyond chance.",
        questions=words.number(done.questions),
        won=words.number(len(done.won)),
        lost=words.number(len(done.lost)),
        measure=words(done.judged_by),
        better=words.number(verdicts.count("better")),
        worse=words.number(verdicts.count("worse")),
    )
    if not done.left_out:
        return told
    apart = "{count} that only one run has are left out."
    return f"{told} {words(apart, count=words.number(done.left_out))}"


def comparison_html(done: Comparison) -> str:
    """Return the page."""
    parts = [
        f'<p class="soft">{safe(_folders(done))}</p><p>{safe(sentence(done))}</p>',
        measures_table(done),
        f'<p class="soft small">{safe(TESTED)}</p>',
        times_table(done),
        _changed_html("Won", done.won),
        _changed_html("Lost", done.lost),
        _differing_html(done),
    ]
    return html_page("Two runs compared", parts)


def measures_table(done: Comparison, words: Wording = ENGLISH) -> str:
    """Return every measure in both runs with the difference and its test."""
    rows = [
        f'<tr><th scope="row">{safe(name)}</th>'
        f'<td class="n">{first}</td><td class="n">{second}</td><td class="n">{change}</td>'
        f'<td class="n">{safe(spread)}</td><td class="n">{safe(p)}</td><td class="n">{n}</td>'
        f'<td class="{"met" if one.verdict == "better" else "short"}">{safe(verdict)}</td></tr>'
        for one in done.measures
        for name, first, second, change, spread, p, n, verdict in [cells(one, words)]
    ]
    return table(headed(_HEAD, range(1, 7), words), rows)


def times_table(done: Comparison, words: Wording = ENGLISH) -> str:
    """Return the median times of both runs under a heading; empty where none was timed in both."""
    rows = [
        f'<tr><th scope="row">{safe(words("{name}, ms", name=words(name)))}</th>'
        f'<td class="n">{one}</td><td class="n">{other}</td></tr>'
        for name, one, other in _times(done, words)
    ]
    head = headed(("Median", "First", "Second"), (1, 2), words)
    return f"<h2>{safe(words('Time'))}</h2>{table(head, rows)}" if rows else ""


_HEAD = ("Measure", "First", "Second", "Difference", "95% interval", "p", "n", "")


def cells(compared: Compared, words: Wording = ENGLISH) -> tuple[str, ...]:
    """Return a measure's row: both values, the difference with interval and p, n, the verdict."""
    d = compared.difference
    low, high = _signed(d.low, words), _signed(d.high, words)
    return (
        words(compared.measure.name),
        figure(d.first, words),
        figure(d.second, words),
        _signed(d.value, words),
        words("{low} to {high}", low=low, high=high),
        "<" + words.number(0.001, 3).removeprefix("0") if d.p < 0.001 else figure(d.p, words),
        words.number(compared.n),
        words(compared.verdict),
    )


def _signed(value: float, words: Wording) -> str:
    sign = "-" if f"{value:+.3f}".startswith("-") else "+"
    return sign + words.number(abs(value), 3)


def _times(done: Comparison, words: Wording = ENGLISH) -> Iterator[tuple[str, str, str]]:
    for name, timed in done.first.latency.items():
        if other := done.second.latency.get(name):
            yield name, words.number(timed.p50, 1), words.number(other.p50, 1)


def _folders(done: Comparison) -> str:
    first, second = done.first, done.second
    return (
        f"First: {first.folder}, {first.about['started']}."
        f" Second: {second.folder}, {second.about['started']}."
    )


def _changed_html(name: str, pairs: Sequence[Pair]) -> str:
    if not pairs:
        return ""
    shown = "".join(_pair_html(pair) for pair in pairs[:SHOWN_PAIRS])
    hidden = len(pairs) - SHOWN_PAIRS
    more = f'<p class="soft">{hidden} more are in comparison.json.</p>' * (hidden > 0)
    return f"<h2>{name} ({len(pairs)})</h2>{shown}{more}"


def _pair_html(pair: Pair) -> str:
    first, second = pair
    rows = [("Wanted", f"<bdi>{safe(wanted(second if second.judged.accepted else first))}</bdi>")]
    for name, record in (("First", first), ("Second", second)):
        quotes = "<br>".join(f"<bdi>{safe(line)}</bdi>" for line in said(record))
        rows.append((name, f'<span class="soft">{safe(record.judged.verdict)}</span><br>{quotes}'))
    listed = "".join(f"<dt>{term}</dt><dd>{content}</dd>" for term, content in rows)
    return (
        f'<article class="case"><h3><bdi>{safe(first.question)}</bdi></h3>'
        f'<p class="soft small">{safe(first.id)}, {safe(first.type)}</p><dl>{listed}</dl></article>'
    )


def _differing_html(done: Comparison) -> str:
    rows = [
        f'<tr><th scope="row">{safe(name)}</th><td>{safe(one)}</td><td>{safe(other)}</td></tr>'
        for name, one, other in differences(done.first, done.second)
    ]
    return f"<h2>What else differs</h2>{table(('', 'First', 'Second'), rows)}" if rows else ""


def comparison_markdown(done: Comparison) -> str:
    """Return the comparison as GitHub-flavoured Markdown, every text escaped."""
    lines = [
        "# Two runs compared",
        "",
        markdown(_folders(done)),
        "",
        markdown(sentence(done)),
        "",
        "| Measure | First | Second | Difference | 95% interval | p | n | |",
        "|---|--:|--:|--:|:-:|--:|--:|---|",
        *(f"| {' | '.join(markdown(cell) for cell in cells(c))} |" for c in done.measures),
        *(f"| {name} p50, ms | {one} | {other} | | | | | |" for name, one, other in _times(done)),
        "",
        TESTED,
        "",
        *_changed_markdown("Won", done.won),
        *_changed_markdown("Lost", done.lost),
        *_differing_markdown(done),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _changed_markdown(name: str, pairs: Sequence[Pair]) -> Iterator[str]:
    if not pairs:
        return
    yield f"## {name} ({len(pairs)})"
    yield ""
    for first, second in pairs[:SHOWN_PAIRS]:
        yield f"- **{markdown(first.question)}** ({markdown(first.id)})"
        yield f"  - wanted: {markdown(wanted(second if second.judged.accepted else first))}"
        for term, record in (("first", first), ("second", second)):
            told = " ".join(said(record))
            yield f"  - {term}, {record.judged.verdict}: {markdown(told)}"
    yield ""


def _differing_markdown(done: Comparison) -> Iterator[str]:
    rows = differences(done.first, done.second)
    if rows:
        yield "## What else differs"
        yield ""
        yield from (f"- {markdown(name)}: {markdown(a)} / {markdown(b)}" for name, a, b in rows)


def write_comparison(done: Comparison, out: Path) -> list[Path]:
    """Write page, Markdown and JSON into ``out``, which is made; EvalError if that fails."""
    paths = [out / f"comparison.{kind}" for kind in ("html", "md", "json")]
    make_folder(out)
    write_text(paths[0], comparison_html(done))
    write_text(paths[1], comparison_markdown(done))
    write_json(paths[2], comparison_json(done))
    return paths
