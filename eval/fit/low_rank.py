"""The encoder with low-rank factors beside its layers, to be trained, and their file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rag.adapters.adapted import DATED

RANK = 32
LOGITS = 3  # of a piece: an answer begins, ends; at the first piece: the text answers
SCALE = 2.0  # of the factors' product while training; the file holds it within ``b``


class LowRank(nn.Module):
    """A layer that stays as it is, and what is learnt beside it (Hu et al., ICLR 2022)."""

    def __init__(self, layer: nn.Linear) -> None:
        """Take a layer; at first nothing is added to it."""
        super().__init__()
        self.layer = layer
        self.a = nn.Parameter(torch.randn(RANK, layer.in_features) / math.sqrt(layer.in_features))
        self.b = nn.Parameter(torch.zeros(layer.out_features, RANK))

    def forward(self, states: Tensor) -> Tensor:
        """Return the layer's output and the learnt addition."""
        added: Tensor = self.layer(states) + (states @ self.a.T @ self.b.T) * SCALE
        return added


class Learner(nn.Module):
    """Encoder and head: (ids, mask, kinds) -> logits (batch, pieces, 3)."""

    def __init__(self, model_folder: Path) -> None:
        """Load the encoder, freeze it, and put factors beside each of its linear layers."""
        super().__init__()
        from transformers import AutoModel

        # dropout draws a random number for every activation: half the time on a CPU
        self.encoder = AutoModel.from_pretrained(
            str(model_folder),
            local_files_only=True,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        for name, parameter in self.encoder.named_parameters():
            parameter.requires_grad = "LayerNorm" in name or "token_type" in name
        for layer in self.encoder.encoder.layer:
            for parent, name in _linear(layer):
                setattr(parent, name, LowRank(getattr(parent, name)))
        self.head = nn.Linear(self.encoder.config.hidden_size, LOGITS)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor, kinds: Tensor) -> Tensor:
        """Return for every piece the logits of an answer's beginning and end, and of any."""
        states = self.encoder(
            input_ids=ids, attention_mask=mask, token_type_ids=kinds
        ).last_hidden_state
        logits: Tensor = self.head(states)
        return logits

    def learnt(self) -> list[nn.Parameter]:
        """Return the parameters that training moves."""
        return [one for one in self.parameters() if one.requires_grad]


def begin_from(learner: Learner, file: Path) -> None:
    """Put what an adapter of this or a lower rank holds into the learner, to learn on from it."""
    from safetensors.torch import load_file

    parameters = dict(learner.named_parameters())
    with torch.no_grad():
        for name, tensor in load_file(file).items():
            own = parameters[name if name.startswith("head.") else f"encoder.{name}"]
            held = tensor.float() / (SCALE if name.endswith(".b") else 1.0)
            own[tuple(slice(0, size) for size in held.shape)] = held


def save(learner: Learner, file: Path, about: Mapping[str, str]) -> None:
    """Write what was learnt, as ``rag.adapters.adapted`` reads it, in half precision.

    Beside ``about`` the file says that the day was over the texts, where ``batches`` puts it.
    """
    from safetensors.torch import save_file

    tensors = {}
    for name, parameter in learner.named_parameters():
        if parameter.requires_grad:
            scale = SCALE if name.endswith(".b") else 1.0
            tensor = (parameter.detach() * scale).half().contiguous()
            tensors[name.removeprefix("encoder.")] = tensor
    save_file(tensors, file, metadata={**about, DATED: "1"})


def _linear(layer: Any) -> list[tuple[Any, str]]:
    """Name the linear layers of a block of BERT's: of attention, and the two after it."""
    attention = layer.attention.self
    return [
        (attention, "query"),
        (attention, "key"),
        (attention, "value"),
        (layer.attention.output, "dense"),
        (layer.intermediate, "dense"),
        (layer.output, "dense"),
    ]
