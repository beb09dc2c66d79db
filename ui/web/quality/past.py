"""Past runs, as the home's folder has them; what is no run is named and does no harm.

A name from a browser is looked up among the names that the folder has, and never joined to a
path before it is found there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eval.files import HTML, MARKDOWN, RESULTS, SUMMARY
from eval.finished import Finished, read_run, read_summary
from eval.summary import Summary
from rag.errors import ArchiveError, EvalError, NotFoundError
from ui.web import english
from ui.web.quality.sets import EVALS, SETS
from ui.web.texts import say

FILES: Final = (RESULTS, SUMMARY, HTML)  # that can be taken along
_LEFT = (RESULTS, SUMMARY, HTML, MARKDOWN)  # what a run leaves in its folder
LARGEST: Final = 10_000_000  # bytes of a summary; a real one has thousands
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder among the runs; ``problem`` says why it is none, then the rest is missing.

    ``ours`` says that it holds at least a part of what a run leaves.
    """

    name: str
    about: Mapping[str, Any]
    summary: Summary | None
    problem: str = ""
    ours: bool = True

    @property
    def started(self) -> str:
        """When it ran, as ISO text in UTC; empty where that is not known."""
        return str(self.about.get("started", ""))


class Past:
    """The runs of a home."""

    def __init__(self, home: Path) -> None:
        self._folder = home / EVALS

    def all(self, *, but: str = "") -> list[Kept]:
        """Return every run, the newest first, then what is none; ``but`` one that is at work."""
        kept = [_kept(path) for path in self._folders() if path.name != but]
        kept.sort(key=lambda one: (one.started, one.name), reverse=True)
        return sorted(kept, key=lambda one: bool(one.problem))

    def open(self, name: str) -> Finished:
        """Read a run; NotFoundError where there is none of that name, EvalError if it is bad."""
        folder = self._named(name)
        _refuse_large(folder)
        return read_run(folder)

    def file(self, name: str, file: str) -> Path:
        """Return where one of a run's ``FILES`` lies; NotFoundError for any other."""
        path = self._named(name) / file
        if file not in FILES or path.is_symlink() or not path.is_file():
            raise NotFoundError(say("quality.no_file"))
        return path

    def delete(self, name: str) -> None:
        """Delete what a run left; ArchiveError where its folder holds something else, too.

        Nothing but a run's own files is deleted.
        """
        folder = self._named(name)
        if not remove(folder):
            raise ArchiveError(say("quality.not_empty", folder=str(folder)))

    def _named(self, name: str) -> Path:
        for path in self._folders():
            if path.name == name and _NAME.fullmatch(name):
                return path
        raise NotFoundError(say("quality.no_run"))

    def _folders(self) -> list[Path]:
        try:
            return [
                path
                for path in self._folder.iterdir()
                if path.is_dir()
                and not path.is_symlink()
                and path.name != SETS
                and not path.name.startswith(".")
            ]
        except OSError:
            return []


def remove(folder: Path) -> bool:
    """Delete what a run leaves in a folder, then the folder; False if something else is in it."""
    for name in _LEFT:
        with suppress(OSError):
            (folder / name).unlink()
    with suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _kept(folder: Path) -> Kept:
    ours = any((folder / name).is_file() for name in (RESULTS, SUMMARY))
    if not _NAME.fullmatch(folder.name):
        return Kept(folder.name, {}, None, say("quality.odd_name"), ours=False)
    if not ours:
        return Kept(folder.name, {}, None, say("quality.foreign"), ours=False)
    if not (folder / SUMMARY).exists():
        return Kept(folder.name, {}, None, say("quality.unfinished"))
    try:
        _refuse_large(folder)
        about, summary = read_summary(folder)
    except EvalError as error:
        return Kept(folder.name, {}, None, english.words(error))
    return Kept(folder.name, about, summary)


def _refuse_large(folder: Path) -> None:
    with suppress(OSError):
        if (folder / SUMMARY).stat().st_size > LARGEST:
            raise EvalError(say("quality.too_large", file=folder / SUMMARY))
