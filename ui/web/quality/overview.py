"""The page's first view: the sets that can be run, the run at work, the runs that were. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ui.web.escape import escape
from ui.web.quality.listed import runs
from ui.web.quality.offers import offers
from ui.web.quality.past import Kept
from ui.web.quality.progress import progress
from ui.web.quality.runner import Now
from ui.web.quality.sets import Offered
from ui.web.texts import say


def overview(sets: Sequence[Offered], now: Now, kept: Sequence[Kept], zone: ZoneInfo) -> str:
    """Return the whole view."""
    return (
        f'<header class="q-head"><h2>{escape(say("quality.title"))}</h2>'
        f'<p class="q-lead">{escape(say("quality.lead"))}</p></header>'
        f"{offers(sets, busy=now.at_work)}{progress(now)}{runs(kept, zone)}"
    )
