"""What changed between two texts, word by word where they are alike; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import takewhile

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
# What is compared: with spaces by themselves every second piece would be alike, and difflib slow.
_WORD = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PIECES = 6_000  # of one run that changed; a longer one is shown as taken out and put in
MOST_PAIRS = 400_000  # of equal pieces in two runs, which difflib looks at again and again
ALIKE = 0.3  # share of equal words under which two runs are shown one after the other


class Kind(StrEnum):
    """What became of a run of characters."""

    SAME = "same"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters that stayed, went or came."""

    kind: Kind
    text: str


def changes(old: str, new: str) -> list[Run]:
    """Return the runs that lead from ``old`` to ``new``.

    Those that stayed or went make up ``old``, those that stayed or came ``new``. Lines are
    compared first, words inside lines that changed, by difflib's longest matching blocks.
    """
    return _joined(_by_lines(_LINE.findall(old), _LINE.findall(new)))


def _by_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if not _can_compare(old, new):
        yield from _by_words("".join(old), "".join(new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield Run(Kind.SAME, before)
        else:
            yield from _by_words(before, after)


def _by_words(old: str, new: str) -> Iterator[Run]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    if before and after and _can_compare(before, after, most=MOST_PIECES):
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if _kept(matcher.get_opcodes(), before) >= ALIKE * max(_words(before), _words(after), 1):
            for tag, a, b, c, d in matcher.get_opcodes():
                if tag == "equal":
                    yield Run(Kind.SAME, "".join(before[a:b]))
                else:
                    yield from _trimmed("".join(before[a:b]), "".join(after[c:d]))
            return
    yield from _replaced(old, new)


def _can_compare(old: Sequence[str], new: Sequence[str], *, most: int | None = None) -> bool:
    """Whether difflib is done with two runs soon: blank lines by the thousand would take hours."""
    if most is not None and max(len(old), len(new)) > most:
        return False
    often = Counter(new)
    return sum(often[piece] for piece in old) <= MOST_PAIRS


def _trimmed(old: str, new: str) -> Iterator[Run]:
    """Yield a word in place of another without the space that follows both."""
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    if head:
        yield Run(Kind.SAME, "".join(before[:head]))
    yield from _replaced(
        "".join(before[head : len(before) - tail]), "".join(after[head : len(after) - tail])
    )
    if tail:
        yield Run(Kind.SAME, "".join(before[len(before) - tail :]))


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many pieces both begin with."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _kept(codes: Sequence[tuple[str, int, int, int, int]], before: Sequence[str]) -> int:
    return sum(_words(before[a:b]) for tag, a, b, _, _ in codes if tag == "equal")


def _words(pieces: Sequence[str]) -> int:
    """Count the words: spaces and stops are alike in any two texts."""
    return sum(piece[0].isalnum() for piece in pieces)


def _replaced(old: str, new: str) -> Iterator[Run]:
    if old:
        yield Run(Kind.OUT, old)
    if new:
        yield Run(Kind.IN, new)


def _joined(runs: Iterator[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and found[-1].kind is run.kind:
            found[-1] = Run(run.kind, found[-1].text + run.text)
        else:
            found.append(run)
    return found
