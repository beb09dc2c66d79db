"""Quote exactness: every quotation stands, character for character, in its revision."""

from __future__ import annotations

from hashlib import sha256

from rag.domain import Citation, Revision


def is_exact(citation: Citation, kept: Revision) -> bool:
    """Return whether ``kept``, as read back from the archive, holds the quote at its span.

    The text's own sha256 must be the one stored and the one cited, so neither a changed text
    nor a changed hash passes. The share over all citations is promised to be 1.
    """
    digest = sha256(kept.text.encode()).hexdigest()
    return (
        citation.span.of(kept.text) == citation.quote
        and digest == kept.sha256
        and digest == citation.passage.revision.sha256
    )
