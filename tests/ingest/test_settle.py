"""An index made before near copies were kept apart is made anew by the ingest that meets it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from ingest.settle import settle
from rag.adapters.audit_process import audited
from rag.adapters.index_audit import Request
from rag.archive.writer import Writer
from rag.ports import Encoder, VectorIndex, Vectors
from rag.progress import Silent
from rag.settings import Settings
from rag.wiring import open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, lines, record, run, settings_for
from tests.rag.adapters import hubs

COPIES = 600


class CopiesEncoder(WordEncoder):
    """An encoder to which all texts are near copies of one, that of ship 0."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one direction, a little moved by each text."""
        self.encoded += texts
        middle = np.eye(1, self.dim, dtype=np.float32)
        seeds = [int.from_bytes(sha256(text.encode()).digest()[:8]) for text in texts]
        moved = np.stack([np.random.default_rng(seed).standard_normal(self.dim) for seed in seeds])
        noise = [0.0 if "ship 0 " in text else 0.03 for text in texts]
        rows = middle + np.array(noise)[:, np.newaxis] / np.sqrt(self.dim) * moved
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def older(settings: Settings, writer: Writer, encoder: Encoder) -> VectorIndex:
    """Open the first index as an older Dateline made it."""
    name = "dateline-older"
    hubs.make_older(
        settings.home / "index",
        fingerprint=encoder.fingerprint,
        dim=encoder.dim,
        folder=name,
    )
    writer.point_to(name, fingerprint=encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    return open_for_writing(settings, writer, encoder)


def test_an_older_index_that_loses_near_copies_is_made_anew_and_nothing_embedded_again(
    tmp_path: Path,
) -> None:
    settings, encoder = settings_for(tmp_path / "home"), CopiesEncoder()
    feed = lines(tmp_path / "first.jsonl", *(record(n) for n in range(COPIES)))
    run(settings.home, feed, encoder=encoder, open_index=lambda w, e: older(settings, w, e))
    embedded, heard = len(encoder.encoded), Listener()
    more = lines(tmp_path / "more.jsonl", record(COPIES))

    report = run(
        settings.home,
        more,
        encoder=encoder,
        open_index=lambda w, e: open_for_writing(settings, w, e),
        progress=heard,
    )

    assert report.unindexed is None
    assert report.passages == {"pending": 0, "live": COPIES + 1}
    assert len(encoder.encoded) == embedded + 1
    assert any("made anew from the archive's vectors" in line for line in heard.problems)

    pointer = Writer.open(settings.home).pointer()
    assert pointer is not None
    assert [folder.name for folder in (settings.home / "index").iterdir()] == [pointer.index_name]
    request = Request(str(settings.home), pointer.index_name, encoder.fingerprint, encoder.dim)
    found = audited(request, Silent())
    assert (found.looked_for, found.absent) == (COPIES + 1, 0)
    assert found.lost < COPIES // 50  # of six hundred as near as this a few are still missed


def test_nothing_is_opened_where_nothing_waits(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "home")
    writer = Writer.open(settings.home)

    def never(*_: object) -> VectorIndex:
        raise AssertionError("it was opened")

    assert settle(settings, writer, WordEncoder, never, Silent()) == []
    writer.close()
