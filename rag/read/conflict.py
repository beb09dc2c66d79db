"""Sentences of different days that answer otherwise: the newest first, older ones marked. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from rag.numbers import NUMBER_WORDS, numbers_in
from rag.question.nouns import Question, Recency
from rag.question.words import stop_words
from rag.read.corrected import corrects
from rag.read.holder import holds_office, office_asked
from rag.read.its_time import asks_what_held, of_its_time, stood_in
from rag.read.kinds import Kind, holds, kind_asked
from rag.read.picked import Picked
from rag.read.terms import overlap, stem, terms
from rag.text.fold import fold

DAY = 86_400  # seconds
BEHIND = 4.0  # how far behind the best one's order the newest of its rivals may lie
BESIDE = 1.0  # and how far behind it a rival in numbers stands at the most
AS_NEAR = 0.75  # share of the best one's words of the question that a rival must have around it
AS_CORRECTED = 0.5  # the same, of a rival that is a correction
AS_GOOD = 0.8  # share of the best statement's order that a newer one needs to go before it
_FIRST = r"had|first|originally|initially|before|until|used\s+to"
_THEN = re.compile(rf"\b(?:did|was|were|{_FIRST})\b", re.IGNORECASE)
# What happened is counted better later: only these ask for a number as it was told at first.
_AT_FIRST = re.compile(rf"\b(?:{_FIRST})\b", re.IGNORECASE)
_NAMED = (Kind.PERSON, Kind.PLACE, Kind.NAME)
_SHARES = frozenset({"%", "pp", "$", "€", "£", "¥", "th"})  # units of which no bare number is one
_NUMBERS = "|".join(sorted(NUMBER_WORDS, key=lambda word: -len(word)))
_MEASURE = re.compile(
    rf"[$€£¥]?(?P<number>\d[\d.,]*\d|\d|\b(?:{_NUMBERS})\b)"
    r"(?:[\s-]*(?:hundred|thousand|million|billion|trillion)\b|(?:[bmt]n|[bkm])\b)*"
    r"[\s-]*(?P<unit>%|[^\W\d_]+)?",
    re.IGNORECASE,
)


def newest_first(
    question: Question, scored: Sequence[Picked], weighted: Mapping[str, float]
) -> list[Picked]:
    """Return sentences, best first as they come, the newest number before older ones.

    Rivals of the best one are sentences of other articles that have as much of the question and
    give another answer of the same kind. Where a question asks how things stood at first, or names
    a date long past, their order stays, and so it does for names, unless they are told of as
    holding the office asked after; a correction leads in any case. Another number stands beside
    the first. Rivals older than what leads are marked so. ``weighted`` is term of the question ->
    what it weighs; ``scored`` is not empty.
    """
    rivals = _rivals(question, scored, weighted)
    if period := stood_in(question):
        best, *timely = of_its_time(period, (scored[0], *rivals), weighted)
        late = [one for one in (scored[0], *rivals) if not _is_among(one, (best, *timely))]
        rest = [one for one in scored if not _is_among(one, (best, *late))]
        scored, rivals = [best, *rest], _rivals(question, [best, *rest], weighted)
    best = lead = scored[0]
    if _asks_now(question) and (office := office_asked(question.text)):
        rivals = _holders(scored, office)
        lead = max((one for one in rivals if _is_older(best, one)), key=_printed, default=best)
    if _asks_newest(question) and kind_asked(question.text) not in _NAMED:
        newer = [one for one in rivals if _is_older(best, one)]
        lead = max(newer, key=_printed, default=best)
    righted = [one for one in rivals if corrects(one.piece) and not _is_older(one, lead)]
    lead = max(righted, key=_printed, default=lead)
    older = [one for one in (best, *rivals) if _is_older(one, lead, than_corrected=bool(righted))]
    rest = [one for one in scored if one is not lead]
    if kind_asked(question.text) is Kind.NUMBER:
        rest = _rival_first(rest, rivals, best.order - BESIDE)
    marked = (replace(one, older=True) if _is_among(one, older) else one for one in rest)
    return [replace(lead, order=best.order), *marked]


def _rival_first(rest: Sequence[Picked], rivals: Sequence[Picked], order: float) -> list[Picked]:
    """Return sentences, the first that gives another number before those that give none."""
    rival = next((one for one in rest if _is_among(one, rivals)), None)
    if rival is None:
        return list(rest)
    others = (one for one in rest if one is not rival)
    return [replace(rival, order=max(rival.order, order)), *others]


def _is_among(one: Picked, others: Sequence[Picked]) -> bool:
    return any(one.piece is other.piece for other in others)


def latest_said(question: Question, chosen: Sequence[Picked]) -> list[Picked]:
    """Return statements of one speaker, best first as they come, each older one marked so.

    Where a question asks what the speaker says now, the newest of those nearly as good leads.
    """
    lead = chosen[0]
    if _asks_now(question):
        good = [one for one in chosen if one.order >= AS_GOOD * lead.order]
        newer = [one for one in good if _is_older(lead, one)]
        lead = max(newer, key=_printed, default=lead)
    rest = (one for one in chosen if one is not lead)
    return [lead, *(replace(one, older=_is_older(one, lead)) for one in rest)]


def _rivals(
    question: Question, scored: Sequence[Picked], weighted: Mapping[str, float]
) -> list[Picked]:
    """Return what answers otherwise than the best one; a name with all words of the matter."""
    best = scored[0]
    named = kind_asked(question.text) in _NAMED
    matter = {term: weighted.get(term, 1.0) for term in terms(question.matter)}

    def near(one: Picked) -> float:
        text = one.piece.text if named else one.piece.near
        return overlap(matter if named else weighted, terms(text))

    least = near(best)

    def share(one: Picked) -> float:
        return 1.0 if named else AS_CORRECTED if corrects(one.piece) else AS_NEAR

    return [
        one
        for one in scored[1:]
        if best.order - one.order <= BEHIND
        and near(one) >= share(one) * least
        and _differ(question.text, best, one)
    ]


def _holders(scored: Sequence[Picked], office: str) -> list[Picked]:
    """Return where another than the best one's is told of as holding the office."""
    best = scored[0]
    return [
        one
        for one in scored[1:]
        if best.order - one.order <= BEHIND
        and set(terms(one.answer)).isdisjoint(terms(best.answer))
        and holds_office(one, office)
    ]


def _asks_now(question: Question) -> bool:
    """Return whether a question asks how things stand and not how they stood."""
    if stood_in(question):
        return False
    return question.recency is not Recency.NONE and not _THEN.search(question.text)


def _asks_newest(question: Question) -> bool:
    """Return whether the newest of differing numbers is wanted: what is so, or what happened.

    The dead of a flood are counted better later; what a rate was, is no longer so.
    """
    if asks_what_held(question.text):
        return _asks_now(question)
    return question.recency is not Recency.NONE and not _AT_FIRST.search(question.text)


def _differ(question: str, one: Picked, other: Picked) -> bool:
    """Return whether two sentences of different articles answer otherwise, of the same kind.

    Of numbers only those of the same thing are compared: percent with percent. Reasons and what
    is neither number nor name are not compared.
    """
    if one.piece.hit.passage.article.id == other.piece.hit.passage.article.id:
        return False
    kind = kind_asked(question)
    if kind in (Kind.NUMBER, Kind.OTHER):
        mine, theirs = _measures(one, question), _measures(other, question)
        return any(
            mine[unit].isdisjoint(theirs[its])
            for unit in mine
            for its in theirs
            if unit == its or ("" in (unit, its) and _SHARES.isdisjoint((unit, its)))
        )
    if kind not in _NAMED or not all(holds(each.answer, kind, question) for each in (one, other)):
        return False
    return set(terms(one.answer)).isdisjoint(terms(other.answer))


def _measures(one: Picked, question: str) -> dict[str, set[Decimal]]:
    """Return unit -> numbers, of the numbers in a sentence's answer that no question names.

    "7 people" and "seven people" are one number of people, "4.25%" and "4.25 percent" one share.
    A number that stands alone ("rose to 11 on Monday") has a blank unit: it may count anything.
    """
    found: defaultdict[str, set[Decimal]] = defaultdict(set)
    answer, asked = fold(one.answer), fold(question)
    for match in _MEASURE.finditer(one.piece.text):
        number = fold(match["number"])
        if any(number in word for word in answer.split()) and number not in asked.split():
            for told in numbers_in(match[0]):
                found[told.unit or _counted(match["unit"] or "")].add(told.value)
    return found


def _counted(word: str) -> str:
    plain = fold(word)
    return "" if plain in stop_words() else stem(plain)


def _is_older(one: Picked, other: Picked, *, than_corrected: bool = False) -> bool:
    """Return whether one was printed a day before the other, or, corrected by it, at all before."""
    mine, others = _day(one), _day(other)
    if mine is None or others is None:
        return False
    return others > mine if than_corrected else others - mine >= DAY


def _printed(one: Picked) -> int:
    return _day(one) or 0


def _day(one: Picked) -> int | None:
    """Return when a sentence was printed as it stands: a later state of an article is newer."""
    revision = one.piece.hit.passage.revision
    if revision.published is None:
        return None
    return revision.published.epoch if revision.number == 1 else revision.valid_from
