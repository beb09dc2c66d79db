from __future__ import annotations

import json
import multiprocessing
from hashlib import sha256
from pathlib import Path

import pytest

from rag.adapters.openvino_encoder import OpenVinoEncoder
from rag.adapters.openvino_export import MANIFEST, PARTS, export_folder, exported, whole
from rag.adapters.openvino_model import build_of, load_openvino
from rag.adapters.pieces import Pieces
from rag.adapters.weights import Weights, bundled
from rag.errors import ModelUnavailableError

EMPTY = sha256(b"").hexdigest()


def _export(cache: str) -> str:
    return str(exported(bundled(), Path(cache), version="test"))


def _times(folder: Path) -> dict[str, int]:
    return {part: (folder / part).stat().st_mtime_ns for part in (*PARTS, MANIFEST)}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Where two processes that exported at once into one cache have each found the export."""
    cache = str(tmp_path_factory.mktemp("cache"))
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return [Path(one) for one in pool.map(_export, [cache] * 2, chunksize=1)]


@pytest.mark.slow
def test_two_processes_that_export_at_once_leave_one_whole_export(found: list[Path]) -> None:
    folder = found[0]

    assert found[0] == found[1]
    assert whole(folder)
    assert {one.name for one in folder.parent.iterdir()} == {folder.name, f"{folder.name}.lock"}


@pytest.mark.slow
def test_an_export_is_made_once_and_again_when_damaged(found: list[Path]) -> None:
    folder = found[0]
    cache = str(folder.parents[1])
    made = _times(folder)
    _export(cache)
    again = _times(folder)
    left_over = folder.with_name(f"{folder.name}.making-killed")
    left_over.mkdir()
    with (folder / "model.bin").open("r+b") as file:
        file.truncate(1_000)
    damaged = whole(folder)
    _export(cache)

    assert made == again
    assert (damaged, whole(folder), left_over.exists()) == (False, True, False)
    assert _times(folder)["model.bin"] != made["model.bin"]


@pytest.mark.parametrize("missing", [*PARTS, MANIFEST])
def test_an_export_without_one_of_its_parts_is_not_whole(tmp_path: Path, missing: str) -> None:
    for part in PARTS:
        (tmp_path / part).write_bytes(b"")
    (tmp_path / MANIFEST).write_text(json.dumps(dict.fromkeys(PARTS, EMPTY)))
    before = whole(tmp_path)
    (tmp_path / missing).unlink()

    assert (before, whole(tmp_path)) == (True, False)


@pytest.mark.slow
def test_a_failed_export_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    weights = Weights("broken", model, "0" * 64, "mean")
    cache = tmp_path / "cache"
    with pytest.raises(ModelUnavailableError, match="export to OpenVINO failed"):
        exported(weights, cache, version="test")

    assert [one.suffix for one in (cache / "openvino").iterdir()] == [".lock"]


def test_an_export_that_openvino_does_not_take_is_an_error(tmp_path: Path) -> None:
    folder = export_folder(bundled(), tmp_path, version=build_of(load_openvino()))
    folder.mkdir(parents=True)
    for part in PARTS:
        (folder / part).write_bytes(b"")
    (folder / MANIFEST).write_text(json.dumps(dict.fromkeys(PARTS, EMPTY)))
    with pytest.raises(ModelUnavailableError, match="OpenVINO does not take"):
        OpenVinoEncoder(bundled(), tmp_path)


@pytest.mark.parametrize("content", ["{}", "{", "[]"])
def test_a_damaged_tokenizer_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ModelUnavailableError, match=r"tokenizer\.json cannot be used"):
        Pieces.read(tmp_path, max_pieces=256)
