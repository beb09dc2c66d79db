"""Makes near misses of what a text answers: one detail of the question or the text changed.

A question that asks for another year, person or edition is no longer answered; a text that has
lost the answering sentence does not answer, either. The same other name or year in question
and text is answered as before: what counts is that the details match.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from eval.fit.examples import Example
from rag.question.names import names_in
from rag.text.sentences import sentences

TRIES = 6  # names looked at for one that the text does not have
YEARS = 4  # how far a year is moved, at most
# each stands for the others of its row, where the text has not got them
EXCHANGED: tuple[tuple[str, ...], ...] = (
    ("men's", "women's"),
    ("men", "women"),
    ("first", "second", "third", "fourth", "fifth", "last"),
    ("spring", "summer", "autumn", "winter"),
    ("home", "away"),
    ("north", "south", "east", "west"),
    ("northern", "southern", "eastern", "western"),
    ("highest", "lowest"),
    ("largest", "smallest"),
    ("gold", "silver", "bronze"),
    ("opening", "closing"),
    ("previous", "next"),
    ("oldest", "youngest"),
    ("junior", "senior"),
    ("final", "semi-final", "quarter-final"),
    ("mother", "father"),
    ("son", "daughter"),
    ("wife", "husband"),
    ("brother", "sister"),
    ("killed", "injured", "arrested", "rescued"),
    ("revenue", "profit", "debt"),
    ("director", "writer", "composer", "producer"),
    ("captain", "coach", "goalkeeper", "president"),
    ("mayor", "governor", "treasurer"),
    ("chairman", "treasurer", "secretary"),
    ("started", "ended"),
    ("begin", "end"),
    ("born", "buried"),
    ("bought", "sold"),
    ("open", "close"),
    ("cost", "weigh"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    (
        *("January", "February", "March", "April", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
)
_YEAR = re.compile(r"(?<![\w$£€.,])(?:19|20)\d\d(?![\w%]|[.,]\d)")
_NUMBER = re.compile(r"(?<![\w$£€.,-])\d{1,3}(?![\w%-]|[.,]\d)")
_ROWS = {word.casefold(): row for row in EXCHANGED for word in row}
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def asked_otherwise(one: Example, names: Sequence[str], chance: random.Random) -> Example | None:
    """Return an answered example's question with one detail changed, or None: nothing to change.

    ``names`` may stand in for one in the question. The text holds nothing of what is asked now.
    """
    ways: list[Callable[[], str | None]] = [
        lambda: _other_year(one, chance),
        lambda: _other_word(one, chance),
        lambda: _other_number(one, chance),
    ]
    chance.shuffle(ways)
    ways.insert(chance.choice((0, 1, 3, 3)), lambda: _other_name(one, names, chance))
    for way in ways:
        if question := way():
            return replace(one, question=question, spans=())
    return None


def without_answer(one: Example) -> Example | None:
    """Return the example without its answering sentences; None if little is left."""
    left = [
        span.of(one.text)
        for span in sentences(one.text, "en")
        if not any(span.start < end and start < span.end for start, end in one.spans)
    ]
    text = " ".join(left)
    answers = [one.text[start:end].casefold() for start, end in one.spans]
    if len(text.split()) < 15 or any(answer in text.casefold() for answer in answers):
        return None
    return replace(one, text=text, spans=())


def in_other_years(some: Sequence[Example], chance: random.Random) -> list[Example]:
    """Return the examples with every year, the dates' too, moved by the same number."""
    by = chance.choice([n for n in range(-9, 7) if n])

    def moved(text: str) -> str:
        return _YEAR.sub(lambda match: str(min(max(int(match[0]) + by, 1900), 2099)), text)

    return [
        replace(
            one,
            question=moved(one.question),
            title=moved(one.title),
            text=moved(one.text),
            date=moved(one.date).replace("-02-29", "-02-28"),  # in no other year, perhaps
        )
        for one in some
    ]


def renamed(some: Sequence[Example], names: Sequence[str], chance: random.Random) -> list[Example]:
    """Return one question's examples with a name of the question another one throughout."""
    own = names_of(some[0].question)
    if not own or not names:
        return list(some)
    old, new = chance.choice(own), chance.choice(names)
    if len(old.split()) != len(new.split()) or any(new in one.text for one in some):
        return list(some)
    swaps = [(old, new)]
    if " " in old:
        swaps.append((old.split()[-1], new.split()[-1]))
    found = [_renamed(one, swaps) for one in some]
    return [one for one in found if one] if all(found) else list(some)


def names_of(question: str) -> list[str]:
    """Return the names in a question, as they stand there."""
    return [one.span.of(question) for one in names_in(question)]


def _renamed(one: Example, swaps: Sequence[tuple[str, str]]) -> Example | None:
    for old, new in swaps:
        pattern = re.compile(rf"(?<![\w-]){re.escape(old)}(?![\w-])")
        places = [match.span() for match in pattern.finditer(one.text)]
        spans = []
        for start, end in one.spans:
            before = sum(1 for _, stop in places if stop <= start)
            within = sum(1 for at, stop in places if start <= at and stop <= end)
            if any(at < start < stop or at < end < stop for at, stop in places):
                return None
            longer = len(new) - len(old)
            spans.append((start + before * longer, end + (before + within) * longer))
        one = replace(
            one,
            question=pattern.sub(new.replace("\\", ""), one.question),
            title=pattern.sub(new.replace("\\", ""), one.title),
            text=pattern.sub(new.replace("\\", ""), one.text),
            spans=tuple(spans),
        )
    return one


def _other_year(one: Example, chance: random.Random) -> str | None:
    found = list(_YEAR.finditer(one.question))
    if not found:
        return None
    match = chance.choice(found)
    year = int(match[0]) + chance.choice([n for n in range(-YEARS, YEARS + 1) if n])
    if str(year) in f"{one.date} {one.title} {one.text} {one.question}":
        return None
    return _put(one.question, match, str(year))


def _other_number(one: Example, chance: random.Random) -> str | None:
    found = [match for match in _NUMBER.finditer(one.question) if match[0] in one.text]
    if not found:
        return None
    match = chance.choice(found)
    number = str(max(1, int(match[0]) + chance.choice((-3, -2, -1, 1, 2, 3, 5))))
    if number == match[0] or re.search(rf"\b{number}\b", f"{one.title} {one.text}"):
        return None
    return _put(one.question, match, number)


def _other_word(one: Example, chance: random.Random) -> str | None:
    matches = [m for m in _WORD.finditer(one.question) if m[0].casefold() in _ROWS]
    if not matches:
        return None
    match = chance.choice(matches)
    row = _ROWS[match[0].casefold()]
    around = f"{match[0]} {one.title} {one.text}"
    others = [
        w for w in row if not re.search(rf"(?<!\w){re.escape(w)}(?!\w)", around, re.IGNORECASE)
    ]
    if not others:
        return None
    word = chance.choice(others)
    return _put(one.question, match, word.capitalize() if match[0][0].isupper() else word)


def _other_name(one: Example, names: Sequence[str], chance: random.Random) -> str | None:
    around = f"{one.title} {one.text}"
    own = [name for name in names_of(one.question) if name.split()[-1] in around]
    if not own or not names:
        return None
    old = chance.choice(own)
    for _ in range(TRIES):
        new = chance.choice(names)
        alike = len(new.split()) == len(old.split())
        if alike and new not in one.question and new.split()[-1] not in around:
            return one.question.replace(old, new, 1)
    return None


def _put(text: str, match: re.Match[str], word: str) -> str:
    return text[: match.start()] + word + text[match.end() :]
