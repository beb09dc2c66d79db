"""Article text made harmless for a terminal, and an answer laid out for one. Pure."""

from __future__ import annotations

import unicodedata
from datetime import UTC, tzinfo

from rag.abstain import day
from rag.answer_json import news_time
from rag.domain import Abstained, Answer, Answered, Citation, Coverage, Hit, Passage

# Besides line breaks and tabs: the joiners that hold emoji and Persian words together, the soft
# hyphen, and Arabic, Syriac and Kaithi number signs, which are seen.
_KEPT = frozenset("\n\t\u200c\u200d\u00ad\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")


def plain(text: str) -> str:
    """Return text whose control, bidi and other invisible characters cannot act on a terminal.

    They are shown as U+FFFD; line breaks, of whatever kind, and tabs stay.
    """
    return "".join(
        "\ufffd" if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in _KEPT else c
        for c in text.replace("\r\n", "\n").replace("\r", "\n")
    )


def one_line(text: str) -> str:
    """Return harmless text on one line."""
    return " ".join(plain(text).split())


def answer_lines(answer: Answer, zone: tzinfo = UTC) -> list[str]:
    """Return an answer, or an abstention, as lines for a terminal; days are those of ``zone``."""
    if isinstance(answer, Answered):
        return _answered(answer)
    return _abstained(answer, zone)


def hit_lines(hits: list[Hit]) -> list[str]:
    """Return what a search found, as lines."""
    lines = []
    for number, hit in enumerate(hits, start=1):
        lines += [
            f"{number}. {headline(hit.passage)}",
            f"   {printed(hit.passage)}   score {hit.score:.3f}",
            f"   {one_line(hit.passage.text)}",
            *_also(hit.also_in),
            "",
        ]
    return lines or ["Nothing found."]


def headline(passage: Passage) -> str:
    """Return an article's headline, or its first words in its place."""
    if passage.revision.title:
        return one_line(passage.revision.title)
    words = one_line(passage.revision.text[:200]).split()
    return " ".join(words[:10]) + (" ..." if len(words) > 10 else "")


def printed(passage: Passage) -> str:
    """Return publisher, byline and time of an article, as far as they are known."""
    parts = [passage.article.publisher, passage.revision.byline]
    parts.append(news_time(passage.revision.published) or "undated")
    if passage.revision.number > 1:
        parts.append(f"revision {passage.revision.number}")
    return ", ".join(one_line(part) for part in parts if part)


def covered(coverage: Coverage, zone: tzinfo = UTC) -> str:
    """Return what the archive holds, as a sentence."""
    if not coverage.articles:
        return "The archive is empty at this time."
    days = (
        f", {day(coverage.start, zone)} to {day(coverage.end, zone)}"
        if coverage.start is not None and coverage.end is not None
        else ", undated"
    )
    publishers = len(coverage.publishers)
    return (
        f"The archive holds {coverage.articles:,} article{'s' if coverage.articles != 1 else ''}"
        f" by {publishers} publisher{'s' if publishers != 1 else ''}{days}."
    )


def _answered(answer: Answered) -> list[str]:
    lines = []
    older = {citation.marker: citation for citation in answer.citations if citation.older}
    for sentence in answer.sentences:
        if sentence.by == "archive" and (earlier := older.get(sentence.markers[0])):
            lines.append(f"Earlier, {news_time(earlier.passage.revision.published)}:")
        markers = "".join(f" [{marker}]" for marker in sentence.markers)
        quoted = plain(sentence.text)
        if sentence.by == "archive":
            lines.append("> " + quoted.replace("\n", "\n> ") + markers)
        else:
            lines.append(f"(the model's words) {quoted}{markers}")
    lines.append("")
    for citation in answer.citations:
        lines += _citation(citation)
    if answer.note:
        lines += ["", one_line(answer.note)]
    return lines


def _abstained(answer: Abstained, zone: tzinfo) -> list[str]:
    lines = ["The archive does not say.", plain(answer.reason.text)]
    if answer.nearest:
        lines += ["", "Nearest:"]
        for citation in answer.nearest:
            lines += [f"  - {headline(citation.passage)}", f"    {printed(citation.passage)}"]
    return [*lines, "", covered(answer.coverage, zone)]


def _citation(citation: Citation) -> list[str]:
    passage = citation.passage
    lines = [f"[{citation.marker}] {headline(passage)}", f"    {printed(passage)}"]
    if citation.speaker:
        lines.append(f"    said by: {one_line(citation.speaker)}")
    if passage.article.url:
        lines.append(f"    {one_line(passage.article.url)}")
    lines.append(
        f"    article {passage.article.id}, characters {citation.span.start}-{citation.span.end}"
    )
    return lines + _also(citation.also_in)


def _also(also_in: tuple[Passage, ...]) -> list[str]:
    names = ", ".join(one_line(p.article.publisher or p.article.id) for p in also_in)
    return [f"    also in: {names}"] if names else []
