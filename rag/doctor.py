"""Does a home hold together: folder, archive, full text, vectors, index; what to do where not."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator

from rag.adapters.audit_process import audited
from rag.adapters.index_audit import Findings, Request
from rag.archive import check, check_quotes, check_words, held
from rag.archive.archive import FILE, Archive
from rag.archive.check import BACKUP, REBUILD, Check, State
from rag.archive.database import is_writable
from rag.archive.lock import is_held
from rag.archive.seal import SEAL, Compare, require_as_left
from rag.archive.vectors import Pointer
from rag.errors import ArchiveError, DatelineError, IndexUnavailableError
from rag.ports import Encoder
from rag.progress import Progress
from rag.settings import Settings
from rag.wiring import is_closed, unserved

SAMPLE = 200  # live passages, and revisions, looked at unless all are

Audit = Callable[[Request, Progress], Findings]


def examine(
    settings: Settings,
    *,
    open_encoder: Callable[[], Encoder],
    progress: Progress,
    sample: int | None = SAMPLE,
    audit: Audit = audited,
) -> Iterator[Check]:
    """Yield one check after another; ``sample`` None looks at every revision and passage.

    Changes nothing. ``audit`` looks into the index, in a process that it may crash. Raises
    ArchiveError only where there is no archive at all; one that is damaged is a check's result.
    """
    if not settings.home.is_dir():
        Archive.open(settings.home)  # says how to make one
    yield _permissions(settings)
    yield _space(settings)
    try:
        archive = Archive.open(settings.home, compare=Compare.NEVER)
    except ArchiveError as error:
        if not (settings.home / FILE).exists():
            raise
        yield _failed("archive", error)
        return
    archive.close()
    yield _seal(settings)
    archive = Archive.open(settings.home, compare=Compare.NEVER)
    try:
        progress.phase("the archive's file", None, "file")
        sound = _look(archive, "archive", lambda c: check.file_sound(c, full=sample is None))
        yield sound
        if sound.state is not State.PROBLEM:  # all else would be of its making
            yield from _archive(settings, archive, sample, progress)
            yield from _index(settings, archive, open_encoder, sample, progress, audit)
    finally:
        archive.close()


def _seal(settings: Settings) -> Check:
    """Compare the archive's file with what its last writer left."""
    file = settings.home / FILE
    try:
        sealed = require_as_left(file, Compare.ALWAYS)
    except ArchiveError as error:
        seal = file.with_name(FILE + SEAL)
        hint = f"{BACKUP} Without one, remove {seal} to use what the lines below find sound."
        return Check("seal", State.PROBLEM, str(error), hint)
    text = "it is as its last writer left it" if sealed else "none: it has been written to since"
    return Check("seal", State.OK, text)


def _permissions(settings: Settings) -> Check:
    if not is_writable(settings.home / FILE):
        text = f"{settings.home} cannot be written to: it can be asked, and nothing put into it"
        return Check("home", State.NOTE, text)
    mode = stat.S_IMODE(settings.home.stat().st_mode)
    hint = f"Run `chmod 700 {settings.home}`."
    if mode & 0o022:
        text = f"others on this machine may write to {settings.home} (mode {mode:o})"
        return Check("home", State.PROBLEM, text, hint)
    if mode & 0o077:
        text = f"others on this machine may read {settings.home} (mode {mode:o})"
        return Check("home", State.NOTE, text, hint)
    return Check("home", State.OK, f"{settings.home} is for its owner alone")


def _space(settings: Settings) -> Check:
    if not is_writable(settings.home / FILE):
        return Check("disk", State.OK, "nothing is to be written")
    free, needed = shutil.disk_usage(settings.home).free, settings.limits.free_bytes
    if free < needed:
        text = f"{free:,} bytes are free, an ingest needs {needed:,}"
        return Check("disk", State.PROBLEM, text, "Free some space.")
    return Check("disk", State.OK, f"{free:,} bytes are free")


def _archive(
    settings: Settings, archive: Archive, sample: int | None, progress: Progress
) -> Iterator[Check]:
    yield _look(archive, "texts", lambda c: check.texts(c, sample, progress))
    progress.phase("timelines, full text, stories, quotes", None, "tables")
    yield _look(archive, "timelines", check.timelines)
    yield _look(archive, "passages", check.states)
    yield _look(archive, "full text", lambda c: check_words.words(c, sample))
    if sample is None:
        yield _look(archive, "index of words", lambda c: check_words.inverted(c, settings.home))
    yield _look(archive, "stories", check.stories)
    yield _look(archive, "quotes", lambda c: check_quotes.quotes(c, sample))
    running = is_held(settings.home)
    yield _look(archive, "waiting", lambda c: check.waiting(c, running=running))
    yield _look(archive, "last run", lambda c: check.last_run(c, running=running))


def _index(
    settings: Settings,
    archive: Archive,
    open_encoder: Callable[[], Encoder],
    sample: int | None,
    progress: Progress,
    audit: Audit,
) -> Iterator[Check]:
    pointer = archive.pointer()
    if pointer is None:
        yield Check("index", State.OK, "none yet: nothing was ever embedded")
        return
    yield _encoder(pointer, open_encoder)
    name = pointer.fingerprint
    yield _look(archive, "vectors", lambda c: check.vectors_kept(c, name))
    yield _look(archive, "numbers", lambda c: check.vectors_sound(c, pointer, sample, progress))
    if settings.index == "exact":
        yield Check("index", State.OK, "the exact one answers, from the archive's own vectors")
        return
    if is_closed(settings):
        text = "not looked at, for Chroma writes to what it opens; the exact one answers here"
        yield Check("index", State.NOTE, text)
        return
    yield from _served(settings, archive, pointer, sample, progress, audit)
    if settings.chroma_url is None:
        yield _folders(settings, pointer)


def _encoder(pointer: Pointer, open_encoder: Callable[[], Encoder]) -> Check:
    try:
        encoder = open_encoder()
    except DatelineError as error:
        return _failed("encoder", error)
    if encoder.fingerprint != pointer.fingerprint:
        text = f"the index holds vectors of {pointer.encoder!r}, settings ask for {encoder.name!r}"
        hint = "Run `dateline rebuild` to embed with it, or set DATELINE_ENCODER back."
        return Check("encoder", State.PROBLEM, text, hint)
    return Check("encoder", State.OK, f"{encoder.name} made the index's vectors")


def _served(
    settings: Settings,
    archive: Archive,
    pointer: Pointer,
    sample: int | None,
    progress: Progress,
    audit: Audit,
) -> Iterator[Check]:
    request = Request(
        home=str(settings.home),
        index_name=pointer.index_name,
        fingerprint=pointer.fingerprint,
        dim=pointer.dim,
        chroma_url=settings.chroma_url,
        sample=sample,
    )
    try:
        found = audit(request, progress)
    except IndexUnavailableError as error:
        yield _failed("index", error)
        return
    with archive.database.reading() as connection:
        live, other = held.in_index(connection)
    if archive.pointer() != pointer:
        yield Check("index", State.NOTE, "it was written to meanwhile; look again later")
        return
    yield holds(found, live=live, other=other)
    yield finds(found)


def holds(found: Findings, *, live: int, other: int) -> Check:
    """Judge which passages an index has: every live one, and none that is to be shown no more.

    ``other`` passages are pending or leaving, and may be in it or not.
    """
    if found.absent:
        text = f"{found.absent:,} of {found.looked_for:,} live passages are not in it"
        return Check("index", State.PROBLEM, f"{text}: {_some(found)}", REBUILD)
    if found.count < live:
        text = f"it has {found.count:,} passages, {live:,} are live"
        return Check("index", State.PROBLEM, text, REBUILD)
    strangers = found.strangers
    if strangers is None:  # not counted: as many as are there beyond what may be
        strangers = max(0, found.count - live - other)
    if strangers:
        text = f"it has {strangers:,} passages that are gone; they are never shown"
        return Check("index", State.PROBLEM, text, REBUILD)
    return Check("index", State.OK, f"it has the {live:,} live passages and no other")


def finds(found: Findings) -> Check:
    """Judge whether passages are found by their own vectors."""
    if found.lost:
        text = f"{found.lost:,} of {found.looked_for:,} are not in the top ten of their own vector"
        return Check("search", State.PROBLEM, f"{text}: {_some(found)}", REBUILD)
    there = found.looked_for - found.absent
    return Check("search", State.OK, f"{there:,} passages were looked for and found")


def _some(found: Findings) -> str:
    return "passage " + ", ".join(map(str, found.examples[: check.SHOWN]))


def _folders(settings: Settings, pointer: Pointer) -> Check:
    left = [folder.name for folder in unserved(settings, pointer)]
    if not left:
        return Check("folders", State.OK, "no index is left over")
    if is_held(settings.home):
        return Check("folders", State.NOTE, "another index is being made")
    text = f"left over in {settings.home / 'index'}: {', '.join(left[: check.SHOWN])}"
    return Check("folders", State.PROBLEM, text, "Run `dateline rebuild`: it removes them.")


def _look(archive: Archive, name: str, look: check.Look) -> Check:
    try:
        with archive.database.reading() as connection:
            return look(connection)
    except DatelineError as error:
        return _failed(name, error)


def _failed(name: str, error: DatelineError) -> Check:
    return Check(name, State.PROBLEM, str(error), error.hint)
