from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from rag.adapters.index_audit import Request
from rag.adapters.index_audit_child import answer
from rag.archive.archive import Archive
from rag.wiring import open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run, settings_for

pytestmark = pytest.mark.slow


def answered(request: Request, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """The last line with which the child's program answers."""
    answer(request)
    last: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return last


def test_an_index_is_looked_through_and_one_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(tmp_path / "home")
    run(settings.home, lines(tmp_path / "a.jsonl", *map(record, range(3))), encoder=WordEncoder(),
        open_index=lambda w, e: open_for_writing(settings, w, e))  # fmt: skip
    archive = Archive.open(settings.home)
    pointer = archive.pointer()
    archive.close()
    assert pointer is not None
    there = Request(str(settings.home), pointer.index_name, pointer.fingerprint, pointer.dim)
    gone = Request(str(settings.home), "dateline-gone", pointer.fingerprint, pointer.dim)

    assert answered(there, capsys) == {
        "findings": {
            "count": 3,
            "looked_for": 3,
            "absent": 0,
            "lost": 0,
            "examples": [],
            "strangers": 0,
        }
    }
    assert "there is no index" in str(answered(gone, capsys)["error"])


LIMITED = """
import resource
from rag.adapters.index_audit_child import main
main()
print(resource.getrlimit(resource.RLIMIT_CORE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no core files on Windows")
def test_a_crash_of_the_process_that_looks_leaves_no_core_file(tmp_path: Path) -> None:
    asked = json.dumps(asdict(Request(str(tmp_path), "none", "f", 3))) + "\n"
    command = [sys.executable, "-c", LIMITED]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "(0, 0)"
