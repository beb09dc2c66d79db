"""Zip and tar: each file in them read as a file of its own, in memory; nothing is unpacked."""

from __future__ import annotations

import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

from ingest.inputs.bytes import EXPANSION, InputTooLargeError
from ingest.inputs.find import passed_over, printable, unread
from ingest.inputs.options import Item
from rag.domain import Failure

Take = Callable[[io.BufferedReader, str], Iterator[Item]]

MOST = 200_000  # files in one archive; a larger one's list alone takes hundreds of megabytes
_END = struct.Struct("<4s4H2LH")  # end of central directory: APPNOTE.TXT 4.3.16
_END64 = struct.Struct("<4sQ2H2L4Q")  # the same for zip64: APPNOTE.TXT 4.3.14
_LOCATOR = struct.Struct("<4sLQL")  # where that one is: APPNOTE.TXT 4.3.15
_LINE = 250  # bytes of a file's line in that directory, on average at most
_BROKEN = (  # what zipfile raises for damage, by the place it is in
    *(zipfile.BadZipFile, struct.error, ValueError, OverflowError, EOFError, OSError),
)
_LONGEST = 1 << 20  # bytes of a tar's PAX header or long name: a path has 4,096
_NAMING = (  # members that only describe the next one
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.XHDTYPE, tarfile.XGLTYPE),
)
_OFFICE = {"word": "a Word", "xl": "an Excel", "ppt": "a PowerPoint"}


class _BrokenMemberError(ValueError):
    """A member's bytes cannot be unpacked."""


class _Unzipped(io.RawIOBase):
    """A member's bytes; whatever its codec raises is a _BrokenMemberError."""

    def __init__(self, member: IO[bytes]) -> None:
        self._member = member

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._member.read(len(buffer))
        except (*_BROKEN, zlib.error, lzma.LZMAError) as error:
            raise _BrokenMemberError(str(error) or "it is cut off") from error
        except MemoryError as error:  # LZMA asks for its whole window, of up to 4 GB, at once
            raise _BrokenMemberError("it needs more memory than there is") from error
        buffer[: len(data)] = data
        return len(data)


class _Header(tarfile.TarInfo):
    """A member's header; tarfile reads a long name or PAX records of any length into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.size > _LONGEST and self.type in _NAMING:
            raise tarfile.ReadError(f"a header of {self.size:,} bytes")
        return super()._proc_member(archive)  # type: ignore[misc, no-any-return]


def of_zip(
    file: BinaryIO, name: str, file_bytes: int, take: Take, *, most: int = MOST
) -> Iterator[Item]:
    """Yield what ``take`` reads of each file of a zip; a member is named ``name/its/path``.

    E_TOO_LARGE: over ``most`` files, or more than ``file_bytes`` and 100 times the archive's own
    in all. E_ARCHIVE: broken. E_TYPE: an office file or a book. Of one member: E_ARCHIVE_PATH (a
    link, or a path out of the archive), E_ENCRYPTED, E_CODEC, E_ARCHIVE.
    """
    size = file.seek(0, io.SEEK_END)
    if _listed(file, size) > most:
        yield _too_many(name, most)
        return
    try:
        archive = zipfile.ZipFile(file)
    except (*_BROKEN, NotImplementedError) as error:
        yield Failure(name, "E_ARCHIVE", f"a broken zip: {error}")
        return
    with archive:
        if what := _office(archive):
            form = "CSV" if what == _OFFICE["xl"] else "text or HTML"
            yield Failure(name, "E_TYPE", f"it is {what} file; save it as {form}")
            return
        left, found = max(file_bytes, EXPANSION * size), False
        for info in archive.infolist():
            folder = info.filename.endswith("/")
            found = found or not folder
            if folder or _hidden(info.filename):
                continue
            where = f"{name}/{printable(info.filename)}"
            left -= info.file_size
            if left < 0:
                yield Failure(where, "E_TOO_LARGE", str(InputTooLargeError(file_bytes)))
                return
            refused = _refused(where, info.filename, _oddity(info.external_attr >> 16))
            yield from [refused] if refused else _unzipped(archive, info, where, take)
    if not found:
        yield Failure(name, "E_EMPTY", "the archive holds no files")


def of_tar(stream: io.BufferedReader, name: str, take: Take, *, most: int = MOST) -> Iterator[Item]:
    """Yield what ``take`` reads of each file of a tar, in one pass; failures as ``of_zip``'s.

    What the stream raises (broken gzip, InputTooLargeError) is raised, members before it are in.
    """
    count, found = 0, False
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r|", tarinfo=_Header) as archive:
            for info in archive:
                archive.members = []  # type: ignore[attr-defined]  # it would remember each
                count += 1
                if count > most:
                    yield _too_many(name, most)
                    return
                found = found or not info.isdir()
                if info.isdir() or _hidden(info.name):
                    continue
                where = f"{name}/{printable(info.name)}"
                odd = None if info.isfile() else "a link, a device or a pipe"
                member = None if odd else archive.extractfile(info)
                refused = _refused(where, info.name, odd)
                if member is None or refused is not None:
                    yield refused or Failure(where, "E_ARCHIVE", "it cannot be read")
                else:
                    yield from take(cast("io.BufferedReader", member), where)
    except (tarfile.TarError, ValueError, OverflowError) as error:
        yield Failure(name, "E_ARCHIVE", f"a broken tar: {error}")
        return
    if not found:
        yield Failure(name, "E_EMPTY", "the archive holds no files")


def _unzipped(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, take: Take
) -> Iterator[Item]:
    if info.flag_bits & 1:
        yield Failure(where, "E_ENCRYPTED", "it is encrypted; unpack it with its password first")
        return
    try:
        member = archive.open(info)
    except NotImplementedError as error:
        yield Failure(where, "E_CODEC", f"packed in a way that is not read: {error}")
        return
    except _BROKEN as error:
        yield Failure(where, "E_ARCHIVE", f"it cannot be unpacked: {error}")
        return
    with member:
        try:
            yield from take(io.BufferedReader(_Unzipped(member)), where)
        except _BrokenMemberError as error:
            yield Failure(where, "E_ARCHIVE", f"it cannot be unpacked: {error}")


def _refused(where: str, path: str, odd: str | None) -> Failure | None:
    """Return why a member is not read; nothing is ever written, but such a path is an attack."""
    if odd:
        return Failure(where, "E_ARCHIVE_PATH", f"it is no plain file: {odd}")
    if path.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", path) or ".." in _parts(path):
        return Failure(where, "E_ARCHIVE_PATH", "its path leads out of the archive")
    reason = unread(_parts(path)[-1])
    return Failure(where, "W_SKIPPED", reason) if reason else None


def _parts(path: str) -> list[str]:
    return re.split(r"[/\\]", path.rstrip("/\\")) or [path]


def _hidden(path: str) -> bool:
    return passed_over([part for part in _parts(path) if part not in {".", ".."}] or [""])


def _oddity(mode: int) -> str | None:
    """Say what a zip's member is by the mode that Unix gave it; 0 where it was made elsewhere."""
    return None if stat.S_IFMT(mode) in {0, stat.S_IFREG} else "a link, a device or a pipe"


def _office(archive: zipfile.ZipFile) -> str | None:
    """Say what a zip is that is no archive to its reader: it names its type at a known place."""
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        tops = (_OFFICE.get(name.partition("/")[0]) for name in names)
        return next(filter(None, tops), "an Office")
    if "mimetype" in names:
        return "an EPUB" if "META-INF/container.xml" in names else "an OpenDocument"
    return None


def _too_many(name: str, most: int) -> Failure:
    return Failure(name, "E_TOO_LARGE", f"more than {most:,} files in one archive; split it")


def _listed(file: BinaryIO, size: int) -> int:
    """Return how many files a zip says it lists, or as many as fit in a list of that length.

    To let zipfile read a list of millions before they are counted would take gigabytes.
    """
    tail_at = max(0, size - _END.size - 0xFFFF - _LOCATOR.size)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return 0
    _, _, _, _, count, length, _, _ = _END.unpack_from(tail, at)
    if at >= _LOCATOR.size and tail.startswith(b"PK\x06\x07", at - _LOCATOR.size):
        file.seek(min(_LOCATOR.unpack_from(tail, at - _LOCATOR.size)[2], size))
        record = file.read(_END64.size)
        if len(record) == _END64.size:
            *_, count, length, _ = _END64.unpack(record)
    return max(int(count), min(int(length), size) // _LINE)
