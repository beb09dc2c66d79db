"""A newsroom's home beside a plain dict that says what must be in it; indexes outlive runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from ingest.inputs.read import parse
from ingest.rebuild import rebuild
from ingest.run import Report, ingest
from ingest.withdraw import withdraw
from rag.adapters.audit_process import audited
from rag.adapters.exact_index import ExactIndex
from rag.adapters.index_audit import Findings, Request, audit
from rag.archive.archive import FILE, Archive
from rag.archive.backup import backup
from rag.archive.check import Check, State
from rag.archive.writer import Writer
from rag.attribution import mark
from rag.doctor import Audit, examine
from rag.ports import Encoder, IndexBatch, VectorIndex, Vectors
from rag.progress import Progress, Silent
from rag.wiring import exact_index, new_index_name, open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, StoppedError, lines, options_for, settings_for
from tests.rag.archive.stories import ANY

Die = Callable[[], NoReturn]


@dataclass
class Told:
    """What was told of an article: each new text in order, and whether it was withdrawn."""

    texts: list[str] = field(default_factory=list)
    withdrawn: bool = False


class LastingIndex(ExactIndex):
    """An index that a run closes and the next one finds as it was, as one on disk.

    ``dies_in`` writes from now the run is killed: before the write, or right after it.
    """

    dies_in: int | None = None
    after: bool = False

    def __init__(self, dim: int, die: Die) -> None:
        super().__init__(dim)
        self._die = die

    def upsert(self, batch: IndexBatch) -> None:
        """Put passages in."""
        dies = self.dies_in == 0
        self.dies_in = None if self.dies_in is None or dies else self.dies_in - 1
        if not dies or self.after:
            super().upsert(batch)
        if dies:
            self._die()

    def held(self, ids: Sequence[int]) -> set[int]:
        """Return those of the ids that are in."""
        return set(ids) & {int(id_) for id_ in self._current().ids}

    def close(self) -> None:
        """Stay."""


class DyingEncoder(WordEncoder):
    """A WordEncoder at whose next use the run is killed once it is told to."""

    dies = False

    def __init__(self, die: Die) -> None:
        super().__init__()
        self._die = die

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return vectors, or die."""
        if self.dies:
            self.dies = False
            self._die()
        return super().encode(texts)


class DyingListener(Listener):
    """A Listener that kills the run in the phase ``stop_in``."""

    def __init__(self, die: Die, stop_in: str, *, stop_after: int) -> None:
        super().__init__(stop_in, stop_after)
        self._die = die

    def stop(self) -> None:
        """Kill the run."""
        self._die()


class Newsroom:
    """A home, what was done to it, and what must therefore be in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = settings_for(folder / "home-0")
        self.encoder = DyingEncoder(self.die)
        self.indexes: dict[str, LastingIndex] = {}
        self.told: dict[str, Told] = {}
        self.settled = True
        self.homes = 1
        Writer.open(self.settings.home).close()

    def ingest(self, texts: dict[str, str], progress: Progress | None = None) -> Report:
        """Ingest a text for each id."""
        records: list[dict[str, object]] = [
            {"id": id_, "text": text, "title": f"About {id_}"} for id_, text in texts.items()
        ]
        feed = lines(self.folder / "feed.jsonl", *records)
        try:
            return ingest(
                [str(feed)],
                settings=self.settings,
                options=options_for(self.settings),
                open_encoder=lambda: self.encoder,
                open_index=self.open_index,
                progress=progress or Silent(),
                parse=parse,
            )
        except StoppedError:
            shutil.rmtree(self.settings.home)
            self._killed.rename(self.settings.home)
            raise

    def die(self) -> NoReturn:
        """End the run as SIGKILL does: the home stays as it is now, nothing closed or sealed."""
        shutil.copytree(self.settings.home, self._killed)
        raise StoppedError

    @property
    def _killed(self) -> Path:
        return self.folder / "killed"

    def note(self, texts: dict[str, str]) -> None:
        """Remember that texts are in."""
        for id_, text in texts.items():
            told = self.told.setdefault(id_, Told())
            if text not in told.texts:
                told.texts.append(text)

    def withdraw(self, id_: str, *, undo: bool) -> None:
        """Withdraw an article or allow it again."""
        withdraw([id_], settings=self.settings, open_encoder=lambda: self.encoder, undo=undo)
        self.told[id_].withdrawn = not undo
        self.settled = False  # the index hears at the next ingest

    def rebuild(self) -> dict[str, int]:
        """Make the index anew."""
        return rebuild(
            self.settings,
            encoder=self.encoder,
            progress=Silent(),
            open_index=lambda _, __, encoder: self.open_new(encoder),
        )

    def move(self) -> None:
        """Go on in a home restored from a copy; its index is not there."""
        copy = self.folder / "copy"
        backup(self.settings.home, copy, force=True, progress=Silent())
        self.settings = settings_for(self.folder / f"home-{self.homes}")
        self.homes += 1
        self.settings.home.mkdir(mode=0o700)
        copy.rename(self.settings.home / FILE)
        self.indexes.clear()

    def open_index(self, writer: Writer, encoder: Encoder) -> VectorIndex:
        """Open the served index as an ingest does."""
        pointer = writer.pointer()
        if pointer is None:
            name, index = self.open_new(encoder)
            writer.point_to(
                name, fingerprint=encoder.fingerprint, encoder=encoder.name, dim=encoder.dim
            )
            return index
        return self.indexes[pointer.index_name]

    def open_new(self, encoder: Encoder) -> tuple[str, LastingIndex]:
        """Make an empty index."""
        name = new_index_name()
        self.indexes[name] = LastingIndex(encoder.dim, self.die)
        return name, self.indexes[name]

    def look(self) -> list[Check]:
        """Return the problems that doctor finds."""
        return self._look(self._audit)

    def _look(self, audit_: Audit) -> list[Check]:
        checks = examine(
            self.settings,
            open_encoder=lambda: self.encoder,
            progress=Silent(),
            sample=None,
            audit=audit_,
        )
        return [one for one in checks if one.state is State.PROBLEM]

    def _audit(self, request: Request, progress: Progress) -> Findings:
        archive = Archive.open(self.settings.home)
        try:
            ids = archive.allowed_ids(ANY, None)
            return audit(archive, self.indexes[request.index_name], ids, request, progress)
        finally:
            archive.close()

    def agree(self) -> None:
        """Compare the archive with what was told, word by word."""
        archive = Archive.open(self.settings.home)
        try:
            ids = archive.resolve(self.told)
            status = archive.status()

            assert ids.keys() == self.told.keys()
            assert status.revisions == sum(len(told.texts) for told in self.told.values())
            assert status.withdrawn == sum(told.withdrawn for told in self.told.values())
            assert status.coverage.articles == len(self.told) - status.withdrawn
            assert not self.settled or not status.passages["pending"] + status.passages["leaving"]

            for name, told in self.told.items():
                (id_,) = ids[name]
                self._agree(archive, id_, told)
        finally:
            archive.close()

    def _agree(self, archive: Archive, id_: str, told: Told) -> None:
        revisions = archive.revisions(id_)

        assert [one.text for one in revisions] == told.texts
        for one in revisions:
            marked = archive.quotes(one)
            assert marked == mark(one.text, one.language) or (marked is None and not self.settled)
        assert [one.number for one in revisions if one.valid_to is None] == [len(told.texts)]

        for text in told.texts:
            found = archive.by_words([text.split()[0]], limit=5, filters=ANY, asked_at=None)
            assert bool(found) != told.withdrawn

    def everything_is_found(self) -> None:
        """Look for every passage that may be shown by its own words' vector."""
        archive = Archive.open(self.settings.home)
        index = exact_index(archive, self.encoder)
        try:
            for id_, passage in archive.passages(archive.allowed_ids(ANY, None)).items():
                text = f"{passage.revision.title}\n{passage.text}"
                (vector,) = WordEncoder().encode([text])
                assert id_ in [hit for hit, _ in index.nearest(vector, k=10)]
        finally:
            index.close()
            archive.close()


class ChromaNewsroom(Newsroom):
    """The same with the index that a newsroom has."""

    def open_index(self, writer: Writer, encoder: Encoder) -> VectorIndex:
        """Open the served index as an ingest does."""
        return open_for_writing(self.settings, writer, encoder)

    def rebuild(self) -> dict[str, int]:
        """Make the index anew."""
        return rebuild(self.settings, encoder=self.encoder, progress=Silent())

    def look(self) -> list[Check]:
        """Return the problems that doctor finds, its child process included."""
        return self._look(audited)
