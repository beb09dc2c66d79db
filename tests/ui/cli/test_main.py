from __future__ import annotations

import re
import signal
import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest

from rag.archive.archive import FILE
from rag.archive.lock import writer_lock
from tests.ui.cli.command import DATELINE, ROOT, Dateline, plain_environment, spawned

COMMANDS = (
    "ingest",
    "rebuild",
    "ask",
    "search",
    "serve",
    "eval",
    "status",
    "withdraw",
    "doctor",
    "backup",
)


def test_help_names_every_command_and_the_exit_codes(dateline: Dateline) -> None:
    done = dateline("--help")

    assert done.code == 0
    assert [name for name in COMMANDS if f" {name} " not in done.out] == []
    assert "3 abstained" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(dateline: Dateline, command: str) -> None:
    done = dateline(command, "-h")

    assert done.code == 0
    assert "--home" in done.out


def test_the_paragraphs_of_a_help_break_where_the_screen_ends(dateline: Dateline) -> None:
    said = dateline("backup", "-h").out
    lines = said[said.index("To restore") : said.index("people.sqlite")].splitlines()

    assert min(len(line.rstrip()) for line in lines[:-1]) > 60


def test_the_version_is_the_installed_one(dateline: Dateline) -> None:
    done = dateline("--version")

    assert (done.code, done.out) == (0, f"dateline {version('dateline')}\n")


def test_without_a_command_there_is_help(dateline: Dateline) -> None:
    assert "Usage:" in (done := dateline()).out + done.err
    assert done.code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("ask",),
        ("search", "words", "-k", "0"),
        ("search", "words", "-k", "51"),
        ("status", "--nonsense"),
        ("ingest", "--map", "nonsense", "x.jsonl"),
        ("ingest", "--map", "nonsense=column", "x.jsonl"),
        ("ingest", "--format", "nonsense", "x.jsonl"),
        ("ask", "Who?", "--from", "2024-12-01", "--to", "2024-11-01"),
        ("ask", "Who?", "--as-of", "last tuesday-ish"),
        ("ask", "Who?", "--from", "2024-13-45"),
    ],
)
def test_what_is_asked_wrongly_ends_with_two(
    dateline: Dateline, home: Path, arguments: tuple[str, ...]
) -> None:
    done = dateline(*arguments, *(("--home", home) if len(arguments) > 1 else ()))

    assert done.code == 2
    assert done.out == ""
    assert done.err
    assert "Traceback" not in done.err
    assert not home.exists()


@pytest.mark.parametrize("command", [("ask", "Who?"), ("search", "Who?"), ("status",)])
def test_a_home_that_is_not_there_ends_with_one_and_a_hint(
    dateline: Dateline, home: Path, command: tuple[str, ...]
) -> None:
    done = dateline(*command, "--home", home)

    assert (done.code, done.out) == (1, "")
    assert re.fullmatch(
        rf"error: there is no archive at {home}\nhint: Run `dateline ingest .*\n", done.err
    )


def test_a_setting_that_is_wrong_is_named(
    dateline: Dateline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_TIMEZONE", "Mars/Olympus")
    done = dateline("status")

    assert done.code == 1
    assert "DATELINE_TIMEZONE" in done.err
    assert "Mars/Olympus" in done.err
    assert "Value error" not in done.err
    assert "hint: Set DATELINE_TIMEZONE to an IANA name, such as Europe/Tallinn or UTC." in done.err

    for wrong, near in (("Europe/Talinn", "Europe/Tallinn"), ("new york", "America/New_York")):
        monkeypatch.setenv("DATELINE_TIMEZONE", wrong)
        assert f"hint: Did you mean {near}" in dateline("status").err

    monkeypatch.delenv("DATELINE_TIMEZONE")
    monkeypatch.setenv("DATELINE_RETRIEVAL__TOP_K", "0")

    assert "hint: Set DATELINE_RETRIEVAL__TOP_K right or unset it" in dateline("status").err

    monkeypatch.delenv("DATELINE_RETRIEVAL__TOP_K")
    monkeypatch.setenv("DATELINE_TOP_K", "3")

    assert "no such setting: DATELINE_TOP_K" in dateline("status").err

    monkeypatch.delenv("DATELINE_TOP_K")
    monkeypatch.setenv("DATELINE_HOEM", "news")

    assert "hint: Did you mean DATELINE_HOME? Unset DATELINE_HOEM" in dateline("status").err


def test_a_locked_home_names_the_process_that_holds_it(dateline: Dateline, home: Path) -> None:
    with writer_lock(home):
        done = dateline("ingest", "nowhere.jsonl", "--home", home)

    assert done.code == 1
    assert re.search(r"error: process \d+ is writing to ", done.err)
    assert "hint: Wait until it has finished" in done.err


def test_what_an_error_tells_cannot_act_on_the_terminal(dateline: Dateline, tmp_path: Path) -> None:
    done = dateline("status", "--home", tmp_path / "a\x1b[31m\u202eb\nc")

    assert done.code == 1
    assert "\x1b" not in done.err
    assert "\u202e" not in done.err
    assert len(done.err.splitlines()) == 2


def test_a_fault_of_ours_ends_in_words_and_with_v_in_its_place(
    dateline: Dateline, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(**_: object) -> None:
        raise RuntimeError("the sky\nfell")

    monkeypatch.setattr("rag.settings.load", fault)  # no input is known that would do this
    done = dateline("status", "--home", home)

    assert done.code == 1
    assert "error: RuntimeError: the sky fell\nhint: this is a fault in Dateline" in done.err
    assert "Traceback" not in done.err
    assert "Traceback" in dateline("status", "-v", "--home", home).err


def test_a_damaged_archive_is_one_line_and_a_hint(dateline: Dateline, home: Path) -> None:
    home.mkdir()
    (home / FILE).write_bytes(b"no database at all" * 100)
    done = dateline("status", "--home", home)

    assert done.code == 1
    assert done.err.startswith("error: ")
    assert "damaged" in done.err
    assert len(done.err.splitlines()) == 2


@pytest.mark.slow
def test_ctrl_c_ends_with_130_and_one_line(home: Path) -> None:
    with subprocess.Popen(
        [*DATELINE, "ingest", "-", "--home", str(home)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=plain_environment(),
    ) as process:
        while not (home / FILE).exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert err == "stopped; what was done is kept\n"


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("--help",), ("status", "--settings"), ("ask", "--help")])
def test_small_commands_import_nothing_large(arguments: tuple[str, ...]) -> None:
    code = (
        "import sys\n"
        "from ui.cli.main import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "print(sorted(set(sys.modules) & {'torch', 'gradio', 'chromadb', 'langchain_core',"
        " 'numpy', 'openvino', 'sqlite3'}), file=sys.stderr)"
    )
    done = subprocess.run(
        [*DATELINE[:2], code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=plain_environment(),
    )

    assert done.stderr == "[]\n"


@pytest.mark.slow
def test_the_installed_command_is_this_one(tmp_path: Path) -> None:
    assert spawned("status", "--home", tmp_path).code == 1
