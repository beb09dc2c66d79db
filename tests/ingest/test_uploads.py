from __future__ import annotations

from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.run import ingest
from ingest.uploads import ending, input_of, last_part, standing, stored
from ingest.web.asking import Asking
from rag.archive.archive import Archive
from rag.progress import Silent
from tests.fakes import WordEncoder
from tests.ingest.jobs import in_memory, options_for, settings_for

SHA = "3f9a2c41d0be" + "0" * 52


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("story.html", "story-3f9a2c41d0be.html"),
        ("../../x.html", "x-3f9a2c41d0be.html"),
        ("C:\\fakepath\\Räägib Erdoğan.TXT", "raagib-erdogan-3f9a2c41d0be.txt"),
        ("东京.json", "file-3f9a2c41d0be.json"),
        ("feed.xml.gz", "feed-3f9a2c41d0be.xml.gz"),
        ("a\x00b\n.md", "a-b-3f9a2c41d0be.md"),
        ("-rf.txt", "rf-3f9a2c41d0be.txt"),
        ("x" * 500 + ".csv", "x" * 40 + "-3f9a2c41d0be.csv"),
    ],
)
def test_a_file_is_kept_under_a_name_of_ours(name: str, expected: str) -> None:
    assert stored(name, SHA) == expected


@pytest.mark.parametrize(
    "name", ["x.pdf", "x", "", "x.exe", "x.html.exe", "x.gz", "/", "x.HTML/", ".html"]
)
def test_other_kinds_have_no_name(name: str) -> None:
    assert ending(name) is None
    with pytest.raises(ValueError, match="not a kind"):
        stored(name, SHA)


@given(name=st.text())
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    kept = stored(f"{name}a.txt", SHA)

    assert PurePosixPath(kept).name == kept
    assert kept.isascii()
    assert not kept.startswith((".", "-"))
    assert "/" not in last_part(name)


def upload(home: Path, **files: str) -> list[tuple[str, str]]:
    """Ingest files as the page does, each upload in a folder of its own; what is left out then."""
    folder = home / "uploads" / str(len(list(home.glob("uploads/*")))) / "uploaded"
    folder.mkdir(parents=True)
    for name, text in files.items():
        digest = sha256(text.encode()).hexdigest()
        (folder / stored(f"{name}.jsonl", digest)).write_text(text, "utf-8")
    settings = settings_for(home)
    ingest(
        [str(folder)],
        settings=settings,
        options=options_for(settings),
        open_encoder=WordEncoder,
        open_index=in_memory,
        progress=Silent(),
        asking=Asking(standing=standing([str(folder)])),
        called=input_of(home),
    )
    archive = Archive.open(home)
    try:
        assert [one.input for one in archive.status().inputs] == [input_of(home)]
        return [(one.where.split("-")[0], one.code) for one in archive.failures()]
    finally:
        archive.close()


def test_what_an_upload_left_out_is_told_until_a_file_called_the_same_comes_again(
    tmp_path: Path,
) -> None:
    good = '{"text": "Ten otters were seen at the lock."}\n'
    one, two = ("uploaded/quay", "E_JSON"), ("uploaded/sluice", "E_JSON")

    assert upload(tmp_path, quay="{broken") == [one]
    assert upload(tmp_path, sluice="{broken too", weir=good) == [one, two]
    assert upload(tmp_path, weir=good) == [one, two]
    assert upload(tmp_path, quay=good) == [two]
    assert upload(tmp_path, quay="{broken", sluice=good) == [one]


def test_files_whose_names_tell_nothing_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    told = ("uploaded/file", "E_JSON")

    assert upload(tmp_path, 东京="{broken") == [told]
    assert upload(tmp_path, 大阪="{broken too") == [told, told]
    assert upload(tmp_path, 京都="{broken") == [told, told]
