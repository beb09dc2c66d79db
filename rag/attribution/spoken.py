"""Whether a statement is by the one who was asked about."""

from __future__ import annotations

import re


from rag.attribution.statements import Statement
from rag.domain import Named
from rag.question.names import mentions

# Who speaks for a country, a body or a person; "an Estonian singer" does not.
_SPEAKS_FOR = frozenset(
    "president presidency president-elect vice premier chancellor prime minister ministers ministry foreign defence "
    "defense interior finance secretary government governments administration cabinet parliament "
    "senate congress parliamentarians lawmakers mps embassy ambassador ambassadors envoy envoys "
    "diplomat diplomats official officials authorities spokesman spokeswoman spokesperson "
    "spokespeople spokesmen office military army forces navy police intelligence regulator "
    "sources leader leaders leadership king queen prince emperor emir sultan taoiseach delegation "
    "negotiator negotiators campaign ceo chief executive chairman chairwoman chair director "
    "company bank ministerial counterpart lawyer lawyers attorney aide aides adviser advisers "
    "representative commissioner speaker statement state republic union".split()
)
_AWAY = re.compile(
    r"\b(?:to|in|against|with|about|on|over|near|visiting|who|which|where|that|after|during)\b"
)
_FORMER = re.compile(r"\b(?:former|ex|opposition|late)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def spoken_by(statement: Statement, named: Named, text: str) -> bool:
    """Whether ``named`` is the speaker: by name, or through who speaks for them.

    "Estonia's foreign minister", "Tallinn" and "the Estonian government" speak for Estonia;
    "the ambassador to Estonia", "an Estonian singer" and "a former Estonian minister" do not.
    ``text`` is the text that the statement's spans point into.
    """
    description = statement.speaker.of(text)
    said = _AWAY.split(description, maxsplit=1)[0]
    if not mentions(said, named):
        return False
    return _is_the_name(said, named) or _speaks_for(said, named)


def _is_the_name(said: str, named: Named) -> bool:
    """Whether the name itself heads the description: "Tallinn", "Minister Margus Tsahkna"."""
    head = re.split(r",|\b(?:of|for|from|at)\b", said, maxsplit=1)[0]
    words = _WORD.findall(head)
    if not words or not mentions(words[-1] if len(words) > 1 else head, named):
        return len(words) > 1 and any(mentions(" ".join(words[-k:]), named) for k in (2, 3, 4)) and not any(mentions(" ".join(words[-k-1:-1]), named) for k in (1,2,3))
    return True


def _speaks_for(said: str, named: Named) -> bool:
    words = {word.lower() for word in _WORD.findall(said)}
    return bool(words & _SPEAKS_FOR) and not _FORMER.search(said)
