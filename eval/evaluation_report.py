"""The account of several runs as a page and as Markdown; the latter is EVALUATION.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from eval.evaluation import (
    INTERVALS,
    REPORT,
    Account,
    account_json,
    facts,
    interval,
    met,
    number,
    row_words,
    run_told,
    target,
    verdict,
)
from eval.files import make_folder, write_json, write_text
from eval.finished import Finished
from eval.markup import html_page, markdown, pairs_table, safe, table
from eval.plan import Plan
from eval.plots import interval_bar
from eval.rows import Row

_HEAD = ("Set", "Measure", "Value", "95% interval", "n", "Target", "Met")
_RUN_HEAD = ("Run", "Questions", "Answered from", "How they ended", "p50 / p95, ms")


def write_account(account: Account, plan: Plan, out: Path, *, also: Path | None) -> list[Path]:
    """Write page, Markdown and JSON into ``out``, the Markdown to ``also`` too, the page first.

    Raises EvalError if one cannot be written.
    """
    page, text, data = (out / f"{REPORT}.{kind}" for kind in ("html", "md", "json"))
    make_folder(out)
    write_text(page, evaluation_html(account, plan))
    write_json(data, account_json(account))
    copies = [text] if also is None else [text, also]
    for path in copies:
        write_text(path, evaluation_markdown(account, plan))
    return [page, *copies, data]


def evaluation_markdown(account: Account, plan: Plan) -> str:
    """Return the account as GitHub-flavoured Markdown."""
    lines = [
        f"# {markdown(account.title)}",
        "",
        f"Made by `{plan.command}`; not to be edited by hand.",
        "",
        markdown(verdict(account)),
        "",
        *_rows(account),
        *_short(account),
        *_notes(account),
        "## The runs",
        "",
        *(f"- {name}: {markdown(value)}" for name, value in facts(account)),
        "",
        f"| {' | '.join(_RUN_HEAD)} |",
        "|---|--:|---|---|---|",
        *(
            f"| {' | '.join(markdown(cell) for cell in _run(name, run, plan))} |"
            for name, run in account.runs.items()
        ),
    ]
    return "\n".join(lines) + "\n"


def _rows(account: Account) -> Iterator[str]:
    if not account.rows:
        return
    yield f"| {' | '.join(_HEAD)} |"
    yield "|---|---|--:|:-:|--:|--:|---|"
    for row in account.rows:
        yield f"| {' | '.join(markdown(cell) for cell in _cells(row))} |"
    yield ""
    yield INTERVALS
    yield ""


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.planned.set,
        row_words(row.planned),
        number(row.estimate.value, row.kind),
        interval(row),
        str(row.estimate.n),
        target(row),
        met(row),
    )


def _short(account: Account) -> Iterator[str]:
    if not account.short:
        return
    yield "## What falls short"
    yield ""
    for row in account.short:
        set_, words, value, spread, _, aim, by = map(markdown, _cells(row))
        note = f" {markdown(row.planned.note)}" * bool(row.planned.note)
        yield f"- {set_}, {words}: {value} ({spread}), target {aim}: {by}.{note}"
    yield ""


def _notes(account: Account) -> Iterator[str]:
    for heading, body in account.notes.items():
        yield f"## {heading}"
        yield ""
        yield body
        yield ""


def _run(name: str, run: Finished, plan: Plan) -> list[str]:
    own: Mapping[str, object] = next((r.settings for r in plan.run if r.name == name), {})
    return [name, *run_told(run, own)]


def evaluation_html(account: Account, plan: Plan) -> str:
    """Return the page; each run's name leads to its own report."""
    runs = [
        f'<tr><th scope="row">{_link(name)}</th>'
        + "".join(f"<td>{safe(cell)}</td>" for cell in _run(name, run, plan)[1:])
        + "</tr>"
        for name, run in account.runs.items()
    ]
    parts = [
        f"<p>{safe(verdict(account))}</p>",
        _table(account),
        "".join(_noted(heading, body) for heading, body in account.notes.items()),
        "<h2>The runs</h2>",
        table(_RUN_HEAD, runs),
        pairs_table(facts(account)),
    ]
    return html_page(account.title, parts)


def _table(account: Account) -> str:
    if not account.rows:
        return ""
    head = ("Set", "Measure", "Value#", "", "95% interval#", "n#", "Target#", "Met")
    told = f'<p class="soft small">{safe(INTERVALS)} The upright stroke is the target.</p>'
    return table(head, [_row_html(row) for row in account.rows]) + told


def _row_html(row: Row) -> str:
    set_, words, value, spread, n, aim, by = map(safe, _cells(row))
    planned = row.planned
    at = planned.at_least if planned.at_least is not None else planned.at_most
    picture = interval_bar(row.estimate, target=at) if row.kind == "share" else ""
    class_ = {True: "met", False: "short", None: ""}[row.met]
    note = f'<br><span class="soft small">{safe(planned.note)}</span>' * bool(planned.note)
    return (
        f'<tr><th scope="row">{set_}</th><td>{words}{note}</td><td class="n">{value}</td>'
        f'<td>{picture}</td><td class="n">{spread}</td><td class="n">{n}</td>'
        f'<td class="n">{aim}</td><td class="{class_}">{by}</td></tr>'
    )


def _noted(heading: str, body: str) -> str:
    return f'<h2>{safe(heading)}</h2><p class="notes">{safe(body)}</p>'


def _link(name: str) -> str:
    return f'<a href="{quote(name)}/report.html">{safe(name)}</a>'
