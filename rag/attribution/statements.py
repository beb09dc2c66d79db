"""Who said what in an article: every sentence that carries somebody's words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.attribution.contents import tells_nothing, with_content
from rag.attribution.implied import SIGNED, by_subject, signed
from rag.attribution.people import descriptions
from rag.attribution.phrases import Phrase
from rag.attribution.quotations import Quotation, quotations
from rag.attribution.reports import Report, cues_in, headed_by
from rag.attribution.speakers import Speakers
from rag.attribution.subjects import main_subject
from rag.attribution.tokens import Kind, Token, folded, tokens
from rag.domain import Span


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that an article gives to somebody.

    ``sentence`` is the sentence that carries them; ``content`` the words themselves, without
    their quotation marks. ``speaker`` is where the speaker's fullest description stands, which
    may be in another sentence, and ``name`` that description verbatim. ``cue`` is the cue as it
    stands, "" where the words follow the speaker's without one. ``direct`` means quoted.
    """

    sentence: Span
    content: Span
    speaker: Span
    name: str
    cue: str
    direct: bool


@dataclass(frozen=True, slots=True)
class _Source:
    speaker: Span
    cue: str


def statements(text: str, sentences: Sequence[Span]) -> list[Statement]:
    """Return the statements of an article in order; a sentence may carry several or none.

    ``sentences`` are spans of ``text``, in order and not overlapping.
    """
    return list(_Article(text, sentences).read())


class _Article:
    """One reading of an article from its first sentence to its last."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        self._quoted: list[Quotation] = quotations(text)
        all_tokens = tokens(text)
        starts = [token.start for token in all_tokens]
        self._items = [folded(all_tokens, starts, s, self._quoted) for s in sentences]
        self._speakers = Speakers(descriptions(all_tokens, text), all_tokens)
        self._reports = [list(with_content(i, self._cues(i))) for i in self._items]
        self._owner: dict[int, tuple[int, int]] = {}
        self._sources: dict[tuple[int, int], _Source] = {}
        self._heard_at = -2
        self._claim()

    def read(self) -> Iterator[Statement]:
        """Yield the statements, resolving speakers as a reader would: with what came before."""
        for at in range(len(self._sentences)):
            yield from self._sentence(at)

    def _cues(self, items: Sequence[Token]) -> list[Report]:
        if found := signed(items):
            return found
        found, implied = cues_in(items), by_subject(items)
        if found:  # "After Tamm said so, Lind lashed out at ..."
            return found + [one for one in implied if one.left > max(two.at for two in found)]
        headed = headed_by(items)
        if headed is None or headed.speaker is None:
            return implied
        lo, hi = headed.speaker
        known = self._speakers.knows(Span(items[lo].start, items[hi - 1].end))
        return [headed] if known else implied

    def _claim(self) -> None:
        """Give each quotation, and what continues it, to the report that quotes it."""
        chains: dict[int, tuple[int, int]] = {}
        for at, reports in enumerate(self._reports):
            for nth, report in sorted(enumerate(reports), key=lambda one: not one[1].inverted):
                for token in report.quotations:
                    index = self._items[at][token].quotation
                    self._owner.setdefault(index, (at, nth))
                    chains.setdefault(self._quoted[index].chain, (at, nth))
        for at in range(1, len(self._items)):
            self._claim_before(at)
        for at in range(len(self._items)):
            self._claim_rest(at)
        for index, quotation in enumerate(self._quoted):
            if quotation.chain in chains:
                self._owner.setdefault(index, chains[quotation.chain])

    def _claim_before(self, at: int) -> None:
        """Give '"No?"' to the "Ortega said." that stands as a sentence of its own behind it."""
        items, reports, before = self._items[at], self._reports[at], self._items[at - 1]
        if not reports or not before or before[-1].kind is not Kind.QUOTATION:
            return
        first = reports[0]
        signed_here = first.verb is SIGNED and first.at == 0
        alone = first.left == 0 and not first.quotations and tells_nothing(items, first)
        if signed_here or (alone and self._near(at)):
            self._owner.setdefault(before[-1].quotation, (at, 0))
            if self._owner[before[-1].quotation] == (at, 0):
                reports[0] = replace(first, clause=None)

    def _claim_rest(self, at: int) -> None:
        """Give what else is quoted in a sentence to its reports, or to what leads up to it."""
        items, reports = self._items[at], self._reports[at]
        free = [t for t in items if t.kind is Kind.QUOTATION and t.quotation not in self._owner]
        before = self._items[at - 1] if at else []
        if at and items and free[:1] == [items[0]] and before and before[-1].low == ":":
            if self._reports[at - 1]:
                self._owner[free[0].quotation] = (at - 1, len(self._reports[at - 1]) - 1)
            return
        free = [token for token in free if token.spoken >= 3]
        if not reports or not free:
            return
        starts = [items[one.at].start for one in reports]
        for token in free:
            self._owner[token.quotation] = (at, max(bisect_left(starts, token.start) - 1, 0))

    def _sentence(self, at: int) -> Iterator[Statement]:
        items = self._items[at]
        if not items:
            return
        for nth, report in enumerate(self._reports[at]):
            source = self._source(at, nth)
            if report.clause is not None:
                lo, hi = items[report.clause.lo].start, items[report.clause.hi - 1].end
                yield self._statement(at, Span(lo, hi), source, direct=False)
        for token in items:
            said_by = self._quoting(at, token) if token.kind is Kind.QUOTATION else None
            if said_by is not None:
                inner = self._quoted[token.quotation].inner
                lo, hi = max(inner.start, token.start), min(inner.end, token.end)
                if lo < hi:
                    yield self._statement(at, Span(lo, hi), said_by, direct=True)
        if self._reports[at]:
            self._heard_at = at
        elif subject := main_subject(items):
            self._speakers.hear(self._speakers.resolve(items, subject))
            self._heard_at = at

    def _quoting(self, at: int, token: Token) -> _Source | None:
        """Return who says a quotation: its report's speaker, or whoever has the floor."""
        if owner := self._owner.get(token.quotation):
            return self._source(*owner)
        items = self._items[at]
        if any(t.kind in (Kind.WORD, Kind.NAME) for t in items):
            return None
        if self._speakers.last is None or self._heard_at < at - 1:
            return None
        self._heard_at = at
        return _Source(self._speakers.last, "")

    def _near(self, at: int) -> bool:
        """Whether a sentence stands in one paragraph with the one before it."""
        return "\n" not in self._text[self._sentences[at - 1].end : self._sentences[at].start]

    def _source(self, at: int, nth: int) -> _Source:
        if known := self._sources.get((at, nth)):
            return known
        report = self._reports[at][nth]
        items = self._items[at]
        cue = self._text[items[report.at].start : items[report.stop - 1].end]
        if report.speaker is not None:
            self._hear_subject(items, report.speaker)
            speaker = self._speakers.resolve(items, report.speaker)
        else:  # the reports in between share the speaker of the last that has one
            first = max((k for k in range(nth) if self._reports[at][k].speaker), default=None)
            own = Span(items[report.at].start, items[report.stop - 1].end)
            speaker = self._source(at, first).speaker if first is not None else own
        self._speakers.hear(speaker)
        source = _Source(speaker, cue)
        self._sources[at, nth] = source
        return source

    def _hear_subject(self, items: Sequence[Token], speaker: Phrase) -> None:
        """In "Tamm put it best when he wrote", hear Tamm before "he" is resolved."""
        alone = speaker.hi == speaker.lo + 1 and items[speaker.lo].low in ("he", "she")
        main = main_subject(items) if alone else None
        if main and main.hi <= speaker.lo and self._speakers.is_person(items, main):
            self._speakers.hear(self._speakers.resolve(items, main))

    def _statement(self, at: int, content: Span, source: _Source, *, direct: bool) -> Statement:
        name = source.speaker.of(self._text)
        return Statement(self._sentences[at], content, source.speaker, name, source.cue, direct)
