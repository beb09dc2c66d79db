"""The characters of a revision as HTML, a quotation among them lit; pure."""

from __future__ import annotations

from rag.domain import Revision, Span
from ui.web.escape import escape, language_of
from ui.web.texts import count

MOST = 120_000  # code points shown on either side of the words looked for


def body(revision: Revision, span: Span | None) -> str:
    """Return the text as it stands, line ends included, ``span`` in ``<mark>``.

    Blank space before and after the whole is not shown.
    Of a very long text ``MOST`` code points before and after the span are shown, and it is said
    how many are not.
    """
    text = revision.text
    lit = span or Span(0, 1)
    start, end = max(0, lit.start - MOST), min(len(text), lit.end + MOST)
    if span is None:
        inner = escape(text[start:end].strip())
    else:
        mark = f'<mark id="lit">{escape(span.of(text))}</mark>'
        before, after = text[start : span.start].lstrip(), text[span.end : end].rstrip()
        inner = f"{escape(before)}{mark}{escape(after)}"
    return (
        f'{_left_out(start)}<div class="reader-text" dir="auto"'
        f"{language_of(revision.language)}>{inner}</div>{_left_out(len(text) - end)}"
    )


def _left_out(characters: int) -> str:
    if characters <= 0:
        return ""
    return f'<p class="left-out">{escape(count("reader.left_out", characters))}</p>'
