"""The question sets that can be run here: the sample's, the home's own, those laid into a folder.

A browser names a set by its key; only what is found here has one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from eval.questions import QuestionSet, load_questions
from eval.tasks import external_ids
from rag.errors import DatelineError, EvalError, NotFoundError
from ui.people.question_set import FILE
from ui.web import english
from ui.web.texts import say

EVALS: Final = "evals"  # folder of the home: a run a folder
SETS: Final = "sets"  # folder within it, with question sets
LARGEST: Final = 50_000_000  # bytes of a set that is read before it is run
SAMPLE, HOME = "sample", "home"  # keys; of a file in the folder it is "sets/" and its name


class Resolves(Protocol):
    """What is needed of a desk."""

    def resolve(self, names: Iterable[str]) -> Mapping[str, str]:
        """Return name -> article id of those that this home knows."""
        ...


@dataclass(frozen=True, slots=True)
class Offered:
    """A set that can be run, unless ``problem`` says why not.

    ``questions`` is None where it is too large to be read beforehand; ``unanswerable`` of them
    have no answer in the archive.
    """

    key: str
    path: Path
    questions: int | None = None
    unanswerable: int = 0
    problem: str = ""

    @property
    def title(self) -> str:
        """What the page calls it."""
        known = {SAMPLE: "quality.set_sample", HOME: "quality.set_home"}
        return say(known[self.key]) if self.key in known else self.path.stem


class Sets:
    """Looks for the sets of a home, and remembers those it has read until they change."""

    def __init__(self, desk: Resolves, home: Path, zone: ZoneInfo) -> None:
        self._desk, self._home, self._zone = desk, home, zone
        self._read: dict[tuple[str, int, int], QuestionSet] = {}

    def offered(self) -> list[Offered]:
        """Return the sets, the home's own first."""
        found = []
        own = self._home / FILE
        if own.is_file():
            found.append(self._offered(HOME, own))
        found += [self._offered(f"{SETS}/{path.name}", path) for path in self._laid_in()]
        sample = Path(str(files("eval").joinpath("sample", FILE)))
        if sample.is_file() and self._holds_all(sample):
            found.append(self._offered(SAMPLE, sample))
        return found

    def named(self, key: str) -> Offered:
        """Return the set of that key; NotFoundError where none is offered under it."""
        for one in self.offered():
            if one.key == key:
                return one
        raise NotFoundError(say("quality.no_set"))

    def _laid_in(self) -> list[Path]:
        folder = self._home / EVALS / SETS
        try:
            return sorted(path for path in folder.glob("*.jsonl") if path.is_file())
        except OSError:
            return []

    def _holds_all(self, path: Path) -> bool:
        try:
            ids = external_ids(self._questions(path).questions)
            return self._desk.resolve(ids).keys() >= set(ids)
        except (DatelineError, OSError):  # where the archive cannot be read nothing can be run
            return False

    def _offered(self, key: str, path: Path) -> Offered:
        try:
            if path.stat().st_size > LARGEST:
                return Offered(key, path)
            questions = self._questions(path).questions
        except OSError as error:
            unread = say("quality.unread", file=path, reason=error.strerror)
            return Offered(key, path, problem=unread)
        except EvalError as error:
            return Offered(key, path, problem=english.words(error))
        nothing = sum(not question.answerable for question in questions)
        return Offered(key, path, len(questions), nothing)

    def _questions(self, path: Path) -> QuestionSet:
        found: os.stat_result = path.stat()
        key = (str(path), found.st_mtime_ns, found.st_size)
        if key not in self._read:
            read = load_questions(path, zone=self._zone)
            others = {k: v for k, v in self._read.items() if k[0] != str(path)}
            self._read = {**others, key: read}
        return self._read[key]
