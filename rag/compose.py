"""A chat model's sentences set beside a read answer, each next to the words that bear it out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from rag.adapters.chat_model import deadlines
from rag.answering import quotable
from rag.domain import Answered, Citation, Hit, Note, NoteCode, Sentence
from rag.errors import ModelUnavailableError
from rag.gate import Dropped, supporting_span
from rag.generate import generate
from rag.notes import in_words
from rag.settings import Settings
from rag.voices import printing

LOG = logging.getLogger("dateline")


def compose(
    model: BaseChatModel,
    answer: Answered,
    hits: Sequence[Hit],
    *,
    settings: Settings,
    config: RunnableConfig | None = None,
) -> Iterator[Answered]:
    """Yield the answer anew with each sentence of the model that the gate lets through.

    The archive's quotations stay and stand first. A sentence that cites a passage not quoted yet
    brings an exact quotation of it along. If the model fails, the answer read stands, with what
    was let through before, and a note says so.
    """
    evidence = _evidence(answer, hits)
    try:
        for one in generate(
            model,
            answer.question,
            evidence,
            deadlines=deadlines(settings),
            zone=settings.zone,
            config=config,
        ):
            if isinstance(one, Dropped):
                LOG.info("held back of what the chat model wrote: %r: %s", one.text, one.reason)
            elif added := _with_sentence(answer, one, evidence):
                answer = added
                yield answer
    except ModelUnavailableError as error:
        LOG.warning("%s; the archive's own words stand alone", error)
        notes = (*answer.notes, Note(NoteCode.MODEL, str(error)))
        yield replace(answer, note=in_words(notes), notes=notes)


def _evidence(answer: Answered, hits: Sequence[Hit]) -> list[Citation]:
    """Return passages to show a model: those quoted under their markers, then the other hits'."""
    shown = {citation.passage.id: citation for citation in reversed(answer.citations)}
    evidence = sorted(shown.values(), key=lambda citation: citation.marker)
    marker = max(citation.marker for citation in answer.citations)
    for hit in hits:
        if hit.passage.id not in shown:
            marker += 1
            passage = hit.passage
            evidence.append(
                Citation(marker, passage, passage.span, passage.text, also_in=hit.also_in)
            )
    return evidence


def _with_sentence(
    answer: Answered, sentence: Sentence, evidence: Sequence[Citation]
) -> Answered | None:
    """Return the answer with a sentence and the quotations it needs; None if one is not exact."""
    quoted = {citation.marker for citation in answer.citations}
    new = tuple(
        _quoting(citation, sentence.text)
        for citation in evidence
        if citation.marker in sentence.markers and citation.marker not in quoted
    )
    if quotable(new) != new:
        return None
    return replace(
        answer,
        sentences=(*answer.sentences, sentence),
        citations=(*answer.citations, *new),
    )


def _quoting(citation: Citation, sentence: str) -> Citation:
    span = supporting_span(sentence, citation)
    quote = span.of(citation.passage.revision.text)
    return replace(citation, span=span, quote=quote, also_in=printing(quote, citation.also_in))
