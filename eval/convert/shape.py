"""The shape every converted set has: articles, and questions with what would answer them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha1
from typing import Literal
from zoneinfo import ZoneInfo

from eval.question_lines import QuestionLine, parse_line
from rag.domain import Failure

Json = dict[str, object]
Spellings = Sequence[str] | Sequence[Sequence[str]]
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Article:
    """One article; what is not known is empty. ``notes`` are about the set, never searched."""

    id: str
    body: str
    title: str = ""
    source: str = ""
    author: str = ""
    published: str = ""  # ISO day or instant
    url: str = ""
    category: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return the article's line."""
        return {
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "author": self.author,
            "published": self.published,
            "url": self.url,
            "category": self.category,
            "body": self.body,
            **self.notes,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article that answers; ``start`` is where ``fact`` stands, in code points of its body."""

    article_id: str
    label: Literal["gold", "silver", "good"]
    fact: str | None = None
    start: int | None = None

    def as_json(self) -> Json:
        """Return the evidence as it stands in a question's line."""
        known = {"fact": self.fact, "start": self.start}
        return {
            "article_id": self.article_id,
            "label": self.label,
            **{name: value for name, value in known.items() if value is not None},
        }


@dataclass(frozen=True, slots=True)
class Question:
    """One question; without ``accepted`` its ``answer`` is the one right spelling.

    ``accepted`` is a list of spellings, or of groups of them of which each must be met.
    ``contexts`` are named lists of article ids to answer from. Empty fields are not written.
    """

    id: str
    type: str
    question: str
    answer: str
    evidence: tuple[Evidence, ...] = ()
    accepted: Spellings | None = None
    asked: str = ""
    choices: Sequence[str] = ()
    contexts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    paragraph: str = ""
    notes: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> Json:
        """Return the question's line."""
        optional: Json = {
            "asked": self.asked,
            "choices": list(self.choices),
            "contexts": {name: list(ids) for name, ids in self.contexts.items()},
            "paragraph": self.paragraph,
        }
        return {
            "id": self.id,
            "type": self.type,
            "question": self.question,
            "answer": self.answer,
            "evidence": [one.as_json() for one in self.evidence],
            **({} if self.accepted is None else {"accepted": self.accepted}),
            **{name: value for name, value in optional.items() if value},
            **self.notes,
        }


@dataclass(slots=True)
class Converted:
    """A set as it is read: what is in, and every item left out with where it stood and why."""

    articles: dict[str, Article] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    attributions: list[Json] = field(default_factory=list)
    left_out: list[Failure] = field(default_factory=list)

    def refuse(self, where: str, code: str, reason: str) -> None:
        """Leave an item out."""
        self.left_out.append(Failure(where, code, reason))

    def keep(self, article: Article) -> str:
        """Take an article in, the first of an id; return its id."""
        return self.articles.setdefault(article.id, article).id

    def ask(self, where: str, question: Question) -> None:
        """Take a question in, or leave it out if it was met before or eval would refuse it."""
        if question.id in self.questions:
            return self.refuse(where, "E_FIELD", f"question {question.id!r} was met before")
        line = parse_line(line_of(question.as_json()).encode(), zone=_UTC)
        if isinstance(line, QuestionLine):
            self.questions[question.id] = question
        else:
            self.refuse(where, "E_FIELD", "; ".join(line))
        return None


def line_of(value: Mapping[str, object]) -> str:
    """Return a value as one line of JSON, without its line end."""
    return json.dumps(value, ensure_ascii=False)


def stable_id(prefix: str, *parts: str) -> str:
    """Return an id that the same parts always have: the prefix and 12 hex digits."""
    digest = sha1("\n".join(parts).encode(), usedforsecurity=False).hexdigest()
    return f"{prefix}-{digest[:12]}"


def day(text: str | None) -> str:
    """Return ``2023/11/16`` as ``2023-11-16``, anything else as it is, None as empty."""
    return (text or "").strip().replace("/", "-")


def unique(ids: Iterable[str]) -> tuple[str, ...]:
    """Return ids without repeats, in the order in which they came."""
    return tuple(dict.fromkeys(ids))
