"""One of the page's four views as HTML, from what its address says and the desk knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.archive.lock import is_held
from rag.archive.sizes import sizes
from rag.errors import DatelineError
from ui.web import english
from ui.web.archive import address
from ui.web.archive.adding import adding
from ui.web.archive.address import VIEWS, Shown
from ui.web.archive.bars import bars
from ui.web.archive.fields import fields
from ui.web.archive.holdings import holdings
from ui.web.archive.intake import Stage
from ui.web.archive.left_out import left_out
from ui.web.archive.listing import PER_PAGE, listing, pages
from ui.web.archive.plot import plot
from ui.web.archive.withdrawals import Withdrawal
from ui.web.archive.withdrawing import progress
from ui.web.escape import attribute, escape
from ui.web.site import Site
from ui.web.texts import say


def view(
    site: Site,
    pairs: Iterable[tuple[str, str]],
    stage: Stage,
    withdrawals: Sequence[Withdrawal] = (),
) -> str:
    """Return the whole of what stands below the masthead.

    What cannot be read is said in its place; the way to the other views stays.
    """
    shown = address.read(pairs)
    try:
        body = _body(site, shown, stage, withdrawals)
    except DatelineError as error:
        body = _failed(error)
    return f'{_tabs(shown)}<div class="view {shown.view}">{body}</div>'


def _body(site: Site, shown: Shown, stage: Stage, withdrawals: Sequence[Withdrawal]) -> str:
    desk, settings = site.desk, site.settings
    if shown.view == "failures":
        return left_out(desk.failures(), shown)
    if shown.view == "publishers":
        home = settings.home
        return holdings(
            desk.status(), desk.newest(), sizes(home), settings.zone, running=is_held(home)
        )
    if shown.view == "add":
        return adding(stage, settings.limits.upload_bytes, desk.coverage().publishers)
    return _articles(site, shown, withdrawals)


def _articles(site: Site, shown: Shown, withdrawals: Sequence[Withdrawal]) -> str:
    desk, zone = site.desk, site.settings.zone
    ranking = [one.publisher for one in desk.newest()]
    form = fields(shown, sorted(name for name in ranking if name), desk.languages())
    told = f'<div id="withdrawals" role="status">{progress(withdrawals)}</div>'
    try:
        wanted = address.browse(shown, zone)
        total = desk.counted(wanted)
        shown = replace(shown, page=min(shown.page, pages(total, PER_PAGE)))
        rows = desk.listed(wanted, limit=PER_PAGE, offset=(shown.page - 1) * PER_PAGE)
        drawn = plot(bars(desk.printed(wanted), ranking, zone), shown) if total > 1 else ""
        found = listing(rows, total, shown, wanted.words, zone, withdrawals)
    except DatelineError as error:
        return form + told + _failed(error)
    return form + told + drawn + found


def _tabs(shown: Shown) -> str:
    links = []
    for one in VIEWS:
        current = ' aria-current="page"' if one == shown.view else ""
        to = attribute(address.build(Shown(), view=one))
        links.append(f'<a class="go" href="{to}"{current}>{escape(say(f"archive.view_{one}"))}</a>')
    return (
        f'<nav class="tabs" aria-label="{attribute(say("archive.views"))}">{"".join(links)}</nav>'
    )


def _failed(error: DatelineError) -> str:
    hint = f'<p class="hint">{english.code(error.hint)}</p>' if error.hint else ""
    told = english.message(error, sentence=False)
    return f'<div class="failed" role="alert"><p class="verdict">{told}</p>{hint}</div>'
