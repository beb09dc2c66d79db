"""How a revision is cut into passages, and the exact string that is embedded for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.domain import Span
from rag.text.cut import PieceMeasure, Room, cut
from rag.text.paragraphs import paragraphs
from rag.text.sentences import sentences

# Names everything below that decides which string is embedded; part of the fingerprint.
PASSAGE_RECIPE = "sentences-1"
PASSAGE_PIECES = 256  # longest input asked of an encoder that could read more
HEADLINE_PIECES = 32
HEADLINE_CHARS = 2_000  # code points looked at; a headline can be a misplaced article
SPECIAL_PIECES = 2  # what a model adds at the ends of its input
CHARS_PER_PIECE = 8  # bound on a passage's characters; English has about 4.5 a piece
# Share of the room from which on a paragraph's end closes a passage. On 92 questions over 470
# articles any value from .4 to 1 found the article in the top three for .90 to .92 of them.
FULL_ENOUGH = 0.6

Unit = tuple[Span, int]  # a sentence or a piece of one, and its word pieces


def embedded_text(headline: str | None, passage: str, measure: PieceMeasure) -> str:
    """Return the string to embed: the headline's first pieces, a line break, the passage."""
    return _joined(headline_lead(headline, measure), passage)


def headline_lead(headline: str | None, measure: PieceMeasure) -> str:
    """Return at most HEADLINE_PIECES word pieces of the headline, white space folded."""
    pieces = min(HEADLINE_PIECES, _longest(measure) // 4)
    room = Room(pieces, pieces * CHARS_PER_PIECE)
    words = " ".join((headline or "")[:HEADLINE_CHARS].split())
    if not words or room.holds(measure.count_pieces([words])[0], len(words)):
        return words
    return next(cut(words, Span(0, len(words)), room, measure)).of(words)


def split(
    text: str, *, headline: str | None, measure: PieceMeasure, language: str | None = None
) -> list[Span]:
    """Cut ``text`` into passages: whole sentences in a row, as many as the encoder can read.

    With its headline (``embedded_text``) and the special pieces no passage has more than
    ``measure.max_pieces`` pieces. Spans are in order, trimmed, disjoint, and hold every
    character that is not white space. A sentence too long by itself is cut behind the last
    fitting clause or word, else between graphemes. A paragraph's end closes a passage that is
    FULL_ENOUGH.
    """
    lead = headline_lead(headline, measure)
    pieces = _longest(measure) - SPECIAL_PIECES - sum(measure.count_pieces([lead]))
    room = Room(pieces, pieces * CHARS_PER_PIECE)
    packed = list(_pack(text, _units(text, sentences(text, language), room, measure), room))
    return _checked(text, lead, packed, room, measure)


def _longest(measure: PieceMeasure) -> int:
    return min(measure.max_pieces, PASSAGE_PIECES)


def _joined(lead: str, passage: str) -> str:
    return f"{lead}\n{passage}" if lead else passage


def _units(text: str, spans: Sequence[Span], room: Room, measure: PieceMeasure) -> list[Unit]:
    """Count every sentence's pieces at once, and cut those that do not fit by themselves."""
    counts = measure.count_pieces([span.of(text) for span in spans])
    pieces = [
        piece
        for span, count in zip(spans, counts, strict=True)
        for piece in (
            (span,) if room.holds(count, span.end - span.start) else cut(text, span, room, measure)
        )
    ]
    if len(pieces) != len(spans):
        counts = measure.count_pieces([piece.of(text) for piece in pieces])
    return list(zip(pieces, counts, strict=True))


def _pack(text: str, units: Sequence[Unit], room: Room) -> Iterator[Span]:
    """Join neighbours while they fit."""
    paragraph_starts = {paragraph.start for paragraph in paragraphs(text)}
    open_span: Span | None = None
    held = 0
    for span, count in units:
        if open_span is not None:
            fits = room.holds(held + count, span.end - open_span.start)
            full = held >= FULL_ENOUGH * room.pieces
            if not fits or (full and span.start in paragraph_starts):
                yield open_span
                open_span, held = None, 0
        open_span = Span(open_span.start if open_span else span.start, span.end)
        held += count
    if open_span is not None:
        yield open_span


def _checked(
    text: str, lead: str, spans: Sequence[Span], room: Room, measure: PieceMeasure
) -> list[Span]:
    """Cut again what has more pieces joined than its parts had, as some tokenizers count."""
    limit = _longest(measure) - SPECIAL_PIECES
    counts = measure.count_pieces([_joined(lead, span.of(text)) for span in spans])
    checked: list[Span] = []
    for span, count in zip(spans, counts, strict=True):
        over = count - limit
        if over <= 0 or room.pieces <= 1:
            checked.append(span)
        else:
            tighter = Room(max(1, room.pieces - over), room.chars)
            recut = list(cut(text, span, tighter, measure))
            checked += _checked(text, lead, recut, tighter, measure)
    return checked
