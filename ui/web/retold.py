"""What rag and eval say in English, said in the page's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from functools import cache
from typing import Final

from rag.wording import Wording
from ui.web import when
from ui.web.texts import OURS, number, read, say

TABLES: Final = ("why", "evaluation", "languages")  # of en.toml, that hold it


class _Retold:
    """What ``en.toml`` lacks of it stays English."""

    def __call__(self, english: str, /, **values: object) -> str:
        key = _by_english().get(english)
        return say(key, **values) if key else english.format(**values) if values else english

    def number(self, value: float, places: int = 0) -> str:
        return number(value, places)

    def day(self, epoch: int, zone: tzinfo = UTC) -> str:
        return when.day(epoch, zone)


RETOLD: Final[Wording] = _Retold()


@cache
def _by_english() -> Mapping[str, str]:
    return {text: key for key, text in read(OURS).items() if key.partition(".")[0] in TABLES}
