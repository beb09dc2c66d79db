"""A home that nothing can be written to: on a disk mounted so, or by its permissions."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.archive.archive import Archive
from rag.archive.check import State
from rag.archive.lock import writer_lock
from rag.archive.writer import Writer
from rag.doctor import examine
from rag.errors import ArchiveError
from rag.progress import Silent
from rag.wiring import open_desk, open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run, settings_for
from tests.rag.archive.stories import keep, story
from tests.rag.archive.test_sound import make_old

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts as Linux does")


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A folder that shows ``tmp_path / "home"`` and refuses writes."""
    home, view = tmp_path / "home", tmp_path / "view"
    home.mkdir(exist_ok=True)
    view.mkdir()
    for arguments in (["--bind", str(home), str(view)], ["-o", "remount,ro,bind", str(view)]):
        if os.geteuid() or subprocess.run(["mount", *arguments], capture_output=True).returncode:
            pytest.skip("only root may mount, and permissions do not bind root")
    yield view
    subprocess.run(["umount", "--lazy", view], check=True)


def test_a_home_that_cannot_be_written_to_is_asked_and_left_as_it_was(
    tmp_path: Path, mounted: Path
) -> None:
    home, encoder = tmp_path / "home", WordEncoder()
    run(home, lines(tmp_path / "feed.jsonl", *(record(n) for n in range(3))), encoder=encoder)
    before = sorted(home.rglob("*"))

    with open_desk(settings_for(mounted), encoder=encoder) as desk:
        assert len([hit for hit in desk.search("ship 2") if hit.dense]) == 3
        assert desk.status().coverage.articles == 3

    assert sorted(home.rglob("*")) == before

    with pytest.raises(ArchiveError, match="Read-only"), writer_lock(mounted):
        pass


def test_a_doctor_looks_at_what_can_be_looked_at_and_finds_no_fault_with_that(
    tmp_path: Path, mounted: Path
) -> None:
    home, encoder = tmp_path / "home", WordEncoder()
    settings = settings_for(home)
    feed = lines(tmp_path / "feed.jsonl", *(record(n) for n in range(3)))
    run(home, feed, encoder=encoder, open_index=lambda w, e: open_for_writing(settings, w, e))
    checks = [
        *examine(
            settings_for(mounted), open_encoder=lambda: encoder, progress=Silent(), sample=None
        )
    ]

    assert {one.name for one in checks} >= {"seal", "archive", "texts", "full text", "vectors"}
    assert [one.name for one in checks if one.state is State.PROBLEM] == []
    assert {one.name for one in checks if one.state is State.NOTE} == {
        *("home", "index of words", "index"),
    }


def test_what_others_write_meanwhile_is_read(tmp_path: Path, mounted: Path) -> None:
    home = tmp_path / "home"
    writer = Writer.open(home)
    keep(writer, story())
    writer.close()
    archive = Archive.open(mounted)

    assert archive.status().revisions == 1

    writer = Writer.open(home)
    keep(writer, story("Another ship came in.", title="Ships"))

    assert archive.status().revisions == 2

    writer.close()

    assert archive.status().revisions == 2

    archive.close()


def test_an_older_archive_is_refused_in_one_line(tmp_path: Path, mounted: Path) -> None:
    make_old(tmp_path / "home")

    with pytest.raises(ArchiveError, match=r"older Dateline \(schema 1, .*cannot be written to$"):
        Archive.open(mounted)
