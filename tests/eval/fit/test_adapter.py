from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from eval.fit.adapter import Course, figures, learn
from eval.fit.batches import batches, loss, target, tensors
from eval.fit.examples import Example
from eval.fit.low_rank import Learner, begin_from, save
from rag.adapters.question_pieces import QuestionPieces
from rag.adapters.span_models import TorchSpanModel
from rag.adapters.weights import bundled
from rag.ports import Titled

PIECES = QuestionPieces.read(bundled().folder)
TEXT = "The ferry Corvina left Tarnhaven at dusk."
DUSK = (TEXT.index("dusk"), len(TEXT) - 1)
EXAMPLE = Example("When did it leave?", "Ferry", TEXT, (DUSK,), "own", "g", "g")


def test_an_answer_is_where_its_pieces_are() -> None:
    found = target(PIECES, EXAMPLE)
    at = found.begins[0] - found.paired.first

    assert tuple(found.paired.offsets[at]) == DUSK
    assert found.ends == found.begins


def test_an_answer_that_is_not_read_is_nowhere() -> None:
    far = Example(
        "When?", "", "word " * 400 + TEXT, ((2000 + DUSK[0], 2000 + DUSK[1]),), "", "", ""
    )

    assert (target(PIECES, far).begins, target(PIECES, far).ends) == ((0,), (0,))


def test_the_loss_is_least_where_the_right_place_is_surest() -> None:
    found = target(PIECES, EXAMPLE)
    batch = tensors([[found]])
    unsure = torch.zeros((*batch.ids.shape, 3))
    sure = unsure.clone()
    sure[0, found.begins[0], 0] = sure[0, found.ends[0], 1] = sure[0, 0, 2] = 9.0

    assert float(loss(sure, batch)) < 0.05 < float(loss(unsure, batch))


def test_texts_of_one_question_are_weighed_against_each_other() -> None:
    answers, silent = target(PIECES, EXAMPLE), target(PIECES, replace(EXAMPLE, spans=()))
    together, apart = tensors([[answers, silent]]), tensors([[answers], [silent]])
    logits = torch.zeros((*together.ids.shape, 3))
    logits[0, answers.begins[0], 0] = logits[0, answers.ends[0], 1] = 5.0
    logits[1, answers.begins[0], 0] = 8.0
    logits[1, 0, 0] = 20.0  # the silent text knows that it is, but its word is the surer one

    assert float(loss(logits, together)) > float(loss(logits, apart)) + 0.5


def test_a_headline_is_no_place_for_an_answer() -> None:
    found = target(PIECES, EXAMPLE)
    places = tensors([[found]]).places[0]
    headline = int((found.paired.offsets[:, 0] < 0).sum())

    assert headline > 0
    assert not places[found.paired.first : found.paired.first + headline].any()
    assert places[[0, found.begins[0]]].all()


def test_each_question_is_in_one_batch_with_all_its_texts() -> None:
    one = target(PIECES, EXAMPLE)
    made = list(batches([[one] * 3 for _ in range(20)], random.Random(0)))

    assert sum(len(batch.ids) for batch in made) == 60
    assert all(len(batch.ids) % 3 == 0 and len(batch.ids) <= 16 for batch in made)


def test_learning_goes_on_from_an_adapter_of_a_lower_rank(tmp_path: Path) -> None:
    learner, again = Learner(bundled().folder), Learner(bundled().folder)
    with torch.no_grad():
        for parameter in learner.learnt():
            parameter.add_(0.25)
    save(learner, tmp_path / "adapter.safetensors", {})
    begin_from(again, tmp_path / "adapter.safetensors")

    assert TorchSpanModel(bundled(), tmp_path / "adapter.safetensors").dated
    assert all(
        torch.allclose(one, other, atol=0.01)
        for one, other in zip(learner.learnt(), again.learnt(), strict=True)
    )


@pytest.mark.slow
def test_what_is_learnt_is_what_the_reader_model_sees(tmp_path: Path) -> None:
    torch.manual_seed(0)
    others = [
        Example(f"Who baked {n}?", "", f"Ines baked loaf {n}.", ((0, 4),), "own", "b", "b")
        for n in range(31)
    ]
    examples = [EXAMPLE, *others]
    learner = Learner(bundled().folder)
    learn(learner, PIECES, examples, Course(epochs=12, rate=3e-3, seed=0))
    found_figures = figures(learner, PIECES, examples)
    save(learner, tmp_path / "adapter.safetensors", {})
    model = TorchSpanModel(bundled(), tmp_path / "adapter.safetensors")
    (seen,) = model.read(EXAMPLE.question, [Titled("Ferry", TEXT)])
    found = target(PIECES, EXAMPLE).paired
    with torch.no_grad():
        logits = learner(
            torch.tensor([found.ids]),
            torch.ones((1, len(found.ids)), dtype=torch.int64),
            torch.tensor([found.kinds]),
        )[0].numpy()
    own = found.logits(logits)

    assert found_figures["own"]["begins"] > 0.9
    assert np.allclose(seen.starts, own.starts, atol=0.2)  # the file holds half precision
    assert seen.starts.argmax() == own.starts.argmax()
