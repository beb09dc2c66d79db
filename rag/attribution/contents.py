"""The words that each report of a sentence gives to its speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.attribution import cues
from rag.attribution.cues import Form, words
from rag.attribution.phrases import Phrase, subject_after
from rag.attribution.reports import ACCORDING, DASHES, Report
from rag.attribution.times import time_end
from rag.attribution.tokens import Kind, Token

_NEW_CLAUSE = words("and but while whereas as though although ;")


def with_content(items: Sequence[Token], found: Sequence[Report]) -> Iterator[Report]:
    """Yield the reports that stand on their own, each with the words it gives to its speaker.

    A report inside another's clause ("Riga said Vilnius had said so") is that other's words,
    unless the outer one only relays: "the BBC reported that Tsahkna said ...".
    """
    outer: Report | None = None
    for index, report in enumerate(found):
        if outer is not None and _embedded(items, outer, report):
            continue
        limit = next((r for r in found[index + 1 :] if not _inside(items, report, r)), None)
        yield _filled(items, report, outer, limit)
        outer = report


def _embedded(items: Sequence[Token], outer: Report, inner: Report) -> bool:
    return outer.verb.lemma not in cues.RELAYS and _inside(items, outer, inner)


def _inside(items: Sequence[Token], outer: Report, inner: Report) -> bool:
    """Whether a report stands in another's clause; a comma or conjunction begins a new one."""
    if inner.speaker is None or inner.left <= outer.at:
        return False
    before = items[inner.left - 1]
    if before.low in _NEW_CLAUSE or before.kind is Kind.QUOTATION or before.low == ",":
        return False
    return not any(t.kind is Kind.QUOTATION for t in items[outer.right : inner.left])


def _filled(
    items: Sequence[Token], report: Report, earlier: Report | None, later: Report | None
) -> Report:
    floor = earlier.right if earlier else 0
    limit = len(items)
    if later is not None:
        limit = later.left if later.left > report.at else later.at
    if report.quotations:  # found with the report
        return report
    around = (_quoted_before(items, report, floor), _quoted_after(items, report, limit))
    if quoted := tuple(at for at in around if at is not None):
        return replace(report, quotations=quoted)
    return report if report.bare else replace(report, clause=_clause(items, report, floor, limit))


def _quoted_before(items: Sequence[Token], report: Report, floor: int) -> int | None:
    at = report.left - 1
    while at >= floor and items[at].low in DASHES | {",", "as"}:
        at -= 1
    if at < floor or items[at].kind is not Kind.QUOTATION:
        return None
    return None if _is_title(items, at) else at


def _is_title(items: Sequence[Token], at: int) -> bool:
    """Whether a quotation names a programme or a song: 'on "The Late Show," Lind said'."""
    before = items[at - 1] if at else None
    return (
        items[at].spoken == 0
        and before is not None
        and (before.possessive or before.low in cues.PREPOSITIONS | cues.JOINING | cues.DETERMINERS)
    )


def _quoted_after(items: Sequence[Token], report: Report, limit: int) -> int | None:
    for at in range(report.right, min(limit, report.right + 16, len(items))):
        if items[at].kind is Kind.QUOTATION:
            before = items[at - 1].low
            near = at <= report.right + 1 or before in (",", ":", "that", "as")
            return at if near or report.verb.lemma == "call" else None
    return None


def _clause(items: Sequence[Token], report: Report, floor: int, limit: int) -> Phrase | None:
    after = _clause_after(items, report, limit)
    before = _clause_before(items, report, floor)
    if after is not None and items[after.lo - 1].low == "that":
        return after
    if before is None or after is None:
        return after or before
    if _only_when(items, after):
        return before
    aside = report.right < limit and items[report.right].low == ","
    if aside or report.at < report.left + 1 < report.right - 1:  # ", he said," and ", said he"
        return max(before, after, key=lambda phrase: phrase.hi - phrase.lo)
    return after


def _clause_after(items: Sequence[Token], report: Report, limit: int) -> Phrase | None:
    lo, hi = report.right, limit
    that = next((k for k in range(lo, min(lo + 9, hi)) if items[k].low == "that"), None)
    if that is not None and not any(items[k].low == "," for k in range(lo, that)):
        lo = that + 1
    elif report.verb.lemma in cues.ADDRESSED and (whom := subject_after(items, lo)):
        lo = whom.hi
    if report.at > 0 and items[report.at - 1].low in ("who", "which"):
        hi = next((k for k in range(lo, hi) if items[k].low == ","), hi)
    lo = time_end(items, lo)
    while lo < hi and items[lo].low in (",", ":"):
        lo += 1
    while hi > lo and (items[hi - 1].kind is Kind.MARK or items[hi - 1].low in _NEW_CLAUSE):
        hi -= 1
    return Phrase(lo, hi) if lo < hi else None


def _clause_before(items: Sequence[Token], report: Report, floor: int) -> Phrase | None:
    hi = report.left
    if hi <= floor + 1 or report.verb.form is Form.PARTICIPLE or report.speaker is None:
        return None
    if report.verb is not ACCORDING and items[hi - 1].low not in DASHES | {","}:
        return None
    while hi > floor and items[hi - 1].kind is Kind.MARK:
        hi -= 1
    return Phrase(floor, hi) if floor < hi else None


def _only_when(items: Sequence[Token], clause: Phrase) -> bool:
    """Whether a phrase tells only when or how: "in an interview on Monday", "smiling"."""
    first = items[clause.lo]
    return (
        first.low in cues.PREPOSITIONS
        or first.low in ("as", "while", "when")
        or (first.kind is Kind.WORD and first.low.endswith("ing") and len(first.low) > 4)
    )


def tells_nothing(items: Sequence[Token], report: Report) -> bool:
    """Whether nothing is reported behind a cue: "Lind said." or "Lind said, smiling."."""
    if report.clause is None or report.right >= len(items):
        return True
    return items[report.right].low == "," or _only_when(items, report.clause)
