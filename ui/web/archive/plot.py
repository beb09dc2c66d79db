"""The plot of articles over time: bars to press, a legend to press, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from eval.svg import count_ticks
from ui.web import when
from ui.web.archive.address import Shown, build
from ui.web.archive.bars import SERIES, Bar, Bars, Step
from ui.web.escape import attribute, escape, isolated, plain
from ui.web.texts import count, number, say

_WIDE, _HIGH = 10, 100  # user units of a bar's place; the page stretches them
_FEWEST = 16  # places for bars: a single day is no wall
_LABELS = 6  # dates under the bars


def plot(bars: Bars, shown: Shown) -> str:
    """Return the figure, or nothing where no article has a date.

    A bar leads to the articles of its days, which then stand in finer bars.
    """
    if not bars.bars:
        return ""
    top = max(max(sum(bar.counts) for bar in bars.bars), 1)
    return (
        f'<figure class="plot-figure"><figcaption class="plot-head">'
        f"<h2>{escape(say(f'archive.plot_{bars.step}'))}</h2>{_whole(shown)}</figcaption>"
        f'<div class="plot-area">{_grid(top)}{_svg(bars, shown, top)}</div>'
        f'<div class="plot-dates">{_dates(bars)}</div>{_legend(bars, shown)}{_table(bars)}</figure>'
    )


def _whole(shown: Shown) -> str:
    """Return the way back from the days that a bar led to."""
    if not (shown.start or shown.end):
        return ""
    address = attribute(build(shown, start="", end=""))
    return f'<a class="go" href="{address}">{escape(say("archive.whole_span"))}</a>'


def _svg(bars: Bars, shown: Shown, top: int) -> str:
    places = max(len(bars.bars), _FEWEST)
    pieces = [
        _bar(bar, bars, shown, at * _WIDE, top)
        for at, bar in enumerate(bars.bars)
        if any(bar.counts)
    ]
    return (
        f'<svg class="bars" viewBox="0 0 {places * _WIDE} {_HIGH}" preserveAspectRatio="none"'
        f' role="group" aria-label="{attribute(say("archive.plot_name"))}">{"".join(pieces)}</svg>'
    )


def _bar(bar: Bar, bars: Bars, shown: Shown, left: int, top: int) -> str:
    told = count("archive.count", sum(bar.counts))
    label = say("archive.bar", days=days(bar, bars.step), articles=told)
    first = max(bar.first.isoformat(), shown.start)  # a week may begin before the days asked for
    last = min(bar.last.isoformat(), shown.end or "9999-12-31")
    address = build(shown, start=first, end=last)
    rects, base = [], float(_HIGH)
    for printed, (_, colour) in zip(bar.counts, bars.series, strict=True):
        if printed:
            high = printed / top * _HIGH
            base -= high
            rects.append(
                f'<rect class="s{colour}" x="{left + 1}" y="{base:.2f}" width="{_WIDE - 2}"'
                f' height="{high:.2f}"/>'
            )
    return (
        f'<a class="go bar" href="{attribute(address)}" aria-label="{attribute(label)}"'
        f' tabindex="-1"><title>{escape(label)}</title><rect class="hit" x="{left}" y="0"'
        f' width="{_WIDE}" height="{_HIGH}"/>{"".join(rects)}</a>'
    )


def _grid(top: int) -> str:
    """Return the lines across and their numbers."""
    return "".join(
        f'<span class="grid" style="bottom:{100 * value / top:.2f}%">'
        f"<i>{number(int(value))}</i></span>"
        for value, _ in count_ticks(top)
        if value
    )


def _dates(bars: Bars) -> str:
    places = max(len(bars.bars), _FEWEST)
    step = max(1, -(-len(bars.bars) // _LABELS))
    return "".join(
        f'<span style="left:{100 * at / places:.2f}%">{escape(_short(bar.first, bars.step))}</span>'
        for at, bar in enumerate(bars.bars)
        if at % step == 0
    )


def _legend(bars: Bars, shown: Shown) -> str:
    items = []
    totals = [sum(bar.counts[at] for bar in bars.bars) for at in range(len(bars.series))]
    for (name, colour), total in zip(bars.series, totals, strict=True):
        told = f'<i class="swatch s{colour}"></i>{_series(name, colour, bars)}'
        many = f' <span class="count">{number(total)}</span>'
        if colour == SERIES and bars.others:
            items.append(f"<li>{told}{many}</li>")
            continue
        change = {"publisher": name} if name else {"only": "unnamed"}
        on = shown.publisher == name if name else shown.only == "unnamed"
        if on:
            change = {"publisher": ""} if name else {"only": ""}
        kind = "go on" if on else "go"
        title = attribute(say("archive.every_publisher_again" if on else "archive.only_this"))
        address = attribute(build(shown, **change))
        items.append(
            f'<li><a class="{kind}" href="{address}" title="{title}">{told}</a>{many}</li>'
        )
    if bars.undated:
        address = attribute(build(shown, only="undated", start="", end=""))
        label = escape(count("archive.undated_some", bars.undated))
        items.append(f'<li><a class="go" href="{address}">{label}</a></li>')
    return f'<ul class="legend">{"".join(items)}</ul>'


def _table(bars: Bars) -> str:
    heads = "".join(
        f'<th scope="col">{_series(name, colour, bars)}</th>' for name, colour in bars.series
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(days(bar, bars.step))}</th>{_cells(bar.counts)}</tr>'
        for bar in bars.bars
        if any(bar.counts)
    )
    return (
        f'<details class="plot-table"><summary>{escape(say("archive.as_table"))}</summary>'
        '<div class="table-box" tabindex="0"><table><thead><tr>'
        f'<th scope="col">{escape(say("archive.days"))}</th>'
        f"{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _cells(counts: Sequence[int]) -> str:
    return "".join(f"<td>{number(one)}</td>" for one in counts)


def _series(name: str | None, colour: int, bars: Bars) -> str:
    if colour == SERIES and bars.others:
        return escape(count("archive.others", bars.others))
    return isolated(plain(name)) if name else escape(say("article.no_publisher"))


def days(bar: Bar, step: Step) -> str:
    """Return the days of a bar in words: "26 November 2024", "November 2024", "2024"."""
    if step is Step.YEAR:
        return str(bar.first.year)
    if step is Step.MONTH:
        return when.month_of(bar.first)
    first = when.day_of(bar.first)
    return first if step is Step.DAY else say("archive.week_of", day=first)


def _short(day: date, step: Step) -> str:
    if step is Step.YEAR:
        return str(day.year)
    return when.short_month_of(day) if step is Step.MONTH else when.short_day_in_year(day)
