"""Plain text: the file is the article, to the character."""

from __future__ import annotations

from ingest.inputs.article import checked
from ingest.inputs.options import Item, ReadOptions
from rag.domain import IncomingArticle, Warn


def article(text: str, name: str, options: ReadOptions, warnings: tuple[Warn, ...] = ()) -> Item:
    """Return the one article of a text file: no title and no date, for none is marked as such."""
    return checked(
        IncomingArticle(
            text=text,
            where=name,
            path=name,
            publisher=options.publisher,
            language=options.language,
            warnings=warnings,
        )
    )
