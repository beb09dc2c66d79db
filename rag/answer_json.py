"""The one wire shape of an answer and of a search: command line, API and eval share it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rag.domain import (
    Abstained,
    Answer,
    Answered,
    Citation,
    Coverage,
    Hit,
    LegRank,
    NewsTime,
    Passage,
    Precision,
)
from rag.question.nouns import Filters, Question

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LATER = 13 * 3600  # seconds


def answer_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON values; ``start`` and ``end`` count code points."""
    answered = isinstance(answer, Answered)
    return {
        "question": answer.question.text,
        "asked_at": instant(answer.question.asked_at),
        "status": "answered" if answered else "abstained",
        "answer": answer.text if isinstance(answer, Answered) else None,
        "sentences": [
            {"text": s.text, "by": s.by, "markers": list(s.markers)} for s in answer.sentences
        ]
        if isinstance(answer, Answered)
        else [],
        "citations": [citation_json(c) for c in answer.citations]
        if isinstance(answer, Answered)
        else [],
        "reason": {"code": answer.reason.code.value, "text": answer.reason.text}
        if isinstance(answer, Abstained)
        else None,
        "nearest": [citation_json(c) for c in answer.nearest]
        if isinstance(answer, Abstained)
        else [],
        "coverage": coverage_json(answer.coverage),
        "inferred": _inferred(answer.question),
        "score": round(answer.score, 6),
        "note": answer.note if isinstance(answer, Answered) else "",
        "notes": [{"code": note.code.value, "detail": note.detail} for note in answer.notes],
        "timings_ms": {name: round(ms, 3) for name, ms in answer.timings_ms.items()},
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation: whose words, where they stand, and the revision's sha256.

    ``older`` is true where the answer's first quotation is a later one that tells otherwise.
    """
    revision = citation.passage.revision
    return {
        "marker": citation.marker,
        "article_id": revision.article_id,
        "external_ids": list(citation.passage.article.external_ids),
        "revision": revision.number,
        "revision_sha256": revision.sha256,
        **_printed(citation.passage),
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "speaker": citation.speaker,
        "cue": citation.cue,
        "older": citation.older,
        "also_in": [
            {"article_id": passage.article.id, **_printed(passage)} for passage in citation.also_in
        ],
    }


def hits_json(hits: Sequence[Hit]) -> dict[str, Any]:
    """Return what a search found, best first."""
    return {"hits": [_hit_json(hit) for hit in hits]}


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """Return what the archive holds."""
    return {
        "articles": coverage.articles,
        "publishers": list(coverage.publishers),
        "from": None if coverage.start is None else instant(coverage.start),
        "to": None if coverage.end is None else instant(coverage.end),
    }


def instant(epoch: int) -> str:
    """Return epoch seconds as an ISO 8601 instant in UTC."""
    return datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z")


def news_time(time: NewsTime | None) -> str | None:
    """Return a publisher's time as exactly as it was given: a day, an instant, or None."""
    if time is None:
        return None
    if time.precision is Precision.DAY:
        # The epoch is midnight in the zone the input was read in; 13 hours on it is that day in
        # UTC too, wherever from Honolulu to Auckland that was.
        return time.raw[:10] if _DAY.fullmatch(time.raw[:10]) else instant(time.epoch + _LATER)[:10]
    return instant(time.epoch)


def _hit_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "article_id": passage.article.id,
        "external_ids": list(passage.article.external_ids),
        "revision": passage.revision.number,
        "passage": passage.id,
        **_printed(passage),
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
        "score": round(hit.score, 6),
        "ranks": {"dense": _rank(hit.dense), "lexical": _rank(hit.lexical)},
        "also_in": [{"article_id": p.article.id, **_printed(p)} for p in hit.also_in],
    }


def _printed(passage: Passage) -> dict[str, str | None]:
    return {
        "publisher": passage.article.publisher,
        "title": passage.revision.title,
        "byline": passage.revision.byline,
        "published_at": news_time(passage.revision.published),
        "url": passage.article.url,
    }


def _rank(leg: LegRank | None) -> dict[str, float] | None:
    return None if leg is None else {"rank": leg.rank, "score": round(leg.score, 6)}


def _inferred(question: Question) -> dict[str, Any]:
    inferred: Filters = question.inferred
    return {
        "subject": question.subject.text if question.subject else None,
        "speaker": question.speaker.text if question.speaker else None,
        "publishers": list(inferred.publishers),
        "from": None if inferred.start is None else instant(inferred.start),
        "to": None if inferred.end is None else instant(inferred.end),
        "follow_up_of": question.follow_up_of,
    }
