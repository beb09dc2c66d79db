"""Rows 60 to 64: odd names, what is no file, what changes, what may not be read, what lies."""

from __future__ import annotations

import os
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from ingest.inputs.read import Item, Parse, parse
from tests.bad_input.intake import QUAY, SLUICE, Intake
from tests.ingest.jobs import lines, record

NOBODY = 65_534  # a user without rights, on Linux and elsewhere


def test_row_60_names_are_quoted_in_messages_and_their_files_are_read(intake: Intake) -> None:
    names = [b"a\nb.txt", b"\x1b[31mred.txt", b"caf\xe9.txt", b"x" * 251 + b".txt"]
    for number, name in enumerate(names):
        with suppress(OSError):  # not every system has such names
            (intake.folder / os.fsdecode(name)).write_text(f"{QUAY} {number}")
            (intake.folder / os.fsdecode(name[:-5] + b"-.txt")).touch()
    taken = intake.take()

    assert {code for code, _ in taken.left_out} == {"E_EMPTY"}
    assert len(taken.texts) + len(taken.left_out) == len(list(intake.folder.iterdir()))
    assert all(line.isprintable() for line in taken.told)
    assert "given/a\\n-.txt" in [where for _, where in taken.left_out]


def test_row_61_what_is_no_file_is_skipped_without_a_hang(intake: Intake) -> None:
    folder = intake.folder
    intake.file("good.txt", QUAY)
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "null.txt").symlink_to("/dev/zero")
    (folder / "proc.txt").symlink_to("/proc/self/maps")
    os.mkfifo(folder / "pipe.txt")
    bound = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(folder)  # a socket's name may have no more than about a hundred characters
    try:
        bound.bind("sock.txt")
    finally:
        os.chdir(here)
    taken = intake.take()
    bound.close()

    assert taken.left_out == []
    assert sorted(taken.odd) == [
        ("W_NOT_FILE", f"given/{name}")
        for name in ("loop", "null.txt", "pipe.txt", "proc.txt", "self.txt", "sock.txt")
    ]
    assert taken.texts == [QUAY]


def test_row_62_a_file_changed_or_gone_while_read_is_named_and_had_the_next_time(
    intake: Intake,
) -> None:
    moving = lines(intake.folder / "a.jsonl", record(1))
    gone = lines(intake.folder / "b.jsonl", record(2))

    def parse_while_others_write(*given: Any, **more: Any) -> Iterator[Item]:
        if moving.stat().st_size < 1_000:
            lines(moving, record(1), record(3, SLUICE * 20))
            gone.unlink()
        return parse(*given, **more)

    taken = Intake(intake.root, parse_while_others_write).take()

    assert set(taken.left_out) == {("E_CHANGED", "given/a.jsonl"), ("E_CHANGED", "given/b.jsonl")}

    lines(gone, record(2))
    again = intake.take()

    assert again.left_out == []
    assert sorted(map(str, again.titles)) == ["Report 1", "Report 2", "Report 3"]


@contextmanager
def as_nobody() -> Iterator[Path]:
    """Give a folder; who may read everything is, until it is left, somebody who may not."""
    with TemporaryDirectory() as folder:
        privileged = os.geteuid() == 0
        if privileged:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            if privileged:
                os.seteuid(0)


def test_row_63_a_file_that_may_not_be_read_is_named_and_the_others_are_in(parser: Parse) -> None:
    with as_nobody() as folder:
        intake = Intake(folder, parser)
        for number in range(20):
            intake.file(f"{number:02}.txt", f"{QUAY} {number}")
        (intake.folder / "07.txt").chmod(0)
        taken = intake.take()

    assert taken.left_out == [("E_PERMISSION", "given/07.txt")]
    assert len(taken.texts) == 19


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("report.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        ("photo.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("old.html", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("binary.txt", bytes(range(256)) * 16),
    ],
)
def test_row_64_a_file_of_another_kind_is_told_by_its_bytes(
    intake: Intake, name: str, head: bytes
) -> None:
    intake.file("good.txt", QUAY)
    intake.file(name, head + b"\0\1\2\3" * 500)
    taken = intake.take()

    assert taken.left_out == [("E_TYPE", f"given/{name}")]
    assert taken.texts == [QUAY]


def test_row_64_a_word_document_named_html_is_told_by_its_bytes(intake: Intake) -> None:
    with zipfile.ZipFile(intake.folder / "memo.html", "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w:document/>")

    assert intake.take().left_out == [("E_TYPE", "given/memo.html")]
