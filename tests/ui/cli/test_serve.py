from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from rag.archive.archive import Archive
from tests.ui.cli.command import DATELINE, ROOT, Dateline, plain_environment

pytestmark = pytest.mark.slow


def test_what_takes_long_is_told_as_it_begins_and_an_empty_archive_is_made(home: Path) -> None:
    with subprocess.Popen(
        [*DATELINE, "serve", "--home", str(home), "--port", "0"],
        cwd=ROOT,
        env=plain_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)

    assert address.startswith("Dateline is at http://127.0.0.1:")
    assert process.returncode == 0
    assert errors == (
        f"opening {home} ...\nthere was no archive: it is empty, and the page can fill it\n"
    )
    assert Archive.open(home).coverage().articles == 0


@pytest.mark.parametrize(
    ("options", "told"), [((), "opening {home} ...\n"), (("--quiet",), ""), (("--json",), "")]
)
def test_what_cannot_be_served_makes_no_home(
    dateline: Dateline, home: Path, options: tuple[str, ...], told: str
) -> None:
    done = dateline("serve", "--home", home, "--host", "192.0.2.1", *options)

    assert done.code == 2
    assert done.err.startswith(told.format(home=home) + "error: the page is served to this machine")
    assert not home.exists()


def test_a_language_that_the_page_does_not_have_is_refused_at_once(
    dateline: Dateline, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_LANGUAGE", "tlh")
    done = dateline("serve", "--home", home)

    assert done.code == 1
    assert done.err.startswith("error: the page has no words in the language 'tlh'")
    assert "Set DATELINE_LANGUAGE to one of these: en, or" in done.err
    assert not home.exists()
