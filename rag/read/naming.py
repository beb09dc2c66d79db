"""Whether what stands around a sentence names whom or what a question is about. Pure."""

from __future__ import annotations

from functools import lru_cache

from rag.question.bodies import described, other_names, parts_of
from rag.question.names import mentions, names_in
from rag.question.nouns import Named
from rag.question.places import is_place
from rag.question.proper import is_person
from rag.read.pieces import Piece
from rag.text.fold import fold


def near(piece: Piece, named: Named) -> bool:
    """Return whether a sentence, its passage or its headline names somebody or something.

    Of an article of its own a publisher need not speak. What is neither a place nor a person
    need be named only somewhere in the article ("the final", "Rovers"), or told of as its owner's
    ("Norvale's central bank"): two such things are seldom told of in one article as alike.
    """
    if mentions(piece.around, named) or _is_printed_by(piece, named):
        return True
    if is_place(named.text) or is_person(named.text):
        return False
    revision = piece.hit.passage.revision
    article = f"{revision.title or ''}\n{revision.text}"
    return mentions(article, named) or any(
        mentions(piece.around, call) and mentions(article, owner)
        for call, owner in _calls(named.text)
    )


def _is_printed_by(piece: Piece, named: Named) -> bool:
    publisher = piece.hit.passage.article.publisher
    return publisher is not None and fold(publisher).removeprefix("the ") in {
        fold(name).removeprefix("the ") for name in named.names
    }


@lru_cache(maxsize=512)
def _calls(name: str) -> tuple[tuple[Named, Named], ...]:
    """Return (thing, owner) for each way to call "National Bank of Norvale" without its owner."""
    parts = parts_of(name)
    if parts is None:
        return ()
    thing, owner = parts
    mention = next(iter(names_in(f"in {owner}")), None)
    names = mention.named.names if mention else (owner,)
    whose = Named(owner, (*names, *other_names(owner)))
    return tuple((Named(call, (call,)), whose) for call in (thing, *described(thing)))
