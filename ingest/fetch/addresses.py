"""Which URLs and which internet addresses may be reached: pure checks, nothing is sent."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_url(location: str) -> bool:
    """Return whether a location begins with a scheme and ``://``, whichever scheme that is."""
    return _SCHEME.match(location) is not None
