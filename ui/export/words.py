"""What every export says of a turn and a citation, in plain words of the page's language."""

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
from ui.web.ask.why import reason_of
from ui.web.escape import plain
from ui.web.texts import count, number, say

_LATIN = re.compile(r"[a-z0-9]+")
_SHORT = 5


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
    return say("export.lead", day=when.day(exported.at, exported.zone))


def damaged() -> str:
    """Return what stands in place of a turn that is not as it was kept."""
    return say("shelf.damaged")


def standing(told: Standing | None) -> str:
    """Return what the archive says today of a quotation, blank where it holds."""
    return "" if told in {None, Standing.HOLDS} else say(f"since.{told.value}")


def credit(citation: Citation, zone: tzinfo) -> str:
    """Return who printed it, under which headline, by whom and when: "Post, “Title”, …"."""
    passage, revision = citation.passage, citation.passage.revision
    parts = [
        plain(passage.article.publisher or "") or say("ask.publisher_not_given"),
        f"“{title}”" if (title := plain(revision.title or "")) else say("export.untitled"),
        plain(revision.byline or ""),
        say("ask.undated")
        if revision.published is None
        else when.moment_of(revision.published, zone),
    ]
    return ", ".join(part for part in parts if part)


def earlier(sentence: Sentence, answer: Answered) -> str:
    """Return "Earlier: " before a quotation that a later one, quoted first, tells otherwise."""
    older = {one.marker for one in answer.citations if one.older}
    is_older = sentence.by == "archive" and older.intersection(sentence.markers)
    return f"{say('export.earlier')} " if is_older else ""


def place(citation: Citation) -> str:
    """Return where exactly the words stand."""
    revision, span = citation.passage.revision, citation.span
    return say(
        "export.place",
        start=number(span.start),
        end=number(span.end),
        revision=revision.number,
        article=plain(citation.passage.article.id),
        sum=revision.sha256,
    )


def also_in(citation: Citation) -> str:
    """Return who else printed the words, blank if nobody did."""
    names = [
        plain(copy.article.publisher or "") or say("ask.publisher_not_given")
        for copy in citation.also_in
    ]
    return say("ask.also_in", names=", ".join(names)) if names else ""


def said_by(citation: Citation) -> str:
    """Return who says the words, blank where nobody is named."""
    return say("ask.said_by", name=plain(citation.speaker)) if citation.speaker else ""


def evidence(answer: Answer) -> tuple[Citation, ...]:
    """Return what an answer cites, or what lay nearest to none."""
    return answer.citations if isinstance(answer, Answered) else answer.nearest


def asked(turn: Reopened, zone: tzinfo) -> str:
    """Return when a question was asked and what it was asked of."""
    moment = when.local(turn.turn.asked_at, zone)
    told = when.day(turn.turn.asked_at, zone)
    if moment is not None:
        told = when.day_at(moment, named=True)
    if of := _filters(turn.turn.filters, zone):
        told = say("export.asked_of", time=told, filters=of)
    return say("export.asked_as_of" if turn.turn.as_of else "export.asked_on", time=told)


def why_not(answer: Abstained, zone: tzinfo) -> str:
    """Return the reason of an abstention as a sentence."""
    said = plain(reason_of(answer, zone))
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _filters(filters: Filters, zone: tzinfo) -> str:
    either = say("why.either")
    parts = [either.join(map(plain, filters.publishers))] if filters.publishers else []
    if filters.languages:
        parts.append(say("export.in_languages", names=either.join(map(plain, filters.languages))))
    if filters.start is not None:
        parts.append(say("export.from_day", day=when.day(filters.start, zone)))
    if filters.end is not None:
        parts.append(say("export.to_day", day=when.day(filters.end, zone)))
    if filters.articles is not None:
        parts.append(count("when.articles", len(filters.articles)))
    return ", ".join(parts)
