"""Evidence -> one to three sentences that answer, or the reason why none does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.attribution import Statement
from rag.domain import Hit, ReasonCode
from rag.ports import SpanModel
from rag.question.frame import is_source
from rag.read.fact import read_fact
from rag.read.features import Asked
from rag.read.picked import Picked, Read, distinct, nothing, with_speaker
from rag.read.pieces import Piece, pieces
from rag.read.said import Quotes, Said
from rag.read.statement import Encode, read_statement
from rag.read.who_said import who_said
from rag.settings import Reading

__all__ = ["Read", "ReadingModels", "read"]


@dataclass(frozen=True, slots=True)
class ReadingModels:
    """What reads: ``encode`` embeds sentences, ``spans`` opens what finds answers in passages.

    Either is asked only where a question needs it.
    """

    encode: Encode
    spans: Callable[[], SpanModel]


def read(
    asked: Asked,
    hits: Sequence[Hit],
    *,
    models: ReadingModels,
    settings: Reading,
    quotes: Quotes = lambda _: None,
) -> Read:
    """Pick the sentences that answer from hits, best first.

    Each check may veto: the subject must be named, the words asked for must be the speaker's,
    quoted words must stand in an article, and the best score must reach the threshold. What a
    body or a report is the source of may also stand as a fact beside its name. ``quotes`` gives
    who says what in a revision, as the archive has it marked.
    """
    found = pieces(hits)
    if not found:
        return nothing(ReasonCode.NO_MATTER)
    question = asked.question
    said = Said(found, quotes)
    if question.quoted:
        return _whose(who_said(found, question.quoted, said), settings)
    if question.speaker:
        heard = read_statement(
            asked, question.speaker, found, said, encode=models.encode, settings=settings
        )
        if heard.picked or not is_source(question.text, question.speaker):
            return heard
    read = read_fact(
        asked, hits, found, said=said, model=models.spans(), encode=models.encode, settings=settings
    )
    return replace(read, picked=tuple(with_speaker(one, said) for one in read.picked))


def _whose(heard: Sequence[tuple[Piece, Statement | None]], settings: Reading) -> Read:
    """Quote the sentences that hold the words asked about: they do, or there are none."""
    if not heard:
        return nothing(ReasonCode.NO_MATTER)
    scored = [Picked(piece, 1.0, 1.0, one.name if one else None) for piece, one in heard]
    return Read(tuple(distinct(scored, most=settings.sentences, least=1.0)), 1.0, None)
