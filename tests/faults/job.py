"""What is killed: both inputs into a home, then a rebuild, telling each step on its output."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.rebuild import rebuild
from rag.settings import Limits
from rag.wiring import open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, run, settings_for

ROOM = Limits(free_bytes=1)  # so that a disk that something fills up is really run into


def tell(line: str) -> None:
    """Write a line to whoever started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Telling(Listener):
    """Prints the phase at every step."""

    def phase(self, name: str, total: int | None, unit: str) -> None:
        """Begin a phase."""
        super().phase(name, total, unit)
        tell(name)

    def advance(self, units: int, note: str = "") -> None:
        """Note units done."""
        super().advance(units, note)
        tell(self.phases[-1][0])


def main(home: Path, feeds: list[Path]) -> None:
    """Do it all."""
    settings, encoder = settings_for(home, limits=ROOM), WordEncoder()
    for feed in feeds:
        run(
            home,
            feed,
            encoder=encoder,
            progress=Telling(),
            limits=ROOM,
            open_index=lambda w, e: open_for_writing(settings, w, e),
        )
    rebuild(settings, encoder=encoder, progress=Telling())
