"""How this room writes times, figures and what a run was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from eval.summary import Estimate
from rag.errors import UsageError
from rag.question.dates import day_end, day_of, parse_asked_at
from ui.export.permalink import Asking, build
from ui.web import when
from ui.web.ask.form import Form
from ui.web.escape import attribute, escape, isolated, plain
from ui.web.texts import count, number, say

_MINUTE = 60  # seconds


def began(text: str, zone: ZoneInfo) -> str:
    """Return when a run began, as "30 November 2024, 14:05:09 UTC": its name to a reader."""
    return _moment(text, zone, seconds=True)


def asked_on(text: str | None, zone: ZoneInfo) -> str:
    """Return when a question was asked, by the day where that was its last second."""
    epoch = _epoch(text or "", zone)
    if epoch is None:
        return plain(text or "")
    return when.day(epoch, zone) if _is_day(epoch, zone) else _moment(text or "", zone)


def question(text: str, asked_at: str | None, zone: ZoneInfo) -> str:
    """Return a question as a link that asks it again, as of the same time."""
    epoch = _epoch(asked_at or "", zone)
    as_of = ""
    if epoch is not None:
        as_of = day_of(epoch, zone).isoformat() if _is_day(epoch, zone) else asked_at or ""
    address = build(Asking(text, Form(as_of=as_of)), "./")
    return f'<a href="{attribute(address)}">{isolated(plain(text))}</a>'


def lasting(seconds: float) -> str:
    """Return "40 s" or "12 min"."""
    if seconds < 2 * _MINUTE:
        return say("quality.seconds", count=number(max(1, round(seconds))))
    return say("quality.minutes", count=number(round(seconds / _MINUTE)))


def figure(estimate: Estimate | None) -> str:
    """Return a measure's value as HTML, a dash where it has none."""
    if estimate is None:
        return f'<span class="none">{escape("–")}</span>'
    return number(estimate.value, 3)


def spread(estimate: Estimate) -> str:
    """Return a 95% interval as HTML."""
    return f"{number(estimate.low, 2)}–{number(estimate.high, 2)}"


def tags(about: Mapping[str, Any]) -> str:
    """Return what sets a run apart from a plain one, as small labels."""
    told = []
    if about.get("as_of") == "now":
        told.append(say("quality.tag_now"))
    if contexts := about.get("contexts"):
        told.append(say("quality.tag_contexts", name=contexts))
    if isinstance(limit := about.get("limit"), int) and limit:
        told.append(count("quality.tag_limit", limit))
    if about.get("search_only"):
        told.append(say("quality.tag_search"))
    return "".join(f' <span class="q-tag">{escape(plain(one))}</span>' for one in told)


def made_with(about: Mapping[str, Any]) -> str:
    """Return the settings and the code of a run, shortened; whole under the pointer."""
    made = about["provenance"]
    settings, commit = str(made["settings_sha256"]), made["commit"]
    pairs = [("quality.settings", settings, settings[:7])]
    if commit:
        dirty = "+" * str(commit).endswith("-dirty")
        pairs.append(("quality.code", str(commit), f"{str(commit)[:7]}{dirty}"))
    return " ".join(
        f'<span class="q-made" title="{attribute(say(key, sum=whole))}">'
        f"{escape(say(key, sum=short))}</span>"
        for key, whole, short in pairs
    )


def _epoch(text: str, zone: ZoneInfo) -> int | None:
    try:
        return parse_asked_at(text, zone)
    except UsageError:
        return None


def _moment(text: str, zone: ZoneInfo, *, seconds: bool = False) -> str:
    """Return an ISO time in a zone's own; as it stands where it is none."""
    epoch = _epoch(text, zone)
    local = None if epoch is None else when.local(epoch, zone)
    if epoch is None or local is None:
        return plain(text)
    return when.day_at(local, seconds=seconds, named=True)


def _is_day(epoch: int, zone: ZoneInfo) -> bool:
    return epoch == day_end(day_of(epoch, zone), zone)
