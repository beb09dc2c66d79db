"""What ninjs and NewsML-G2 say alike: whether an item may be used, and from when. Pure."""

from __future__ import annotations

import re

from rag.domain import Failure, Warn

_TEXTS = frozenset({"", "text", "composite", "article", "story", "news"})


def refusal(status: str, kind: str, where: str) -> Failure | None:
    """Say why an item is not taken: it is withheld or cancelled, or is a picture; None: it is.

    Both are codes of the IPTC (pubstatusg2, ninature), bare, with a prefix or as an address.
    """
    status, kind = _code(status), _code(kind)
    if status not in {"", "usable"}:
        said = f"its status is {status!r}, not for use; `dateline withdraw` an earlier state"
        return Failure(where, "E_STATUS", said)
    if kind not in _TEXTS:
        return Failure(where, "W_SKIPPED", f"its kind is {kind!r}, not a text")
    return None


def embargo(until: object) -> list[Warn]:
    """Return the warning that an item is embargoed: it is in, for no clock is known here."""
    said = until.strip() if isinstance(until, str) else ""
    return [Warn("W_EMBARGO", f"embargoed until {said[:60]!r}")] if said else []


def _code(value: str) -> str:
    return re.split(r"[:/]", value.strip().rstrip("/"))[-1].casefold()[:40]
