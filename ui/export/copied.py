"""An answer with its citations as plain text, to paste into a story or a mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from rag.domain import Answer, Answered, Citation
from ui.export.words import credit, earlier, evidence, standing, why_not
from ui.people.reopen import Standing
from ui.web.escape import plain
from ui.web.links import safe_url
from ui.web.texts import say

_NOTHING: Mapping[int, Standing] = {}


def copied(answer: Answer, zone: tzinfo, standings: Mapping[int, Standing] = _NOTHING) -> str:
    """Return an answer and a line a citation, or why there is none; no control character.

    A model's own sentence is marked as such, and has the words it rests on below.
    """
    if not isinstance(answer, Answered):
        return f"{why_not(answer, zone)}\n"
    said = {sentence.text for sentence in answer.sentences}
    lines = [_said(answer), ""]
    for citation in evidence(answer):
        lines.append(_line(citation, zone, standings.get(citation.marker)))
        if citation.quote not in said:
            lines.append(f"    {plain(citation.quote)}")
    return "\n".join(lines) + "\n"


def _said(answer: Answered) -> str:
    articles = {one.marker: one.passage.article.id for one in answer.citations}
    said, before = "", None
    for sentence in answer.sentences:
        quoted = {articles.get(marker) for marker in sentence.markers}
        if before is not None:
            said += " " if quoted == before else "\n"  # a line a story: they are not one text
        said += (
            earlier(sentence, answer)
            + plain(sentence.text)
            + "".join(f" [{marker}]" for marker in sentence.markers)
            + f" ({say('export.by_model')})" * (sentence.by == "model")
        )
        before = quoted
    return said


def _line(citation: Citation, zone: tzinfo, stands: Standing | None) -> str:
    by = credit(citation, zone)
    if citation.speaker:
        by = say("ask.speaker_in", speaker=plain(citation.speaker), publisher=by)
    url = safe_url(citation.passage.article.url)
    line = f"[{citation.marker}] {by}."
    parts = [line, url or "", standing(stands)]
    return " ".join(part for part in parts if part)
