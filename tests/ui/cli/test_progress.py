from __future__ import annotations

import os
import pty
import re
import subprocess
import sys

import pytest

from tests.ui.cli.command import ROOT
from ui.cli.progress import Bar

DRAWN = """
from ui.cli.progress import Bar
with Bar(quiet=False) as bar:
    bar.advance(1)
    bar.phase("reading", 200, "bytes")
    for _ in range(3):
        bar.advance(50, "article")
    bar.problem("ERROR a.jsonl:3 E_JSON no object")
    bar.advance(50, "article")
    bar.phase("looking", None, "pages")
    bar.advance(1)
    bar.phase("embedding", 400, "passages")
    bar.advance(100)
"""


def work(bar: Bar) -> None:
    """Two phases, a problem and a warning."""
    with bar:
        bar.advance(1)  # before any phase there is nothing to move
        bar.phase("reading", 10, "bytes")
        bar.advance(5, "article")
        bar.problem("ERROR a\x1b[31m.jsonl:3 E_JSON no object, [red]markup[/red]")
        bar.problem("warning a.jsonl:4 W_DATE " + "long " * 60)
        bar.advance(5)
        bar.phase("embedding", 0, "passages")
        bar.advance(0)


def test_outside_a_terminal_only_problems_are_printed_each_on_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    work(Bar(quiet=False))
    written = capsys.readouterr()

    assert written.out == ""
    assert written.err.splitlines() == [
        "ERROR a\ufffd[31m.jsonl:3 E_JSON no object, [red]markup[/red]",
        "warning a.jsonl:4 W_DATE " + "long " * 59 + "long",
    ]


def test_quiet_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    work(Bar(quiet=True))

    assert capsys.readouterr().err == ""


def _plain(drawn: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn)


@pytest.mark.slow
def test_in_a_terminal_phases_are_drawn_with_what_was_counted() -> None:
    terminal, child = pty.openpty()
    subprocess.run(
        [sys.executable, "-c", DRAWN],
        stderr=child,
        check=True,
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(child)
    drawn = b""
    try:
        while part := os.read(terminal, 65_536):
            drawn += part
    except OSError:  # Linux ends a terminal so
        pass
    finally:
        os.close(terminal)
    text = drawn.decode()

    assert "reading" in text
    assert "4 articles, 1 left out" in text
    assert "100%" in text
    assert "embedding" in text
    assert "ERROR a.jsonl:3 E_JSON no object" in text
    assert re.search(r"25% 1 left out +[\d,]+/s +\d:\d\d:\d\d left \d:\d\d:\d\d", _plain(text))
