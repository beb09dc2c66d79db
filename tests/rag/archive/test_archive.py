from __future__ import annotations

import gc
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.archive import passages
from rag.archive.archive import Archive
from rag.archive.memory import Memory
from rag.archive.visible import coverage
from rag.archive.writer import Writer
from rag.browse import Browse
from rag.domain import Coverage, NewsTime, Precision, Status
from rag.errors import NotFoundError
from rag.question.nouns import Filters
from tests.rag.archive.stories import ANY, at, found, keep, on, story

STRIKE = story(
    "Dockers in Tarnhaven walked out on Monday.\nThe union wants 12 percent more.",
    title="Cranes stand still",
    publisher="Harbour Post",
    url="https://harbour.example/strike",
    external_id="harbour-1",
    published=on(2024, 9, 2, 8),
)
RATES = story(
    "The bank cut its key rate to 4.5 percent.",
    title="First cut since 2019",
    publisher="Ledger & Exchange",
    external_id="ledger-1",
    published=on(2024, 9, 19),
)
TRAM = story(
    "Le tramway coûtera 40 millions.",
    title="Décision reportée",
    publisher="Courrier",
    language="fr",
    external_id="courrier-1",
    published=on(2024, 11, 25),
)
ONIONS = story("Onions from Lake Peipsi.", title="Onions", publisher=None, external_id="onions")


@pytest.fixture(autouse=True)
def _articles(writer: Writer) -> None:
    keep(writer, STRIKE, RATES, TRAM, ONIONS)


def allowed(archive: Archive, filters: Filters, asked_at: int | None = None) -> set[str]:
    """The external ids of the articles that filters leave."""
    ids = archive.allowed_ids(filters, asked_at)
    return {
        one.article.external_ids[0]
        for one in archive.passages(ids, filters=filters, asked_at=asked_at).values()
    }


@pytest.mark.parametrize(
    "name",
    [
        "harbour-1",
        "https://harbour.example/strike",
        "http://www.harbour.example/strike/?utm_source=mail#top",
    ],
)
def test_an_article_is_known_by_its_id_in_an_input_and_by_its_address(
    archive: Archive, name: str
) -> None:
    id_ = archive.resolve([name])[name][0]

    assert archive.resolve([id_]) == {id_: [id_]}
    assert archive.revision(id_).title == "Cranes stand still"


def test_what_nobody_calls_an_article_is_not_resolved(archive: Archive) -> None:
    assert archive.resolve(["nothing", "", "https://harbour.example/", "%", "None"]) == {}


def test_one_id_may_be_that_of_two_articles(writer: Writer, archive: Archive) -> None:
    keep(writer, story("Elsewhere.", url="https://other.example/a", external_id="harbour-1"))

    assert len(archive.resolve(["harbour-1"])["harbour-1"]) == 2


def test_an_article_or_revision_that_is_not_there_is_named(archive: Archive) -> None:
    id_ = archive.resolve(["harbour-1"])["harbour-1"][0]

    with pytest.raises(NotFoundError, match="no article 'ffff'") as caught:
        archive.revision("ffff")
    assert "dateline search" in caught.value.hint
    with pytest.raises(NotFoundError, match=f"no revision 2 of article '{id_}'"):
        archive.revision(id_, 2)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["tarnhaven"], "Dockers in Tarnhaven walked out on Monday."),
        (["TARNHAVEN"], "Dockers in Tarnhaven walked out on Monday."),
        (["walking"], "Dockers in Tarnhaven walked out on Monday."),
        (["docker"], "Dockers in Tarnhaven walked out on Monday."),
        (["4.5"], "The bank cut its key rate to 4.5 percent."),
        (["coutera"], "Le tramway coûtera 40 millions."),
        (["coûtera"], "Le tramway coûtera 40 millions."),
        (["onions"], "Onions from Lake Peipsi."),
    ],
)
def test_a_passage_is_found_by_a_word_its_stem_or_its_bare_letters(
    archive: Archive, words: list[str], text: str
) -> None:
    assert found(archive, *words) == [text]


def test_a_headline_finds_every_passage_of_its_article(archive: Archive) -> None:
    assert sorted(found(archive, "cranes")) == sorted(STRIKE.text.splitlines())


def test_the_passage_with_more_of_the_words_comes_first(archive: Archive) -> None:
    assert found(archive, "percent", "union")[0] == "The union wants 12 percent more."


def test_scores_are_higher_for_better(archive: Archive) -> None:
    hits = archive.by_words(["percent", "union"], limit=9, filters=ANY, asked_at=None)
    scores = [score for _, score in hits]

    assert len(hits) == 2
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("東京大学の研究者が発表した。", ["東京大学"]),
        ("東京大学の研究者が発表した。", ["研究"]),
        ("東京大学の研究者が発表した。", ["東京大学の学長は何を発表した"]),
        ("ห้องสมุดลอยน้ำเปิดในกรุงเทพ", ["ห้องสมุด"]),
        ("ห้องสมุดลอยน้ำเปิดในกรุงเทพ", ["ห้องสมุดลอยน้ำอยู่ที่ไหน"]),
        ("上海合作组织峰会", ["合作"]),
        ("평화 협정이 서명되었다", ["협정이"]),
        ("Ердоган о мире", ["ердоган"]),
    ],
)
def test_scripts_without_spaces_are_found_by_runs_of_their_characters(
    writer: Writer, archive: Archive, text: str, words: list[str]
) -> None:
    keep(writer, story(text, title=None, external_id="other-script"))

    assert found(archive, *words) == [text]


def test_another_run_of_the_same_characters_is_not_found(writer: Writer, archive: Archive) -> None:
    keep(writer, story("東京大学の研究者", title=None, external_id="ja"))

    assert found(archive, "学大") == []
    assert found(archive, "京都") == []


@pytest.mark.parametrize(
    "words",
    [[], [""], [" "], ["!!!"], ["\ufeff"], ['"'], ["tarn*"], ["NEAR("], ["headline:cranes"]],
)
def test_what_means_something_to_the_search_engine_is_taken_literally(
    archive: Archive, words: list[str]
) -> None:
    assert found(archive, *words) == []


@pytest.mark.parametrize(
    ("phrase", "count"),
    [
        ("walked out on Monday", 1),
        ("“Walked  out, on MONDAY!”", 1),
        ("out walked on Monday", 0),
        ("Monday. The union wants", 0),
        ("cranes stand still", 2),
        ("…", 0),
        ("", 0),
    ],
)
def test_a_phrase_is_found_where_its_words_stand_in_a_row(
    archive: Archive, phrase: str, count: int
) -> None:
    assert len(archive.by_phrase(phrase, limit=9, filters=ANY, asked_at=None)) == count


def test_a_very_long_question_can_be_searched(archive: Archive) -> None:
    words = [f"word{n}" for n in range(1_000)]

    assert found(archive, *words, "tarnhaven") == ["Dockers in Tarnhaven walked out on Monday."]


def test_no_more_are_found_than_asked_for(archive: Archive) -> None:
    assert len(archive.by_words(["percent"], limit=1, filters=ANY, asked_at=None)) == 1


def test_a_filter_that_hides_the_best_matches_still_leaves_the_others(
    writer: Writer, archive: Archive
) -> None:
    loud = [story("Strike strike strike.", title=None, external_id=f"loud-{n}") for n in range(30)]
    keep(writer, *loud, story("A long walk to the strike in the port.", publisher="Quiet Press",
                              title=None, external_id="quiet"))  # fmt: skip
    hits = archive.by_words(
        ["strike"], limit=3, filters=Filters(publishers=("Quiet Press",)), asked_at=None
    )

    assert [archive.passages([id_])[id_].article.publisher for id_, _ in hits] == ["Quiet Press"]


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        (ANY, {"harbour-1", "ledger-1", "courrier-1", "onions"}),
        (Filters(publishers=("Harbour Post",)), {"harbour-1"}),
        (Filters(publishers=("Harbour Post", "Courrier")), {"harbour-1", "courrier-1"}),
        (Filters(publishers=("harbour post",)), set()),
        (Filters(languages=("fr",)), {"courrier-1"}),
        (Filters(languages=("en", "fr")), {"harbour-1", "ledger-1", "courrier-1", "onions"}),
        (Filters(start=at(2024, 9, 19)), {"ledger-1", "courrier-1"}),
        (Filters(end=at(2024, 9, 19)), {"harbour-1", "ledger-1"}),
        (Filters(start=at(2024, 9, 3), end=at(2024, 10, 1)), {"ledger-1"}),
        (Filters(articles=frozenset()), set()),
        (Filters(publishers=("Courrier",), languages=("en",)), set()),
    ],
)
def test_filters_leave_what_they_say(archive: Archive, filters: Filters, left: set[str]) -> None:
    ids = archive.allowed_ids(ANY, None)

    assert allowed(archive, filters) == left
    assert archive.visible_ids(ids, filters, None) == set(archive.allowed_ids(filters, None))
    assert archive.allowed(filters, None) == (len(archive.allowed_ids(filters, None)), 5)


def test_a_list_of_articles_is_closed(archive: Archive) -> None:
    chosen = frozenset(ids[0] for ids in archive.resolve(["onions", "ledger-1"]).values())

    assert allowed(archive, Filters(articles=chosen)) == {"onions", "ledger-1"}


def test_only_what_was_out_is_seen_and_undated_articles_always(archive: Archive) -> None:
    assert allowed(archive, ANY, at(2024, 9, 1)) == {"onions"}
    assert allowed(archive, ANY, at(2024, 9, 2, 8)) == {"onions", "harbour-1"}
    assert allowed(archive, ANY, at(1969, 1, 1)) == {"onions"}


def test_coverage_counts_what_may_be_seen(archive: Archive) -> None:
    assert archive.coverage() == Coverage(
        4, ("Courrier", "Harbour Post", "Ledger & Exchange"), at(2024, 9, 2, 8), at(2024, 11, 25)
    )
    assert archive.coverage(at(2024, 9, 5)) == Coverage(
        2, ("Harbour Post",), at(2024, 9, 2, 8), at(2024, 9, 2, 8)
    )
    assert archive.coverage(None, Filters(languages=("de",))) == Coverage(0, (), None, None)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 30), max_size=6), st.integers(-5, 35))
def test_what_may_be_seen_is_what_it_was_at_the_last_change(days: list[int], day: int) -> None:
    with TemporaryDirectory() as home:
        writer = Writer.open(Path(home))
        for number, published in enumerate(days):
            time = NewsTime(published, Precision.SECOND, "")
            keep(writer, story(f"State {number}.", external_id=str(number % 3), modified=time))
        archive = Archive(writer.database)
        with writer.database.reading() as connection:
            seen = coverage(connection, day)
            counted = passages.allowed(connection, ANY, day)

        assert archive.coverage(day) == seen
        assert archive.allowed(ANY, day) == counted

        writer.close()


def test_what_is_remembered_is_forgotten_when_anybody_writes(
    writer: Writer, archive: Archive
) -> None:
    own = Archive(writer.database)
    for number in range(3):
        keep(writer, story("More.", external_id=f"more-{number}"))

        assert archive.coverage().articles == own.coverage().articles == 5 + number
        assert archive.allowed(ANY, None) == own.allowed(ANY, None) == (6 + number, 6 + number)

    writer.set_status(archive.resolve(["onions"])["onions"][0], Status.WITHDRAWN)

    assert archive.coverage().articles == own.coverage().articles == 6


def test_the_lists_of_searches_are_not_all_remembered(archive: Archive) -> None:
    archive.printed(Browse())
    memory = archive.database._local.memory = Memory(rows=9)
    lists = [archive.printed(Browse(filters=Filters(end=2**33 + n))) for n in range(10)]

    assert {len(one) for one in lists} == {3}
    assert (len(memory), memory.rows) == (3, 9)


def test_status_counts_the_whole_home(writer: Writer, archive: Archive) -> None:
    writer.set_status(archive.resolve(["ledger-1"])["ledger-1"][0], Status.WITHDRAWN)
    status = archive.status()

    assert (status.coverage.articles, status.undated, status.withdrawn) == (3, 1, 1)
    assert archive.known_keys(["nothing"]) == {}
    assert (status.revisions, status.failures, status.index) == (4, 0, None)
    assert status.newest == {"Courrier": at(2024, 11, 25), "Harbour Post": at(2024, 9, 2, 8)}


def test_words_are_counted_by_the_passages_that_have_them(archive: Archive) -> None:
    assert archive.document_counts(["percent", "cranes", "zebra", "", "!", "東京"]) == {
        "percent": 2,
        "": 0,
        "cranes": 2,
        "zebra": 0,
        "!": 0,
        "東京": 0,
    }
    assert archive.passage_count() == 5


def test_the_lead_is_the_first_passage_of_the_same_revision(archive: Archive) -> None:
    assert archive.lead_ids([1, 2, 3, 99]) == {1: 1, 2: 1, 3: 3}


def test_the_digest_tells_states_apart_and_stays_while_nothing_changes(
    writer: Writer, archive: Archive
) -> None:
    before = archive.digest()

    assert archive.digest() == before

    keep(writer, story("One more.", external_id="more"))

    assert archive.digest() != before


def test_the_digest_does_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    digests = []
    for name, order in (("a", (STRIKE, TRAM)), ("b", (TRAM, STRIKE))):
        writer = Writer.open(tmp_path / name)
        keep(writer, *order)
        digests.append(Archive(writer.database).digest())
        writer.close()

    assert digests[0] == digests[1]


def test_a_thousand_ids_are_looked_up_at_once(writer: Writer, archive: Archive) -> None:
    keep(writer, *(story(f"Number {n}.", external_id=f"n-{n}") for n in range(1_200)))
    ids = archive.allowed_ids(ANY, None)

    assert len(archive.passages(ids)) == 1_205
    assert archive.visible_ids(ids, ANY, None) == set(ids)
    assert len(archive.lead_ids(ids)) == 1_205


def test_threads_read_whole_articles_while_another_writes(writer: Writer, archive: Archive) -> None:
    done = threading.Event()

    def read() -> int:
        rounds = 0
        while not done.is_set() or rounds < 3:
            for id_, _ in archive.by_words(["growing"], limit=50, filters=ANY, asked_at=None):
                passage = archive.passages([id_])[id_]
                assert passage.text == passage.span.of(passage.revision.text)
                assert passage.text.startswith("Growing")
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for n in range(25):
            keep(writer, story(f"Growing list {n}.\nGrowing on.", external_id=f"grow-{n}"))
        done.set()

        assert all(reader.result() >= 3 for reader in readers)

    assert len(archive.by_words(["growing"], limit=100, filters=ANY, asked_at=None)) == 50


def test_threads_that_have_ended_leave_no_connection_open(archive: Archive) -> None:
    for _ in range(20):
        thread = threading.Thread(target=archive.coverage)
        thread.start()
        thread.join()
    gc.collect()

    assert len(archive.database._all) <= 2


def test_a_closed_archive_can_be_used_again(archive: Archive) -> None:
    archive.close()

    assert archive.coverage().articles == 4


def test_a_list_of_articles_may_be_as_long_as_the_archive(archive: Archive) -> None:
    (named,) = archive.resolve(["onions"])["onions"]
    many = Filters(articles=frozenset({named, *(f"{n:016x}" for n in range(300_000))}))
    found = archive.by_words(["onions"], limit=5, filters=many, asked_at=None)

    assert allowed(archive, many) == {"onions"}
    assert [id_ for id_, _ in found] == archive.allowed_ids(many, None)
