"""Answers of every shape, drawn by hypothesis, and a clock that a test sets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Citation,
    Coverage,
    NewsTime,
    Passage,
    Precision,
    Reason,
    ReasonCode,
    Sentence,
    Span,
)
from rag.question.nouns import Filters, Named, Question, Recency
from tests.rag.evidence import ASKED_AT, passage

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
NAMES = st.none() | WORDS.filter(bool)
TIMES = st.integers(-60_000_000_000, 250_000_000_000)  # epoch seconds of the years 68 to 9892
SHARES = st.floats(0, 1).map(lambda share: round(share, 6))


FILTERS = st.builds(
    Filters,
    publishers=st.lists(WORDS, max_size=2).map(tuple),
    languages=st.lists(WORDS, max_size=2).map(tuple),
    start=st.none() | TIMES,
    end=st.none() | TIMES,
    articles=st.none() | st.frozensets(WORDS, max_size=3),
)


@dataclass
class Hands:
    """A clock whose hands a test moves."""

    now: int = ASKED_AT

    def __call__(self) -> int:
        return self.now


@st.composite
def news_times(draw: st.DrawFn) -> NewsTime:
    if draw(st.booleans()):
        day = draw(st.dates()).isoformat()
        return NewsTime(draw(TIMES), Precision.DAY, day)
    return NewsTime(draw(TIMES), Precision.SECOND, draw(WORDS))


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    body = draw(WORDS.filter(bool))
    start = draw(st.integers(0, len(body) - 1))
    one = passage(
        body,
        id_=draw(st.integers(1, 9)),
        title=draw(NAMES),
        publisher=draw(NAMES),
        byline=draw(NAMES),
        url=draw(NAMES),
        external_ids=tuple(draw(st.lists(WORDS, max_size=2))),
        number=draw(st.integers(1, 5)),
        published=draw(st.none() | news_times()),
    )
    return replace(one, span=Span(start, draw(st.integers(start + 1, len(body)))))


@st.composite
def citations(draw: st.DrawFn) -> tuple[Citation, ...]:
    found = draw(st.lists(passages(), max_size=3))
    copies = tuple(draw(st.lists(passages(), max_size=1)))
    return tuple(
        Citation(n, one, one.span, one.text, draw(NAMES), copies)
        for n, one in enumerate(found, start=1)
    )


@st.composite
def questions(draw: st.DrawFn) -> Question:
    subject = draw(NAMES)
    return Question(
        draw(WORDS.filter(lambda text: text.isprintable() and text.strip())),
        draw(TIMES),
        draw(FILTERS),
        inferred=Filters(publishers=tuple(draw(st.lists(WORDS, max_size=2))), start=draw(TIMES)),
        dated=draw(WORDS),
        subject=None if subject is None else Named(subject, (subject, "another form")),
        matter=draw(WORDS),
        quoted=draw(NAMES),
        recency=draw(st.sampled_from(Recency)),
        follow_up_of=draw(NAMES),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    question, cited, score = draw(questions()), draw(citations()), draw(SHARES)
    coverage = Coverage(draw(st.integers(0, 9)), ("Post",), draw(st.none() | TIMES), None)
    timings = {"retrieve": round(draw(SHARES), 3)}
    if draw(st.booleans()):
        reason = Reason(draw(st.sampled_from(ReasonCode)), draw(WORDS))
        return Abstained(question, reason, cited, score, coverage, timings)
    said = [Sentence(one.quote, "archive", (one.marker,)) for one in cited]
    said.append(Sentence(draw(WORDS), "model", ()))
    return Answered(question, tuple(said), cited, score, coverage, timings, draw(WORDS))
