from __future__ import annotations

from pathlib import Path

import pytest

from ingest.dry_run import dry_run
from ingest.withdraw import withdraw
from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.domain import Hit
from rag.wiring import open_desk
from tests.fakes import WordEncoder
from tests.ingest.jobs import Listener, lines, options_for, record, run, settings_for

FLOOD = (
    "Seven people were killed when the river rose in the night, the rescue service said, and four"
    " thousand had to leave their homes. Helicopters lifted families from the roofs of the lower"
    " town. The water fell by a hand's breadth before dawn and a second wave was expected."
)

DAYS_OF_RAIN = " ".join(f"Then gauge {n} fell silent." for n in ("one", "two", "three", "four"))
NAMES = [f"a-{n}" for n in range(9)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def print_of(number: int, publisher: str, hour: int, **more: object) -> dict[str, object]:
    published = f"2024-10-14T{hour:02}:00:00Z"
    return record(number, FLOOD, publisher=publisher, published_at=published, **more)


def stories(home: Path) -> dict[str, int]:
    """External id -> story, for articles that are in one."""
    archive = Archive.open(home)
    try:
        ids = {name: found for name, (found,) in archive.resolve(NAMES).items()}
        found = archive.stories(list(ids.values()))
        return {name: found[id_] for name, id_ in ids.items() if id_ in found}
    finally:
        archive.close()


def search(home: Path, *, asked_at: int | None = None) -> list[Hit]:
    with open_desk(settings_for(home, index="exact"), encoder=WordEncoder()) as desk:
        return desk.search("How many people were killed by the river?", asked_at=asked_at)


def names(hit: Hit) -> list[str | None]:
    """Who speaks, and after it where else it stands."""
    return [one.article.publisher for one in (hit.passage, *hit.also_in)]


@pytest.fixture
def wires(tmp_path: Path) -> Path:
    return lines(
        tmp_path / "wires.jsonl",
        print_of(1, "Harbour Post", 9),
        print_of(2, "Meridian Wire", 6),
        print_of(3, "Ledger", 12),
    )


def test_the_first_print_speaks_and_the_others_stand_beside_it(home: Path, wires: Path) -> None:
    run(home, wires, encoder=WordEncoder())
    hit, *_ = search(home)

    assert names(hit) == ["Meridian Wire", "Harbour Post", "Ledger"]


def test_who_speaks_and_who_stands_beside_is_judged_at_the_time_asked(
    home: Path, wires: Path
) -> None:
    run(home, wires, encoder=WordEncoder())
    ten = 1_728_900_000  # 2024-10-14 10:00 UTC
    hit, *_ = search(home, asked_at=ten)

    assert names(hit) == ["Meridian Wire", "Harbour Post"]


def test_when_the_first_print_is_withdrawn_the_next_speaks(home: Path, wires: Path) -> None:
    run(home, wires, encoder=WordEncoder())
    withdraw(["a-2"], settings=settings_for(home), open_encoder=WordEncoder)
    hit, *_ = search(home)

    assert names(hit) == ["Harbour Post", "Ledger"]


def test_ingesting_again_looks_for_no_copies(home: Path, wires: Path) -> None:
    run(home, wires, encoder=WordEncoder())
    before, listener = stories(home), Listener()
    run(home, wires, encoder=WordEncoder(), progress=listener)

    assert set(before) == {"a-1", "a-2", "a-3"}
    assert stories(home) == before
    assert "finding copies" not in [name for name, _, _ in listener.phases]


def test_stories_that_an_older_archive_lacks_are_found_and_told(home: Path, wires: Path) -> None:
    run(home, wires, encoder=WordEncoder())
    writer = Writer.open(home)
    later = ("story_member", "story_print", "story_band", "story_due", "poll")
    with writer.database.transaction() as connection:  # what later versions brought
        for table in (*later, "quote", "quote_due", "quote_marker", "revision_sum"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("PRAGMA user_version = 1")
    writer.close()

    hit, *_ = search(home)

    assert names(hit) == ["Meridian Wire", "Harbour Post", "Ledger"]  # the same words, all found
    assert stories(home) == {}

    listener = Listener()
    run(home, wires, encoder=WordEncoder(), progress=listener)
    found = listener.phases.index(("finding copies", 3, "articles"))

    assert listener.units[found] == 3
    assert set(stories(home)) == {"a-1", "a-2", "a-3"}


def test_the_same_article_twice_in_one_file_is_one_and_said(home: Path, tmp_path: Path) -> None:
    feed = lines(tmp_path / "feed.jsonl", record(1), record(2), record(1))
    listener = Listener()
    report = run(home, feed, encoder=WordEncoder(), progress=listener)
    again = run(home, feed, encoder=WordEncoder())
    planned, dry = dry_run(
        [str(feed)],
        settings=settings_for(home / "none"),
        options=options_for(settings_for(home)),
        progress=Listener(),
    )

    assert (report.added, report.skipped, report.failed) == (2, 1, [])
    (warning,) = report.warnings
    assert warning.code == "W_DUP"
    assert warning.where.endswith("feed.jsonl:3")
    assert warning.reason.endswith("feed.jsonl:1")
    assert any("W_DUP" in line for line in listener.problems)
    assert [one.code for one in again.warnings] == ["W_DUP"]
    assert [one.code for one in dry.warnings] == ["W_DUP"]
    assert len(planned) == 3


def test_the_same_article_in_two_files_is_nothing_odd(home: Path, tmp_path: Path) -> None:
    for name in ("monday", "tuesday"):
        lines(tmp_path / "exports" / f"{name}.jsonl", record(1), record(2))
    report = run(home, tmp_path / "exports", encoder=WordEncoder())

    assert (report.added, report.skipped, report.warnings) == (2, 2, [])


def test_of_two_texts_with_one_id_the_last_by_date_stands_and_the_other_is_kept(
    home: Path, tmp_path: Path
) -> None:
    times = {"published_at": "2024-10-14T09:00:00Z"}
    feed = lines(
        tmp_path / "feed.jsonl",
        record(1, "Nine dead.", **times, modified_at="2024-10-15T09:00:00Z"),
        record(1, "Seven dead.", **times),
    )
    report = run(home, feed, encoder=WordEncoder())
    archive = Archive.open(home)
    (id_,) = archive.resolve(["a-1"])["a-1"]
    newest, every = archive.revision(id_).text, [one.text for one in archive.revisions(id_)]
    archive.close()

    assert (report.added, report.revised, report.warnings) == (1, 1, [])
    assert newest == "Nine dead."
    assert every == ["Nine dead.", "Seven dead."]


def test_an_address_with_tracking_names_the_same_article(home: Path, tmp_path: Path) -> None:
    url = "https://harbour-post.example/flood"
    feed = lines(
        tmp_path / "feed.jsonl",
        record(1, FLOOD, url=url),
        record(1, FLOOD, url=f"{url}?utm_source=mail"),
    )
    report = run(home, feed, encoder=WordEncoder())

    assert (report.added, report.skipped) == (1, 1)


def test_one_text_under_two_ids_is_one_story(home: Path, tmp_path: Path) -> None:
    text = f"{FLOOD} {DAYS_OF_RAIN}"
    times = {"published_at": "2024-10-14T09:00:00Z"}
    feed = lines(tmp_path / "feed.jsonl", record(1, text, **times), record(2, text, **times))
    run(home, feed, encoder=WordEncoder())
    found = stories(home)

    assert set(found) == {"a-1", "a-2"}
    assert len(set(found.values())) == 1
