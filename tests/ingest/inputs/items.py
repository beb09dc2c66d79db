"""Short forms in which tests compare items."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.inputs.read import Item
from rag.domain import Failure, IncomingArticle


def codes(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Where and code of each failure, where and "in" of each article."""
    return [(i.where, i.code if isinstance(i, Failure) else "in") for i in items]


def only(items: Iterable[Item]) -> IncomingArticle:
    """The one article there is, and nothing else."""
    (item,) = items
    assert isinstance(item, IncomingArticle), item
    return item


def failure(items: Iterable[Item]) -> Failure:
    """The one failure there is, and nothing else."""
    (item,) = items
    assert isinstance(item, Failure), item
    return item


def warned(article: IncomingArticle) -> list[str]:
    """The codes of an article's warnings, in order."""
    return [warning.code for warning in article.warnings]
