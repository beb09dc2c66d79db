"""Locations -> the files to read: folders walked, globs expanded, what is no article left out."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from ingest.inputs.detect import SUFFIXES, suffix
from ingest.inputs.options import STDIN, InputFile
from rag.domain import Failure

# beside articles in every export and saved page, and never one: passed over without a word
_PLAIN_FOREIGN = frozenset(
    {
        *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp", ".avif", ".heic"),
        *(".tif", ".tiff", ".mp3", ".mp4", ".m4a", ".wav", ".ogg", ".webm", ".mov", ".avi"),
        *(".woff", ".woff2", ".ttf", ".otf", ".eot", ".css", ".scss", ".js", ".mjs", ".ts"),
        *(".map", ".php", ".py", ".pyc", ".sh", ".lock", ".log", ".tmp", ".bak", ".swp"),
        *(".db-wal", ".db-shm", ".part", ".crdownload", ".download"),
    }
)
_NO_ARTICLES = frozenset({"readme", "license", "licence", "copying", "changelog", "makefile"})
_SAVED_PAGE = re.compile(  # "Story.html" has its pictures and frames in "Story_files"
    r"[_\-. ](?:files|file|dateien|fichiers|archivos|arquivos|bestanden|filer|pliki|soubory"
    r"|tiedostot|elemei|data)$",
    re.IGNORECASE,
)
_KERNEL = ("/proc", "/sys", "/dev")  # files there may never end


@dataclass(slots=True)
class _Found:
    """What has been found so far; a file counts once, by its real path.

    ``every_kind``: in folders too, files are taken whatever their suffix.
    """

    files: list[InputFile] = field(default_factory=list)
    left_out: list[Failure] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    every_kind: bool = False

    def leave(self, name: str, code: str, reason: str) -> None:
        self.left_out.append(Failure(name, code, reason))


def find(locations: Sequence[str]) -> tuple[list[InputFile], list[Failure]]:
    """Return the files that locations name, in order, and what there was left out and why.

    A location is a file, a folder (all below it, sorted; hidden ones and a saved page's
    companions passed over), a glob (``**`` too) or ``-`` for standard input. A file named twice
    is read once. E_NOT_FOUND: nothing is there. W_NOT_FILE: a pipe, socket, device, broken link
    or a link that leads back. W_SKIPPED: a kind of file that is not read.
    """
    found = _Found()
    for location in locations:
        if location == "-":
            if "-" not in found.seen:
                found.seen.add("-")
                found.files.append(InputFile(STDIN, "-", 0))
            continue
        path = Path(location).expanduser()
        if os.path.lexists(path):
            _add_root(path, found)
        elif glob.has_magic(location):
            _add_glob(str(path), found)
        else:
            found.leave(printable(location), "E_NOT_FOUND", "no such file or folder")
    return found.files, found.left_out


def printable(name: str | Path) -> str:
    """Return a file's name in one line of valid UTF-8; what cannot be shown is escaped."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    text = text if os.sep == "/" else text.replace(os.sep, "/")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def _add_root(path: Path, found: _Found) -> None:
    whole = Path(os.path.abspath(path))  # noqa: PTH100 -- a link keeps the name it is called by
    if path.is_dir():
        _add_folder(path, whole.name, found, frozenset())
    else:
        _add_file(path, _join(whole.parent.name, whole.name), found)


def _add_glob(pattern: str, found: _Found) -> None:
    """Add what a pattern matches, named from the last folder that it spells out."""
    parts = Path(pattern).parts
    fixed = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    base = Path(*parts[:fixed])
    root = Path(os.path.abspath(base)).name  # noqa: PTH100
    matches = _walked(base, parts[fixed:]) if "**" in parts else glob.glob(pattern)  # noqa: PTH207
    if not matches:
        found.leave(printable(pattern), "E_NOT_FOUND", "no file matches this pattern")
    for match in sorted(matches):
        path = Path(match)
        name = _join(root, printable(path.relative_to(base)))
        if path.is_dir():
            _add_folder(path, name, found, frozenset())
        else:
            _add_file(path, name, found)


def _walked(base: Path, pattern: Sequence[str]) -> list[str]:
    """Return what ``**`` matches; glob's own would follow links that lead back without end."""
    below = _Found(every_kind="." in pattern[-1])
    if base.is_dir():
        _add_folder(base, "", below, frozenset())
    paths = (file.path for file in below.files)
    return [str(path) for path in paths if _matches(path.relative_to(base).parts, pattern)]


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_matches(parts[skip:], pattern[1:]) for skip in range(len(parts) + 1)) or (
            len(pattern) == 1
        )
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])


def _add_folder(folder: Path, name: str, found: _Found, above: frozenset[str]) -> None:
    real = os.path.realpath(folder)
    if real in above:
        found.leave(name, "W_NOT_FILE", "a link that leads back to a folder above it")
        return
    if real in found.seen:
        return
    found.seen.add(real)
    try:
        entries = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        found.leave(name, "E_PERMISSION", error.strerror or "cannot be listed")
        return
    for entry in _worth_a_look(entries):
        path, below = folder / entry, _join(name, printable(entry))
        if path.is_dir():
            _add_folder(path, below, found, above | {real})
        elif not found.every_kind and (reason := unread(entry)):
            found.leave(below, "W_SKIPPED", reason)
        elif found.every_kind or suffix(entry) not in _PLAIN_FOREIGN:
            _add_file(path, below, found)


def _worth_a_look(entries: Sequence[str]) -> Iterator[str]:
    pages = {Path(name).stem for name in entries if SUFFIXES.get(suffix(name)) == "html"}
    for name in entries:
        ending = _SAVED_PAGE.search(name)
        companion = ending is not None and name[: ending.start()] in pages
        if not companion and not _hidden(name):
            yield name


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$", "__MACOSX", "__pycache__")) or name.lower() in {
        *("thumbs.db", "desktop.ini"),
    }


def passed_over(parts: Sequence[str]) -> bool:
    """Say whether a path is none of an article's: hidden, or of a kind that lies beside them."""
    return any(map(_hidden, parts)) or suffix(parts[-1]) in _PLAIN_FOREIGN


def unread(entry: str) -> str | None:
    """Say why a file found in a folder is not read, where a reader would want to know."""
    ending = suffix(entry)
    if Path(entry).stem.lower() in _NO_ARTICLES:
        return "not an article by its name; name it by itself to read it"
    if ending in SUFFIXES or ending in _PLAIN_FOREIGN:
        return None
    if ending:
        return f"{printable(ending)!r} files are not read"
    return "it has no suffix to tell its format; name it by itself to read it"


def _add_file(path: Path, name: str, found: _Found) -> None:
    name = printable(name)
    real = os.path.realpath(path)
    if real in found.seen:
        return
    found.seen.add(real)
    try:
        status = path.stat()
    except OSError as error:
        broken = path.is_symlink()
        reason = "a link to nothing" if broken else error.strerror or "cannot be looked at"
        found.leave(name, "W_NOT_FILE" if broken else "E_PERMISSION", reason)
        return
    if not stat.S_ISREG(status.st_mode) or real.startswith(tuple(f"{top}/" for top in _KERNEL)):
        found.leave(name, "W_NOT_FILE", "not a plain file (a pipe, a socket or a device)")
        return
    found.files.append(InputFile(path, name, status.st_size))


def _join(outer: str, inner: str) -> str:
    return f"{outer}/{inner}" if outer else inner
