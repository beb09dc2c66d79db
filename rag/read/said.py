"""Sentences that give words to the one a question asks about, or that hold quoted words. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from functools import lru_cache

from rag.attribution import Statement, describes_speaker, mark, spoken_by
from rag.domain import Revision
from rag.question.names import mentions
from rag.question.nouns import Named
from rag.read.introduced import introduction, office_words, people_in
from rag.read.pieces import Piece
from rag.read.terms import terms
from rag.text.fold import tokens

Quotes = Callable[[Revision], Sequence[Statement] | None]

# Who was or will be, stands in for or opposes the holder of an office does not hold it.
_NO_HOLDER = re.compile(
    r"\b(?P<not>former|ex|then|late|deputy|vice|shadow|assistant|opposition)\b[^,;.\n]*|\w+-(?P<yet>elect)\b"
)
# Senators, and governors by that word cut short, are a state's and never a country's: Georgia.
_OF_A_STATE = re.compile(r"(?:Sen|Rep|Gov)\.\s|(?:Senator|Representative|Congress(?:wo)?man)\s")


class Said:
    """Who says what in the articles at hand, found out for each when it is first asked.

    ``quotes`` gives what the archive has marked; what it has not is marked here.
    """

    def __init__(self, found: Iterable[Piece], quotes: Quotes = lambda _: None) -> None:
        self._quotes = quotes
        self._marked: dict[tuple[str, int], Sequence[Statement]] = {}
        self._revisions = {
            revision.sha256: revision
            for revision in (piece.hit.passage.revision for piece in found)
        }

    def by(self, speaker: Named) -> Callable[[Piece], Statement | None]:
        """Return a function that finds the statement in a sentence that is the speaker's.

        A speaker is heard through every person introduced as speaking for it. Where the question
        names an office ("Estonia's defence minister", "the transport minister"), only those
        introduced in that office are: a colleague never answers for another.
        """
        office = _office(speaker.text) - set(terms(" ".join(speaker.names)))
        people = self._people(speaker, office)

        def heard(piece: Piece) -> Statement | None:
            revision = piece.hit.passage.revision
            for statement in self.within(piece):
                if _introduced(statement, speaker, office, revision) or any(
                    spoken_by(statement, person) for person in people
                ):
                    return statement
            return None

        return heard

    def _people(self, speaker: Named, office: Set[str]) -> list[Named]:
        people = {
            person.text: person
            for revision in self._revisions.values()
            for statement in self._statements(revision)
            if _introduced(statement, speaker, office, revision)
            for person in people_in(statement.name)
        }
        return list(people.values())

    def any(self, piece: Piece) -> Statement | None:
        """Return a sentence's statement, whoever speaks."""
        return next(iter(self.within(piece)), None)

    def within(self, piece: Piece) -> list[Statement]:
        """Return the statements that a sentence carries, in order."""
        span = piece.span
        return [
            one
            for one in self._statements(piece.hit.passage.revision)
            if one.sentence.start < span.end and span.start < one.sentence.end
        ]

    def _statements(self, revision: Revision) -> Sequence[Statement]:
        key = (revision.article_id, revision.number)
        if key not in self._marked:
            kept = self._quotes(revision)
            self._marked[key] = _of_text(revision.text, revision.language) if kept is None else kept
        return self._marked[key]


@lru_cache(maxsize=256)  # articles; a newsroom asks several questions of the same ones
def _of_text(text: str, language: str | None) -> tuple[Statement, ...]:
    return tuple(mark(text, language))


def _introduced(statement: Statement, speaker: Named, office: Set[str], revision: Revision) -> bool:
    """Return whether a statement's speaker is described as the one asked about, office and all."""
    if _fits(statement.name, speaker, office):
        return True
    told = introduction(statement, revision.text, revision.title or "")
    return told != statement.name and _fits(told, speaker, office)


def _fits(told: str, speaker: Named, office: Set[str]) -> bool:
    if not office <= _office(told, asked=office):
        return False
    if not speaker.names or (office and mentions(told, speaker)):
        return bool(office)
    return describes_speaker(told, speaker) or _comes_from(told, speaker)


def _office(described: str, asked: Set[str] = frozenset()) -> set[str]:
    """Return the terms of a description by which an office is told, its former name's left out.

    What stands behind "former" or "deputy" is none of it, unless that is ``asked`` for.
    """
    words = office_words(described)
    if asked:
        words = _NO_HOLDER.sub(lambda found: found[0] if _is_asked(found, asked) else "", words)
    return set(terms(words))


def _is_asked(found: re.Match[str], asked: Set[str]) -> bool:
    return not asked.isdisjoint(terms(found["not"] or found["yet"]))


def _comes_from(name: str, speaker: Named) -> bool:
    """Return whether a description ends in the speaker: "Margus Tsahkna of Estonia"."""
    if _OF_A_STATE.match(name):
        return False
    return any(name.endswith(f" of {one}") for one in speaker.names)


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
