from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from eval.fit.adapter import batches, figures, learn, loss, target
from eval.fit.examples import Example
from eval.fit.low_rank import Learner, save
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
    ((_, batch),) = batches([found], shuffled=False)
    unsure = torch.zeros((*batch.ids.shape, 2))
    sure = unsure.clone()
    sure[0, found.begins[0], 0] = sure[0, found.ends[0], 1] = 9.0

    assert float(loss(sure, batch)) < 0.05 < float(loss(unsure, batch))


@pytest.mark.slow
def test_what_is_learnt_is_what_the_reader_model_sees(tmp_path: Path) -> None:
    torch.manual_seed(0)
    others = [
        Example(f"Who baked {n}?", "", f"Ines baked loaf {n}.", ((0, 4),), "own", "b", "b")
        for n in range(31)
    ]
    examples = [EXAMPLE, *others]
    learner = Learner(bundled().folder)
    learn(learner, PIECES, examples, epochs=6, rate=3e-3, seed=0)
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
