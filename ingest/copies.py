"""When two articles print one story: the same words in a row, save what an editor changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

from rag.archive.stories import Current
from rag.text.fold import tokens

RUN = 4  # words in a row that are compared: a shingle
PERMUTATIONS = 64  # MinHash values of an article
ROWS = 2  # of them in a band: texts whose shingles overlap by a third share one in 98 of 100 times
LEAST = 20  # words; what is shorter says too little to be anyone's in particular
SHORT = 60  # words under which a form text is easily taken for a copy
ROUND_UP = 0.2  # of the longer text's shingles: a brief inside a day's round-up is no copy
COPIED = 0.5  # share of the shorter text's shingles that stand in the other
COPIED_WHOLE = 0.9  # the same, where little is left for an editor to have changed
OTHER_NUMBERS = 0.1  # share of the common shingles that differ in a number: forms, not corrections
WINDOW = 7 * 86_400  # seconds between two publishers' prints of a story
EDITION = 36 * 3_600  # seconds between one publisher's own: the page, and the next day's paper

_DIGITS = re.compile(r"\d+(?:\.\d+)*")


@dataclass(frozen=True)
class _Words:
    """A text as copies are compared: its words, and every RUN of them in a row."""

    words: tuple[str, ...]

    @cached_property
    def shingles(self) -> frozenset[str]:
        return _shingles(self.words)


class Copies:
    """What makes two articles copies (a ``rag.archive.stories.Likeness``).

    Remembers the words of the last texts compared, so one is best kept for a whole run.
    """

    days = WINDOW // 86_400

    def __init__(self) -> None:
        self._words = lru_cache(maxsize=256)(lambda text: _Words(tuple(tokens(text))))

    def bands(self, text: str) -> Sequence[int]:
        """Return 64-bit numbers, two texts having one in common the likelier the more they share.

        MinHash in bands of ROWS: two texts whose shingles have the Jaccard index J share a band
        with probability 1 - (1 - J**ROWS) ** (PERMUTATIONS / ROWS) (Leskovec, Rajaraman and
        Ullman, Mining of Massive Datasets, section 3.4). None for a text under LEAST words.
        """
        from rensa import RMinHash

        words = self._words(text)
        if len(words.words) < LEAST:
            return ()
        minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
        minhash.update(list(words.shingles))
        values = minhash.digest()
        return [_band(at, values[at : at + ROWS]) for at in range(0, PERMUTATIONS, ROWS)]

    def same(self, one: Current, other: Current) -> bool:
        """Return whether the articles are copies: other articles' words, near in time.

        A dated pair must be published within WINDOW; two of one publisher's, whose forms
        (weather, markets, a daily letter) repeat, within EDITION and almost word for word.
        """
        house = _name(one.publisher) == _name(other.publisher)
        if one.published is not None and other.published is not None:
            apart = abs(one.published - other.published)
            if apart > (EDITION if house else WINDOW):
                return False
        return _is_copy(self._words(one.text), self._words(other.text), house=house)


def _is_copy(one: _Words, other: _Words, *, house: bool) -> bool:
    """Judge by words alone; ``house`` is whether both are one publisher's.

    Share is of the shorter text, since a copy is cut more often than it is added to. Where the
    words around numbers are the same and the numbers are not, both were made from one form; a
    single number is a correction, but not within a house, which would correct the article.
    """
    shorter, longer = sorted((one, other), key=lambda words: len(words.shingles))
    brief = len(shorter.words) < SHORT
    if len(shorter.words) < LEAST or (brief and house):
        return False
    if len(shorter.shingles) < ROUND_UP * len(longer.shingles):
        return False
    common = len(shorter.shingles & longer.shingles)
    if common < (COPIED_WHOLE if brief or house else COPIED) * len(shorter.shingles):
        return False
    others = len(_forms(shorter, longer) & _forms(longer, shorter))
    return others <= (0 if brief or house else max(RUN, OTHER_NUMBERS * common))


def _forms(one: _Words, other: _Words) -> set[str]:
    """Return the shingles that only one has, their numbers masked."""
    return {_DIGITS.sub("#", shingle) for shingle in one.shingles - other.shingles}


def _shingles(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False)))


def _band(at: int, values: Sequence[int]) -> int:
    digest = blake2b(repr((at, *values)).encode("ascii"), digest_size=6).digest()
    return int.from_bytes(digest, "little")


def _name(publisher: str | None) -> str:
    return " ".join(tokens(publisher or ""))
