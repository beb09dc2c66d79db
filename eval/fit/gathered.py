"""Chooses what an epoch shows: each question beside texts that answer it and texts that nearly do.

The texts of one question stand together, so that the loss can compare their sentences (the
shared normalisation of Clark and Gardner, ACL 2018).
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eval.fit.changed import asked_otherwise, in_other_years, names_of, renamed, without_answer
from eval.fit.examples import Example
from rag.read.terms import terms
from rag.text.sentences import sentences

ANSWERING, SILENT = 2, 2  # texts of each kind beside a question, at most
NEAREST = 6  # other texts, by the question's words, of which the silent ones are chosen
OTHERWISE = 0.4  # share of answered questions that are asked with another detail, too
DROPPED = 0.15  # share beside the answering text without its answer, too
MOVED, RENAMED = 0.25, 0.25  # share of questions in other years, with another name
DATELESS = 0.3  # share of questions whose texts are shown without their dates
# share of the questions of an origin that an epoch shows; of the rest all
SHOWN = {"near": 0.5, "own": 0.4, "any_choice": 0.3}
CROPPED = 0.75  # share of long texts that are cut down
LONG, WINDOW = 120, 90  # words


@dataclass(frozen=True, slots=True)
class Gathering:
    """Examples by question; ``near`` holds texts, by question, that nearly answer it."""

    questions: tuple[tuple[Example, ...], ...]
    near: tuple[tuple[Example, ...], ...]
    names: dict[str, tuple[str, ...]]  # by topic
    every: tuple[str, ...]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Gathering:
        """Group the examples and find each question's near texts, once for all epochs."""
        by: dict[tuple[str, str, str], list[Example]] = defaultdict(list)
        for one in examples:
            by[one.origin, one.group, one.question].append(one)
        questions = tuple(map(tuple, by.values()))
        names: dict[str, set[str]] = defaultdict(set)
        for some in questions:
            names[some[0].near].update(names_of(some[0].question))
        every = sorted(set().union(*names.values()))
        return cls(
            questions,
            _near(questions, examples),
            {near: tuple(sorted(own)) for near, own in names.items()},
            tuple(every),
        )

    def epoch(self, seed: int) -> list[list[Example]]:
        """Return the questions in any order, each as the examples that are read together."""
        chance = random.Random(seed)  # noqa: S311  no secret
        found = []
        for some, near in zip(self.questions, self.near, strict=True):
            if chance.random() > SHOWN.get(some[0].origin, 1.0):
                continue
            shown = _shown(some, near, chance)
            names = self._names(some[0], chance)
            answered = [one for one in shown if one.spans]
            if answered and chance.random() < OTHERWISE:
                other = asked_otherwise(chance.choice(answered), names, chance)
                found += [[_as_shown(other, chance)]] if other else []
            if chance.random() < RENAMED:
                shown = renamed(shown, self.every, chance)
            if chance.random() < MOVED:
                shown = in_other_years(shown, chance)
            if chance.random() < DATELESS:
                shown = [replace(one, date="") for one in shown]
            found.append([_as_shown(one, chance) for one in shown])
        chance.shuffle(found)
        return found

    def _names(self, one: Example, chance: random.Random) -> Sequence[str]:
        own = self.names[one.near]
        return own if len(own) > 2 and chance.random() < 0.6 else self.every


def _shown(
    some: Sequence[Example], near: Sequence[Example], chance: random.Random
) -> list[Example]:
    answered = [one for one in some if one.spans]
    silent = [one for one in some if not one.spans] or (list(near) if answered else [])
    shown = chance.sample(answered, min(len(answered), chance.randint(1, ANSWERING)))
    if shown and chance.random() < DROPPED and (other := without_answer(shown[0])):
        shown.append(other)
    return shown + chance.sample(silent, min(len(silent), SILENT))


def _as_shown(one: Example, chance: random.Random) -> Example:
    """Return an example whose text, if long, may be cut to a run of its sentences."""
    if len(one.text.split()) < LONG or chance.random() > CROPPED:
        return one
    found = sentences(one.text, "en")
    inside = [
        row
        for row, span in enumerate(found)
        if any(span.start <= start and end <= span.end for start, end in one.spans)
    ]
    if one.spans and not inside:
        return one
    first = last = chance.choice(inside) if inside else chance.randrange(len(found))
    while found[last].end - found[first].start < WINDOW * 6 and (first, last) != (
        0,
        len(found) - 1,
    ):
        if (chance.random() < 0.6 and first) or last == len(found) - 1:
            first -= 1
        else:
            last += 1
    start, end = found[first].start, found[last].end
    spans = [(a - start, b - start) for a, b in one.spans if start <= a and b <= end]
    return replace(one, text=one.text[start:end], spans=tuple(spans))


def _near(
    questions: Sequence[Sequence[Example]], examples: Sequence[Example]
) -> tuple[tuple[Example, ...], ...]:
    """Return for each answered question that has no silent text those with most of its words."""
    pools: dict[tuple[str, str], dict[str, Example]] = defaultdict(dict)
    for one in examples:
        pools[_pool(one)].setdefault(one.text, one)
    words = {text: set(terms(text)) for pool in pools.values() for text in pool}
    often = Counter(word for some in words.values() for word in some)
    rare = {word: math.log(len(words) / count) for word, count in often.items()}
    found: list[tuple[Example, ...]] = []
    for some in questions:
        if not any(one.spans for one in some) or not all(one.spans for one in some):
            found.append(())
            continue
        asked = set(terms(some[0].question))
        answers = {one.text[a:b].casefold() for one in some for a, b in one.spans}
        own = {one.text for one in some}
        pool = pools[_pool(some[0])]
        by = sorted(pool, key=lambda text: -sum(rare[w] for w in asked & words[text]))
        others = [
            text
            for text in by[: NEAREST * 4]
            if text not in own and not any(answer in text.casefold() for answer in answers)
        ]
        found.append(
            tuple(
                replace(some[0], title=pool[t].title, text=t, date=pool[t].date, spans=())
                for t in others[:NEAREST]
            )
        )
    return tuple(found)


def _pool(one: Example) -> tuple[str, str]:
    """Name the texts a question may be put beside: of one subject where texts have subjects."""
    return (one.origin, one.near if one.origin == "paragraphs" else "")
