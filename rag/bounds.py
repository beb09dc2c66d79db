"""What a request may ask for: numbers and lists that no answer needs are refused by name. Pure."""

from __future__ import annotations

from rag.errors import UsageError
from rag.question.nouns import Filters

MOST_HITS = 100  # two legs propose no more than that, and nobody reads on
MOST_NAMES = 1_000  # publishers, languages; each is a parameter of one SQL statement
MOST_ARTICLES = 200_000  # one parameter altogether, and the whole of a large archive
_FIRST, _LAST = -62_135_510_400, 253_402_128_000  # 2 January 1, 30 December 9999, in epoch
# seconds: a calendar has these in every zone


def require_k(k: int) -> None:
    """Raise UsageError unless ``k`` is 1 to ``MOST_HITS``."""
    if not 1 <= k <= MOST_HITS:
        raise UsageError(f"k should be 1 to {MOST_HITS}, got {k}")


def require_time(asked_at: int | None) -> None:
    """Raise UsageError unless ``asked_at`` is a second that a calendar has."""
    _require_time("asked_at", asked_at)


def require_filters(filters: Filters) -> None:
    """Raise UsageError naming the field and its cap, or the days that are the wrong way round."""
    for field, values, most in (
        ("publishers", filters.publishers, MOST_NAMES),
        ("languages", filters.languages, MOST_NAMES),
        ("articles", filters.articles or (), MOST_ARTICLES),
    ):
        if len(values) > most:
            raise UsageError(f"{field}: at most {most:,} can be named, got {len(values):,}")
    _require_time("start", filters.start)
    _require_time("end", filters.end)
    if filters.start is not None and filters.end is not None and filters.start > filters.end:
        raise UsageError("start: it is later than end", hint="Swap them.")


def _require_time(field: str, epoch: int | None) -> None:
    if epoch is not None and not _FIRST <= epoch <= _LAST:
        raise UsageError(f"{field} should be an epoch second of the years 1 to 9999, got {epoch}")
