"""What stands on the page before anything was asked: name, coverage, a word of welcome."""

from __future__ import annotations

from datetime import tzinfo

from rag.domain import Coverage
from ui.web import when
from ui.web.escape import escape

WELCOME = (
    '<div class="welcome"><h2>What does the archive say?</h2>'
    "<p>Answers are quotations, word for word. Each marker opens the article at the exact "
    "characters; where the archive does not say, Dateline says so.</p></div>"
)
NO_EVIDENCE = (
    '<section class="turn-evidence"><h2 class="column-title">Evidence</h2>'
    '<p class="evidence-lead">Every quotation will stand here in its paragraph, with its '
    "publisher, its time and a link to the article.</p></section>"
)


def masthead(coverage: Coverage | None, zone: tzinfo) -> str:
    """Return the page's head; ``coverage`` None: the archive could not be read (yet)."""
    line = "" if coverage is None else escape(when.coverage_line(coverage, zone))
    return (
        '<header class="masthead"><div class="nameplate"><h1>Dateline</h1>'
        "<p>Answers in the archive’s own words</p></div>"
        f'<div class="folio"><p class="coverage">{line}</p>'
        '<button type="button" class="lamp" title="Light or dark">◐</button>'
        "</div></header>"
    )
