from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from rag.adapters.adapted import DATED
from rag.adapters.span_models import (
    OpenVinoSpanModel,
    TorchSpanModel,
    open_span_model,
    shipped,
)
from rag.adapters.weights import bundled
from rag.errors import ModelUnavailableError
from rag.ports import SpanLogits, SpanModel, Titled, Vectors
from rag.settings import Settings

FERRY = "The ferry Corvina left Tarnhaven at dusk on 4 May. Captain Ines Morrow was at the helm."
TEXTS = [
    Titled("Ferry leaves", FERRY),
    Titled("", "The bakery in Elve Street sells rye bread on Fridays."),
    Titled("", FERRY * 30),
]


@cache
def openvino() -> SpanModel:
    """The one that desks of this process have opened, too."""
    model = open_span_model(Settings())
    assert isinstance(model, OpenVinoSpanModel)
    return model


@cache
def torch() -> SpanModel:
    return TorchSpanModel(bundled(), shipped())


def likeliest(text: str, seen: SpanLogits) -> str:
    """The word that the likeliest piece stands in."""
    start = int(seen.offsets[int(seen.starts.argmax()), 0])
    return next(m[0] for m in re.finditer(r"\w+", text) if m.start() <= start < m.end())


def two(held: dict[str, Vectors]) -> dict[str, Vectors]:
    """The first two logits' layer."""
    return {name: held[name][:2] for name in ("head.weight", "head.bias")}


@pytest.fixture(params=[openvino, torch], ids=["openvino", "torch"])
def model(request: pytest.FixtureRequest) -> SpanModel:
    made: Callable[[], SpanModel] = request.param
    return made()


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("Who was the captain of the Corvina?", "Ines"),
        ("When did the Corvina leave Tarnhaven?", "at|dusk|on|4"),
    ],
)
def test_an_answer_begins_where_it_stands(model: SpanModel, question: str, begins: str) -> None:
    (seen,) = model.read(question, TEXTS[:1])

    assert likeliest(FERRY, seen) in begins.split("|")


def test_a_text_that_does_not_answer_is_told_from_one_that_does(model: SpanModel) -> None:
    ferry, bakery = model.read("Who was the captain of the Corvina?", TEXTS[:2])

    assert ferry.starts.max() - ferry.nowhere[0] > bakery.starts.max() - bakery.nowhere[0]


def test_texts_read_together_or_alone_are_seen_alike(model: SpanModel) -> None:
    together = model.read("When did the ferry leave?", TEXTS)
    alone = [model.read("When did the ferry leave?", [one])[0] for one in TEXTS]

    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one.offsets, other.offsets)
        assert one.starts == pytest.approx(other.starts, abs=0.3)  # bf16, another padding


def test_no_text_gives_nothing(model: SpanModel) -> None:
    assert model.read("When did the ferry leave?", []) == []


def test_both_runtimes_see_the_same() -> None:
    question = "When did the ferry leave?"
    for one, other in zip(
        openvino().read(question, TEXTS), torch().read(question, TEXTS), strict=True
    ):
        assert np.array_equal(one.offsets, other.offsets)
        assert np.corrcoef(one.starts, other.starts)[0, 1] > 0.99
        assert one.starts.argmax() == other.starts.argmax()


def test_the_model_is_named_by_its_weights_and_its_adapter() -> None:
    assert openvino().name == torch().name
    assert openvino().name.startswith("all-MiniLM-L6-v2+")


def test_an_adapter_s_file_tells_what_it_is_shown_and_what_it_tells(tmp_path: Path) -> None:
    held = load_file(shipped())
    for name, logit in (("head.weight", np.zeros((1, 384))), ("head.bias", np.array([1.5]))):
        held[name] = np.concatenate([held[name][:2], logit.astype(np.float16)])
    save_file(held, tmp_path / "three.safetensors", metadata={DATED: "1"})
    save_file({**held, **two(held)}, tmp_path / "two.safetensors")
    three, plain = (
        TorchSpanModel(bundled(), tmp_path / f"{name}.safetensors") for name in ("three", "two")
    )
    (told,), (untold,) = (model.read("Who was it?", TEXTS[:1]) for model in (three, plain))

    assert (three.dated, plain.dated) == (True, False)
    assert (told.answers, untold.answers) == (1.5, 0.0)
    assert told.starts == pytest.approx(untold.starts)


def test_both_runtimes_are_shown_the_same() -> None:
    assert openvino().dated == torch().dated


@pytest.mark.parametrize("content", [None, b"not tensors"])
def test_an_adapter_that_cannot_be_used_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "adapter.safetensors"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ModelUnavailableError):
        TorchSpanModel(bundled(), file)
    with pytest.raises(ModelUnavailableError):
        OpenVinoSpanModel(bundled(), file, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()  # nothing was exported to find that out
