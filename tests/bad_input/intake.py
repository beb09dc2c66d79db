"""Bad inputs as an ingest run meets them: a file made, a run, what is said and what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.inputs.read import Parse
from ingest.run import Report, ingest
from rag.archive.archive import Archive
from rag.desk import Desk
from rag.domain import Failure, Hit, Passage, Revision
from rag.wiring import open_desk
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, in_memory, options_for, settings_for
from tests.rag.archive.stories import ANY

EVER = 2**40  # epoch seconds: later than any date an article can have

QUAY = "The harbour master counted eleven ships at the quay on Monday."
SLUICE = "The sluice keeper closed the upper gate after the storm of Tuesday."


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run said, code and place, and what the archive holds after it."""

    report: Report
    told: Sequence[str]  # the lines shown while it ran
    passages: Sequence[Passage]

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """Code and place of each failure; where there is any, the command's exit status is 4."""
        return [(one.code, one.where) for one in self.report.failed]

    @property
    def odd(self) -> list[tuple[str, str]]:
        """Code and place of each warning."""
        return [(one.code, one.where) for one in self.report.warnings]

    @property
    def codes(self) -> set[str]:
        """Every code, of failures and warnings."""
        return {one.code for one in (*self.report.failed, *self.report.warnings)}

    @property
    def reasons(self) -> str:
        """Every reason, a line each."""
        return "\n".join(one.reason for one in (*self.report.failed, *self.report.warnings))

    @property
    def revisions(self) -> list[Revision]:
        """The newest state of each article, in the order of their coming."""
        return list({p.article.id: p.revision for p in self.passages}.values())

    @property
    def texts(self) -> list[str]:
        """Their texts."""
        return [one.text for one in self.revisions]

    @property
    def titles(self) -> list[str | None]:
        """Their headlines."""
        return [one.title for one in self.revisions]


@dataclass
class Intake:
    """A home, and a folder ``given`` in which a test makes its inputs."""

    root: Path
    parse: Parse | None
    encoder: WordEncoder = field(default_factory=WordEncoder)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def folder(self) -> Path:
        folder = self.root / "given"
        folder.mkdir(exist_ok=True)
        return folder

    def file(self, name: str, content: str | bytes) -> Path:
        """Write an input."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def take(self, *locations: str | Path, **settings: object) -> Taken:
        """Run an ingest, the whole folder's without a location; limits are ``settings``.

        What the report says is in the archive's own record of the run, too.
        """
        ours = settings_for(self.home, **settings)
        listener = Listener()
        report = ingest(
            [str(one) for one in locations or (self.folder,)],
            settings=ours,
            options=options_for(ours),
            open_encoder=lambda: self.encoder,
            open_index=in_memory,
            progress=listener,
            parse=None if "parsing" in settings else self.parse,
        )
        archive = Archive.open(self.home)
        try:
            run = int((archive.status().last_run or {})["pk"] or 0)
            noted = archive.failures(run=run)
            assert _lines(noted) == _lines((*report.failed, *report.warnings))
            ids = archive.allowed_ids(ANY, EVER)
            found = archive.passages(ids, asked_at=EVER)
        finally:
            archive.close()
        return Taken(report, listener.problems, [found[id_] for id_ in sorted(found)])

    def take_file(self, name: str, content: str | bytes, **settings: object) -> Taken:
        """Write an input and run an ingest of it alone."""
        return self.take(self.file(name, content), **settings)

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """Open the home for asking."""
        settings = settings_for(self.home, index="exact")
        with open_desk(settings, encoder=self.encoder) as desk:
            yield desk

    def search(self, words: str, **more: object) -> list[Hit]:
        """Find passages, asked now."""
        with self.desk() as desk:
            return desk.search(words, **more)  # type: ignore[arg-type]


def _lines(failures: Sequence[Failure]) -> list[str]:
    return sorted(f"{one.where} {one.code} {one.reason}" for one in failures)
