"""What the reader learns from: a question, a text, and where in it the answer stands."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

Json = Mapping[str, Any]

HELD = 0.15  # share of groups that the adapter does not learn from
FIRST = "abcde"  # our files that the shipped adapter has learnt from


@dataclass(frozen=True, slots=True)
class Example:
    """``spans`` are the code points ``[start, end)`` of ``text`` that answer; none: it does not.

    Examples of one ``group`` share their texts, so a fair test keeps a group together;
    ``near`` groups are about the same things.
    """

    question: str
    title: str
    text: str
    spans: tuple[tuple[int, int], ...]
    origin: str
    group: str
    near: str
    date: str = ""  # YYYY-MM-DD, or unknown


def own(folder: Path) -> Iterator[Example]:
    """Read our own texts: each question beside each article of its topic.

    The files of the first wave are "own", the later ones, whose articles nearly answer each
    other's questions, "near".
    """
    for file in sorted(folder.glob("*.jsonl")):
        for topic in _lines(file):
            for question in topic["questions"]:
                for article in topic["articles"]:
                    spans = [
                        _at(article["text"], answer)
                        for answer in question["answers"]
                        if answer["article"] == article["id"]
                    ]
                    name = topic["topic"]
                    yield Example(
                        question["question"],
                        article["title"],
                        article["text"],
                        tuple(sorted(set(spans))),
                        "own" if file.stem in FIRST else "near",
                        name,
                        name,
                        _day(article["published"]),
                    )


def paragraphs(folder: Path) -> Iterator[Example]:
    """Read questions that are each asked of one paragraph, answerable or not (SQuAD 2.0)."""
    texts = _texts(folder)
    for line in _lines(folder / "questions.jsonl"):
        text = texts[line["paragraph"]]["body"]
        subject = re.sub(r" #\d+$", "", texts[line["paragraph"]]["title"])
        spans = {
            (fact["start"], fact["start"] + len(fact["fact"]))
            for fact in line["evidence"]
            if fact.get("fact")
        }
        yield Example(
            line["question"], "", text, tuple(sorted(spans)), "paragraphs", subject, subject
        )


def good_articles(folder: Path) -> Iterator[Example]:
    """Read questions with articles labelled good, wherever these have the answer (EvoTemp)."""
    texts = _texts(folder)
    for line in _lines(folder / "questions.jsonl"):
        spellings = [one for group in line["accepted"] for one in group]
        for evidence in line["evidence"]:
            if evidence["label"] == "good":
                article = texts[evidence["article_id"]]
                yield from _stating(line, article, spellings, "good_articles")


def any_choice(folder: Path) -> Iterator[Example]:
    """Read questions whose articles each state one of the choices, true or not (NewsPolluted)."""
    texts = _texts(folder)
    for line in _lines(folder / "questions.jsonl"):
        for article in sorted({id_ for ids in line["contexts"].values() for id_ in ids}):
            yield from _stating(line, texts[article], line["choices"], "any_choice")


def parted(
    examples: Sequence[Example], *, held: float = HELD, seed: int = 1
) -> tuple[list[Example], list[Example]]:
    """Return examples to learn from and, of whole groups, a share to test on.

    Groups of the second wave are drawn by name, so that texts added later change nothing of
    what was left aside before.
    """
    groups = sorted({(one.origin, one.group) for one in examples if one.origin != "near"})
    random.Random(seed).shuffle(groups)  # noqa: S311  no secret
    out = set(groups[: int(len(groups) * held)])
    near = {one.group for one in examples if one.origin == "near"}
    out |= {("near", name) for name in near if crc32(name.encode()) < held * 2**32}
    learnt = [one for one in examples if (one.origin, one.group) not in out]
    return learnt, [one for one in examples if (one.origin, one.group) in out]


def _stating(line: Json, article: Json, spellings: Sequence[str], origin: str) -> Iterator[Example]:
    text, name = article["body"], line["id"]
    spans = {
        match.span()
        for spelling in spellings
        for match in re.finditer(rf"(?<!\w){re.escape(spelling)}(?!\w)", text, re.IGNORECASE)
    }
    if spans:
        yield Example(
            line["question"],
            "",
            text,
            tuple(sorted(spans)),
            origin,
            name,
            name,
            _day(article["published"]),
        )


def _day(published: str) -> str:
    return published[:10] if re.match(r"\d{4}-\d\d-\d\d", published) else ""


def _at(text: str, answer: Json) -> tuple[int, int]:
    start = answer["at"] if "at" in answer else text.index(answer["text"])
    return start, start + len(answer["text"])


def _texts(folder: Path) -> dict[str, Json]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {one["id"]: one for one in map(json.loads, lines)}


def _lines(file: Path) -> Iterator[Json]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
