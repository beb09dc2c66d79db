"""Uploads: files received into a folder of their own, then read by an ingest, one at a time.

Nothing that was uploaded is ever served. Files are kept under names of ours, for as long as the
ingest takes.
"""

from __future__ import annotations

import errno
import os
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from starlette.concurrency import run_in_threadpool

from ingest import space
from ingest.uploads import UPLOADS, ending, last_part, stored
from rag.archive.lock import is_held
from rag.errors import DiskFullError, UsageError
from rag.settings import Settings
from ui.web import english
from ui.web.archive.place import Place
from ui.web.child import Ended, Process, Running, Start, Told
from ui.web.texts import count, say

MOST_FILES = 500  # of one upload
QUIET_S = 60.0  # seconds without a byte after which an upload has been left
BUFFER = 1 << 20  # bytes gathered before they are written

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class RefusedError(UsageError):
    """An upload that is not taken; ``status`` is the HTTP status that says so."""

    def __init__(self, message: str, *, status: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the upload stands: "idle", "receiving", "reading", "done" or "failed".

    ``names`` are the files' own by the names they are kept by, ``told`` the child's last line
    of progress or, at the end, its report; ``error`` and ``hint`` say why it failed.
    """

    name: str = "idle"
    names: Mapping[str, str] = field(default_factory=dict)
    size: int = 0  # bytes
    told: Told = field(default_factory=dict)
    error: str = ""
    hint: str = ""


_IDLE = Stage()


class Intake:
    """The uploads of one home; safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        start: Start = Process,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings, self._start, self._clock = settings, start, clock
        self._guard = threading.Lock()
        self._stage = Stage()
        self._place: Place | None = None
        self._heard_at = 0.0
        self._running: Running | None = None
        self._finisher: threading.Thread | None = None

    @property
    def stage(self) -> Stage:
        """Where the upload stands; one of which nothing came for ``QUIET_S`` has failed."""
        with self._guard:
            self._give_up()
            return self._stage

    def begin(self) -> str:
        """Return a token under which files can be given; RefusedError while it is not the time."""
        if not self._settings.limits.upload_bytes:
            raise RefusedError(
                say("archive.upload_off"), status=403, hint=say("archive.upload_off_hint")
            )
        with self._guard:
            self._give_up()
            if self._stage.name in {"receiving", "reading"}:
                raise RefusedError(
                    say("archive.upload_busy"), status=409, hint=say("archive.upload_busy_hint")
                )
            if is_held(self._settings.home):
                raise self._locked()
            self._leave()
            with _on_disk():
                self._place = Place.take(self._settings.home / UPLOADS)
            self._heard_at = self._clock()
            self._stage = Stage("receiving")
            return self._place.token

    async def receive(self, token: str, name: str, length: int, body: AsyncIterator[bytes]) -> str:
        """Keep one file of an upload, and return the name it is kept by.

        ``length`` is what its sender says it has, and no more is read. Raises RefusedError for
        what is not taken or does not fit on the disk.
        """
        place = self._required(token)
        if ending(name) is None:
            raise RefusedError(
                say("archive.upload_kind", name=_shown(name)),
                status=415,
                hint=say("archive.upload_kinds"),
            )
        if len(self._stage.names) >= MOST_FILES:
            raise RefusedError(count("archive.upload_many", MOST_FILES), status=413)
        self._reserve(place, name, length)
        part = place.parts / f"{secrets.token_hex(8)}.part"
        try:
            with _on_disk():
                space.require(self._settings.home, length, spare=self._settings.limits.free_bytes)
                kept = stored(name, await self._write(part, body, most=length, name=name))
                self._keep(place, part, kept, last_part(name))
        except BaseException:
            part.unlink(missing_ok=True)
            self._reserve(place, name, -length)
            raise
        return kept

    def read(self, token: str, *, publisher: str = "", language: str = "") -> None:
        """Start the ingest of what was received; the stage tells how it goes."""
        with self._guard:  # from here on: sent twice, the second would take the files of the first
            place = self._required(token)
            if not self._stage.names:
                self._leave()
                raise RefusedError(say("archive.upload_nothing"), status=400)
            if is_held(self._settings.home):
                self._leave()  # they are to be sent again, and another may come first
                raise self._locked()
            self._stage = replace(self._stage, name="reading")
            given = [f"--publisher={publisher}"] if publisher else []
            given += [f"--language={language}"] if language else []
            home = str(self._settings.home)
            options = ["--home", home, "--uploaded", "--json", "--progress", "--quiet"]
            arguments = ["ingest", *options, *given, "--", str(place.files)]
            try:
                self._running = self._start(arguments, self._hear)
            except UsageError:
                self._leave()
                raise
            self._finisher = threading.Thread(target=self._finish, name="intake", daemon=True)
            self._finisher.start()

    def close(self) -> None:
        """Stop what is running and take away what was received; the archive keeps what it has."""
        running, finisher = self._running, self._finisher
        if running is not None and finisher is not None:
            running.stop()
            finisher.join()
        with self._guard:
            self._leave()

    def _hear(self, told: Told) -> None:
        if "phase" in told:
            self._stage = replace(self._stage, told=told)

    def _finish(self) -> None:
        assert self._running is not None
        ended = self._running.wait()
        stage = _at_the_end(self._stage, ended)
        with self._guard:
            self._running = None
            self._leave(stage)

    def _give_up(self) -> None:
        """Take away what was received of an upload whose sender has gone."""
        if self._stage.name == "receiving" and self._clock() - self._heard_at > QUIET_S:
            lost = count("archive.upload_lost", round(QUIET_S))
            hint = say("archive.upload_stale_hint")
            self._leave(Stage("failed", error=lost, hint=hint))

    def _leave(self, stage: Stage = _IDLE) -> None:
        """Take away what was received, if anything; the upload stands at ``stage`` then."""
        if self._place is not None:
            self._place.leave()
            self._place, self._stage = None, stage

    def _reserve(self, place: Place, name: str, length: int) -> None:
        """Count a file's bytes before they come, so that files side by side stay under the cap."""
        with self._guard:
            if self._place is not place:  # another upload has begun meanwhile
                return
            size = self._stage.size + length
            if size > self._settings.limits.upload_bytes:
                raise self._too_large(name)
            self._stage = replace(self._stage, size=size)

    def _keep(self, place: Place, part: Path, kept: str, own: str) -> None:
        """Put a file that is whole to those that will be read, unless they are by now."""
        with self._guard:
            self._required(place.token)
            part.replace(place.files / kept)
            self._stage = replace(self._stage, names={**self._stage.names, kept: own})

    async def _write(self, part: Path, body: AsyncIterator[bytes], *, most: int, name: str) -> str:
        """Write a body as it comes, no more than ``most`` bytes; return its sha256 in hex."""
        size, total, waiting = 0, sha256(), bytearray()
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            async for piece in body:
                size += len(piece)
                if size > most:
                    raise self._too_large(name)
                self._heard_at = self._clock()
                waiting += piece
                if len(waiting) >= BUFFER:
                    await run_in_threadpool(file.write, bytes(waiting))
                    total.update(waiting)
                    waiting.clear()
            await run_in_threadpool(file.write, bytes(waiting))
            total.update(waiting)
        return total.hexdigest()

    def _too_large(self, name: str) -> RefusedError:
        most = self._settings.limits.upload_bytes
        return RefusedError(
            count("archive.upload_large", most, name=_shown(name)),
            status=413,
            hint=say("archive.upload_large_hint"),
        )

    def _locked(self) -> RefusedError:
        hint = say("archive.upload_busy_hint")
        return RefusedError(say("archive.upload_locked"), status=409, hint=hint)

    def _required(self, token: str) -> Place:
        """Return the place of the upload that files can be given to under ``token``."""
        place = self._place if self._stage.name == "receiving" else None
        if place is None or not secrets.compare_digest(token.encode(), place.token.encode()):
            raise RefusedError(
                say("archive.upload_stale"), status=409, hint=say("archive.upload_stale_hint")
            )
        self._heard_at = self._clock()
        return place


@contextmanager
def _on_disk() -> Iterator[None]:
    """Turn what a full or broken disk says into a refusal."""
    try:
        yield
    except DiskFullError as error:
        hint = say("archive.upload_full_hint")
        raise RefusedError(english.words(error), status=507, hint=hint) from error
    except OSError as error:
        if error.errno in _FULL:
            hint = say("archive.upload_full_hint")
            raise RefusedError(say("archive.upload_full"), status=507, hint=hint) from error
        raise RefusedError(
            say("archive.upload_unwritten", reason=error.strerror),
            status=500,
            hint=say("archive.upload_unwritten_hint"),
        ) from error


def _at_the_end(stage: Stage, ended: Ended) -> Stage:
    """Return the last stage: a report, with a word on what went wrong beside it, or a failure."""
    if "added" in ended.last:
        return replace(stage, name="done", told=ended.last, error=ended.error, hint=ended.hint)
    error = ended.error or say("archive.upload_died", code=ended.code)
    return replace(stage, name="failed", told={}, error=error, hint=ended.hint)


def _shown(name: str) -> str:
    return last_part(name)[:80]
