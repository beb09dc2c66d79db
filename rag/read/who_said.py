"""Whose words those are: the sentences that hold quoted words, each with who says them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.attribution import Statement
from rag.read.pieces import Piece
from rag.read.said import Said, holding
from rag.text.fold import tokens


def who_said(
    found: Sequence[Piece], quoted: str, said: Said
) -> list[tuple[Piece, Statement | None]]:
    """Return the sentences that hold quoted words, each with the statement that gives them.

    First where an article quotes somebody with those words, then where it reports them, then
    where nobody is named; equals keep their order. A neighbour's statement in the same sentence
    never stands for one that has the words.
    """
    wanted = Counter(tokens(quoted))
    heard = [
        (piece, _giving(wanted, said.within(piece), piece)) for piece in holding(found, quoted)
    ]
    return sorted(heard, key=lambda one: 2 if one[1] is None else 1 - one[1].direct)


def _giving(
    wanted: Counter[str], statements: Sequence[Statement], piece: Piece
) -> Statement | None:
    """Return the statement that shares most of the wanted words, the closest of equals."""
    text = piece.hit.passage.revision.text
    shares = [(_shared(wanted, one.content.of(text)), one) for one in statements]
    fitting = [(share, one) for share, one in shares if share[0] > 0]
    return max(fitting, key=lambda pair: (*pair[0], pair[1].direct))[1] if fitting else None


def _shared(wanted: Counter[str], content: str) -> tuple[int, int]:
    """Return how many wanted words a content has, and how few others, as a negative number."""
    words = Counter(tokens(content))
    both = (wanted & words).total()
    return (both if 2 * both > min(wanted.total(), words.total()) else 0, both - words.total())
