"""What every export says of a turn and a citation, in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo

from rag.domain import Abstained, Answer, Answered, Citation, Sentence
from rag.question.nouns import Filters
from ui.people.nouns import Conversation
from ui.people.reopen import Reopened, Standing
from ui.web import when
from ui.web.escape import plain
from ui.web.texts import english

_LATIN = re.compile(r"[a-z0-9]+")
_SHORT = 5
NO_ANSWER = "No answer."
NEAREST = "The nearest passages; none answers the question:"
BY_MODEL = "a chat model's sentence"


@dataclass(frozen=True, slots=True)
class Exported:
    """A conversation to be written out: its turns reopened, the zone of days, when it is done."""

    conversation: Conversation
    turns: Sequence[Reopened]
    zone: tzinfo
    at: int  # epoch second


def file_name(conversation: Conversation, ending: str) -> str:
    """Return a name for a file that every system takes: the title's letters, or the id."""
    words = "-".join(_LATIN.findall(conversation.title.casefold()))[:60].strip("-")
    if len(words) < _SHORT:  # too little to know it by, or a name that Windows keeps to itself
        words = f"dateline-{words or conversation.id}"
    return f"{words}.{ending}"


def lead(exported: Exported) -> str:
    """Return what stands below a conversation's title."""
    day = when.day(exported.at, exported.zone, words=english)
    return f"Exported from Dateline on {day}. Quotations are the archive's own words."


def damaged() -> str:
    """Return what stands in place of a turn that is not as it was kept."""
    return english("shelf.damaged")


def standing(told: Standing | None) -> str:
    """Return what the archive says today of a quotation, blank where it holds."""
    return "" if told in {None, Standing.HOLDS} else english(f"since.{told}")


def credit(citation: Citation, zone: tzinfo) -> str:
    """Return who printed it, under which headline, by whom and when: "Post, “Title”, …"."""
    passage, revision = citation.passage, citation.passage.revision
    parts = [
        plain(passage.article.publisher or "") or "publisher not given",
        f"“{title}”" if (title := plain(revision.title or "")) else "untitled",
        plain(revision.byline or ""),
        "undated"
        if revision.published is None
        else when.moment_of(revision.published, zone, words=english),
    ]
    return ", ".join(part for part in parts if part)


def earlier(sentence: Sentence, answer: Answered) -> str:
    """Return "Earlier: " before a quotation that a later one, quoted first, tells otherwise."""
    older = {one.marker for one in answer.citations if one.older}
    return "Earlier: " if sentence.by == "archive" and older.intersection(sentence.markers) else ""


def place(citation: Citation) -> str:
    """Return where exactly the words stand."""
    revision, span = citation.passage.revision, citation.span
    return (
        f"Characters {span.start:,} to {span.end:,} of revision {revision.number}"
        f" of article {plain(citation.passage.article.id)}, sha256 {revision.sha256}"
    )


def also_in(citation: Citation) -> str:
    """Return who else printed the words, blank if nobody did."""
    names = [plain(copy.article.publisher or "") for copy in citation.also_in]
    return f"Also in: {', '.join(name or 'publisher not given' for name in names)}" * bool(names)


def evidence(answer: Answer) -> tuple[Citation, ...]:
    """Return what an answer cites, or what lay nearest to none."""
    return answer.citations if isinstance(answer, Answered) else answer.nearest


def asked(turn: Reopened, zone: tzinfo) -> str:
    """Return when a question was asked and what it was asked of."""
    moment = when.local(turn.turn.asked_at, zone)
    time = "" if moment is None else f", {moment:%H:%M} {moment.tzname() or ''}".rstrip()
    of = _filters(turn.turn.filters, zone)
    said = "Asked as of" if turn.turn.as_of else "Asked on"
    day = when.day(turn.turn.asked_at, zone, words=english)
    return f"{said} {day}{time}{f', of {of}' if of else ''}."


def why_not(answer: Abstained) -> str:
    """Return the reason of an abstention as a sentence."""
    said = plain(answer.reason.text)
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _filters(filters: Filters, zone: tzinfo) -> str:
    parts = [" or ".join(map(plain, filters.publishers))] if filters.publishers else []
    if filters.languages:
        parts.append(f"in {' or '.join(map(plain, filters.languages))}")
    if filters.start is not None:
        parts.append(f"from {when.day(filters.start, zone, words=english)}")
    if filters.end is not None:
        parts.append(f"to {when.day(filters.end, zone, words=english)}")
    if filters.articles is not None:
        parts.append(f"{len(filters.articles):,} articles")
    return ", ".join(parts)
