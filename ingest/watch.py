"""Inputs ingested again and again: feeds when they are due, files when they have changed."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from ingest.fetch.addresses import is_url
from ingest.inputs.options import InputFile
from ingest.inputs.read import find
from ingest.run import Report
from ingest.web.asking import Asking
from rag.archive.runs import holders
from rag.errors import ArchiveLockedError, UsageError

LOOK_S = 20.0  # between two looks at folders; a look costs a stat for each file
AGAIN_S = 30.0  # before a round that another ingest has kept from running is tried again
UNREAD = frozenset({"E_CHANGED", "E_READ"})  # the same file may well be read the next time

Key = tuple[str, str]  # a file's name in messages, and its path: two may have one name
State = tuple[int, int, int]  # size, and the times of the last change of a file and of its entry


class Round(Protocol):
    """One ordinary ingest of some of the inputs."""

    def __call__(self, locations: Sequence[str], asking: Asking) -> Report:
        """Return its report; raises ArchiveLockedError while another ingest runs."""
        ...


@dataclass(slots=True)
class Watched:
    """What is watched and how it stood: files that are ``kept``, addresses by when they are due.

    A file counts as changed once it has been the same in two looks: one that is still being
    copied here is left alone. At the first look every file does. ``odd`` names the
    files in which something was left out or odd when they were last read.
    """

    addresses: Sequence[str]
    paths: Sequence[str]
    every_s: float
    due: dict[str, float] = field(default_factory=dict)
    kept: dict[Key, State] = field(default_factory=dict)
    seen: dict[Key, State] | None = None
    odd: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, locations: Sequence[str], *, every_s: float) -> Watched:
        """Sort locations. Raises UsageError for standard input, which comes once."""
        if "-" in locations:
            raise UsageError("standard input cannot be watched", hint="Name files or addresses.")
        addresses = [one.strip() for one in locations if is_url(one.strip())]
        return cls(addresses, [one for one in locations if not is_url(one.strip())], every_s)

    def asked(self, now: float) -> list[str]:
        """Return the addresses that are due."""
        return [one for one in self.addresses if self.due.get(one, 0) <= now]

    def changed(self) -> dict[Key, State]:
        """Look at the files, and return those worth reading with how they stand."""
        files = find(self.paths)[0]
        looked = {_key(file): state for file in files if (state := _state(file))}
        before = looked if self.seen is None else self.seen
        self.seen = looked
        new = (key for key, state in looked.items() if self.kept.get(key) != state)
        return {key: looked[key] for key in new if before.get(key) == looked[key]}

    def standing(self, files: Mapping[Key, State]) -> set[str]:
        """Return the names of files that are not read now: what was said of them holds."""
        return {name for name, _ in self.seen or {}} - {name for name, _ in files}

    def gone(self) -> set[str]:
        """Return the files with something odd in them that are not there any more."""
        return self.odd - {name for name, _ in self.seen or {}}

    def keep(self, read: Mapping[Key, State], report: Report) -> None:
        """Note which files a round has kept, and which of them are odd."""
        again = {one.where for one in report.failed if one.code in UNREAD}
        self.kept |= {key: state for key, state in read.items() if key[0] not in again}
        names = {name for name, _ in read}
        places = {name for one in (*report.failed, *report.warnings) for name in holders(one.where)}
        self.odd = (self.odd - self.gone() - names) | (names & places)

    def wait(self, asked: Sequence[str], report: Report, now: float) -> None:
        """Note when the addresses of a round are due again."""
        for one in asked:
            poll = report.polled.get(one)
            self.due[one] = max(now + self.every_s, poll.next_at if poll else 0)

    def rest(self, now: float) -> float:
        """Return how many seconds to wait before looking again."""
        until = min((self.due.get(one, 0) - now for one in self.addresses), default=LOOK_S)
        return max(1.0, min(until, LOOK_S) if self.paths else until)


def watch(
    watched: Watched,
    ingest: Round,
    *,
    clock: Callable[[], float],
    wait: Callable[[float], object],
    told: Callable[[Report], object],
    blocked: Callable[[ArchiveLockedError], object],
) -> None:
    """Ingest what is due or has changed, wait, and again; until ``wait`` raises.

    ``clock`` gives epoch seconds. ``told`` gets the report of each round. While another ingest
    holds the home nothing is read: ``blocked`` is told once, and the round is tried again. The
    first round takes every input, so that what is not there is named.
    """
    first, refused = True, False
    while True:
        asked, files = watched.asked(clock()), watched.changed()
        patient = Asking(patient=True, clock=clock)
        try:
            if watched.paths and (first or files or watched.gone()):
                fresh = partial(_among, files)
                standing = partial(_inside, watched.standing(files))
                report = ingest(watched.paths, replace(patient, fresh=fresh, standing=standing))
                watched.keep(files, report)
                told(report)
            if asked:  # a run of its own: what the one above says of its files is then the last
                report = ingest(asked, patient)
                watched.wait(asked, report, clock())
                told(report)
        except ArchiveLockedError as error:
            if not refused:
                blocked(error)
            refused = True
            wait(AGAIN_S)
            continue
        first = refused = False
        wait(watched.rest(clock()))


def _key(file: InputFile) -> Key:
    return file.name, str(file.path)


def _among(files: Container[Key], file: InputFile) -> bool:
    return _key(file) in files


def _inside(names: Set[str], place: str) -> bool:
    return not holders(place).isdisjoint(names)


def _state(file: InputFile) -> State | None:
    try:
        status = file.path.stat()
    except OSError:
        return None  # gone meanwhile
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns
