"""The questions of a run: what was wanted and what was shown, those that went wrong first. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from eval.compare_report import wanted
from eval.finished import Quote, Record, Wanted
from eval.judge import Verdict
from eval.report_cases import FINE, SHOWN_CASES, verdict_class
from eval.wording import TO_READ
from rag.domain import Span
from ui.export.permalink import Reading, build
from ui.web import english
from ui.web.escape import attribute, escape, isolated, plain
from ui.web.quality.words import asked_on, question
from ui.web.retold import RETOLD
from ui.web.texts import count, number, say

_ARTICLE = re.compile(r"[0-9a-f]{16}")
LONGEST = 320  # characters of a quotation that are shown
WRONG = "to-read"  # stands for every verdict that is to be read, where one is chosen
_ORDER = {verdict.value: at for at, verdict in enumerate((*TO_READ, *FINE))}
_TO_READ = {verdict.value for verdict in TO_READ}
_NEAREST = {Verdict.REFUSED.value, Verdict.WRONGLY_REFUSED.value}


def cases(records: Sequence[Record], ids: Mapping[str, str], zone: ZoneInfo) -> str:
    """Return the questions; those that went right are hidden until they are chosen.

    Of each verdict at most ``SHOWN_CASES``; all are in results.jsonl. ``ids`` maps external ids
    to the home's own.
    """
    judged = [record for record in records if record.judged.verdict in _ORDER]
    if not judged:
        return ""
    judged.sort(key=lambda record: _ORDER[record.judged.verdict])
    counts = Counter(record.judged.verdict for record in judged)
    shown = _first_of_each(judged)
    wrong = sum(counts[value] for value in _TO_READ)
    items = "".join(_case(record, ids, zone) for record in shown)
    hidden = len(judged) - len(shown)
    more = f'<p class="q-soft">{escape(count("quality.more", hidden))}</p>' if hidden else ""
    none = "" if wrong else f'<p class="q-soft q-none">{escape(say("quality.none_wrong"))}</p>'
    return (
        f'<section class="q-cases"><h2>{escape(say("quality.wrong", count=number(wrong)))}</h2>'
        f"{_choices(counts, shown, wrong)}{none}{items}{more}</section>"
    )


def tag(verdict: str) -> str:
    """Return a verdict as a small label of its colour."""
    known = verdict_class(Verdict(verdict)) if verdict in _ORDER else "unjudged"
    return f'<span class="tag {known}">{escape(RETOLD(plain(verdict)))}</span>'


def quotations(record: Record) -> str:
    """Return what a question was shown: an answer's quotations, else what lay nearest."""
    shown = record.citations or record.nearest
    exact = (*record.judged.exact, *(True for _ in shown))
    return "".join(_quote(one, exact=ok) for one, ok in zip(shown, exact, strict=False))


def _first_of_each(judged: Sequence[Record]) -> list[Record]:
    taken = Counter[str]()
    shown = []
    for record in judged:
        taken[record.judged.verdict] += 1
        if taken[record.judged.verdict] <= SHOWN_CASES:
            shown.append(record)
    return shown


def _choices(counts: Mapping[str, int], shown: Sequence[Record], wrong: int) -> str:
    verdicts: list[tuple[str, str, int]] = [(WRONG, say("quality.all_wrong"), wrong)]
    verdicts += [(verdict_class(Verdict(value)), RETOLD(value), n) for value, n in counts.items()]
    verdicts.append(("", say("quality.all"), sum(counts.values())))
    types = Counter(record.type for record in shown)
    chosen = _select("q-verdict", say("quality.by_verdict"), verdicts)
    if len(types) > 1:
        every = [("", say("quality.all_types"), len(shown))]
        by_type = [(plain(name), plain(name), n) for name, n in sorted(types.items())]
        chosen += _select("q-type", say("quality.by_type"), every + by_type)
    return f'<div class="q-choices">{chosen}</div>'


def _select(name: str, label: str, options: Sequence[tuple[str, str, int]]) -> str:
    listed = "".join(
        f'<option value="{attribute(value)}">{escape(words)} ({number(n)})</option>'
        for value, words, n in options
    )
    return f'<label>{escape(label)} <select name="{name}">{listed}</select></label>'


def _case(record: Record, ids: Mapping[str, str], zone: ZoneInfo) -> str:
    verdict = record.judged.verdict
    told = [isolated(plain(record.id)), isolated(plain(record.type))]
    if record.asked_at:
        told.append(escape(say("quality.asked", day=asked_on(record.asked_at, zone))))
    if record.score is not None:
        told.append(escape(say("quality.score", score=number(record.score, 3))))
    if record.judged.ranking is None and record.status in ("answered", "abstained"):
        told.append(escape(say("quality.follow_up")))
    hidden = " hidden" * (verdict not in _TO_READ)
    entries = "".join(
        f"<dt>{escape(name)}</dt><dd>{content}</dd>" for name, content in _entries(record, ids)
    )
    class_ = verdict_class(Verdict(verdict))
    wrong = f" {WRONG}" * (verdict in _TO_READ)
    return (
        f'<article class="q-case" data-verdict="{class_}{wrong}"'
        f' data-type="{attribute(record.type)}"{hidden}>'
        f"<h3>{question(record.question, record.asked_at, zone)}</h3>"
        f'<p class="q-soft q-small">{tag(verdict)} {" · ".join(told)}</p>'
        f"<dl>{entries}</dl></article>"
    )


def _entries(record: Record, ids: Mapping[str, str]) -> list[tuple[str, str]]:
    judged = record.judged
    entries: list[tuple[str, str]] = [
        (say("quality.wanted"), isolated(plain(wanted(record, RETOLD))))
    ]
    if judged.wanted:
        listed = "".join(
            f"<li>{_wanted(one, ids, ranked=judged.ranking is not None)}</li>"
            for one in judged.wanted
        )
        entries.append((say("quality.wanted_in"), f"<ul>{listed}</ul>"))
    if record.reason:
        said = f"<bdi{english.foreign()}>{escape(plain(record.reason))}</bdi>"
        entries.append((say("quality.said"), said))
    if quotes := quotations(record):
        nearest = judged.verdict in _NEAREST
        entries.append((say("quality.nearest" if nearest else "quality.quoted"), quotes))
    return entries


def _wanted(one: Wanted, ids: Mapping[str, str], *, ranked: bool) -> str:
    title = plain(one.title or one.external_id)
    id_ = ids.get(one.external_id)
    named = isolated(title)
    if id_ is not None:
        named = f'<a class="read" href="{attribute(build(Reading(id_), "./"))}">{named}</a>'
    if not ranked:
        return named
    place = say("quality.not_found") if one.rank is None else say("quality.rank", rank=one.rank)
    return f'{named} <span class="q-soft">{escape(place)}</span>'


def _quote(one: Quote, *, exact: bool) -> str:
    told = [isolated(plain(one.publisher or "") or say("article.no_publisher")), _article(one)]
    if one.speaker:
        told.append(escape(say("quality.speaker", name=plain(one.speaker))))
    if not exact:
        told.append(f'<b class="q-bad">{escape(say("quality.not_exact"))}</b>')
    text = plain(one.quote)
    if len(text) > LONGEST:  # what lay nearest is shown by the passage; the reader has all of it
        text = f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
    return f'<blockquote dir="auto">{escape(text)}<footer>{", ".join(told)}</footer></blockquote>'


def _article(one: Quote) -> str:
    title = isolated(plain(one.title or "") or say("quality.no_title"))
    if not _ARTICLE.fullmatch(one.article_id) or not 0 <= one.start < one.end:
        return title
    place = Reading(one.article_id, one.revision, Span(one.start, one.end))
    return f'<a class="read" href="{attribute(build(place, "./"))}">{title}</a>'
