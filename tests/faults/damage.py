"""What a failing disk, a full one or a careless hand does to a file; drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

PAGE = 4096  # bytes


def delete(path: Path, chance: Random) -> None:
    """The file is gone."""
    path.unlink()


def empty(path: Path, chance: Random) -> None:
    """The file is there and holds nothing."""
    path.write_bytes(b"")


def truncate(path: Path, chance: Random) -> None:
    """The end is missing."""
    with path.open("r+b") as file:
        file.truncate(chance.randrange(path.stat().st_size))


def flip(path: Path, chance: Random) -> None:
    """From one to some hundred bits are the other way round."""
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 8, 200])):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def zero(path: Path, chance: Random) -> None:
    """A page reads as zeros."""
    content = bytearray(path.read_bytes())
    start = chance.randrange(-(-len(content) // PAGE)) * PAGE
    content[start : start + PAGE] = bytes(len(content[start : start + PAGE]))
    path.write_bytes(content)


def overwrite(path: Path, chance: Random) -> None:
    """Something else has been written over the beginning."""
    with path.open("r+b") as file:
        file.write(chance.randbytes(100))


DAMAGES: tuple[Callable[[Path, Random], None], ...] = (
    delete,
    empty,
    truncate,
    flip,
    zero,
    overwrite,
)
