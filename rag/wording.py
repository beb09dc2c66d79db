"""What is said to people of what rag and eval find, in English here, in any language by a page.

A text is a template in English, which stands where it is said; whoever speaks another language
knows it by that.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final, Protocol


class Wording(Protocol):
    """Says texts in one language."""

    def __call__(self, english: str, /, **values: object) -> str:
        """Return a text given in English, ``{name}`` in it replaced by the value of that name."""
        ...

    def number(self, value: float, places: int = 0) -> str:
        """Return a number with so many digits after the sign that parts them off."""
        ...

    def day(self, epoch: int, zone: tzinfo = UTC) -> str:
        """Return an epoch second's day in a zone, as in "26 November 2024"."""
        ...


class _English:
    def __call__(self, english: str, /, **values: object) -> str:
        return english.format(**values) if values else english

    def number(self, value: float, places: int = 0) -> str:
        return f"{value:.{places}f}"

    def day(self, epoch: int, zone: tzinfo = UTC) -> str:
        moment = datetime.fromtimestamp(epoch, zone)
        return f"{moment.day} {moment:%B %Y}"


ENGLISH: Final[Wording] = _English()
