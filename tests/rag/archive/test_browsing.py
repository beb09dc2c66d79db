from __future__ import annotations

from dataclasses import replace

import pytest

from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.browse import Browse, Listed, Newest, Order, Printed
from rag.domain import Status
from rag.question.nouns import Filters
from tests.rag.archive.stories import NOW, at, keep, on, story

STRIKE = story(
    "Dockers in Tarnhaven walked out on Monday.\nThe union wants 12 percent more pay.",
    title="Cranes stand still",
    publisher="Harbour Post",
    byline="Ana Ruiz",
    external_id="strike",
    published=on(2024, 9, 2, 8),
)
RATES = story(
    "The bank cut its key rate to 4.5 percent.\nDockers and their union did not notice.",
    title="First cut since 2019",
    publisher="Ledger",
    external_id="rates",
    published=on(2024, 9, 19),
)
TOKYO = story(
    "東京都は火曜日に発表した。",
    title="発表",
    publisher="Ledger",
    language="ja",
    external_id="tokyo",
    published=on(2024, 11, 25),
)
ONIONS = story(
    "Onions from Lake Peipsi are sold by the plait.",
    title=None,
    publisher=None,
    external_id="onions",
)
ENDED = replace(
    STRIKE,
    text="Dockers in Tarnhaven went back to work.",
    title="Cranes move again",
    modified=on(2024, 9, 5),
)


EVERY = Browse()


@pytest.fixture(autouse=True)
def _articles(writer: Writer) -> None:
    keep(writer, STRIKE, RATES, TOKYO, ONIONS)


def names(archive: Archive, browse: Browse = EVERY, *, limit: int = 25) -> list[str]:
    """The external ids of a list, in its order; as many as the list says it has."""
    rows = archive.listed(browse, limit=limit, offset=0)
    assert archive.counted(browse) == len(rows)
    return [row.article.external_ids[0] for row in rows]


def words(*some: str, order: Order = Order.NEWEST) -> Browse:
    return Browse(words=some, order=order)


def test_without_a_wish_the_newest_come_first_and_the_undated_last(archive: Archive) -> None:
    assert names(archive) == ["tokyo", "rates", "strike", "onions"]


def test_a_page_is_what_its_bounds_say(archive: Archive) -> None:
    rows = archive.listed(Browse(), limit=2, offset=1)

    assert [row.article.external_ids[0] for row in rows] == ["rates", "strike"]
    assert archive.listed(Browse(), limit=2, offset=4) == []


def test_every_word_must_stand_in_the_article_though_not_in_one_passage(archive: Archive) -> None:
    assert names(archive, words("dockers")) == ["rates", "strike"]
    assert names(archive, words("docker", "percent", "cranes")) == ["strike"]
    assert names(archive, words("dockers", "onions")) == []


def test_a_phrase_is_found_in_a_row_only(archive: Archive) -> None:
    assert names(archive, words("key rate")) == ["rates"]
    assert names(archive, words("rate key")) == []


@pytest.mark.parametrize("word", ["東京都", "東京", "発表した"])
def test_words_of_a_script_without_spaces_are_found(archive: Archive, word: str) -> None:
    assert names(archive, words(word)) == ["tokyo"]


@pytest.mark.parametrize("word", ["", "…", '"', "NEAR(", "-", "a OR b)", "headline:"])
def test_what_is_no_word_finds_nothing_and_breaks_nothing(archive: Archive, word: str) -> None:
    assert names(archive, words(word)) == []


def test_the_best_comes_first_where_that_is_asked_for(archive: Archive) -> None:
    assert names(archive, words("union", "dockers", order=Order.BEST))[0] == "rates"
    assert names(archive, words("tarnhaven", "dockers", order=Order.BEST)) == ["strike"]


@pytest.mark.parametrize(
    ("browse", "expected"),
    [
        (Browse(filters=Filters(publishers=("Ledger",))), ["tokyo", "rates"]),
        (Browse(filters=Filters(languages=("ja",))), ["tokyo"]),
        (Browse(filters=Filters(start=at(2024, 9, 3), end=at(2024, 10, 1))), ["rates"]),
        (Browse(unnamed=True), ["onions"]),
        (Browse(undated=True), ["onions"]),
        (Browse(versions=2), []),
        (Browse(withdrawn=True), []),
    ],
)
def test_a_list_is_narrowed(archive: Archive, browse: Browse, expected: list[str]) -> None:
    assert names(archive, browse) == expected


def test_the_newest_state_is_listed_and_found(archive: Archive, writer: Writer) -> None:
    keep(writer, ENDED)

    (row,) = archive.listed(Browse(versions=2), limit=5, offset=0)
    assert (row.title, row.number, row.versions) == ("Cranes move again", 2, 2)
    assert names(archive, words("union")) == ["rates"]
    assert names(archive, Browse(versions=3)) == []


def test_a_row_tells_where_the_words_stand(archive: Archive) -> None:
    (row,) = archive.listed(words("union", "pay"), limit=5, offset=0)

    assert row.excerpt == "The union wants 12 percent more pay."
    assert (row.opens, row.closes, row.byline) == (False, True, "Ana Ruiz")


def test_without_words_a_row_shows_how_the_text_begins(archive: Archive) -> None:
    row = archive.listed(Browse(), limit=1, offset=2)[0]

    assert row.excerpt == STRIKE.text
    assert (row.opens, row.closes, row.sound) == (True, True, True)


def test_a_withdrawn_article_is_listed_apart_without_its_text(
    archive: Archive, writer: Writer
) -> None:
    id_ = archive.resolve(["strike"])["strike"][0]
    writer.set_status(id_, Status.WITHDRAWN)

    (row,) = archive.listed(Browse(withdrawn=True), limit=5, offset=0)
    assert (row.title, row.excerpt, row.article.status) == (STRIKE.title, "", Status.WITHDRAWN)
    assert names(archive) == ["tokyo", "rates", "onions"]
    assert names(archive, words("tarnhaven")) == []
    assert names(archive, Browse(words=("cranes",), withdrawn=True)) == ["strike"]
    assert names(archive, Browse(words=("tarnhaven",), withdrawn=True)) == []
    assert names(archive, Browse(words=("%",), withdrawn=True)) == []


def test_copies_are_counted_and_listed(archive: Archive, writer: Writer) -> None:
    ids = {name: archive.resolve([name])[name][0] for name in ("strike", "rates")}
    with writer.database.transaction() as connection:
        connection.execute(
            "INSERT INTO story_member SELECT pk, 1 FROM article WHERE id IN (?, ?)",
            tuple(ids.values()),
        )

    rows = archive.listed(Browse(copies_of=ids["strike"]), limit=5, offset=0)
    assert [(row.article.id, row.also_in) for row in rows] == [
        (ids["rates"], 1),
        (ids["strike"], 1),
    ]
    assert names(archive, Browse(copies_of=archive.resolve(["onions"])["onions"][0])) == ["onions"]
    assert names(archive, Browse(copies_of="0" * 16)) == []


def test_a_row_that_is_not_as_it_was_kept_says_so(archive: Archive, writer: Writer) -> None:
    with writer.database.transaction() as connection:
        connection.execute("UPDATE revision SET title = 'Crones' WHERE title = ?", (STRIKE.title,))

    rows = archive.listed(Browse(), limit=5, offset=0)
    assert [row.title for row in rows if not row.sound] == ["Crones"]


def test_what_was_printed_is_counted_by_publisher_and_time(archive: Archive) -> None:
    assert sorted(archive.printed(words("dockers")), key=repr) == [
        Printed("Harbour Post", at(2024, 9, 2, 8), 1),
        Printed("Ledger", at(2024, 9, 19), 1),
    ]
    assert Printed(None, None, 1) in archive.printed(Browse())


def test_each_publishers_newest_article_and_last_ingest(archive: Archive, writer: Writer) -> None:
    keep(writer, ENDED, now=NOW + 60)
    ids = archive.resolve(["strike", "tokyo"])

    assert archive.newest() == [
        Newest("Ledger", 2, at(2024, 9, 19), at(2024, 11, 25), ids["tokyo"][0], "発表", NOW),
        Newest(None, 1, None, None, None, None, NOW),
        Newest(
            *("Harbour Post", 1, at(2024, 9, 2, 8), at(2024, 9, 2, 8), ids["strike"][0]),
            *("Cranes move again", NOW + 60),
        ),
    ]


def test_an_empty_archive_has_empty_lists(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("empty")
    Writer.open(home).close()
    archive = Archive.open(home)
    try:
        found: list[Listed] = archive.listed(words("x"), limit=5, offset=0)
        assert (found, archive.counted(Browse()), archive.printed(Browse())) == ([], 0, [])
        assert archive.newest() == []
    finally:
        archive.close()
