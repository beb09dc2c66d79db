"""Abstention: refusing what the archive cannot answer, and only that."""

from __future__ import annotations

REFUSED = "Refused"
WRONGLY_REFUSED = "WronglyRefused"


def refusal(*, answerable: bool, abstained: bool) -> dict[str, float]:
    """Return what one question counts for: 1 or 0 towards one of the two shares.

    ``Refused`` is over unanswerable questions and should be 1, ``WronglyRefused`` over
    answerable ones and should be 0; either alone is easy. The two sides of SQuAD 2.0's
    no-answer scoring (Rajpurkar, Jia and Liang, "Know What You Don't Know", ACL 2018).
    """
    return {WRONGLY_REFUSED if answerable else REFUSED: float(abstained)}
