"""AP@k: how early all of the relevant items are found, not only the first."""

from __future__ import annotations

from collections.abc import Sequence


def average_precision(found_at: Sequence[int | None], *, k: int = 10) -> float:
    """Return the mean, over relevant items, of the precision at the rank where each is found.

    ``found_at`` holds each relevant item's rank, from 1; None, or beyond k, if it is not found.
    At most k items count, found or not, so that 1 can be reached. A place counts once in a
    precision, also where it holds several items. Buckley and Voorhees, "Retrieval System
    Evaluation" (TREC, 2005), chapter 3. 0 where nothing is relevant.
    """
    ranks = sorted(rank for rank in found_at if rank is not None and rank <= k)[:k]
    if not found_at:
        return 0.0
    places = {rank: at for at, rank in enumerate(sorted(set(ranks)), start=1)}
    return sum(places[rank] / rank for rank in ranks) / min(len(found_at), k)
