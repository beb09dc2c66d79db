"""Fits the reader's linear scores: python -m eval.fit.weights --help.

Only on questions whose texts the adapter has not learnt from. ``order`` is a conditional logit
over the sentences of a question (McFadden 1974), ``answerable`` a logistic regression over the
sentence that comes first. AUROC and threshold are of scores that each fifth of the groups gets
from a fit on the others.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch

from eval.evaluate import prepare_tasks
from eval.fit.examples import HELD, any_choice, good_articles, own, paragraphs, parted
from eval.fit.own_set import CONTEXT, write_set
from eval.measures.answer import contains
from eval.measures.auroc import auroc
from eval.options import AsOf, Options
from eval.questions import PARAGRAPH, load_questions
from eval.tasks import Task
from rag.desk import Desk
from rag.ports import Vectors
from rag.read.fact import look
from rag.read.fact_features import FACT_NAMES, WHOLE_NAMES, whole_features
from rag.read.pieces import pieces
from rag.settings import Settings, load
from rag.wiring import open_desk

STATEMENTS = frozenset({"said", "who_said", "wrong_subject", "language"})
FALSELY = 0.06  # share of answerable questions that may be refused
FOLDS = 5
PARAGRAPHS = 0.3  # weight of a question asked of one paragraph, for these are many and no news


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's table of shape (pieces, len(FACT_NAMES)), and which pieces are right.

    Questions of one ``group`` are about the same texts.
    """

    group: str
    table: Vectors
    right: np.typing.NDArray[np.bool_]
    answerable: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Set:
    """Where a question set and its home are, how it is asked, and which questions count.

    ``group`` names what else is about a question's texts, or None: it does not count.
    """

    questions: Path
    home: Path
    context: str | None
    as_of: AsOf
    weight: float
    group: Callable[[Task], str | None]
    every: int = 1  # of those that count, each nth is asked


def asked(one: Set) -> list[Asked]:
    """Ask a set's questions that count, as far as the features."""
    settings: Settings = load(home=one.home)
    options = Options(now=int(time.time()), as_of=one.as_of, contexts=one.context)
    with open_desk(settings) as desk:
        chosen = load_questions(one.questions, zone=settings.zone)
        _, tasks = prepare_tasks(desk, chosen, options)
        groups = [(task, group) for task in tasks if (group := one.group(task))]
        some = groups[one.every - 1 :: one.every]
        found = [_asked(desk, task, group, one.weight) for task, group in some]
        return [row for row in found if row is not None]


def _asked(desk: Desk, task: Task, group: str, weight: float) -> Asked | None:
    wanted = task.question
    question = desk.understand(
        wanted.text, asked_at=task.asked_at, filters=task.filters, history=wanted.history
    )
    if question.quoted or question.speaker:
        return None
    hits = desk.answering.finder.find(question)
    found = pieces(hits)
    if not found:
        return None
    prepared, passages = desk.answering.asked(question), desk.settings.reading.passages
    table = look(prepared, hits, found, desk.answering.models.spans(), passages)
    spellings = [one for group in wanted.accepted for one in group]
    right = np.array(
        [
            any(contains(piece.text, spelling) for spelling in spellings)
            and (task.good is None or piece.hit.passage.article.id in task.good)
            for piece in found
        ]
    )
    return Asked(group, table, right, wanted.answerable, weight)


def order(questions: Iterable[Asked]) -> list[float]:
    """Return weights under which right pieces come first."""
    some = [
        (torch.from_numpy(one.table), torch.from_numpy(one.right), one.weight)
        for one in questions
        if one.right.any() and not one.right.all()
    ]

    def loss(weights: torch.Tensor) -> torch.Tensor:
        total = (weights @ weights) / 2
        for table, right, weight in some:
            scores = table @ weights
            total = total + weight * (
                torch.logsumexp(scores, 0) - torch.logsumexp(scores[right], 0)
            )
        return total

    return _least(loss, len(FACT_NAMES))


def answerable(questions: Sequence[Asked], weights: Sequence[float]) -> tuple[list[float], float]:
    """Return weights and intercept of how likely a question's first piece answers at all."""
    rows = torch.from_numpy(np.stack([_first(one, weights) for one in questions]))
    wanted = torch.tensor([float(one.answerable) for one in questions])
    weight = torch.tensor([one.weight for one in questions])

    def loss(parameters: torch.Tensor) -> torch.Tensor:
        own = parameters[:-1]
        logits = rows @ own + parameters[-1]
        each = torch.nn.functional.binary_cross_entropy_with_logits(
            logits, wanted, reduction="none"
        )
        return (each * weight).sum() + (own @ own) / 2

    *found, intercept = _least(loss, len(WHOLE_NAMES) + 1)
    return found, intercept


def scores(
    questions: Sequence[Asked], weights: Sequence[float], parameters: tuple[list[float], float]
) -> Vectors:
    """Return each question's probability of an answer, shape (len(questions),)."""
    rows = np.stack([_first(one, weights) for one in questions])
    found: Vectors = 1 / (1 + np.exp(-(rows @ np.array(parameters[0]) + parameters[1])))
    return found


def scores_apart(questions: Sequence[Asked], kept: Sequence[float] | None = None) -> Vectors:
    """Return the scores that each fifth of the groups gets from a fit on the others.

    ``kept`` are weights of the order that are not fitted.
    """
    fold = np.array([crc32(one.group.encode()) % FOLDS for one in questions])
    found = np.zeros(len(questions), dtype=np.float32)
    for number in range(FOLDS):
        others = [one for one, own in zip(questions, fold, strict=True) if own != number]
        rest = [one for one, own in zip(questions, fold, strict=True) if own == number]
        if rest:
            weights = order(others) if kept is None else kept
            found[fold == number] = scores(rest, weights, answerable(others, weights))
    return found


def _first(one: Asked, weights: Sequence[float]) -> Vectors:
    first = int((one.table @ np.array(weights, dtype=np.float32)).argmax())
    row: Vectors = whole_features(one.table)[first]
    return row


def _least(loss: Callable[[torch.Tensor], torch.Tensor], count: int) -> list[float]:
    parameters = torch.zeros(count, requires_grad=True)
    optimizer = torch.optim.LBFGS([parameters], max_iter=500, line_search_fn="strong_wolfe")

    def step() -> float:
        optimizer.zero_grad()
        found = loss(parameters)
        found.backward()  # type: ignore[no-untyped-call]
        return float(found.detach())

    optimizer.step(step)  # type: ignore[no-untyped-call]
    return [round(float(one), 3) for one in parameters.detach()]


def sets(
    *,
    reading: Path,
    squad2: Path,
    evotemp: Path,
    newspolluted: Path,
    sample: Path,
    homes: Path,
    every: int = 1,
) -> list[Set]:
    """Return the sets, each with the groups that ``eval.fit.adapter`` left aside.

    Of our texts for reading each ``every``-th question is asked, of paragraphs each third of that.
    """
    sources = [(reading, own), (squad2, paragraphs), (evotemp, good_articles)]
    sources.append((newspolluted, any_choice))
    _, held = parted([one for folder, of in sources for one in of(folder)], held=HELD)
    topics = {one.group: one.group for one in held if one.origin in ("own", "near")}
    subject = {one.question: one.group for one in held if one.origin == "paragraphs"}
    temporal = {one.group for one in held if one.origin == "good_articles"}
    write_set(reading, homes / "reading-set")
    return [
        Set(
            homes / "reading-set" / "questions.jsonl",
            homes / "reading",
            CONTEXT,
            AsOf.ASKED,
            1.0,
            lambda task: topics.get(task.question.id.partition("/")[0]),
            every,
        ),
        Set(
            squad2 / "questions.jsonl",
            homes / "squad2",
            PARAGRAPH,
            AsOf.NOW,
            PARAGRAPHS,
            lambda task: subject.get(task.question.text),
            every * 3,
        ),
        Set(
            evotemp / "questions.jsonl",
            homes / "evotemp",
            "all",
            AsOf.NOW,
            1.0,
            lambda task: task.question.id if task.question.id in temporal else None,
        ),
        Set(
            sample / "questions.jsonl",
            homes / "sample",
            None,
            AsOf.ASKED,
            1.0,
            lambda task: None if task.question.type in STATEMENTS else task.question.id,
        ),
    ]


def main() -> None:
    """Ask, fit, and write the scores into the reader's file; figures go to stdout."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.weights", description=__doc__)
    parser.add_argument("--reading", type=Path, default=Path("eval/sample/reading"))
    parser.add_argument("--sample", type=Path, default=Path("eval/sample"))
    for name in ("squad2", "evotemp", "newspolluted"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument(
        "--homes", type=Path, required=True, help="holds reading, squad2, evotemp and sample"
    )
    parser.add_argument("--every", type=int, default=1, help="nth question that is asked")
    parser.add_argument("--out", type=Path, default=Path("rag/data/reader.json"))
    parser.add_argument("--keep-order", action="store_true", help="fit only whether any answers")
    given = vars(parser.parse_args())
    out: Path = given.pop("out")
    written = json.loads(out.read_text("utf-8"))
    kept = None
    if given.pop("keep_order"):
        kept = [written["order"]["weights"][name] for name in FACT_NAMES]
    found = [row for one in sets(**given) for row in asked(one)]
    weights = order(found) if kept is None else kept
    parameters = answerable(found, weights)
    probable = scores_apart(found, kept)
    held = np.array([one.answerable for one in found])
    written["order"] = _named(FACT_NAMES, weights, 0.0)
    written["answerable"] = _named(WHOLE_NAMES, *parameters)
    out.write_text(json.dumps(written, indent=2) + "\n", "utf-8")
    figures = {
        "questions": len(found),
        "auroc": round(auroc(probable[held], probable[~held]), 3),
        f"threshold that refuses {FALSELY:.0%} falsely": round(
            float(np.quantile(probable[held], FALSELY)), 3
        ),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _named(names: Sequence[str], weights: Sequence[float], intercept: float) -> dict[str, object]:
    return {"weights": dict(zip(names, weights, strict=True)), "intercept": intercept}


if __name__ == "__main__":
    main()
