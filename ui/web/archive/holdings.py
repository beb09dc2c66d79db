"""What the archive holds and where it came from: publishers, inputs, addresses, what is waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from pathlib import PurePath

from ingest.uploads import FOLDER, UPLOADS
from rag.archive.polls import Poll
from rag.archive.runs import InputRun, Status
from rag.browse import Newest
from ui.export import permalink
from ui.web import when
from ui.web.archive.address import Shown, build
from ui.web.escape import attribute, escape, isolated, plain, with_code
from ui.web.publisher import publisher
from ui.web.texts import count, megabytes, number, say

MOST = 1_000  # lines of a table; `dateline status --json` has all


def holdings(
    status: Status,
    newest: Sequence[Newest],
    sizes: Mapping[str, int],
    zone: tzinfo,
    *,
    running: bool,
) -> str:
    """Return the figures, then a table each of publishers, inputs and polled addresses."""
    return (
        f"{_figures(status, sizes)}{_publishers(newest, zone)}"
        f"{_inputs(status.inputs, zone, running=running)}{_polled(status.polled, zone)}"
    )


def _figures(status: Status, sizes: Mapping[str, int]) -> str:
    passages = status.passages
    index = status.index
    figures = [
        ("articles", number(status.coverage.articles), ""),
        ("revisions", number(status.revisions), ""),
        ("undated_n", number(status.undated), build(Shown(), only="undated")),
        ("withdrawn_n", number(status.withdrawn), build(Shown(), only="withdrawn")),
        ("stories", number(status.stories), ""),
        ("live", number(passages.get("live", 0)), ""),
        ("pending", number(passages.get("pending", 0)), ""),
        ("unmarked", number(status.unmarked), ""),
        ("archive_size", _size(sizes["archive"]), ""),
        ("index_size", _size(sizes["index"]), ""),
        ("encoder", plain(index.encoder) if index else say("archive.no_index"), ""),
    ]
    items = "".join(_figure(*figure) for figure in figures)
    return f'<dl class="figures">{items}</dl>'


def _figure(key: str, value: str, address: str) -> str:
    shown = escape(value)
    if address and value != "0":
        shown = f'<a class="go" href="{attribute(address)}">{shown}</a>'
    return f"<div><dt>{escape(say(f'archive.fig_{key}'))}</dt><dd>{shown}</dd></div>"


def _publishers(newest: Sequence[Newest], zone: tzinfo) -> str:
    rows = [
        (
            _of_publisher(one),
            number(one.articles),
            escape(when.day(one.first_at, zone)) if one.first_at is not None else "",
            _newest(one, zone),
            escape(_clock(one.taken_at, zone)),
        )
        for one in newest
    ]
    heads = ("publisher", "articles", "first_article", "newest_article", "taken")
    return table("publishers", heads, rows, numbers=(1,))


def _of_publisher(one: Newest) -> str:
    change = {"publisher": one.publisher} if one.publisher else {"only": "unnamed"}
    address = attribute(build(Shown(), **change))
    return f'<a class="go" href="{address}">{publisher(one.publisher)}</a>'


def _newest(one: Newest, zone: tzinfo) -> str:
    if one.newest_at is None or one.newest_id is None:
        return f"<i>{escape(say('archive.undated'))}</i>"
    day = escape(when.day(one.newest_at, zone))
    title = escape(plain(one.title or "") or say("archive.untitled"))
    address = permalink.build(permalink.Reading(one.newest_id), "./")
    return f'{day}<br><a class="read" href="{attribute(address)}">{title}</a>'


def _inputs(inputs: Sequence[InputRun], zone: tzinfo, *, running: bool) -> str:
    rows = [
        (
            f'<span class="place">{isolated(_input(one.input))}</span>',
            escape(_clock(one.started_at, zone)),
            *_outcome(one, running=running),
        )
        for one in inputs
    ]
    heads = ("input", "last_run", "added", "revised", "unchanged", "left_out")
    return table("inputs", heads, rows, numbers=(2, 3, 4, 5))


def _input(given: str) -> str:
    """Return what an input is called; the folder of uploads tells nobody anything."""
    ours = PurePath(given).parts[-2:] == (UPLOADS, FOLDER)
    return say("archive.from_page") if ours else plain(given)


def _outcome(one: InputRun, *, running: bool) -> tuple[str, ...]:
    if one.ended_at is None:  # counts are written at a run's end
        told = say("archive.running" if running else "archive.stopped")
        return (f"<i>{escape(told)}</i>", "", "", "")
    return tuple(map(number, (one.added, one.revised, one.skipped, one.failed)))


def _polled(polled: Sequence[Poll], zone: tzinfo) -> str:
    rows = [
        (
            f'<span class="place">{isolated(plain(one.url))}</span>',
            escape(_clock(one.checked_at, zone)),
            number(one.failures),
            escape(_clock(one.next_at, zone)) if one.next_at else "",
        )
        for one in polled
    ]
    heads = ("polled_address", "checked", "failed_times", "next_poll")
    return table("polled", heads, rows, numbers=(2,)) if rows else ""


def table(
    name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Iterable[int] = ()
) -> str:
    """Return a table with its heading; cells are HTML, heads keys of texts."""
    right = set(numbers)
    top = "".join(
        f'<th scope="col"{_number(at in right)}>{escape(say(f"archive.col_{head}"))}</th>'
        for at, head in enumerate(heads)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_number(at in right)}>{cell}</td>" for at, cell in enumerate(row))
        + "</tr>"
        for row in rows[:MOST]
    )
    more = len(rows) - MOST
    note = f"<p>{with_code(count('archive.more_rows', more))}</p>" if more > 0 else ""
    title = escape(say(f"archive.{name}"))
    empty = "" if rows else f'<p class="none">{escape(say("archive.no_rows"))}</p>'
    made = (
        f'<div class="table-box" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
        "</div>"
        if rows
        else ""
    )
    return f'<section class="table-of" id="{name}"><h2>{title}</h2>{empty}{made}{note}</section>'


def _number(is_number: bool) -> str:
    return ' class="n"' if is_number else ""


def _clock(epoch: int, zone: tzinfo) -> str:
    moment = when.local(epoch, zone)
    return when.day_at(moment) if moment else when.day(epoch, zone)


def _size(size: int) -> str:
    if size >= 1e9:
        return say("number.gigabytes", count=number(size / 1e9, 1))
    return megabytes(size)
