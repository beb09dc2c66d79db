"""Fit the reader's weights: ``python -m eval.fit_reader OUT.json QUESTIONS:HOME[:CONTEXTS] ...``.

Each sentence that reading would weigh is one example: does it hold an accepted answer? Questions
without an answer teach by sentences that do not. Logistic regression (scikit-learn, L2), every
question weighing the same whatever its number of sentences.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from eval.evaluate import prepare_tasks
from eval.measures.answer import holds
from eval.options import AsOf, Options
from eval.questions import load_questions
from eval.tasks import Task
from rag import settings
from rag.desk import Desk
from rag.errors import QuestionError
from rag.ports import Vectors
from rag.read.features import NAMES, features
from rag.read.pieces import pieces
from rag.wiring import open_desk


@dataclass(frozen=True, slots=True)
class Examples:
    """Of one question: features of shape (n, len(NAMES)) and whether each sentence answers."""

    features: Vectors
    answers: npt.NDArray[np.bool_]


def examples(desk: Desk, tasks: Sequence[Task]) -> Iterator[Examples]:
    """Yield the sentences that reading would weigh for each question, as numbers."""
    for task in tasks:
        try:
            question = desk.understand(
                task.question.text, asked_at=task.asked_at, filters=task.filters
            )
        except QuestionError:
            continue
        found = pieces(desk.retriever.find(question))
        if not found:
            continue
        asked = desk.chain.asked(question)
        vectors = desk.retriever.legs.encoder.encode([piece.text for piece in found])
        accepted = task.question.accepted if task.question.answerable else ()
        yield Examples(
            features(asked, found, vectors),
            np.array([holds([piece.text], accepted) for piece in found]),
        )


def fit(all_examples: Sequence[Examples]) -> dict[str, float]:
    """Return weight by feature name, and ``intercept``."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([one.features for one in all_examples])
    labels = np.concatenate([one.answers for one in all_examples])
    weights = np.concatenate(
        [np.full(len(one.answers), 1 / len(one.answers)) for one in all_examples]
    )
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(rows, labels, sample_weight=weights * len(labels) / weights.sum())
    fitted = dict(zip(NAMES, (float(w) for w in model.coef_[0]), strict=True))
    return {**fitted, "intercept": float(model.intercept_[0])}


def main(out: Path, sets: Sequence[str]) -> None:
    """Fit on the named sets and write the weights."""
    gathered: list[Examples] = []
    told = []
    for one in sets:
        path, home, *contexts = one.split(":")
        settings_ = settings.load(home=Path(home))
        questions = load_questions(Path(path), zone=settings_.zone)
        options = Options(
            now=int(time.time()), as_of=AsOf.ASKED, contexts=contexts[0] if contexts else None
        )
        with open_desk(settings_) as desk:
            _, tasks = prepare_tasks(desk, questions, options)
            before = len(gathered)
            gathered += examples(desk, tasks)
            told.append(f"{len(gathered) - before} questions of {Path(path).parent.name}")
            print(told[-1], file=sys.stderr)  # noqa: T201
    fitted = fit(gathered)
    intercept = fitted.pop("intercept")
    about = (
        "Weights of the reader's linear score: probability = 1 / (1 + exp(-(intercept + sum of"
        " weight x feature))). Features are named in rag/read/features.py. Fitted by"
        f" eval/fit_reader.py on {', '.join(told)}."
    )
    out.write_text(
        json.dumps({"about": about, "intercept": intercept, "weights": fitted}, indent=2) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
