"""The encoder's weights and a small adapter -> the reader: torch imported in functions only.

An adapter is low-rank (Hu et al., "LoRA", ICLR 2022): for a layer of weight W it holds ``a``
(rank, in) and ``b`` (out, rank), and the reader's layer has W + b a. What is held under a
weight's own name replaces it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

HEAD = "head."  # names of the layer that makes logits of each piece's state
DATED = "dated"  # in the file's metadata: "1" if it learnt with the day of publication over texts


def adapted(model_folder: Path, adapter: Path) -> Any:  # a torch.nn.Module
    """Return the reader: (ids, mask, kinds) -> logits (batch, pieces, 2 or 3).

    The logits are of an answer's start, of its end and, where the adapter has a third, of the
    text answering at all. Question and text are one input, parted as BERT parts two sentences.
    Raises OSError or KeyError where the adapter is not one for this model.
    """
    import torch
    from safetensors.torch import load_file
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(
        str(model_folder),
        local_files_only=True,
        trust_remote_code=False,
        attn_implementation="eager",
    )
    held = {name: tensor.float() for name, tensor in load_file(adapter).items()}
    _merge(encoder, {name: held[name] for name in held if not name.startswith(HEAD)})

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            logits, width = held[f"{HEAD}weight"].shape
            self.head = torch.nn.Linear(width, logits)
            self.head.load_state_dict({n: held[f"{HEAD}{n}"] for n in ("weight", "bias")})

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, kinds: torch.Tensor
        ) -> torch.Tensor:
            states = self.encoder(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=kinds
            ).last_hidden_state
            logits: torch.Tensor = self.head(states)
            return logits

    return Reader().eval()


def _merge(encoder: Any, held: dict[str, Any]) -> None:
    """Add each pair of low-rank factors to its weight, and put the rest in the weights' place."""
    import torch

    weights = dict(encoder.named_parameters())
    with torch.no_grad():
        for name, tensor in held.items():
            layer, _, part = name.rpartition(".")
            if part == "a":
                weights[f"{layer}.weight"] += held[f"{layer}.b"] @ tensor
            elif part != "b":
                weights[name].copy_(tensor)
