"""EvoTemp and NewsPolluted of CAGB (Pan et al., "Not All Contexts Are Equal", EMNLP 2024).

Format: github.com/panruotong/CAG, datasets/EvoTemp/EvoTemp.json and
datasets/NewsPolluted/NewsPolluted.json; the ``*_concat_*``, ``*_cred_*`` and ``*_rerank_*`` files
beside them are prompts made of these two, and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from eval.convert.rows import Row, files, rows
from eval.convert.shape import Article, Converted, Evidence, Question, day, stable_id

POLLUTION = (("0.5", 1), ("0.67", 2), ("0.75", 3))  # invented reports beside one true one
# The set's own mark of an invented report, left in the middle of its lines
_MARK = re.compile(r"(?m)^(?:Low|Medium|High) credibility of text: ")
_DATED_ID = re.compile(r"(\d{4})(\d\d)(\d\d)_")


class DocRow(Row):
    """One text; ``cred`` is "high" for what is current and true, "low" for what is not."""

    text: str
    title: str = ""
    date: str | None = None
    cred: str


class EvoTempRow(Row):
    """One question; each of ``answers`` will do, a list within it only as a whole."""

    id: str
    question: str
    q_date: str | None = None
    docs: list[DocRow]
    answers: list[str | list[str]]


class NewsPollutedRow(Row):
    """One question of a weekly quiz, whose id begins with the quiz's day."""

    id: str
    question: str
    docs: list[DocRow]
    choices: tuple[str, ...] = ()
    answer: str


def read_evotemp(places: Sequence[Path]) -> Converted:
    """Read EvoTemp.json."""
    into = Converted()
    for path in files(places, "EvoTemp.json"):
        for where, row in rows(path, EvoTempRow, into):
            into.ask(where, _evolving(row, into))
    return into


def read_newspolluted(places: Sequence[Path]) -> Converted:
    """Read NewsPolluted.json."""
    into = Converted()
    for path in files(places, "NewsPolluted.json"):
        for where, row in rows(path, NewsPollutedRow, into):
            into.ask(where, _polluted(row, into))
    return into


def groups_of(answers: Sequence[str | Sequence[str]]) -> list[list[str]]:
    """Return groups that each must be met, of answers of which any one will do, whole.

    "A, or B and C" is "A or B, and A or C".
    """
    wholes = [[answer] if isinstance(answer, str) else list(answer) for answer in answers]
    return [list(dict.fromkeys(choice)) for choice in product(*wholes)] if wholes else []


def _evolving(row: EvoTempRow, into: Converted) -> Question:
    good, old = _kept("et", row.id, row.docs, "outdated", into)
    groups = groups_of(row.answers)
    return Question(
        id=f"et-{row.id}",
        type="temporal",
        question=row.question,
        answer=groups[0][0] if groups and groups[0] else "",
        evidence=tuple(Evidence(article, "good") for article in good),
        accepted=groups,
        asked=day(row.q_date),
        contexts={name: ids for name, ids in {"all": good + old, "1.0": old}.items() if ids},
    )


def _polluted(row: NewsPollutedRow, into: Converted) -> Question:
    good, invented = _kept("np", row.id, row.docs, "invented", into)
    lists = {name: good[:1] + invented[:n] for name, n in POLLUTION if good and len(invented) >= n}
    if invented:
        lists["1.0"] = invented
    dated = _DATED_ID.match(row.id)
    return Question(
        id=f"np-{row.id}",
        type="polluted",
        question=row.question,
        answer=row.answer,
        evidence=tuple(Evidence(article, "good") for article in good),
        asked="-".join(dated.groups()) if dated else "",
        choices=row.choices,
        contexts=lists,
    )


def _kept(
    prefix: str, question: str, docs: Sequence[DocRow], otherwise: str, into: Converted
) -> tuple[list[str], list[str]]:
    """Keep a question's texts and return the ids of the good ones and of the others.

    A text that two questions have is two articles: it may be current for one and not the other.
    """
    good, others = list[str](), list[str]()
    for doc in docs:
        if body := _MARK.sub("", doc.text).strip():
            label = "good" if doc.cred == "high" else otherwise
            id_ = stable_id(prefix, question, day(doc.date), body)
            ids = good if label == "good" else others
            if id_ not in ids:
                ids.append(into.keep(_article(id_, body, doc, label)))
    return good, others


def _article(id_: str, body: str, doc: DocRow, label: str) -> Article:
    return Article(id_, body, doc.title, published=day(doc.date), notes={"label": label})
