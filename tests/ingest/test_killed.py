"""An ingest killed anywhere: what it had acknowledged is there, and the next run goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.batches import BATCH
from rag.archive.archive import Archive
from rag.wiring import open_for_reading, open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run, settings_for
from tests.rag.archive.stories import ANY
from tests.ui.cli.command import ROOT, plain_environment

pytestmark = pytest.mark.slow

ARTICLES = 10 * BATCH

INGEST = """
import sys
from pathlib import Path
from rag.wiring import open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, run, settings_for

class Telling(Listener):
    def phase(self, name, total, unit):
        super().phase(name, total, unit)
        print(name, flush=True)
    def advance(self, units, note=""):
        print(self.phases[-1][0], flush=True)

home, feed = Path(sys.argv[1]), Path(sys.argv[2])
settings = settings_for(home)
run(home, feed, encoder=WordEncoder(), progress=Telling(),
    open_index=lambda w, e: open_for_writing(settings, w, e))
"""


def killed_after(home: Path, feed: Path, word: str, times: int) -> int:
    """Start an ingest and kill it when it has told ``word`` so often; return its exit status."""
    with subprocess.Popen(
        [sys.executable, "-c", INGEST, str(home), str(feed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=plain_environment(),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            times -= line.strip() == word
            if times <= 0:
                process.kill()
                break
    return process.returncode


def test_killed_again_and_again_nothing_is_lost_and_everything_is_found(tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings, encoder = settings_for(home), WordEncoder()
    # Words of their own for each: among near copies no graph finds every one.
    texts = (" ".join(f"word{n * step % 401}" for step in range(3, 15)) for n in range(ARTICLES))
    feed = lines(tmp_path / "feed.jsonl", *(record(n, text) for n, text in enumerate(texts)))
    kept = 0
    for word, times in [
        ("reading", 2 * BATCH + 3),
        ("reading", 7 * BATCH),
        ("embedding", 1),
        ("embedding", 2),
        ("embedding", 1),
    ]:
        assert killed_after(home, feed, word, times) != 0

        archive = Archive.open(home)
        articles = archive.coverage().articles
        archive.close()

        assert articles >= kept

        kept = articles

    report = run(home, feed, encoder=encoder,
                 open_index=lambda w, e: open_for_writing(settings, w, e))  # fmt: skip
    archive = Archive.open(home)
    index = open_for_reading(settings, archive, encoder)
    ids = archive.allowed_ids(ANY, None)
    vectors = archive.vectors(encoder.fingerprint, ids)
    lost = [
        id_
        for id_, vector in vectors.items()
        if max(cosine for _, cosine in index.nearest(vector, k=10)) < 0.999
    ]

    assert kept == ARTICLES
    assert (report.added, report.skipped, report.failed) == (0, ARTICLES, [])
    assert archive.status().passages == {"pending": 0, "live": ARTICLES, "leaving": 0}
    assert len(vectors) == index.count() == ARTICLES
    assert lost == []

    index.close()
    archive.close()
