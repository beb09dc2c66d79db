"""Epoch seconds that stand for "none", small enough for any store's numbers to hold exactly."""

from __future__ import annotations

NEVER = 2**53 - 1
"""``valid_to`` of a newest revision."""

UNDATED = -(2**53 - 1)
"""``published_at`` of an undated article."""

EVER = -(2**53 - 1)
"""From when an undated article's first revision may be shown."""
