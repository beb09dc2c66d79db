"""An ingest and a rebuild on a disk that something else fills up at one moment.

``python -m tests.faults.full HOME MOMENT LEFT FEED...`` prints the error it stopped with.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.rebuild import rebuild
from rag.archive.writer import Writer
from rag.errors import DatelineError
from rag.ports import Encoder, IndexBatch, VectorIndex, Vectors
from rag.wiring import open_for_writing
from tests.fakes import WordEncoder
from tests.faults.job import ROOM, tell
from tests.ingest.jobs import Listener, run, settings_for

MOMENTS = ("reading", "cutting", "embedding", "indexing", "rebuilding")
BLOCK = bytes(64 * 1024)


def fill(ballast: Path, left: int) -> None:
    """Fill the disk but for ``left`` bytes."""
    with ballast.open("ab", buffering=0) as file:
        try:
            while True:
                file.write(BLOCK)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(max(0, file.tell() - left))


class Filling(WordEncoder):
    """Fills the disk when it is first asked to measure, or to embed, new text."""

    def __init__(self, moment: str, fill_up: Callable[[], None]) -> None:
        super().__init__()
        self._moment, self._fill_up = moment, fill_up

    def piece_ends(self, text: str) -> list[int]:
        """Return where words end."""
        if self._moment == "cutting":
            self._fill_up()
        return super().piece_ends(text)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return vectors."""
        if self._moment == "embedding":
            self._fill_up()
        return super().encode(texts)


class FillingListener(Listener):
    """Fills the disk while inputs are read, or when a rebuild begins."""

    def __init__(self, moment: str, fill_up: Callable[[], None]) -> None:
        super().__init__()
        self._moment, self._fill_up = moment, fill_up

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Begin a phase."""
        super().phase(name, total, unit)
        if name == {"reading": "reading", "rebuilding": "indexing"}.get(self._moment):
            self._fill_up()


class FillingIndex:
    """A VectorIndex that fills the disk just before it writes."""

    def __init__(self, index: VectorIndex, fill_up: Callable[[], None]) -> None:
        self._index, self._fill_up = index, fill_up
        self.delete, self.nearest, self.count = index.delete, index.nearest, index.count
        self.refresh, self.close = index.refresh, index.close

    def upsert(self, batch: IndexBatch) -> None:
        """Add passages."""
        self._fill_up()
        self._index.upsert(batch)


def main(home: Path, moment: str, left: int, feeds: list[Path]) -> None:
    """Do it all, or as much as the disk allows."""
    ballast, once = home.parent / "ballast", [True]

    def fill_up() -> None:
        if once:
            once.pop()
            fill(ballast, left)

    settings, encoder = settings_for(home, limits=ROOM), Filling(moment, fill_up)
    listener = FillingListener(moment, fill_up)

    def opened(writer: Writer, used: Encoder) -> VectorIndex:
        index = open_for_writing(settings, writer, used)
        return FillingIndex(index, fill_up) if moment == "indexing" else index

    try:
        for feed in feeds:
            run(home, feed, encoder=encoder, progress=listener, open_index=opened, limits=ROOM)
        rebuild(settings, encoder=encoder, progress=listener)
    except DatelineError as error:
        tell(f"{type(error).__name__}: {error} / {error.hint}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), [Path(one) for one in sys.argv[4:]])
