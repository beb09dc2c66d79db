"""Sentences that give words to the one a question asks about, or that hold quoted words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.attribution.spoken import spoken_by
from rag.attribution.statements import Statement, statements
from rag.domain import Named, Revision
from rag.question.names import is_person, names_in
from rag.read.pieces import Piece
from rag.read.terms import terms
from rag.text.fold import tokens
from rag.text.sentences import sentences

Place = tuple[str, int, int]  # article id, revision number, start of the sentence


@dataclass(frozen=True, slots=True)
class Said:
    """Statements of the articles at hand, by the sentence that carries them."""

    by_sentence: dict[Place, tuple[Statement, ...]]
    texts: dict[tuple[str, int], str]

    def voices(self, speaker: Named) -> tuple[Named, ...]:
        """Return a speaker and every person who is introduced as speaking for it.

        Where the question names an office ("Estonia's defence minister"), only a person
        introduced in that office does: a colleague never answers for another.
        """
        office = set(terms(speaker.text)) - set(terms(" ".join(speaker.names)))
        people = {
            mention.named.text: mention.named
            for (id_, number, _), found in self.by_sentence.items()
            for statement in found
            if spoken_by(statement, speaker, self.texts[id_, number])
            or _comes_from(statement.name, speaker)
            if office <= set(terms(statement.name))
            for mention in names_in(statement.name)
            if is_person(mention.named.text)
        }
        return (*people.values(), *(() if office else (speaker,)))

    def by(self, piece: Piece, voices: Sequence[Named]) -> Statement | None:
        """Return the statement in a sentence that is one of the voices', if there is one."""
        revision = piece.hit.passage.revision
        for statement in self.by_sentence.get(place(piece), ()):
            if any(spoken_by(statement, voice, revision.text) for voice in voices):
                return statement
        return None

    def any(self, piece: Piece) -> Statement | None:
        """Return a sentence's statement, whoever speaks."""
        return next(iter(self.by_sentence.get(place(piece), ())), None)


def _comes_from(name: str, speaker: Named) -> bool:
    """Return whether a description ends in the speaker: "Margus Tsahkna of Estonia"."""
    return any(name.endswith(f" of {one}") for one in speaker.names)


def place(piece: Piece) -> Place:
    """Return where a sentence stands."""
    revision = piece.hit.passage.revision
    return revision.article_id, revision.number, piece.span.start


def said(found: Iterable[Piece]) -> Said:
    """Find who says what in the articles of these sentences."""
    revisions: dict[tuple[str, int], Revision] = {}
    for piece in found:
        revision = piece.hit.passage.revision
        revisions[revision.article_id, revision.number] = revision
    by_sentence: dict[Place, tuple[Statement, ...]] = {}
    for (id_, number), revision in revisions.items():
        spans = sentences(revision.text, revision.language)
        for statement in statements(revision.text, spans):
            key = id_, number, statement.sentence.start
            by_sentence[key] = (*by_sentence.get(key, ()), statement)
    return Said(by_sentence, {key: revision.text for key, revision in revisions.items()})


def holding(found: Sequence[Piece], quoted: str) -> list[Piece]:
    """Return the sentences that hold quoted words, or their beginning, in their order.

    Compared by words alone, since quote marks and case differ between question and article. A
    quotation longer than a sentence is held by the one it begins in.
    """
    wanted = tokens(quoted)
    if not wanted:
        return []
    return [
        piece
        for piece in found
        if _begins_in(tokens(piece.text), tokens(f"{piece.text} {piece.after}"), wanted)
    ]


def _begins_in(sentence: Sequence[str], with_next: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(
        with_next[at : at + len(wanted)] == wanted
        or (sentence[at:] == wanted[: len(sentence) - at] and len(sentence) - at >= 5)
        for at in range(len(sentence))
    )
