"""Looking through the archive: which articles to list, and what is told of each in a list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.domain import Article, NewsTime
from rag.question.nouns import Filters


class Order(StrEnum):
    """What stands first in a list."""

    NEWEST = "newest"  # by published_at, undated articles last
    BEST = "best"  # by the best passage's BM25 score


@dataclass(frozen=True, slots=True)
class Browse:
    """Which articles to list, by their newest state; what is left empty leaves nothing out.

    All ``words`` must stand in an article; one of several words is a phrase. ``unnamed``: only
    articles that name no publisher; ``undated``, ``withdrawn``: only such ones, and withdrawn
    articles are listed in no other way and found by their headlines alone. ``versions`` is the
    least number of states; ``copies_of`` an article's id: it and what prints its story.
    """

    words: tuple[str, ...] = ()
    filters: Filters = Filters()
    unnamed: bool = False
    undated: bool = False
    withdrawn: bool = False
    versions: int = 1
    copies_of: str | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a list tells of it; ``number`` is its newest revision, one of ``versions``.

    ``excerpt`` is the passage that the words find best, else the text's beginning, empty of a
    withdrawn article; ``opens`` and ``closes`` say whether the text begins and ends with it.
    ``also_in`` other articles print its story. ``sound`` as of a revision.
    """

    article: Article
    number: int
    title: str | None
    byline: str | None
    section: str | None
    language: str | None
    published: NewsTime | None
    versions: int
    also_in: int
    excerpt: str
    opens: bool = True
    closes: bool = True
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """How many articles a publisher printed at a time; either is None where it is not given."""

    publisher: str | None
    published_at: int | None
    articles: int


@dataclass(frozen=True, slots=True)
class Newest:
    """A publisher's articles: how many, the newest dated one, when one was last taken in.

    Times are epoch seconds; ``newest_id`` is an article's, with its ``title``.
    """

    publisher: str | None
    articles: int
    first_at: int | None
    newest_at: int | None
    newest_id: str | None
    title: str | None
    taken_at: int
