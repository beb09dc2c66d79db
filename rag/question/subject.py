"""Which of the names in a question it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Named
from rag.question.names import Mention, is_person

_AUXILIARY = re.compile(
    r"\b(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should)\s+(?:the\s+|an?\s+)?(?:current\s+|new\s+|former\s+)?$",
    re.IGNORECASE,
)
_CLASS = re.compile(r"\b(?:which|what|whose)\s+(?:\w+\s+)?$", re.IGNORECASE)
_HAPPENED = re.compile(r"\bhappen(?:s|ed|ing)?\s+(?:to|with|in|at)\s+(?:the\s+)?$", re.IGNORECASE)


def subject_of(text: str, names: Sequence[Mention]) -> Mention | None:
    """Return the name ``text`` is about, or None.

    In this order: whom something happened to; the grammatical subject after the auxiliary
    ("did Tesla deliver", "is Britain's"); a person; the first name. A name that only narrows
    what is asked for ("which US dam", "which Italian town") is none: its articles need not
    repeat it.
    """
    names = [name for name in names if not _narrows(text, name)]
    for lead in (_HAPPENED, _AUXILIARY):
        for name in names:
            if lead.search(text, 0, name.span.start):
                return _person_after(names, name, text)
    return next((name for name in names if is_person(name.named.text)), names[0] if names else None)


def named_by(mention: Mention) -> Named:
    """Return whom a subject stands for: a capital stands for itself, a country for all its names."""
    return mention.exact if mention.kind == "capital" else mention.named


def _narrows(text: str, name: Mention) -> bool:
    if not _CLASS.search(text, 0, name.span.start):
        return False
    follows = re.match(r"[ -]\w", text[name.span.end :])
    return follows is not None


def _person_after(names: Sequence[Mention], name: Mention, text: str) -> Mention:
    """Return the person that a place introduces ("is Estonian president Alar Karis"), else it."""
    rest = [other for other in names if other.span.start > name.span.start]
    if rest and name.kind != "name" and is_person(rest[0].named.text):
        between = text[name.span.end : rest[0].span.start]
        if re.fullmatch(r"(?:['’]s?)?(?:\s+[\w-]+){0,4}\s+", between) and not re.search(
            r"\b(?:and|or|to|of|for|with|in|on|at|by|from|against)\b", between
        ):
            return rest[0]
    return name
