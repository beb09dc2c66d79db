"""Room on the disk: how much a step needs, and a clean stop before it where there is too little."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ingest.inputs.read import Item
from rag.domain import IncomingArticle
from rag.errors import DiskFullError, IndexUnavailableError

# Measured on 1,572 articles of news, rounded up: text, full text and both files' logs take six
# times the text; a passage's vector in the archive, in Chroma's graph and in its log take 9 kB.
ARTICLE_FACTOR = 8
ARTICLE_BYTES = 2_000
PASSAGE_BYTES = 12_000
WORDS_BYTES = 4_000  # a passage in the full text: row, index and log; measured 1,600 and a log
QUOTES_FACTOR = 1  # of the text: rows and their log; measured .3 and a log
LEAST = 1_000_000  # a step of which nothing else is known: a row or two, the log, a file's end
TAKE = 512  # passages a round: a few seconds of encoding, and what a kill can cost


def of_articles(items: Sequence[Item]) -> int:
    """Return about how many bytes it takes to keep a batch, with its full text."""
    texts = (len(item.text.encode()) for item in items if isinstance(item, IncomingArticle))
    return sum(ARTICLE_BYTES + ARTICLE_FACTOR * size for size in texts)


def of_passages(count: int) -> int:
    """Return about how many bytes it takes to embed and index passages."""
    return PASSAGE_BYTES * count


def of_words(count: int) -> int:
    """Return about how many bytes it takes to make passages' full text."""
    return WORDS_BYTES * count


def of_quotes(chars: int) -> int:
    """Return about how many bytes it takes to keep who says what in texts of so many characters."""
    return ARTICLE_BYTES + QUOTES_FACTOR * chars


def require(home: Path, step: int, *, spare: int, rest: int = 0) -> None:
    """Raise DiskFullError if a step of so many bytes would leave less than ``spare`` at ``home``.

    The error names what all that is left to do needs, where ``rest`` knows it.
    """
    free = shutil.disk_usage(home).free
    if free < step + spare:
        raise DiskFullError(str(home), free=free, needed=max(step, rest) + spare)


@contextmanager
def full_disk_named(home: Path, step: int = LEAST, *, spare: int) -> Iterator[None]:
    """Say how much a step of about so many bytes needs where a disk fills up in the middle of it.

    SQLite only says that it is full; an index may say anything: where a round of passages would
    not fit, that is why it failed.
    """
    try:
        yield
    except DiskFullError as error:
        if error.needed is not None:
            raise
        free, least = shutil.disk_usage(home).free, max(step, LEAST)
        needed = max(least + spare, free + least)  # what was free was not enough
        raise DiskFullError(str(home), free=free, needed=needed) from error
    except IndexUnavailableError:
        require(home, of_passages(TAKE), spare=spare)
        raise
