"""What the reader learns from: a question, a text, and where in it the answer stands."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]

HELD = 0.15  # share of groups that the adapter does not learn from
TRIES = 8  # other texts looked at for one beside which a question has no answer


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


def own(folder: Path) -> Iterator[Example]:
    """Read our own texts: each question beside each article of its topic."""
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
                        "own",
                        name,
                        name,
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
                yield from _stating(
                    line, texts[evidence["article_id"]]["body"], spellings, "good_articles"
                )


def any_choice(folder: Path) -> Iterator[Example]:
    """Read questions whose articles each state one of the choices, true or not (NewsPolluted)."""
    texts = _texts(folder)
    for line in _lines(folder / "questions.jsonl"):
        for article in sorted({id_ for ids in line["contexts"].values() for id_ in ids}):
            yield from _stating(line, texts[article]["body"], line["choices"], "any_choice")


def beside_others(examples: Sequence[Example], *, share: float, seed: int) -> list[Example]:
    """Return a share of the answered questions beside another text of the same kind.

    A text that holds the answer's words is not taken: it may answer, too.
    """
    chance = random.Random(seed)  # noqa: S311  no secret
    pools: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for one in examples:
        pools[_pool(one)].append(one)
    found = []
    for one in examples:
        if not one.spans or chance.random() > share:
            continue
        answers = [one.text[start:end].casefold() for start, end in one.spans]
        for _ in range(TRIES):
            other = chance.choice(pools[_pool(one)])
            if other.text != one.text and not any(a in other.text.casefold() for a in answers):
                found.append(replace(one, title=other.title, text=other.text, spans=()))
                break
    return found


def parted(
    examples: Sequence[Example], *, held: float = HELD, seed: int = 1
) -> tuple[list[Example], list[Example]]:
    """Return examples to learn from and, of whole groups, a share to test on."""
    groups = sorted({(one.origin, one.group) for one in examples})
    random.Random(seed).shuffle(groups)  # noqa: S311  no secret
    out = set(groups[: int(len(groups) * held)])
    learnt = [one for one in examples if (one.origin, one.group) not in out]
    return learnt, [one for one in examples if (one.origin, one.group) in out]


def _pool(one: Example) -> tuple[str, str]:
    """Name the texts a question may be put beside: of one subject where texts have subjects."""
    return (one.origin, one.near if one.origin == "paragraphs" else "")


def _stating(line: Json, text: str, spellings: Sequence[str], origin: str) -> Iterator[Example]:
    spans = {
        match.span()
        for spelling in spellings
        for match in re.finditer(rf"(?<!\w){re.escape(spelling)}(?!\w)", text, re.IGNORECASE)
    }
    if spans:
        yield Example(
            line["question"], "", text, tuple(sorted(spans)), origin, line["id"], line["id"]
        )


def _at(text: str, answer: Json) -> tuple[int, int]:
    start = answer["at"] if "at" in answer else text.index(answer["text"])
    return start, start + len(answer["text"])


def _texts(folder: Path) -> dict[str, Json]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        return {one["id"]: one for one in map(json.loads, lines)}


def _lines(file: Path) -> Iterator[Json]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
