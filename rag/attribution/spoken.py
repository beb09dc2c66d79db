"""Whether a statement is by the one who was asked about."""

from __future__ import annotations

import re

from rag.attribution.cues import words
from rag.attribution.statements import Statement
from rag.question.names import mentions
from rag.question.nouns import Named

# Who speaks for a country, a body or a person; an Estonian singer or tourist does not.
_SPEAKS_FOR = words(
    "president presidency premier chancellor minister ministers ministry secretary government "
    "governments administration cabinet parliament senate congress lawmakers embassy ambassador "
    "ambassadors envoy envoys diplomat diplomats official officials authorities spokesman "
    "spokeswoman spokesperson spokespeople spokesmen office military army forces navy police "
    "intelligence regulator sources leader leaders leadership king queen prince emperor emir "
    "sultan taoiseach delegation negotiator negotiators campaign ceo chief executive chairman "
    "chairwoman chair director company bank counterpart lawyer lawyers attorney aide aides "
    "adviser advisers representative commissioner speaker statement state republic"
)
_ELSEWHERE = re.compile(
    r"\b(?:to|in|against|with|about|on|over|near|visiting|who|which|where|that|after|during)\b"
)
_JOINED = re.compile(r"\b(?:of|for|from|at)\b")
_NOT_NOW = re.compile(r"\b(?:former|ex|opposition|late)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_OWN_PERSON = re.compile(r"(?P<owner>.+)['’]s (?:[A-Z][\w'’-]*\s?){1,3}")


def spoken_by(statement: Statement, named: Named) -> bool:
    """Whether ``named`` is the speaker: by name, or through who speaks for them.

    "Estonia's foreign minister", "Tallinn" and "the Estonian government" speak for Estonia;
    "the ambassador to Estonia", "an Estonian singer" and "a former Estonian minister" do not.
    """
    return describes_speaker(statement.name, named)


def describes_speaker(description: str, named: Named) -> bool:
    """Whether a description is of ``named``, or of who speaks for them."""
    said = (_ELSEWHERE.split(piece, maxsplit=1)[0] for piece in description.split(","))
    return any(
        mentions(piece, named)
        and (_names(piece, named) or _speaks_for(piece) or _owns(piece, named))
        for piece in said
    )


def _names(piece: str, named: Named) -> bool:
    """Whether the name ends the noun phrase, as in "Minister Margus Tsahkna of the Reform Party".

    Then the phrase without its last word no longer names them, as "Estonian singer" still does.
    """
    head = _JOINED.split(piece, maxsplit=1)[0].strip()
    shorter = head.rpartition(" ")[0]
    return mentions(head, named) and not mentions(shorter, named)


def _speaks_for(piece: str) -> bool:
    spoken = {word.lower() for word in _WORD.findall(piece)}
    return bool(spoken & _SPEAKS_FOR) and not _NOT_NOW.search(piece)


def _owns(piece: str, named: Named) -> bool:
    """Whether it is "Estonia's Margus Tsahkna"."""
    match = _OWN_PERSON.fullmatch(piece.strip())
    return match is not None and mentions(match["owner"], named)
