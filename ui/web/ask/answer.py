"""An answer as HTML: quotations with their markers, a chat model's words marked as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.domain import Answered, Citation, Sentence
from ui.web import when
from ui.web.ask.evidence import View, since
from ui.web.ask.marks import credit, marker
from ui.web.ask.why import note
from ui.web.escape import attribute, escape, language_of
from ui.web.texts import say


def answered(view: View, answer: Answered) -> str:
    """Return the sentences in order, then how new the evidence is.

    A sentence of a draft may not have markers yet.
    """
    cited = {citation.marker: citation for citation in answer.citations}
    anchored: set[int] = set()
    parts = []
    for index, sentence in enumerate(answer.sentences):
        if sentence.by == "model":
            parts.append(_own(view, sentence, cited, anchored))
        else:
            after = answer.sentences[index + 1 : index + 2]
            parts.append(_quotation(view, sentence, cited, anchored, after))
    return f'<div class="answer">{"".join(parts)}{_foot(view, answer)}</div>'


def _quotation(
    view: View,
    sentence: Sentence,
    cited: Mapping[int, Citation],
    anchored: set[int],
    after: Sequence[Sentence],
) -> str:
    own = _citations(sentence, cited)
    markers = "".join(marker(view, citation, anchored) for citation in own)
    language = language_of(own[0].passage.revision.language) if own else ""
    # Where the next sentence is from the same article and speaker, that one names them.
    caption = credit(view, own[0]) if own and not _goes_on(own[0], after, cited) else ""
    was = f'<p class="was">{escape(say("ask.earlier"))}</p>' if own and own[0].older else ""
    return (
        f'<figure class="quotation">{was}<blockquote dir="auto"{language}>'
        f'<p><span class="words">{escape(sentence.text)}</span> {markers}</p></blockquote>'
        f"{caption}</figure>"
    )


def _own(view: View, sentence: Sentence, cited: Mapping[int, Citation], anchored: set[int]) -> str:
    own = _citations(sentence, cited)
    markers = "".join(marker(view, citation, anchored) for citation in own)
    quotations = "".join(
        f'<p class="support" dir="auto"><span class="words">{escape(citation.quote)}</span>'
        f" {marker(view, citation, anchored)}</p>"
        for citation in own
    )
    return (
        f'<div class="own"><p class="own-label" title="{attribute(say("ask.own_about"))}">'
        f"{escape(say('ask.own'))}</p>"
        f'<p class="own-words" dir="auto">{escape(sentence.text)} {markers}</p>{quotations}</div>'
    )


def _foot(view: View, answer: Answered) -> str:
    times = [
        citation.passage.revision.published
        for citation in answer.citations
        if citation.passage.revision.published is not None
    ]
    facts = say("ask.undated_evidence")
    if times:
        newest = max(times, key=lambda time: time.epoch)
        age = when.age(newest, view.asked_at, view.zone)
        day = when.day(newest.epoch, view.zone)
        facts = say("ask.newest", day=day, age=age) if age else say("ask.newest_day", day=day)
    told = f'<p class="answer-note">{note(answer)}</p>' if answer.note else ""
    return f'{_since(view, answer)}{told}<p class="answer-foot">{escape(facts)}</p>'


def _since(view: View, answer: Answered) -> str:
    """Return a line for each quotation of a reopened answer that no longer stands as it did."""
    lines = [(citation.marker, since(view, citation)) for citation in answer.citations]
    return "".join(
        f'<p class="standing">[{number}] {escape(told)}</p>' for number, told in lines if told
    )


def _citations(sentence: Sentence, cited: Mapping[int, Citation]) -> list[Citation]:
    return [cited[number] for number in sentence.markers if number in cited]


def _goes_on(citation: Citation, after: Sequence[Sentence], cited: Mapping[int, Citation]) -> bool:
    following = [
        other
        for sentence in after
        if sentence.by == "archive"
        for other in _citations(sentence, cited)[:1]
    ]
    return any(
        (other.passage.article.id, other.speaker) == (citation.passage.article.id, citation.speaker)
        for other in following
    )
