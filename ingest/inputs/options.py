"""What every format is told: the file, and how the caller wants it read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rag.domain import Failure, IncomingArticle
from rag.errors import UsageError

if TYPE_CHECKING:  # a parsing process starts in half the time without pydantic
    from rag.settings import Limits

Item = IncomingArticle | Failure

FORMATS = ("text", "markdown", "json", "jsonl", "csv", "html", "feed", "newsml")
FIELDS = (
    "text",
    "title",
    "publisher",
    "byline",
    "section",
    "language",
    "url",
    "external_id",
    "published",
    "modified",
)
STDIN = Path("-")
RESUMED = frozenset(
    {"json", "jsonl", "lines", "csv", "feed", "json feed", "newsml", "parquet"}
)  # heed ``after``
ENDED = "E_ENDED"  # stands for the article that ended its parser; its failure is known elsewhere
_ALSO = MappingProxyType(
    {"body": "text", "headline": "title", "source": "publisher", "author": "byline"}
    | {"id": "external_id", "date": "published", "published_at": "published"}
    | {"modified_at": "modified", "updated": "modified", "category": "section"}
)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How inputs are read.

    ``zone``: bare days and zoneless times are read in it. ``mapping``: our field -> the input's
    column (``--map text=story_body``), a path with dots where columns are nested.
    ``publisher`` and ``language`` stand in where the input names none. ``format`` is one of
    ``FORMATS`` and forces it. ``first_line`` is where the bytes at hand begin in their file, and
    ``after`` the number of articles in them that are done with; see ``made``. Raises UsageError
    for a field or format that does not exist.
    """

    zone: ZoneInfo
    limits: Limits
    mapping: Mapping[str, str] = field(default_factory=dict)
    publisher: str | None = None
    language: str | None = None
    format: str | None = None
    first_line: int = 1
    after: int = 0

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in FORMATS:
            raise UsageError(f"no format is called {self.format!r}", hint=_choice(FORMATS))
        mapping = {_ALSO.get(ours, ours): column for ours, column in self.mapping.items()}
        if unknown := sorted(set(mapping) - set(FIELDS)):
            raise UsageError(f"no field is called {unknown[0]!r}", hint=_choice(FIELDS))
        object.__setattr__(self, "mapping", mapping)


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    ``path`` is where it is, ``Path("-")`` for standard input. ``name`` identifies it: the
    ingested root's own name and the path below it, with ``/``; it is printable and valid UTF-8
    whatever the file is called. ``size`` is in bytes, 0 where unknown.
    """

    path: Path
    name: str
    size: int


def made(steps: Iterable[tuple[str, Callable[[], Item]]], options: ReadOptions) -> Iterator[Item]:
    """Yield what each step (where, how to make it) gives, from the one past ``options.after`` on.

    The last that is done with ended its parser: it is only named, by an ``ENDED`` failure.
    """
    for number, (where, make) in enumerate(steps, start=1):
        if number > options.after:
            yield make()
        elif number == options.after:
            yield Failure(where, ENDED, "")


def _choice(names: tuple[str, ...]) -> str:
    return f"Choose one of {', '.join(names)}."
