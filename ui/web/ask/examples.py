"""Questions a reader can click: the sample's own where it is loaded, else from headlines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from threading import Lock
from typing import Any

from rag.domain import Hit
from rag.errors import DatelineError
from ui.web.ask.evidence import headline
from ui.web.desk import Desk
from ui.web.texts import say

_PROBE = "news announced this week"  # finds some recent articles in almost any archive
_LONGEST = 90  # characters of a headline that make a readable question
_MOST = 4
_SAMPLE = ("s-001", "s-003", "s-005", "s-002")


class Examples:
    """Example questions, found in the background; empty until then.

    An archive that has grown to twice its articles since, or has lost some, is looked into again:
    a first upload may have been under way, an example's article may have been withdrawn. So is one
    that could not be searched.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._questions: tuple[str, ...] = ()
        self._tried = False  # whether the first search is over
        self._looked_at: int | None = None  # articles that there were; None: nothing was found out

    def current(self, desk: Desk) -> tuple[str, ...]:
        """Return what has been found so far."""
        if self._tried:
            self.find(desk)
        with self._lock:
            return self._questions

    def find(self, desk: Desk) -> None:
        """Look for questions that this archive holds evidence for; this also warms the encoder."""
        try:
            articles = desk.coverage().articles
            before = self._looked_at
            if before is not None and (articles == before or before < articles < 2 * before):
                return
            found = sample_questions(desk) or headline_questions(desk.search(_PROBE, k=20))
        except DatelineError:
            return  # asking will say what is wrong
        finally:
            self._tried = True
        with self._lock:
            self._questions, self._looked_at = tuple(found), articles


def sample_questions(desk: Desk, path: Traversable | None = None) -> list[str]:
    """Return the sample's questions if the archive holds what the first of them needs.

    ``path`` is a question set, by default the sample's own.
    """
    path = path or files("eval").joinpath("sample/questions.jsonl")
    wanted = {record["id"]: record for record in _records(path) if record["id"] in _SAMPLE}
    first = wanted.get(_SAMPLE[0])
    if first is None:
        return []
    ids = {item["article_id"] for item in first["evidence"]}
    hits = desk.search(first["question"], k=10)
    if not any(ids & set(hit.passage.article.external_ids) for hit in hits):
        return []
    questions = (wanted[name]["question"] for name in _SAMPLE if name in wanted)
    return [question[:1].upper() + question[1:] for question in questions]


def headline_questions(hits: Iterable[Hit]) -> list[str]:
    """Return up to four questions about the headlines of ``hits``, one a story."""
    titles = dict.fromkeys(
        headline(hit.passage.revision) for hit in hits if hit.passage.revision.title
    )
    short = [title.rstrip(" .!?") for title in titles if len(title) <= _LONGEST]
    return [say("ask.known_about", headline=title) for title in short[:_MOST]]


def _records(path: Traversable) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
