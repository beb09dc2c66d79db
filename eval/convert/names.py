"""The names of the sets that can be converted, as the command takes them."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A set whose own files are read."""

    EVOTEMP = "evotemp"
    MULTIHOP = "multihop"
    NEWSPOLLUTED = "newspolluted"
    POLNEAR = "polnear"
    REALTIMEQA = "realtimeqa"
    RGB = "rgb"
    SQUAD2 = "squad2"
