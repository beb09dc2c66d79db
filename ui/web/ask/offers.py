"""Questions that the archive can answer, beside one that it could not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from rag.browse import Browse
from rag.domain import Abstained, Citation
from rag.errors import DatelineError
from rag.question.names import names_in
from rag.question.parts import Part
from rag.question.reworded import reworded
from ui.web.ask.evidence import headline
from ui.web.ask.exchange import NO_OFFERS, Offers
from ui.web.ask.form import Wanted
from ui.web.desk import Desk
from ui.web.escape import plain
from ui.web.texts import say

MOST: Final = 3  # questions offered
_TRIED: Final = 6  # questions asked to find them: a second or so, while the abstention stands
_LONGEST: Final = 90  # characters of a headline that make a readable question


def offers(desk: Desk, answer: Abstained, wanted: Wanted) -> Offers:
    """Return up to three questions, each of which the desk answers within the same limits.

    They are near what was asked; where nothing is, as with letters that are no words, they are
    of what was printed last.
    """
    try:
        for near, candidates in ((True, _near(desk, answer)), (False, _newest(desk, wanted))):
            if found := _answered(desk, candidates, wanted):
                return Offers(found, near)
    except DatelineError:  # the next question will say what is wrong
        pass
    return NO_OFFERS


def _answered(desk: Desk, candidates: Iterable[str], wanted: Wanted) -> tuple[str, ...]:
    """Return the first few of the candidates that the desk answers."""
    tried = islice(dict.fromkeys(candidates), _TRIED)
    known = (
        text
        for text in tried
        if desk.can_answer(text, asked_at=wanted.asked_at, filters=wanted.filters)
    )
    return tuple(islice(known, MOST))


def _near(desk: Desk, answer: Abstained) -> Iterator[str]:
    """Yield questions worth trying: the same of who is heard near it, then its headlines."""
    question, nearest = answer.question, desk.related(answer)
    speakers = _apart(name for one in nearest for name in _speakers(desk, one))
    if question.speaker is not None and question.matter:
        for name in speakers:
            text = reworded(question.text, Part.SPEAKER, name)
            yield text[:1].upper() + text[1:]
    yield from _about(headline(one.passage.revision) for one in nearest)
    for name in speakers:
        yield say("ask.what_said", speaker=name)


def _newest(desk: Desk, wanted: Wanted) -> Iterator[str]:
    """Yield questions about what was printed last, by the time asked."""
    filters, until = wanted.filters, wanted.asked_at
    if until is not None and (filters.end is None or until < filters.end):
        filters = replace(filters, end=until)
    rows = desk.listed(Browse(filters=filters), limit=_TRIED)
    yield from _about(plain(row.title or "") for row in rows)


def _about(titles: Iterable[str]) -> Iterator[str]:
    for title in dict.fromkeys(one.rstrip(" .!?") for one in titles):
        if title and len(title) <= _LONGEST:
            yield say("ask.known_about", headline=title)


def _apart(names: Iterable[str]) -> list[str]:
    """Return each name once: "Margus Tsahkna of Estonia" is nobody new."""
    told: list[str] = []
    for name in names:
        if not any(name in other or other in name for other in told):
            told.append(name)
    return told


def _speakers(desk: Desk, near: Citation) -> Iterator[str]:
    """Yield who is heard in a passage, by the names that the article gives them."""
    for one in desk.statements(near.passage.revision):
        name = plain(one.name)
        inside = one.sentence.start < near.span.end and near.span.start < one.sentence.end
        if inside and names_in(f"and {name}"):  # "One of them" is nobody to ask about
            yield name
