from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ingest.withdraw import withdraw
from rag.adapters.audit_process import audited
from rag.adapters.index_audit import Findings, Request
from rag.archive.archive import FILE, Archive
from rag.archive.check import State
from rag.archive.lock import writer_lock
from rag.doctor import examine, finds, holds
from rag.errors import ArchiveError, IndexUnavailableError, ModelUnavailableError
from rag.ports import Encoder
from rag.progress import Progress, Silent
from rag.settings import Settings
from rag.wiring import open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, StoppedError, lines, record, run, settings_for

SOUND = Findings(count=6, looked_for=6, absent=0, lost=0, examples=(), strangers=0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with six articles in a real index, one of them revised and one withdrawn."""
    folder = tmp_path_factory.mktemp("doctor")
    settings, encoder = settings_for(folder / "home"), WordEncoder()
    feed = lines(folder / "a.jsonl", *map(record, range(6)))
    later = lines(folder / "b.jsonl", record(5, "The harbour master counted again and saw none."))
    for one in (feed, later):
        run(settings.home, one, encoder=encoder,
            open_index=lambda w, e: open_for_writing(settings, w, e))  # fmt: skip
    withdraw(["a-0"], settings=settings, open_encoder=lambda: encoder)
    return settings.home


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    """A copy of that home, to be damaged."""
    return settings_for(Path(shutil.copytree(made, tmp_path / "home")))


def problems(
    settings: Settings,
    *,
    sample: int | None = 200,
    encoder: Encoder | None = None,
    audit: Callable[[Request, Progress], Findings] = lambda _, __: SOUND,
) -> dict[str, str]:
    """Name of each check that found a problem -> what it found."""
    found = examine(
        settings,
        open_encoder=lambda: encoder or WordEncoder(),
        progress=Silent(),
        sample=sample,
        audit=audit,
    )
    return {one.name: one.text for one in found if one.state is State.PROBLEM and one.hint}


def notes(settings: Settings) -> dict[str, str]:
    found = examine(
        settings, open_encoder=WordEncoder, progress=Silent(), audit=lambda _, __: SOUND
    )
    return {one.name: one.text for one in found if one.state is State.NOTE}


def do(settings: Settings, *statements: str) -> None:
    """Damage an archive behind its back."""
    connection = sqlite3.connect(settings.home / FILE, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_articles_whose_story_is_still_to_be_found_are_told_of(settings: Settings) -> None:
    do(settings, "INSERT INTO story_due VALUES (2)")
    one = notes(settings)["stories"]
    do(settings, "INSERT INTO story_due VALUES (3)")

    assert one == "0 stories, every member is there; 1 article's is still to be found"
    assert "; 2 articles' are still" in notes(settings)["stories"]


def test_revisions_that_wait_to_be_marked_are_told_of(settings: Settings) -> None:
    do(settings, "INSERT INTO quote_due VALUES (2)")
    one = notes(settings)["quotes"]
    do(settings, "INSERT INTO quote_due VALUES (3)")

    assert one == "0 marked; 1 revision waits to be"
    assert notes(settings)["quotes"] == "0 marked; 2 revisions wait to be"


@pytest.mark.parametrize("sample", [200, None])
def test_a_quote_outside_its_text_is_a_problem(settings: Settings, sample: int | None) -> None:
    do(settings, "INSERT INTO quote VALUES (2, 0, 0, 99999, 0, 3, 0, 3, 'said', 1)")

    assert "a quote lies outside its text" in problems(settings, sample=sample)["quotes"]


@pytest.mark.slow
@pytest.mark.parametrize("sample", [200, None])
def test_a_home_that_was_written_and_left_in_peace_is_clean(
    settings: Settings, sample: int | None
) -> None:
    listener = Listener()
    checks = list(examine(settings, open_encoder=WordEncoder, progress=listener, sample=sample))

    assert {one.state for one in checks} == {State.OK}
    assert {one.name for one in checks} >= {"archive", "texts", "full text", "index", "search"}
    assert ("looking for passages", 6, "passages") in listener.phases


@pytest.mark.parametrize(
    ("statement", "name", "says"),
    [
        ("UPDATE revision SET text = text || ' And more.' WHERE pk = 2", "texts", "not the one"),
        ("DELETE FROM passage WHERE revision = 2", "texts", "0 passages of 1"),
        ('UPDATE passage SET "end" = 9999 WHERE revision = 2', "texts", "outside its text"),
        ("UPDATE revision SET valid_to = 5 WHERE pk = 2", "timelines", "revision 1 ends"),
        ("UPDATE revision SET valid_to = NULL", "timelines", "revision 1 ends"),
        ("DELETE FROM fulltext WHERE rowid = 3", "full text", "passage 3 is not in"),
        ("UPDATE fulltext SET body = 'x' WHERE rowid = 3", "full text", "3 has other words"),
        ("DELETE FROM fulltext_data", "full text", "it cannot be read"),
        ("UPDATE passage SET state = 'gone' WHERE id = 3", "passages", "passage 3 of article"),
        ("DELETE FROM vector WHERE rowid = 2", "vectors", "is live and has no vector"),
        ("UPDATE vector SET vector = zeroblob(256) WHERE rowid = 2", "numbers", "is damaged"),
        ("UPDATE vector SET vector = x'00' WHERE rowid = 2", "numbers", "is damaged"),
        ("INSERT INTO story_member VALUES (99, 1)", "stories", "story 1 names"),
        ("UPDATE passage SET state = 'pending' WHERE id = 3", "waiting", "1 pending"),
    ],
)
def test_what_does_not_agree_is_named(
    settings: Settings, statement: str, name: str, says: str
) -> None:
    do(settings, "PRAGMA foreign_keys = OFF", statement)

    assert says in problems(settings)[name]


def test_only_the_full_check_sees_what_refers_to_nothing(settings: Settings) -> None:
    do(settings, "PRAGMA foreign_keys = OFF", "INSERT INTO external_id VALUES ('x', 99)")

    assert "archive" not in problems(settings)
    assert "external_id refers to nothing in article" in problems(settings, sample=None)["archive"]


def test_only_the_full_check_lets_fts5_look_at_its_index_of_words(settings: Settings) -> None:
    do(settings, "UPDATE fulltext_docsize SET sz = x'0909' WHERE id = 3")

    assert problems(settings) == {}
    assert "FTS5" in problems(settings, sample=None)["index of words"]


def test_a_passage_that_the_full_text_kept_too_long_is_named(settings: Settings) -> None:
    do(settings, "INSERT INTO fulltext (rowid, headline, body) VALUES (999, 'a', 'b')")

    assert "has 999" in problems(settings)["full text"]


def test_many_faults_are_counted_and_some_named(settings: Settings) -> None:
    do(settings, "DELETE FROM fulltext")

    assert problems(settings)["full text"].endswith("; and 3 more")


def test_an_archive_that_is_damaged_is_said_and_nothing_else_looked_at(
    settings: Settings,
) -> None:
    with (settings.home / FILE).open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(30 * 4096))
    checks = list(examine(settings, open_encoder=WordEncoder, progress=Silent()))

    assert (checks[-1].name, checks[-1].state) == ("archive", State.PROBLEM)
    assert "backup" in checks[-1].hint


def test_an_older_dateline_s_archive_is_said_and_left_as_it_is(settings: Settings) -> None:
    file = settings.home / FILE
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 1")
    before = file.read_bytes()
    checks = list(examine(settings, open_encoder=WordEncoder, progress=Silent()))

    assert (checks[-1].name, checks[-1].state) == ("archive", State.PROBLEM)
    assert "older Dateline" in checks[-1].text
    assert "dateline status" in checks[-1].hint
    assert file.read_bytes() == before


def test_a_bit_that_a_disk_flipped_is_said_and_the_rest_looked_at(settings: Settings) -> None:
    file = settings.home / FILE
    before, content = file.stat(), file.read_bytes()
    file.write_bytes(content.replace(b"Harbour Post", b"Harbour Pos4"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    checks = list(
        examine(settings, open_encoder=WordEncoder, progress=Silent(), audit=lambda _, __: SOUND)
    )
    wrong = [one for one in checks if one.state is State.PROBLEM]

    assert [one.name for one in wrong] == ["seal", "texts"]
    assert "publisher" in wrong[1].text
    assert "byte for byte" in wrong[0].text
    assert "backup" in wrong[0].hint
    assert f"remove {file}.seal" in wrong[0].hint
    assert checks[-1].name == "folders"


def test_an_archive_that_is_no_database_is_said(settings: Settings) -> None:
    (settings.home / FILE).write_bytes(b"<html>" * 1000)
    checks = list(examine(settings, open_encoder=WordEncoder, progress=Silent()))

    assert "damaged" in checks[-1].text
    assert "backup" in checks[-1].hint


def test_no_home_and_no_archive_say_how_to_make_one(tmp_path: Path) -> None:
    for home in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ArchiveError, match="no archive"):
            list(examine(settings_for(home), open_encoder=WordEncoder, progress=Silent()))


def test_a_home_that_others_may_write_to_is_a_problem_one_they_may_read_is_told(
    settings: Settings,
) -> None:
    settings.home.chmod(0o770)

    assert "may write" in problems(settings)["home"]

    settings.home.chmod(0o750)

    assert "may read" in notes(settings)["home"]


def test_a_disk_with_no_room_for_an_ingest_is_a_problem(settings: Settings) -> None:
    limits = settings.limits.model_copy(update={"free_bytes": 10**18})

    assert "an ingest needs" in problems(settings.model_copy(update={"limits": limits}))["disk"]


def test_an_index_folder_that_a_killed_rebuild_left_is_named_and_a_foreign_one_is_not(
    settings: Settings,
) -> None:
    (settings.home / "index" / "somebody-else").mkdir()

    assert problems(settings) == {}

    (settings.home / "index" / "dateline-left").mkdir()

    assert "dateline-left" in problems(settings)["folders"]

    with writer_lock(settings.home):
        assert problems(settings) == {}
        assert notes(settings)["folders"] == "another index is being made"


def test_another_encoder_or_none_is_a_problem(settings: Settings) -> None:
    def absent() -> Encoder:
        raise ModelUnavailableError("no weights at /nowhere", hint="Fetch them.")

    other = problems(settings, encoder=WordEncoder(name="other"))
    checks = list(
        examine(settings, open_encoder=absent, progress=Silent(), audit=lambda _, __: SOUND)
    )

    assert "settings ask for 'other'" in other["encoder"]
    assert [(c.name, c.hint) for c in checks if c.state is State.PROBLEM] == [
        ("encoder", "Fetch them.")
    ]


def test_while_an_ingest_runs_what_waits_is_no_problem(settings: Settings) -> None:
    do(settings, "UPDATE passage SET state = 'pending' WHERE id = 3")
    with writer_lock(settings.home):
        told = notes(settings)

    assert told["waiting"] == "1 pending; an ingest is at it"


def test_the_full_check_leaves_out_fts5_s_own_while_an_ingest_runs(settings: Settings) -> None:
    with writer_lock(settings.home):
        checks = list(
            examine(settings, open_encoder=WordEncoder, progress=Silent(), sample=None,
                    audit=lambda _, __: SOUND)
        )  # fmt: skip

    assert [c.name for c in checks if c.state is State.NOTE] == ["index of words"]


def test_a_run_that_was_stopped_or_left_something_out_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    run(settings.home, lines(tmp_path / "c.jsonl", "{broken"), encoder=WordEncoder())

    assert notes(settings)["last run"] == "1 item was left out"

    with pytest.raises(StoppedError):
        run(settings.home, lines(tmp_path / "d.jsonl", record(9)), encoder=WordEncoder(),
            progress=Listener("reading"))  # fmt: skip

    assert notes(settings)["last run"] == "it was stopped before its end"


def test_a_home_in_which_nothing_was_embedded_and_one_with_the_exact_index_are_clean(
    tmp_path: Path, settings: Settings
) -> None:
    from rag.archive.writer import Writer

    Writer.open(tmp_path / "new").close()

    def never(_: Request, __: object) -> Findings:
        raise AssertionError

    assert problems(settings_for(tmp_path / "new"), audit=never) == {}
    assert problems(settings.model_copy(update={"index": "exact"}), audit=never) == {}


@pytest.mark.parametrize(
    ("found", "live", "says"),
    [
        (Findings(9, 9, 2, 0, (4, 5)), 9, "2 of 9 live passages are not in it: passage 4, 5"),
        (Findings(8, 5, 0, 0, ()), 9, "it has 8 passages, 9 are live"),
        (Findings(12, 5, 0, 0, ()), 9, "it has 2 passages that are gone"),
        (Findings(10, 9, 0, 0, (), strangers=1), 9, "it has 1 passages that are gone"),
        (Findings(9, 5, 0, 0, ()), 9, "it has the 9 live passages and no other"),
        (Findings(12, 9, 0, 0, (), strangers=0), 9, "it has the 9 live passages and no other"),
    ],
)
def test_an_index_has_every_live_passage_and_no_other(
    found: Findings, live: int, says: str
) -> None:
    check = holds(found, live=live, other=1)

    assert check.text.startswith(says)
    assert (check.state is State.PROBLEM) == bool(check.hint)


def test_a_passage_that_its_own_vector_does_not_find_is_named() -> None:
    check = finds(Findings(9, 9, 0, 1, (7,)))

    assert check.text == "1 of 9 are not in the top ten of their own vector: passage 7"
    assert "rebuild" in check.hint


def test_an_index_that_cannot_be_opened_is_one_problem_among_the_checks(
    settings: Settings,
) -> None:
    def gone(_: Request, __: object) -> Findings:
        raise IndexUnavailableError("no index")

    assert problems(settings, audit=gone) == {"index": "no index"}


@pytest.mark.slow
def test_an_index_that_lacks_a_passage_or_is_gone_is_told_from_a_child(
    settings: Settings,
) -> None:
    archive = Archive.open(settings.home)
    pointer = archive.pointer()
    archive.close()
    assert pointer is not None
    do(
        settings,
        "INSERT INTO passage VALUES (999, 2, 0, 5, (SELECT sha256 FROM vector), 'live')",
    )

    assert (
        "1 of 7 live passages are not in it: passage 999"
        in problems(settings, audit=audited)["index"]
    )

    shutil.rmtree(settings.home / "index" / pointer.index_name)

    assert "there is no index" in problems(settings, audit=audited)["index"]


@pytest.mark.slow
def test_what_lies_in_the_folder_that_doctor_is_called_in_is_not_run(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rag").mkdir()
    (tmp_path / "rag" / "__init__.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(IndexUnavailableError, match="there is no index"):
        audited(Request(str(settings.home), "dateline-x", "words-64", 64), Silent())


@pytest.mark.slow
def test_a_child_that_hangs_is_ended_and_one_that_dies_is_told(settings: Settings) -> None:
    request = Request(str(settings.home), "dateline-x", "words-64", 64)

    with pytest.raises(IndexUnavailableError, match="said nothing"):
        audited(request, Silent(), silent_s=0.001)

    broken = Request(None, "dateline-x", "words-64", 64)  # type: ignore[arg-type]

    with pytest.raises(IndexUnavailableError, match="died of it"):
        audited(broken, Silent())
