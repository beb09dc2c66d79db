from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.adapters import chroma_files, chroma_probe_child
from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.chroma_probe import Expected, _ended, packed, probe, unpacked
from rag.adapters.chroma_seal import SEAL, is_sealed
from rag.archive.lock import IndexLock
from rag.errors import IndexUnavailableError
from tests.rag.adapters.news_vectors import DIM, batch

COUNT = 40


def expected(live: int = COUNT) -> Expected:
    filled = batch(range(COUNT))
    return Expected(live, list(filled.ids), filled.vectors)


def opened(home: Path, what: Callable[[], Expected] | None = expected) -> ChromaIndex:
    return ChromaIndex.open(
        home / "index",
        lock=IndexLock(home),
        fingerprint="mini",
        dim=DIM,
        reopen_after_s=0,
        generation=lambda: 0,
        expected=what,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index that was filled and closed as it should be."""
    index = opened(tmp_path)
    index.upsert(batch(range(COUNT)))
    index.close()
    return tmp_path / "index"


def graph(folder: Path) -> Path:
    """The file that a flipped bit makes deadly."""
    (links,) = folder.glob("*/data_level0.bin")
    return links


def spoil(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def tried(folder: Path, what: Expected, **limits: float) -> None:
    probe(folder, fingerprint="mini", dim=DIM, expected=what, **limits)


def looked(folder: Path, what: Expected) -> str:
    """The child's look, in this process."""
    _, wrong = chroma_probe_child.looked_at(folder, "mini", DIM, io.BytesIO(packed(what)))
    return wrong


def test_what_is_expected_reaches_another_process_whole() -> None:
    sent = expected()
    got = unpacked(io.BytesIO(packed(sent)))

    assert (sent.live, sent.ids) == (got.live, got.ids)
    assert np.array_equal(sent.vectors, got.vectors)


def test_an_index_that_holds_what_it_should_is_found_sound(folder: Path) -> None:
    assert looked(folder, expected()) == ""

    tried(folder, expected())


def test_an_index_that_holds_too_little_is_refused(folder: Path) -> None:
    missing = looked(folder, expected(COUNT + 1))

    assert missing == f"the index holds {COUNT} passages, the archive says {COUNT + 1}"


def test_an_index_in_which_passages_do_not_find_themselves_is_refused(folder: Path) -> None:
    turned = expected()
    others = Expected(COUNT, [i + 1_000 for i in turned.ids], -turned.vectors)

    assert "40 are not found" in looked(folder, others)

    with pytest.raises(IndexUnavailableError, match="not found"):
        tried(folder, others)


def test_no_index_is_refused(tmp_path: Path) -> None:
    assert "no index at" in looked(tmp_path, expected())


def test_a_store_that_ends_its_process_ends_only_a_child(folder: Path) -> None:
    links = next(folder.glob("*/link_lists.bin"))
    links.write_bytes(bytes(links.stat().st_size))
    spoil(graph(folder))

    with pytest.raises(IndexUnavailableError, match="index"):
        tried(folder, expected())


def test_how_a_trial_opening_ended_is_told_in_words() -> None:
    assert _ended(-11) == "ended by SIGSEGV"
    assert _ended(101) == "ended with status 101"


def test_a_store_that_takes_too_long_is_refused(folder: Path) -> None:
    with pytest.raises(IndexUnavailableError, match=r"over 0\.001 s"):
        tried(folder, expected(), limit_s=0.001)


def test_a_changed_file_is_named_without_opening_anything(folder: Path) -> None:
    assert is_sealed(folder)

    spoil(graph(folder))

    with pytest.raises(IndexUnavailableError, match=r"data_level0\.bin") as caught:
        opened(folder.parent)

    assert "dateline rebuild" in caught.value.hint


def test_a_sealed_index_that_lacks_what_the_archive_has_is_refused(folder: Path) -> None:
    with pytest.raises(IndexUnavailableError, match="holds 40 passages"):
        opened(folder.parent, lambda: expected(41))


@pytest.mark.parametrize("seal", [None, b"", b"[]", b'{"stamp": "other", "files": {}}'])
def test_an_index_without_a_seal_is_tried_out_once_and_sealed(
    folder: Path, seal: bytes | None
) -> None:
    (folder / SEAL).unlink()
    if seal is not None:
        (folder / SEAL).write_bytes(seal)
    index = opened(folder.parent)

    assert index.count() == COUNT
    assert is_sealed(folder)

    index.close()


def test_an_index_whose_writer_was_killed_is_tried_out_and_sealed(folder: Path) -> None:
    chroma_files.begin_writing(folder)

    assert not is_sealed(folder)

    opened(folder.parent).close()

    assert is_sealed(folder)


def test_opening_and_searching_break_no_seal(folder: Path) -> None:
    before = json.loads((folder / SEAL).read_bytes())
    for _ in range(3):
        index = opened(folder.parent)
        index.nearest(expected().vectors[0], k=5)
        index.close()

    assert json.loads((folder / SEAL).read_bytes()) == before
    assert is_sealed(folder)


def test_a_seal_that_cannot_be_written_is_done_without(folder: Path) -> None:
    (folder / SEAL).unlink()
    (folder / SEAL).mkdir()
    index = opened(folder.parent)

    assert index.count() == COUNT
    assert not is_sealed(folder)

    index.close()
