"""RGB (Chen et al., "Benchmarking Large Language Models in RAG", AAAI 2024).

Format: github.com/chen700564/RGB, readme.md and evalue.py. A JSON line a question, with ``id``,
``query``, ``answer``, and lists of texts: ``positive``, ``negative``; in ``*_fact`` also
``positive_wrong`` and ``fakeanswer``; in ``*_int`` a list of positive texts for each part.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from eval.convert.rows import Row, files, rows
from eval.convert.shape import Article, Converted, Evidence, Question, stable_id, unique

TEXTS = 5  # in a list to answer from: evalue.py's passage_num
SEED = 2333  # evalue.py's, set anew for each question
NOISE = ("0.2", "0.4", "0.6", "0.8", "1.0")


class RgbRow(Row):
    """One question; which of the three kinds it is shows in its lists."""

    id: str
    query: str
    answer: str | list[str | list[str]]
    positive: list[str] | list[list[str]]
    negative: list[str]
    positive_wrong: tuple[str, ...] = ()
    fakeanswer: str = ""

    @property
    def groups(self) -> list[list[str]]:
        """The accepted spellings: evalue.py wants each entry, by any spelling of a nested one."""
        entries = [self.answer] if isinstance(self.answer, str) else self.answer
        return [[entry] if isinstance(entry, str) else list(entry) for entry in entries]

    @property
    def parts(self) -> list[list[str]]:
        """The positive texts of each part of the question; empty if it has but one."""
        return [list(part) for part in self.positive if isinstance(part, list)]

    @property
    def good(self) -> list[str]:
        """Every positive text."""
        return [
            text
            for entry in self.positive
            for text in ([entry] if isinstance(entry, str) else entry)
        ]


def read(places: Sequence[Path]) -> Converted:
    """Read en.json, en_refine.json, en_int.json, en_fact.json or the like."""
    into = Converted()
    for path in files(places, ".json", ".jsonl"):
        kind = path.stem.removeprefix("en").strip("_")
        for where, row in rows(path, RgbRow, into):
            into.ask(
                where, _question(row, f"rgb-{kind}-{row.id}" if kind else f"rgb-{row.id}", into)
            )
    return into


def noise_lists(positive: Sequence[str], negative: Sequence[str]) -> dict[str, list[str]]:
    """Return five texts at each share of noise, as evalue.py's processdata mixes them.

    Where one kind runs short the other fills up, except that nothing positive is in 1.0.
    """
    return {
        name: _shuffled([*positive[:good], *negative[:noise]])
        for name in NOISE
        for good, noise in [_counts(float(name), len(positive), len(negative))]
    }


def part_lists(parts: Sequence[Sequence[str]], negative: Sequence[str]) -> dict[str, list[str]]:
    """Return the same for a question of several parts, of each of which one text is always in."""
    return {name: _of_parts(parts, negative, float(name)) for name in NOISE}


def _counts(rate: float, positive: int, negative: int) -> tuple[int, int]:
    noise = math.ceil(TEXTS * rate)
    if rate == 1:
        return 0, TEXTS
    if noise > negative:
        return TEXTS - negative, negative
    if TEXTS - noise > positive:
        return positive, TEXTS - positive
    return TEXTS - noise, noise


def _of_parts(parts: Sequence[Sequence[str]], negative: Sequence[str], rate: float) -> list[str]:
    random = Random(SEED)  # noqa: S311  nothing is secret
    mixed = [list(part) for part in parts if part]
    for part in mixed:
        random.shuffle(part)
    longest = max(map(len, mixed), default=0)
    by_turns = [part[at] for at in range(longest) for part in mixed if at < len(part)]
    wanted = max(len(mixed), TEXTS - math.ceil(TEXTS * rate))
    chosen = by_turns[:wanted] if rate < 1 else []
    chosen += negative[: max(TEXTS - len(chosen), 0)]
    random.shuffle(chosen)
    return chosen


def _shuffled(texts: list[str]) -> list[str]:
    Random(SEED).shuffle(texts)  # noqa: S311  nothing is secret
    return texts


def _question(row: RgbRow, id_: str, into: Converted) -> Question:
    good = _kept(row.good, "good", into)
    noise = _kept(row.negative, "noise", into)
    wrong = _kept(row.positive_wrong, "counterfactual", into)
    if row.positive_wrong:
        type_, contexts = (
            "counterfactual",
            {
                "good": good,
                "counterfactual": wrong,
                "mixed": unique([*good, *wrong, *noise]),
                "1.0": noise,
            },
        )
    else:
        lists = (
            part_lists(row.parts, row.negative)
            if row.parts
            else noise_lists(row.good, row.negative)
        )
        type_ = "integration" if row.parts else "noise"
        contexts = {name: _ids(texts) for name, texts in lists.items()}
    groups = row.groups
    return Question(
        id=id_,
        type=type_,
        question=row.query,
        answer=next((spelling for group in groups for spelling in group), ""),
        evidence=tuple(Evidence(article, "good") for article in good),
        accepted=groups,
        contexts={name: ids for name, ids in contexts.items() if ids},
        notes={"false_answer": row.fakeanswer} if row.fakeanswer else {},
    )


def _kept(texts: Sequence[str], label: str, into: Converted) -> tuple[str, ...]:
    ids = _ids(texts)
    for text in texts:
        if text.strip():
            into.keep(Article(_id(text), text, notes={"label": label}))
    return ids


def _ids(texts: Iterable[str]) -> tuple[str, ...]:
    return unique(_id(text) for text in texts if text.strip())


def _id(text: str) -> str:
    return stable_id("rgb", text)
