"""From a question to a checked answer: find -> read -> gate. Knows nothing of LangChain."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rag.abstain import nothing_found, reason
from rag.attribution import Statement
from rag.attribution.shown import shown_speaker
from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Citation,
    Coverage,
    Hit,
    Note,
    NoteCode,
    ReasonCode,
    Sentence,
    Span,
)
from rag.find import Finder
from rag.gate import exact
from rag.notes import in_words
from rag.ports import SpanModel
from rag.question.language import other_language
from rag.question.nouns import Question
from rag.question.sought import sought
from rag.question.words import content_words
from rag.read.features import Asked, prepare
from rag.read.picked import Picked
from rag.read.reader import Read, ReadingModels, read
from rag.read.said import Quotes
from rag.read.terms import weights
from rag.settings import Settings
from rag.text.fold import tokens
from rag.voices import printing

LOG = logging.getLogger("dateline")


@dataclass(frozen=True, slots=True)
class Found:
    """What was retrieved for a question, before it is read."""

    question: Question
    hits: tuple[Hit, ...]


Event = Found | Answer


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that one who traces them runs in his own way, and what he adds to an answer."""

    find: Callable[[Question], Sequence[Hit]]
    read: Callable[[Found], Read]
    add: Callable[[Answered, Sequence[Hit]], Iterator[Answered]] = lambda _answer, _hits: iter(())


@dataclass(slots=True)
class _Clock:
    """Milliseconds each step took."""

    timings: dict[str, float] = field(default_factory=dict)
    last: float = field(default_factory=time.perf_counter)

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.timings[name] = (now - self.last) * 1000
        self.last = now


class Answering:
    """Question -> Answer; safe to use from several threads."""

    def __init__(self, finder: Finder, settings: Settings, spans: Callable[[], SpanModel]) -> None:
        """Take what finds, and what opens the model that reads when a question first needs it."""
        self.finder = finder
        self.settings = settings
        self.models = ReadingModels(finder.legs.encoder.encode, spans)
        self.steps = Steps(find=finder.find, read=self.read)

    def answer(self, question: Question, steps: Steps | None = None) -> Answer:
        """Answer one question, or abstain."""
        *_, answer = self.events(question, steps)
        assert not isinstance(answer, Found)  # an answer is always last
        return answer

    def events(self, question: Question, steps: Steps | None = None) -> Iterator[Event]:
        """Yield what was found, the answer read, then the same as it grows by what is added."""
        steps = steps or self.steps
        clock = _Clock()
        found = Found(question, tuple(steps.find(question)))
        clock.lap("retrieve")
        yield found
        answer = self._checked(found, steps, clock)
        yield answer
        if isinstance(answer, Answered):
            for grown in steps.add(answer, found.hits):
                clock.lap("generate")
                yield grown

    def read(self, found: Found) -> Read:
        """Pick the sentences that answer from what was found."""
        return read(
            self.asked(found.question),
            found.hits,
            models=self.models,
            settings=self.settings.reading,
            quotes=self.finder.legs.archive.quotes,
        )

    def asked(self, question: Question) -> Asked:
        """Prepare a question for reading: its vector, and how rare its words are here."""
        archive = self.finder.legs.archive
        words = (one for word in content_words(sought(question)) for one in tokens(word))
        counts = archive.document_counts(list(dict.fromkeys(words)))
        return prepare(
            question, self.finder.vector(question), weights(counts, archive.passage_count())
        )

    def _checked(self, found: Found, steps: Steps, clock: _Clock) -> Answer:
        coverage = self.finder.legs.archive.coverage(found.question.asked_at)
        if not found.hits:
            code = nothing_found(found.question, coverage)
            return self._abstained(found, code, 0.0, coverage, clock)
        result = steps.read(found)
        clock.lap("read")
        if result.reason is not None:
            return self._abstained(found, result.reason, result.score, coverage, clock)
        kept = quotable(_citations(result, self.finder.legs.archive.quotes))
        clock.lap("gate")
        if not kept:
            return self._abstained(found, ReasonCode.UNSURE, result.score, coverage, clock)
        notes = self._notes(found.question)
        return Answered(
            question=found.question,
            sentences=tuple(Sentence(c.quote, "archive", (c.marker,)) for c in kept),
            citations=kept,
            score=result.score,
            coverage=coverage,
            timings_ms=clock.timings,
            note=in_words(notes),
            notes=notes,
        )

    def _notes(self, question: Question) -> tuple[Note, ...]:
        language = other_language(question.text)
        unread = () if language is None else (Note(NoteCode.LANGUAGE, language),)
        damaged = (Note(NoteCode.DAMAGED),) if self.finder.met_damage(question) else ()
        return unread + damaged

    def _abstained(
        self,
        found: Found,
        code: ReasonCode,
        score: float,
        coverage: Coverage,
        clock: _Clock,
    ) -> Abstained:
        by_article = {hit.passage.article.id: hit for hit in reversed(found.hits)}
        shown = sorted(by_article.values(), key=lambda hit: -hit.score)
        shown = shown[: self.settings.reading.nearest]
        kept = quotable(_whole(n, hit) for n, hit in enumerate(shown, start=1))
        why = reason(code, found.question, coverage=coverage, zone=self.settings.zone)
        notes = self._notes(found.question)
        if notes:
            why = replace(why, text=f"{why.text} {in_words(notes)}")
        return Abstained(
            question=found.question,
            reason=why,
            nearest=kept,
            score=score,
            coverage=coverage,
            timings_ms=clock.timings,
            notes=notes,
        )


def quotable(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return the citations whose quote is exact, in order; the log is told of every other."""
    kept, dropped = exact(citations)
    for one in dropped:
        LOG.warning(
            "quotation [%d] is not shown: article %s revision %d does not hold it exactly",
            one.marker,
            one.passage.article.id,
            one.passage.revision.number,
        )
    return kept


def cue_of(statements: Iterable[Statement], span: Span, speaker: str | None) -> str | None:
    """Return the word that gives what stands in ``span`` to ``speaker``, None without one."""
    cues = (
        one.cue
        for one in statements
        if one.name == speaker and one.sentence.start < span.end and span.start < one.sentence.end
    )
    return next((cue for cue in cues if cue), None)


def _citations(result: Read, quotes: Quotes) -> tuple[Citation, ...]:
    return tuple(_citation(n, one, quotes) for n, one in enumerate(result.picked, start=1))


def _citation(marker: int, one: Picked, quotes: Quotes) -> Citation:
    passage = one.piece.hit.passage
    speaker = shown_speaker(one.speaker, passage.revision.language)
    told = (quotes(passage.revision) or ()) if speaker else ()
    return Citation(
        marker=marker,
        passage=passage,
        span=one.piece.span,
        quote=one.piece.text,
        speaker=speaker,
        also_in=printing(one.piece.text, one.piece.hit.also_in),
        cue=cue_of(told, one.piece.span, speaker),
        older=one.older,
    )


def _whole(marker: int, hit: Hit) -> Citation:
    """Return a citation of a whole passage, for what is shown beside an abstention."""
    passage = hit.passage
    return Citation(marker, passage, passage.span, passage.text, also_in=hit.also_in)
