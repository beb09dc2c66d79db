"""What a converter says of the items that it left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rag.domain import Failure

SHOWN = 20  # items named one by one, unless all are asked for


def left_out_lines(left_out: Sequence[Failure], *, shown: int | None) -> list[str]:
    """Return what to say: the first few by name, all if None, then how many of each kind."""
    named = [f"{one.where}: {one.code} {one.reason}" for one in left_out[:shown]]
    if len(named) == len(left_out):
        return named
    kinds = Counter(one.code for one in left_out)
    counts = ", ".join(f"{count} {code}" for code, count in sorted(kinds.items()))
    return [*named, f"and {len(left_out) - len(named)} more; in all {counts}"]
