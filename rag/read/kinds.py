"""What kind of answer a question asks for, and whether a sentence holds one. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """What the answer will look like."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    NAME = "name"  # which company, what film: something with a capital letter
    REASON = "reason"
    OTHER = "other"


_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)
_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    "|hundred|thousand|million|billion|trillion|dozen|half|quarter|third|double|twice"
)
_ASKED: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\b(?!(?-i:WHO)\b)(who|whom|whose)\b", Kind.PERSON),  # WHO is a body
        (
            r"\bwhich (person|man|woman|actor|actress|singer|player|politician|president)\b",
            Kind.PERSON,
        ),
        (
            r"\bwhat (is|was|are) the names? of the (person|man|woman|actor|author|ceo)\b",
            Kind.PERSON,
        ),
        (r"\bhow (many|much|old|long|far|big|large|high|tall|fast|often|likely)\b", Kind.NUMBER),
        (
            r"\b(what|which) (percentage|percent|share|number|amount|age|price|rate|score)\b",
            Kind.NUMBER,
        ),
        (
            r"\b(when|what time|what (date|day|year|month)|which (date|day|year|month)|how soon)\b",
            Kind.TIME,
        ),
        (
            r"\b(where|(what|which) (country|city|state|town|place|nation|continent|region|county"
            r"|island|venue|stadium))\b",
            Kind.PLACE,
        ),
        (r"\bwhy\b", Kind.REASON),
        (
            r"\b(which|what (company|team|club|film|movie|show|book|song|band|party|agency|brand"
            r"|award))\b",
            Kind.NAME,
        ),
    )
)
_FOUND: dict[Kind, re.Pattern[str]] = {
    Kind.PERSON: re.compile(
        r"\b[A-Z][\w'’.-]+(?: (?:[A-Z]\.|de|van|von|der|bin|al|[A-Z][\w'’-]+))+"
    ),
    Kind.PLACE: re.compile(
        r"\b(?:in|at|from|to|near|of|across|for)\s+(?:the\s+)?[A-Z][\w'’-]+|[A-Z][\w'’-]+,\s+[A-Z]"
    ),
    Kind.TIME: re.compile(
        rf"\b(?:1[89]|20)\d\d\b|\b(?:{_MONTHS})\b\.?\s+\d|\b\d{{1,2}}\s+(?:{_MONTHS})\b|\b\d\d?:\d\d\b"
        r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:yesterday|today|tomorrow|last|next) "
        r"|\b\d+ (?:years?|months?|weeks?|days?|hours?)\b|\b(?:morning|evening|night|afternoon)\b",
        re.IGNORECASE,
    ),
    Kind.NUMBER: re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE),
    Kind.NAME: re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][\w'’&-]+|[“\"‘'][A-Z]"),
    Kind.REASON: re.compile(
        r"\b(because|since|due to|as a result|after|amid|following|over|in order to|so that|"
        r"owing to|caused|led to|citing|to avoid|reason)\b",
        re.IGNORECASE,
    ),
}


def kind_asked(question: str) -> Kind:
    """Return what kind of answer a question asks for; the first question word decides."""
    question = question.lower() if question.isupper() else question
    found = [
        (match.start(), order, kind)
        for order, (pattern, kind) in enumerate(_ASKED)
        if (match := pattern.search(question))
    ]
    return min(found)[2] if found else Kind.OTHER


def holds(sentence: str, kind: Kind, question: str) -> bool:
    """Return whether a sentence holds something of a kind that the question does not name itself.

    Anything answers OTHER.
    """
    pattern = _FOUND.get(kind)
    if pattern is None:
        return True
    asked = question.casefold()
    return any(match[0].casefold() not in asked for match in pattern.finditer(sentence))
