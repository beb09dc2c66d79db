"""Which of the names in a question it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.question.names import Mention, is_person
from rag.question.nouns import Named
from rag.question.proper import bare, is_title
from rag.question.words import name_words

_ADJECTIVE = r"(?:(?:the|an?|current|new|former|first|last|latest|outgoing|next)\s+)*"
_AUXILIARY = re.compile(
    r"\b(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\s+"
    rf"{_ADJECTIVE}$",
    re.IGNORECASE,
)
_HAPPENED = re.compile(rf"\bhappen(?:s|ed|ing)?\s+(?:to|with|in|at)\s+{_ADJECTIVE}$", re.IGNORECASE)
_ROLE_OF = re.compile(
    r"^(?:who|what|when|where|whose)\s+(?:is|are|was|were|will\s+be|became|becomes)\s+"
    rf"(?:[\w'’-]+\s+){{1,6}}(?:of|for|at|in|to)\s+{_ADJECTIVE}$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"(?:^|\s)([^\W\d_][\w.-]*)\s+$")
_CLASS = re.compile(r"\b(?:which|what|whose)\s+(?:\w+\s+)?$", re.IGNORECASE)
_VERB = re.compile(
    r"\s+(?:has|have|had|is|are|was|were|will|would|can|could|may|might|does|did|\w+ed|\w+s"
    r"|won|lost|told|said|made|took|gave|got|went|became|began|fell|rose|met|held|shot|struck|hit|cut|put|set)\b",
)
_PHRASE_END = re.compile(
    r"\s*(?:$|[?.,;:!)]|(?:in|on|at|by|from|to|with|for|after|before|during|since|over|about|this|last|and|or"
    r"|is|are|was|were|has|have|had|will|according)\b)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    rf"\b(?:in|from|of|by|with|against|for|at|on|about)\s+{_ADJECTIVE}$", re.IGNORECASE
)


def subject_of(text: str, names: Sequence[Mention]) -> Mention | None:
    """Return the name ``text`` turns on, or None: an answer that does not name it is none.

    Whom something happened to; the grammatical subject ("did Tesla deliver", "is Britain's
    health secretary", "NASA released"); whose office or property is asked for ("the CEO of
    Google"); else the only name there is, if it is a place ("arrested in Iran"). A name that
    narrows what is asked for ("which US dam") or merely stands by ("the first since the World
    Cup") is none: the answering article need not repeat it.
    """
    names = [name for name in names if not narrows(text, name) and not _is_kind(name)]
    for lead in (_HAPPENED, _AUXILIARY, _ROLE_OF):
        for name in names:
            if lead.search(text, 0, _begin(text, name)) and not (
                lead is _ROLE_OF and _is_event(name)
            ):
                return _person_after(names, name, text)
    if names and _opens(text, names[0]):
        return names[0]
    if len(names) == 1 and names[0].kind != "name" and _is_where(text, names[0]):
        return names[0]
    return None


def named_by(mention: Mention) -> Named:
    """Return whom a subject stands for: a country by all its names, a capital by its own."""
    return mention.exact if mention.kind == "capital" else mention.named


def narrows(text: str, name: Mention) -> bool:
    """Return whether a name only says of what kind is asked for ("which US dam")."""
    if not _CLASS.search(text, 0, name.span.start):
        return False
    follows = re.match(r"[ -]\w", text[name.span.end :])
    return follows is not None


def _opens(text: str, name: Mention) -> bool:
    """Whether a name begins the question and does something in it ("NASA released")."""
    before = text[: name.span.start].strip(" \"“'‘")
    return not before and _VERB.match(text, name.span.end) is not None


def _is_where(text: str, name: Mention) -> bool:
    """Whether a place stands for itself ("in Iran?") and not as an adjective ("in US schools")."""
    return bool(_WHERE.search(text, 0, name.span.start) and _PHRASE_END.match(text, name.span.end))


def _begin(text: str, name: Mention) -> int:
    """Return where a name begins with the titles before it ("did Queen Elizabeth II")."""
    at = name.span.start
    while (match := _LAST_WORD.search(text, 0, at)) and is_title(match[1]):
        at = match.start(1)
    return at


def _is_kind(name: Mention) -> bool:
    """Whether a single word only says of what kind something is (Tory, Olympic)."""
    return bare(name.named.text) in name_words("kinds")


def _is_event(name: Mention) -> bool:
    """Whether a name ends as those of contests and awards do: who won is told without it."""
    return bare(name.named.text.split()[-1]) in name_words("events")


def _person_after(names: Sequence[Mention], name: Mention, text: str) -> Mention:
    """Return the person whose role a name tells ("is Estonian president Alar Karis"), else it."""
    others = [other for other in names if other.span.start >= name.span.end]
    if others and is_person(others[0].named.text):
        between = re.sub(r"^['’]s?", "", text[name.span.end : others[0].span.start]).split()
        if 1 <= len(between) <= 4 and (is_title(between[-1]) or between[-1] in name_words("roles")):
            return others[0]
    return name
