"""A question asked of somebody else: its speaker or subject replaced in its own words."""

from __future__ import annotations

import re

from rag.domain import Span
from rag.question.frame import frame_of, office_of
from rag.question.names import names_in
from rag.question.parts import Part
from rag.question.places import adjective_of
from rag.question.subject import subject_of

_OWNED = re.compile(r"['’]s?$")


def reworded(text: str, part: Part, words: str) -> str:
    """Return ``text`` with ``words`` in the place of its speaker or its subject.

    A question that has no such part is returned as it is.
    """
    words = " ".join(words.split())
    if not words:
        return text
    names = names_in(text)
    frame = frame_of(text, names)
    said = frame or office_of(text)
    if part is Part.SPEAKER and said is not None:
        return _in_place(text, said.spans[0], words)
    subject = frame.subject if frame else subject_of(text, names)
    if part is not Part.SUBJECT or subject is None:
        return text
    old = subject.span.of(text)
    new = (adjective_of(words) or words) if subject.kind == "adjectives" else words
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text)


def _in_place(text: str, span: Span, words: str) -> str:
    old = span.of(text)
    ending = _OWNED.search(old)
    spaces = old[: len(old) - len(old.lstrip())], old[len(old.rstrip()) :]
    owned = ending[0] if ending and not _OWNED.search(words) else ""
    return f"{text[: span.start]}{spaces[0]}{words}{owned}{spaces[1]}{text[span.end :]}"
