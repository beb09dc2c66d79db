"""The sentences that evidence offers, each with what stands around it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Hit, Span
from rag.text.fold import tokens
from rag.text.sentences import sentences

SHORTEST = 3  # words; less is a heading's rest or a lone interjection


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a hit's passage: where it stands, and its neighbours in the passage."""

    hit: Hit
    rank: int  # of the hit, from 0
    span: Span  # in the revision's text
    text: str
    before: str
    after: str

    @property
    def headline(self) -> str:
        """The article's headline, or nothing."""
        return self.hit.passage.revision.title or ""

    @property
    def near(self) -> str:
        """The headline, and the sentence between its neighbours."""
        return f"{self.headline} {self.before} {self.text} {self.after}"

    @property
    def around(self) -> str:
        """The headline and the whole passage."""
        return f"{self.headline}\n{self.hit.passage.text}"


def pieces(hits: Sequence[Hit]) -> list[Piece]:
    """Return every sentence of the hits' passages, in order of the hits; each span once."""
    found: dict[tuple[str, int, int], Piece] = {}
    for rank, hit in enumerate(hits):
        passage = hit.passage
        base = passage.span.start
        title = tokens(passage.revision.title or "")
        local = sentences(passage.text, passage.revision.language)
        texts = [span.of(passage.text) for span in local]
        for i, (span, text) in enumerate(zip(local, texts, strict=True)):
            if _is_heading(text, title) or (len(text.split()) < SHORTEST and not _unspaced(text)):
                continue
            piece = Piece(
                hit=hit,
                rank=rank,
                span=Span(base + span.start, base + span.end),
                text=text,
                before=texts[i - 1] if i else "",
                after=texts[i + 1] if i + 1 < len(texts) else "",
            )
            key = (passage.article.id, passage.revision.number, piece.span.start)
            found.setdefault(key, piece)
    return list(found.values())


def _is_heading(text: str, title: Sequence[str]) -> bool:
    """Whether a sentence is the headline over again, or a heading in Markdown."""
    return text.startswith("#") or (bool(title) and tokens(text) == title)


def _unspaced(text: str) -> bool:
    """Whether a short text may still be a sentence: one in a script without spaces."""
    return len(text) > 8 and not text.isascii() and " " not in text
