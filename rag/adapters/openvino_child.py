"""Run as a script in a child process: a BERT-like model folder -> OpenVINO's own format.

It imports nothing of ours but the file beside it, so that it runs wherever the package is
found, and the parent never loads torch.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

OPSET = 17
LEAST_COSINE = 0.999  # between runtimes that share a fingerprint


def export(model_folder: Path, target: Path, adapter: Path | None = None) -> None:
    """Write ``model.xml`` and ``model.bin`` into ``target``, an existing folder.

    The graph takes input_ids, attention_mask and token_type_ids (int64, (batch, pieces)) and
    returns one row of L2 norm 1 a text: the mean over the pieces that are not padding. With an
    ``adapter`` it is the reader's, and returns its two or three logits for every piece.
    Through ONNX because OpenVINO's own converter reports its use over the network.
    """
    # `import openvino` reports its use over the network unless this cannot be imported
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino
    import torch

    model_of = _pooled if adapter is None else _reader(adapter)
    graph = model_of(model_folder)
    onnx = target / "model.onnx"
    sample = torch.ones((2, 8), dtype=torch.int64)
    dynamic = {0: "batch", 1: "pieces"}
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with torch.no_grad():
        torch.onnx.export(
            graph,
            (sample, sample, torch.zeros_like(sample)),
            str(onnx),
            input_names=names,
            output_names=["found"],
            dynamic_axes={
                **dict.fromkeys(names, dynamic),
                "found": {0: "batch"} if adapter is None else dynamic,
            },
            opset_version=OPSET,
            dynamo=False,
        )
    model = openvino.Core().read_model(onnx)
    openvino.save_model(model, target / "model.xml", compress_to_fp16=False)
    onnx.unlink()
    _compare(graph, openvino.Core().compile_model(target / "model.xml", "CPU"))


def _compare(graph: Any, compiled: Any) -> None:
    """Refuse an export that does not give what torch gives, at another shape than it was made."""
    import numpy as np
    import torch

    ids = torch.arange(1000, 1060).reshape(3, 20)
    mask = torch.ones_like(ids)
    mask[1, 5:] = 0
    inputs = (ids, mask, torch.zeros_like(ids))
    with torch.no_grad():
        expected = graph(*inputs).numpy().reshape(3, -1)
    found = compiled([one.numpy() for one in inputs])[0].reshape(3, -1)
    norms = np.linalg.norm(expected, axis=1) * np.linalg.norm(found, axis=1)
    worst = float((np.sum(expected * found, axis=1) / norms).min())
    if not worst > LEAST_COSINE:
        raise SystemExit(f"its output differs from torch's: cosine {worst:.4f}")


def _reader(adapter: Path) -> Any:
    """Return what makes the reader of a model's folder: the rule is in ``adapted.py``."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("adapted", Path(__file__).with_name("adapted.py"))
    assert spec is not None  # it stands beside this file
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda model_folder: module.adapted(model_folder, adapter)


def _pooled(model_folder: Path) -> Any:  # a torch.nn.Module; torch is imported in functions only
    """Return the encoder with mean pooling and L2 normalisation behind it."""
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = AutoModel.from_pretrained(
                str(model_folder),
                local_files_only=True,
                trust_remote_code=False,
                attn_implementation="eager",
            )

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor, kinds: torch.Tensor
        ) -> torch.Tensor:
            states = self.encoder(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=kinds
            ).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(states.dtype)
            mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    return Pooled().eval()


if __name__ == "__main__":
    export(*map(Path, sys.argv[1:]))
