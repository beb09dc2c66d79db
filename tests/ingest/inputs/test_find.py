"""Locations -> files: what is found, under which names, and what is left out with a word."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from ingest.inputs.find import printable
from ingest.inputs.read import find


def lay(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def names(*locations: object) -> list[str]:
    return [file.name for file in find([str(one) for one in locations])[0]]


def left(*locations: object) -> list[tuple[str, str]]:
    return [(f.where, f.code) for f in find([str(one) for one in locations])[1]]


def test_a_folder_is_walked_sorted_with_hidden_things_passed_over(tmp_path: Path) -> None:
    root = tmp_path / "desk"
    lay(root, "b.txt", "a/2.md", "a/1.jsonl.gz", ".git/x.txt", ".hidden.txt", "__MACOSX/y.txt")

    files, failures = find([str(root)])

    assert [f.name for f in files] == ["desk/a/1.jsonl.gz", "desk/a/2.md", "desk/b.txt"]
    assert failures == []
    assert files[0].path == root / "a/1.jsonl.gz"
    assert files[0].size == 1


def test_a_single_file_is_named_with_its_folder(tmp_path: Path) -> None:
    lay(tmp_path / "desk", "b.txt")

    assert names(tmp_path / "desk" / "b.txt") == ["desk/b.txt"]


def test_names_do_not_depend_on_how_a_place_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path / "desk", "b.txt")
    monkeypatch.chdir(tmp_path / "desk")

    written = [tmp_path / "desk", ".", "../desk", "b.txt", "./b.txt", "*.txt", "**/*.txt"]

    assert [names(one) for one in written] == [["desk/b.txt"]] * len(written)


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    root = tmp_path / "desk"
    lay(root, "a.txt", "sub/b.txt")
    (root / "link.txt").symlink_to(root / "a.txt")

    again = [root, root / "a.txt", f"{root}/**/*.txt", f"{root}/*.txt", root / "../desk"]

    assert names(*again) == ["desk/a.txt", "desk/sub/b.txt"]
    assert left(*again) == []


def test_globs_match_at_every_depth_they_say(tmp_path: Path) -> None:
    root = tmp_path / "desk"
    lay(root, "a.txt", "2024/b.txt", "2024/05/c.txt", "2024/05/d.md", "2025/e.txt")

    assert names(f"{root}/*.txt") == ["desk/a.txt"]
    assert names(f"{root}/20*/*.txt") == ["desk/2024/b.txt", "desk/2025/e.txt"]
    assert names(f"{root}/2024/**/*.md") == ["2024/05/d.md"]
    assert names(f"{root}/**/05/*") == ["desk/2024/05/c.txt", "desk/2024/05/d.md"]
    assert len(names(f"{root}/**")) == 5
    assert names(f"{root}/202[5]") == ["desk/2025/e.txt"]


def test_a_glob_that_names_a_suffix_takes_files_of_any_kind(tmp_path: Path) -> None:
    lay(tmp_path / "desk", "a.dat", "sub/b.dat", "sub/c.png")

    assert names(f"{tmp_path}/desk/**/*.dat") == ["desk/a.dat", "desk/sub/b.dat"]
    assert names(f"{tmp_path}/desk/**") == []


def test_a_name_that_looks_like_a_glob_and_is_there_is_meant(tmp_path: Path) -> None:
    lay(tmp_path / "desk", "a[1].txt", "a1.txt")

    assert names(tmp_path / "desk" / "a[1].txt") == ["desk/a[1].txt"]


def test_nothing_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    missing, pattern = f"{tmp_path}/no", f"{tmp_path}/*.txt"

    assert left(missing, pattern) == [(missing, "E_NOT_FOUND"), (pattern, "E_NOT_FOUND")]
    assert left(f"{tmp_path}/no/**") == [(f"{tmp_path}/no/**", "E_NOT_FOUND")]


def test_standard_input_is_found_once() -> None:
    files, failures = find(["-", "-"])

    assert [(str(f.path), f.name, f.size) for f in files] == [("-", "-", 0)]
    assert failures == []


def test_loops_pipes_sockets_and_broken_links_are_left_out_with_a_word(tmp_path: Path) -> None:
    root = tmp_path / "desk"
    lay(root, "a.txt", "deep/b.txt")
    (root / "deep" / "up").symlink_to(root)
    (root / "gone.txt").symlink_to(root / "nowhere")
    os.mkfifo(root / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        folder = os.open(root, os.O_RDONLY)
        listener.bind(f"/proc/self/fd/{folder}/sock.txt")
        os.close(folder)

        assert names(root) == ["desk/a.txt", "desk/deep/b.txt"]
        assert left(root) == [
            ("desk/deep/up", "W_NOT_FILE"),
            ("desk/gone.txt", "W_NOT_FILE"),
            ("desk/pipe.txt", "W_NOT_FILE"),
            ("desk/sock.txt", "W_NOT_FILE"),
        ]


def test_files_of_the_kernel_are_never_opened() -> None:
    assert left("/proc/self/status", "/dev/null") == [
        ("self/status", "W_NOT_FILE"),
        ("dev/null", "W_NOT_FILE"),
    ]


def test_what_is_no_article_is_passed_over_and_what_might_be_is_named(tmp_path: Path) -> None:
    root = tmp_path / "desk"
    lay(root, "a.txt", "p.png", "s.css", "c.pyc", "r.pdf", "w.docx", "noend", "README.md")

    assert names(root) == ["desk/a.txt"]
    assert left(root) == [
        ("desk/README.md", "W_SKIPPED"),
        ("desk/noend", "W_SKIPPED"),
        ("desk/r.pdf", "W_SKIPPED"),
        ("desk/w.docx", "W_SKIPPED"),
    ]
    assert names(root / "noend", root / "r.pdf") == ["desk/noend", "desk/r.pdf"]


def test_the_companions_of_a_saved_page_are_no_articles(tmp_path: Path) -> None:
    root = tmp_path / "desk"
    lay(root, "Story.html", "Story_files/frame.html", "Other_files/real.html")

    assert names(root) == ["desk/Other_files/real.html", "desk/Story.html"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_is_named(tmp_path: Path) -> None:
    shut = tmp_path / "desk" / "shut"
    shut.mkdir(parents=True)
    shut.chmod(0)

    assert left(tmp_path / "desk") == [("desk/shut", "E_PERMISSION")]


def test_names_are_printable_whatever_a_file_is_called(tmp_path: Path) -> None:
    for raw in (b"line\nbreak.txt", b"esc\x1b[31m.txt", b"bad\xff.txt", "õhtu.txt".encode()):
        lay(tmp_path / "desk", os.fsdecode(raw))

    found = names(tmp_path / "desk")

    assert sorted(found) == [
        "desk/bad\\xff.txt",
        "desk/esc\\x1b[31m.txt",
        "desk/line\\nbreak.txt",
        "desk/õhtu.txt",
    ]
    assert printable("a\u202eb") == "a\\u202eb"


def test_a_name_of_255_bytes_is_read(tmp_path: Path) -> None:
    name = "x" * 251 + ".txt"
    lay(tmp_path / "desk", name)

    assert names(tmp_path / "desk") == [f"desk/{name}"]
