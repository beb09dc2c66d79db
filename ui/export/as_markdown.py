"""A conversation as Markdown (CommonMark, GitHub's too); text of articles is nothing but text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import tzinfo

from rag.domain import Answer, Answered, Citation
from ui.export import words
from ui.export.words import Exported
from ui.people.reopen import Reopened
from ui.web.ask.why import note_of
from ui.web.escape import plain
from ui.web.links import at_quote, host_of, safe_url
from ui.web.texts import say

# What begins something anywhere in a line: code, emphasis, links, HTML, entities, mathematics,
# tables, mentions; and what GitHub makes a link of by itself.
_ANYWHERE = re.compile(r"[\\`*_{}\[\]<>#|~$&@^]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_START = re.compile(r"^(\d{0,9})([-+=.):])")  # a list, a heading's underline, a definition


def as_markdown(exported: Exported) -> str:
    """Return the whole conversation."""
    blocks = [f"# {text(exported.conversation.title)}", words.lead(exported)]
    for turn in exported.turns:
        blocks += _turn(turn, exported)
    return "\n\n".join(blocks) + "\n"


def text(raw: str) -> str:
    """Return ``raw`` on one line of Markdown that reads the same and does nothing."""
    escaped = _ANYWHERE.sub(lambda match: f"\\{match[0]}", plain(raw))
    return _AT_START.sub(r"\1\\\2", escaped)


def _turn(turn: Reopened, exported: Exported) -> Iterator[str]:
    yield f"## {turn.turn.number}\\. {text(turn.turn.question)}"
    if turn.answer is None:
        yield words.damaged()
        return
    yield text(words.asked(turn, exported.zone))
    yield from _said(turn.answer, exported.zone)
    for citation in words.evidence(turn.answer):
        yield from _evidence(citation, turn, exported)


def _said(answer: Answer, zone: tzinfo) -> Iterator[str]:
    if not isinstance(answer, Answered):
        yield f"**{text(say('export.no_answer'))}** {text(words.why_not(answer, zone))}"
        if answer.nearest:
            yield text(say("export.nearest"))
        return
    for sentence in answer.sentences:
        markers = "".join(f" \\[{marker}\\]" for marker in sentence.markers)
        whose = f" ({text(say('export.by_model'))})" if sentence.by == "model" else ""
        yield f"{words.earlier(sentence, answer)}{text(sentence.text)}{markers}{whose}"
    if answer.note:
        yield text(note_of(answer))


def _evidence(citation: Citation, turn: Reopened, exported: Exported) -> Iterator[str]:
    speaker = f" {text(words.said_by(citation))}." if citation.speaker else ""
    yield f"**\\[{citation.marker}\\]** {text(words.credit(citation, exported.zone))}.{speaker}"
    yield "\n>\n".join(f"> {text(line)}" for line in citation.quote.splitlines() if line.strip())
    if told := words.standing(turn.standings.get(citation.marker)):
        yield f"**{text(told)}**"
    notes = [_link(citation), text(words.place(citation)), text(words.also_in(citation))]
    yield ". ".join(note for note in notes if note) + "."


def _link(citation: Citation) -> str:
    url = safe_url(citation.passage.article.url)
    if url is None:
        return ""
    target = at_quote(url, citation.quote)
    for one, written in (("&", "&amp;"), ("<", "%3C"), (">", "%3E")):
        target = target.replace(one, written)
    return f"[{text(say('export.read_at', host=host_of(url)))}](<{target}>)"
