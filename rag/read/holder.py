"""Who is told of as holding the office that a question asks after. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.attribution.phrases import roles
from rag.read.picked import Picked

_WHO_IS = re.compile(
    r"\W*who\s*(?:is|['’]s)\s+(?:the\s+)?(?:current\s+|present\s+|new\s+)?(?P<office>[^?]+?)"
    r"(?:\s+(?:of|at|in|for)\b[^?]*)?\s*\??\s*$",
    re.IGNORECASE,
)
_OWNER = re.compile(r"^.*['’]s?\s+")
_LONGEST = 3  # words of an office
_IS = (
    r"(?:,\s*(?:who\s+)?|\s+)(?:has\s+been|is|was\s+(?:named|appointed|elected)|became|becomes|remains"
    r"|will\s+be|takes\s+over\s+as|took\s+over\s+as|(?:in\s+(?:his|her|their)\s+\w+\s+year\s+)?as|the"
    r"|[\w-]+['’]s)\b[^.;,]{0,30}?"
)
_NO_MORE = re.compile(r"\b(?:former|ex|outgoing|deputy|vice|acting|predecessor)\W*$", re.IGNORECASE)


def office_asked(question: str) -> str | None:
    """Return the office in "who is the mayor of Varn?", None where a question asks otherwise."""
    match = _WHO_IS.match(question)
    office = _OWNER.sub("", match["office"]).strip().lower() if match else ""
    words = office.split()
    return office if words and len(words) <= _LONGEST and words[-1] in roles() else None


def holds_office(one: Picked, office: str) -> bool:
    """Return whether a sentence tells of its answer as holding an office: "Mayor Ada Lind"."""
    name = one.answer.strip()
    if not name or not name[0].isupper():
        return False
    before, after = _patterns(name, office)
    found = before.search(one.piece.text) or after.search(one.piece.text)
    return found is not None and not _NO_MORE.search(one.piece.text[: found.start("office")])


@lru_cache(maxsize=256)
def _patterns(name: str, office: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    held, named = rf"(?P<office>\b(?i:{re.escape(office)})\b)", re.escape(name)
    given = r"(?:[A-Z][\w.'’-]*[\s-]+){0,3}"
    return re.compile(rf"{held}\s+{given}{named}\b"), re.compile(rf"{named}\b{_IS}{held}")
