"""Questions that the archive can answer, near one that it could not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from rag.domain import Abstained, Citation
from rag.errors import DatelineError
from rag.question.names import names_in
from rag.question.parts import Part
from rag.question.reworded import reworded
from ui.web.ask.evidence import headline
from ui.web.ask.form import Wanted
from ui.web.desk import Desk
from ui.web.escape import plain
from ui.web.texts import say

MOST: Final = 3  # questions offered
_TRIED: Final = 6  # questions asked to find them: a second or so, while the abstention stands
_LONGEST: Final = 90  # characters of a headline that make a readable question


def offers(desk: Desk, answer: Abstained, wanted: Wanted) -> tuple[str, ...]:
    """Return up to three questions, each of which the desk answers within the same limits."""
    found: list[str] = []
    candidates = dict.fromkeys(_candidates(desk, answer))
    for text in list(candidates)[:_TRIED]:
        try:
            if desk.can_answer(text, asked_at=wanted.asked_at, filters=wanted.filters):
                found.append(text)
        except DatelineError:
            break  # the next question will say what is wrong
        if len(found) == MOST:
            break
    return tuple(found)


def _candidates(desk: Desk, answer: Abstained) -> Iterator[str]:
    """Yield questions worth trying: the same of who is heard near it, then its headlines."""
    question = answer.question
    speakers = _apart(name for one in answer.nearest for name in _speakers(desk, one))
    if question.speaker is not None and question.matter:
        for name in speakers:
            text = reworded(question.text, Part.SPEAKER, name)
            yield text[:1].upper() + text[1:]
    titles = [headline(one.passage.revision).rstrip(" .!?") for one in answer.nearest]
    for title in dict.fromkeys(titles):
        if len(title) <= _LONGEST:
            yield say("ask.known_about", headline=title)
    for name in speakers:
        yield say("ask.what_said", speaker=name)


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
