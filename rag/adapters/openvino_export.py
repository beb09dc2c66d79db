"""A model in OpenVINO's format: made once a machine, in a child process, and kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Final

import portalocker
from portalocker.exceptions import LockException

from rag.adapters.weights import Weights
from rag.errors import ModelUnavailableError

RECIPE: Final = "1"  # changes with the graph: openvino_child.py, and adapted.py for the reader
PARTS: Final = ("model.xml", "model.bin")
MANIFEST: Final = "manifest.json"  # sha256 of each part
EXPORT_S: Final = 900.0  # longest export, and longest wait for another process's


def exported(weights: Weights, cache: Path, *, version: str, adapter: Path | None = None) -> Path:
    """Return the folder with the model exported for this ``version`` of OpenVINO.

    With an ``adapter`` it is the reader that its file makes of the encoder. Made if it is
    missing or damaged; two processes that ask at once make it once. A half-made one is never
    seen: it appears under its name when it is whole. Raises ModelUnavailableError if it cannot
    be made.
    """
    folder = export_folder(weights, cache, version=version, adapter=adapter)
    if whole(folder):
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with portalocker.Lock(f"{folder}.lock", "a", timeout=EXPORT_S):
            if not whole(folder):
                _make(weights.folder, folder, adapter)
    except (OSError, LockException) as error:
        raise ModelUnavailableError(f"{folder} cannot be made: {error}") from error
    return folder


def export_folder(
    weights: Weights, cache: Path, *, version: str, adapter: Path | None = None
) -> Path:
    """Return where an export is kept: a name for its weights, our recipe and OpenVINO's build.

    Raises ModelUnavailableError if the adapter cannot be read.
    """
    name = weights.sha256[:16]
    if adapter is not None:
        try:
            name += f"-{_digest(adapter)[:16]}"
        except OSError as error:
            raise ModelUnavailableError(f"{adapter} cannot be read: {error}") from error
    return cache.expanduser() / "openvino" / f"{name}-{RECIPE}-{version}"


def whole(folder: Path) -> bool:
    """Return whether an export has all its parts, each with the digest written at its making."""
    try:
        written = json.loads((folder / MANIFEST).read_text("utf-8"))
        return bool(written == {part: _digest(folder / part) for part in PARTS})
    except (OSError, ValueError):
        return False


def _make(model_folder: Path, folder: Path, adapter: Path | None) -> None:
    """Export beside ``folder`` and rename into place; the caller holds the lock."""
    for left_over in folder.parent.glob(f"{folder.name}.making-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=f"{folder.name}.making-", dir=folder.parent))
    try:
        _run_child([model_folder, making, *([adapter] if adapter else [])])
        digests = {part: _digest(making / part) for part in PARTS}
        (making / MANIFEST).write_text(json.dumps(digests), "utf-8")
        if folder.exists():
            folder.rename(making / "damaged")
        making.rename(folder)
        shutil.rmtree(folder / "damaged", ignore_errors=True)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _run_child(arguments: Sequence[Path]) -> None:
    script = Path(__file__).with_name("openvino_child.py")
    try:
        subprocess.run(  # noqa: S603  our own script; -P: no file beside it shadows a library
            [sys.executable, "-P", str(script), *map(str, arguments)],
            check=True,
            capture_output=True,
            text=True,
            timeout=EXPORT_S,
            env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"},
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no message"])[-1]
        raise ModelUnavailableError(f"the export to OpenVINO failed: {last}") from error
    except subprocess.TimeoutExpired as error:
        raise ModelUnavailableError(f"the export to OpenVINO took over {EXPORT_S:.0f} s") from error


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
