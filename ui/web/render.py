"""Answers, abstentions and errors as HTML; one line a turn, everything from outside escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Abstained, Answer, Answered, Citation, ReasonCode, Sentence
from rag.errors import DatelineError
from ui.web import when
from ui.web.escape import attribute, escape, isolated, language_of, plain
from ui.web.evidence import View, card, card_id, headline, marker_id, publisher, section
from ui.web.understood import limits, understood

_HEADINGS = {
    ReasonCode.EMPTY: "The archive is empty",
    ReasonCode.NO_QUESTION: "That is not a question yet",
    ReasonCode.OUTSIDE: "Nothing within these limits",
    ReasonCode.NO_SUBJECT: "Not in this archive",
    ReasonCode.NO_MATTER: "The archive does not say",
    ReasonCode.UNSURE: "No answer sure enough to print",
}
_CODE = re.compile(r"`([^`]+)`")
_MODEL_NOTE = (
    "The chat model’s own words. Only the quotations are the archive’s; "
    "their numbers and names were checked, their meaning was not."
)


def turn(number: int, question: str, body: str) -> str:
    """Return one turn of the conversation: the question as asked and ``body`` below it."""
    return (
        f'<section class="turn" id="turn-{number}"><h2 class="asked" dir="auto">'
        f"{escape(plain(question))}</h2>{body}</section>"
    )


def pending(passages: int = 0) -> str:
    """Return what stands in a turn while the archive is searched, then ``passages`` are read."""
    doing = f"Reading {passages} passages…" if passages else "Searching the archive…"
    return f'<p class="pending"><span class="pulse"></span>{doing}</p>'


def failed(error: DatelineError) -> str:
    """Return an error as a sentence and its next step; commands between backquotes as code."""
    hint = f'<p class="hint">{_with_code(error.hint)}</p>' if error.hint else ""
    message = str(error)
    sentence = message[:1].upper() + message[1:] + ("" if message.endswith((".", "?", "!")) else ".")
    return f'<div class="failed"><p>{escape(sentence)}</p>{hint}</div>'


def reply(view: View, answer: Answer, *, as_of: bool = False) -> str:
    """Return an answer or an abstention, below a line that says how the question was read."""
    line = understood(answer.question, view.zone, as_of=as_of)
    if isinstance(answer, Answered):
        return line + answered(view, answer)
    return line + abstained(view, answer)


def answered(view: View, answer: Answered) -> str:
    """Return the quotations, each with its markers and where it stood; then what they amount to."""
    by_marker = {citation.marker: citation for citation in answer.citations}
    anchored: set[int] = set()
    parts = []
    for index, sentence in enumerate(answer.sentences):
        if sentence.by == "model":
            parts.append(_own(view, sentence, by_marker, anchored))
        else:
            following = answer.sentences[index + 1 : index + 2]
            parts.append(_quotation(view, sentence, by_marker, anchored, following))
    return f'<div class="answer">{"".join(parts)}{_foot(view, answer)}</div>'


def abstained(view: View, answer: Abstained) -> str:
    """Return why there is no answer, what limits applied, and the nearest passages by marker."""
    reason, question = answer.reason, answer.question
    parts = [
        f'<p class="verdict">{escape(_HEADINGS[reason.code])}</p>',
        f'<p class="why" dir="auto">{escape(_sentence(reason.text))}</p>',
    ]
    if active := limits(question.filters, view.zone, inferred=question.inferred):
        joined = ", ".join(active)
        parts.append(
            f'<p class="limits">Looked only at articles {joined}.'
            " Widen or clear the filters, or change those words, to look further.</p>"
        )
    if answer.nearest:
        items = "".join(_nearest(view, citation) for citation in answer.nearest)
        parts.append(f'<p class="nearest-lead">Nearest, but no answer:</p><ul>{items}</ul>')
    if reason.code is ReasonCode.EMPTY:
        parts.append(f'<p class="hint">{_with_code("Fill it with `dateline ingest FOLDER`.")}</p>')
    else:
        covered = escape(when.coverage_line(answer.coverage, view.zone))
        parts.append(f'<p class="covers">The archive covers {covered}.</p>')
    return f'<div class="abstained">{"".join(parts)}</div>'


def evidence(view: View, answer: Answer) -> str:
    """Return the evidence column of one turn."""
    asked = answer.question.text
    if isinstance(answer, Answered):
        cards = [card(view, citation) for citation in answer.citations]
        return section(view.turn, asked, cards)
    cards = [card(view, citation, nearest=True) for citation in answer.nearest]
    lead = "Nearest passages. None of them answers the question." if cards else "Nothing to show."
    return section(view.turn, asked, cards, lead=lead)


def as_text(answer: Answered, view: View) -> str:
    """Return an answer with its citations as plain text, for pasting elsewhere."""
    lines = [answer.text, ""]
    for citation in answer.citations:
        revision, article = citation.passage.revision, citation.passage.article
        date = "undated" if revision.published is None else _date(view, citation)
        parts = [article.publisher or "publisher not given", f"“{headline(revision)}”", date]
        parts += [article.url] if article.url else []
        lines.append(f"[{citation.marker}] " + ", ".join(parts))
    return "\n".join(lines)


def _quotation(
    view: View,
    sentence: Sentence,
    by_marker: dict[int, Citation],
    anchored: set[int],
    following: Sequence[Sentence],
) -> str:
    """A sentence of the archive; where the next is from the same article, that one names it."""
    first = by_marker[sentence.markers[0]]
    markers = "".join(_marker(view, by_marker[m], anchored) for m in sentence.markers)
    language = language_of(first.passage.revision.language)
    caption = "" if _same_voice(first, following, by_marker) else _credit(view, first)
    return (
        f'<figure class="quotation"><blockquote dir="auto"{language}>'
        f'<p><span class="words">{escape(sentence.text)}</span> {markers}</p></blockquote>'
        f"{caption}</figure>"
    )


def _own(
    view: View, sentence: Sentence, by_marker: dict[int, Citation], anchored: set[int]
) -> str:
    """A chat model's sentence, marked as such, with the quotations that support it."""
    markers = "".join(_marker(view, by_marker[m], anchored) for m in sentence.markers)
    quotes = "".join(
        f'<p class="support" dir="auto"><span class="words">{escape(by_marker[m].quote)}</span>'
        f" {_marker(view, by_marker[m], anchored)}</p>"
        for m in sentence.markers
    )
    return (
        f'<div class="own"><p class="own-label" title="{attribute(_MODEL_NOTE)}">In the chat model’s words, not the archive’s</p>'
        f'<p class="own-words" dir="auto">{escape(sentence.text)} {markers}</p>{quotes}</div>'
    )


def _marker(view: View, citation: Citation, anchored: set[int]) -> str:
    """A marker; the first one of its number in a turn carries the id that its card leads back to."""
    anchor = ""
    if citation.marker not in anchored:
        anchored.add(citation.marker)
        anchor = f' id="{marker_id(view, citation.marker)}"'
    title = f"Evidence {citation.marker}: {_origin(citation)}"
    return (
        f'<a class="marker"{anchor} href="#{card_id(view, citation.marker)}"'
        f' title="{attribute(title)}">[{citation.marker}]</a>'
    )


def _credit(view: View, citation: Citation) -> str:
    speaker = f"{isolated(plain(citation.speaker))}, in " if citation.speaker else ""
    return (
        f'<figcaption>{speaker}{publisher(citation.passage)}<span class="dot"> · </span>'
        f"{escape(_date(view, citation))}</figcaption>"
    )


def _nearest(view: View, citation: Citation) -> str:
    name = escape(headline(citation.passage.revision))
    where = f"{publisher(citation.passage)}, {escape(_date(view, citation))}"
    return (
        f'<li>{_marker(view, citation, set())} <span class="near-title" dir="auto">{name}</span>'
        f' <span class="near-where">{where}</span></li>'
    )


def _foot(view: View, answer: Answered) -> str:
    dated = [c.passage.revision.published for c in answer.citations]
    times = [time for time in dated if time is not None]
    facts = "Undated evidence"
    if times:
        newest = max(times, key=lambda time: time.epoch)
        age = when.age(newest, view.asked_at, view.zone)
        facts = f"Newest evidence: {when.day(newest.epoch, view.zone)}"
        facts += f", {age}" if age else ""
    return (
        f'<p class="answer-foot"><span class="facts">{escape(facts)}</span>'
        '<button type="button" class="copy">Copy with citations</button></p>'
        f'<div class="copy-text">{escape(as_text(answer, view))}</div>'
    )


def _same_voice(
    citation: Citation, following: Sequence[Sentence], by_marker: dict[int, Citation]
) -> bool:
    if not following or following[0].by == "model":
        return False
    other = by_marker[following[0].markers[0]]
    return (other.passage.article.id, other.speaker) == (
        citation.passage.article.id,
        citation.speaker,
    )


def _origin(citation: Citation) -> str:
    name = citation.passage.article.publisher or "publisher not given"
    return f"{name}, “{headline(citation.passage.revision)}”"


def _date(view: View, citation: Citation) -> str:
    published = citation.passage.revision.published
    return "undated" if published is None else when.day(published.epoch, view.zone)


def _sentence(text: str) -> str:
    return text if not text or text.rstrip().endswith((".", "!", "?", "…")) else f"{text}."


def _with_code(hint: str) -> str:
    pieces, last = [], 0
    for match in _CODE.finditer(hint):
        pieces += [escape(hint[last : match.start()]), f"<code>{escape(match[1])}</code>"]
        last = match.end()
    return "".join([*pieces, escape(hint[last:])])
