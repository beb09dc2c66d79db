"""What changed between two texts, word by word where they are alike; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PIECES = 6_000  # of one run that changed; a longer one is shown as taken out and put in
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
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield Run(Kind.SAME, before)
        else:
            yield from _by_words(before, after)


def _by_words(old: str, new: str) -> Iterator[Run]:
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    if before and after and max(len(before), len(after)) <= MOST_PIECES:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if _kept(matcher.get_opcodes(), before) >= ALIKE * max(_words(before), _words(after), 1):
            for tag, a, b, c, d in matcher.get_opcodes():
                if tag == "equal":
                    yield Run(Kind.SAME, "".join(before[a:b]))
                else:
                    yield from _replaced("".join(before[a:b]), "".join(after[c:d]))
            return
    yield from _replaced(old, new)


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
