from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.plan import Step
from rag.archive import vectors
from rag.archive.archive import Archive
from rag.archive.passages import Entry
from rag.archive.runs import Counts
from rag.archive.times import EVER, NEVER, UNDATED
from rag.archive.writer import Writer
from rag.domain import Failure, IncomingArticle, Status
from rag.errors import ArchiveError, NotFoundError
from rag.ports import Vectors
from rag.question.nouns import Filters
from tests.rag.archive.stories import ANY, NOW, at, found, keep, on, story

ORIGINAL = story(
    "The deal costs 64 million crowns.\nShares fell.",
    title="The price of peace",
    published=on(2024, 9, 18),
)
CORRECTED = replace(
    ORIGINAL,
    text="The deal costs 46 million crowns.\nShares fell.",
    modified=on(2024, 9, 20),
)


def id_of(archive: Archive, name: str = "harbour-1") -> str:
    return archive.resolve([name])[name][0]


def steps(writer: Writer, *incoming: IncomingArticle) -> list[Step]:
    return [one.step for one in keep(writer, *incoming)]


def vector(number: int) -> Vectors:
    one = np.zeros(4, dtype=np.float32)
    one[number % 4] = 1
    return one


def embed(writer: Writer, *, fingerprint: str = "mini") -> int:
    """Embed what is pending and return how many vectors that took."""
    writer.know_fingerprint(fingerprint, encoder="mini", dim=4)
    batch = writer.in_state("pending", limit=1000)
    kept = writer.stored_vectors(fingerprint, [one.embedded_sha256 for one in batch])
    new = {one.embedded_sha256: vector(one.id) for one in batch if one.embedded_sha256 not in kept}
    writer.keep_vectors(fingerprint, new)
    writer.settle(live=[one.id for one in batch])
    return len(new)


def test_an_article_is_kept_with_all_that_its_input_gave(writer: Writer, archive: Archive) -> None:
    given_ = story(
        "Rates fell.",
        title="Rates",
        publisher="Ledger & Exchange",
        byline="Nadia Ferrante",
        url="https://ledger.example/rates?utm_source=x",
        external_id="ledger-9",
        published=on(2024, 9, 18, 7),
        modified=on(2024, 9, 20),
    )
    keep(writer, given_)
    revision = archive.revision(id_of(archive, "ledger-9"))
    passage = next(iter(archive.passages([1]).values()))

    assert (revision.text, revision.title, revision.byline) == (
        "Rates fell.",
        "Rates",
        given_.byline,
    )
    assert (revision.published, revision.modified) == (given_.published, given_.modified)
    assert revision.sha256 == sha256(b"Rates fell.").hexdigest()
    assert (revision.number, revision.retrieved_at) == (1, NOW)
    assert passage.article.publisher == "Ledger & Exchange"
    assert passage.article.url == given_.url
    assert passage.article.external_ids == ("ledger-9",)
    assert passage.article.status is Status.USABLE


@pytest.mark.parametrize(
    "text",
    [
        "tab\there, bell \x07, escape \x1b[31m, delete \x7f, next line \x85.",
        "right to left \u202eoverride\u202c and \u2066isolate\u2069",
        "👩🏽‍🚀 family 👨‍👩‍👧‍👦 flag 🇪🇪 tag 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𠀋 and private \U0010ffff \ue000",
        "e\u0301 is not é; ﬁ is not fi; \ufeff stays; zero\u200bwidth",
        "line\r\nends\rof\nevery\u2028kind",
    ],
)
def test_a_text_is_kept_to_the_character(writer: Writer, archive: Archive, text: str) -> None:
    keep(writer, story(text))
    revision = archive.revision(id_of(archive))

    assert revision.text == text
    assert revision.sha256 == sha256(text.encode()).hexdigest()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(
        st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1
    ).filter(str.strip)
)
def test_every_passage_is_its_span_of_the_kept_text(
    writer: Writer, archive: Archive, text: str
) -> None:
    planned = keep(writer, story(text, external_id=None))
    id_ = planned[0].article_id
    ids = archive.allowed_ids(Filters(articles=frozenset([id_])), None)
    passages = archive.passages(ids)

    assert archive.revision(id_).text == text
    assert all(p.span.of(text) == p.text and p.text.strip() for p in passages.values())


def test_the_same_input_again_changes_nothing(writer: Writer, archive: Archive) -> None:
    keep(writer, ORIGINAL, story("Another.", external_id="other"))
    before = archive.digest()

    assert steps(writer, ORIGINAL, story("Another.", external_id="other")) == [Step.SKIP] * 2
    assert archive.digest() == before


def test_an_older_and_a_newer_state_may_be_ingested_in_turn_for_ever(
    writer: Writer, archive: Archive
) -> None:
    assert steps(writer, ORIGINAL) == [Step.ADD]
    assert steps(writer, CORRECTED) == [Step.REVISE]
    before = archive.digest()

    assert steps(writer, ORIGINAL) == [Step.SKIP]
    assert steps(writer, CORRECTED) == [Step.SKIP]
    assert archive.digest() == before


def test_one_article_twice_in_a_batch_is_one_article(writer: Writer, archive: Archive) -> None:
    assert steps(writer, ORIGINAL, ORIGINAL, CORRECTED) == [Step.ADD, Step.SKIP, Step.REVISE]
    assert len(archive.revisions(id_of(archive))) == 2


@pytest.mark.parametrize("order", [(ORIGINAL, CORRECTED), (CORRECTED, ORIGINAL)])
def test_a_correction_holds_from_its_own_time_whatever_came_first(
    writer: Writer, archive: Archive, order: tuple[IncomingArticle, ...]
) -> None:
    for one in order:
        steps(writer, one)

    assert found(archive, "costs", asked_at=at(2024, 9, 17)) == []
    assert found(archive, "costs", asked_at=at(2024, 9, 19)) == [
        "The deal costs 64 million crowns."
    ]
    assert found(archive, "costs", asked_at=at(2024, 9, 20)) == [
        "The deal costs 46 million crowns."
    ]
    assert "46" in archive.revision(id_of(archive)).text


def test_an_article_is_searchable_by_words_at_once_and_pending(
    writer: Writer, archive: Archive
) -> None:
    keep(writer, ORIGINAL)

    assert found(archive, "crowns") == ["The deal costs 64 million crowns."]
    assert archive.status().passages == {"pending": 2, "live": 0, "leaving": 0}


def test_a_batch_that_fails_leaves_nothing_of_itself(writer: Writer, archive: Archive) -> None:
    bad = story("A lone surrogate \ud800 cannot be kept.", external_id="bad")

    with pytest.raises(UnicodeEncodeError):
        keep(writer, ORIGINAL, bad)

    assert archive.status().revisions == 0
    assert found(archive, "crowns") == []


def test_a_skipped_article_gives_its_further_id_and_a_missing_publisher(
    writer: Writer, archive: Archive
) -> None:
    url = "https://harbour.example/deal"
    keep(writer, replace(ORIGINAL, url=url, publisher=None, external_id=None))
    keep(writer, replace(ORIGINAL, url=url, publisher="Harbour Post", external_id="h-2"))
    keep(writer, replace(ORIGINAL, url=url, publisher="Harbor Post", external_id="h-3"))
    article = archive.passages([1])[1].article

    assert article.publisher == "Harbour Post"
    assert article.external_ids == ("h-2", "h-3")
    assert len(archive.revisions(article.id)) == 1


@pytest.mark.parametrize(
    "later",
    [
        replace(ORIGINAL, publisher="Harbour Post"),  # the same state, its publisher learnt later
        replace(CORRECTED, publisher="Harbour Post"),  # a new state
    ],
)
def test_an_index_hears_of_a_publisher_that_was_learnt_later(
    writer: Writer, later: IncomingArticle
) -> None:
    keep(writer, replace(ORIGINAL, publisher=None))
    embed(writer)
    keep(writer, later)
    told = {one.id: one.metadata["publisher"] for one in writer.in_state("pending", limit=9)}

    assert told.items() >= {1: "Harbour Post", 2: "Harbour Post"}.items()


def test_an_index_need_not_hear_of_what_it_knows(writer: Writer) -> None:
    keep(writer, ORIGINAL)
    embed(writer)
    keep(writer, replace(ORIGINAL, external_id=ORIGINAL.external_id))

    assert writer.in_state("pending", limit=9) == []


def test_a_revision_without_a_publisher_keeps_the_one_known(
    writer: Writer, archive: Archive
) -> None:
    keep(writer, ORIGINAL)
    keep(writer, replace(CORRECTED, publisher=None))

    assert archive.passages([1])[1].article.publisher == "Harbour Post"


def test_a_revision_embeds_nothing_that_was_embedded(writer: Writer) -> None:
    keep(writer, ORIGINAL)

    assert embed(writer) == 2

    keep(writer, CORRECTED)

    assert embed(writer) == 1


def test_the_same_words_under_the_same_headline_are_embedded_once(writer: Writer) -> None:
    keep(writer, story("Same.", external_id="a"), story("Same.", external_id="b"))
    keep(writer, story("Same.", title="Another", external_id="c"))
    digests = {one.embedded_sha256 for one in writer.in_state("pending", limit=10)}

    assert len(digests) == 2


def test_vectors_come_back_as_they_were_kept(writer: Writer, archive: Archive) -> None:
    keep(writer, ORIGINAL)
    writer.know_fingerprint("mini", encoder="mini", dim=4)
    entry = writer.in_state("pending", limit=1)[0]
    kept = np.array([0.5, -0.5, 0.1, 1e-30], dtype=np.float32)
    writer.keep_vectors("mini", {entry.embedded_sha256: kept})

    assert archive.vectors("mini", [1, 2, 99])[1].tolist() == kept.tolist()
    assert list(archive.vectors("mini", [1, 2, 99])) == [1]
    assert archive.vectors("another", [1]) == {}
    assert writer.stored_vectors("another", [entry.embedded_sha256]) == {}
    assert writer.know_fingerprint("mini", encoder="mini", dim=4) == 1


def test_the_vectors_of_all_that_may_be_seen_come_some_at_a_time(
    writer: Writer, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(writer, *(story(f"{n}.", external_id=f"n-{n}", publisher=f"P{n % 2}") for n in range(6)))
    writer.know_fingerprint("mini", encoder="mini", dim=4)
    waiting = writer.in_state("pending", limit=5)  # one stays without a vector
    kept = {one.embedded_sha256: np.full(4, at, np.float32) for at, one in enumerate(waiting)}
    writer.keep_vectors("mini", kept)

    monkeypatch.setattr(vectors, "AT_ONCE", 2)
    for filters, parts in ((ANY, 3), (Filters(publishers=("P0",)), 2)):
        some = list(archive.allowed_vectors("mini", filters, None))
        each = archive.vectors("mini", archive.allowed_ids(filters, None))
        assert len(some) == parts
        assert {
            id_: row for ids, rows in some for id_, row in zip(ids, rows.tolist(), strict=True)
        } == {id_: one.tolist() for id_, one in each.items()}
    assert not list(archive.allowed_vectors("mini", Filters(publishers=("Nobody",)), None))


def test_passages_go_from_pending_to_live_and_again_when_their_end_moves(writer: Writer) -> None:
    def states() -> dict[str, int]:
        return {state: writer.count(state) for state in ("pending", "live", "leaving")}

    keep(writer, ORIGINAL)
    embed(writer)

    assert states() == {"pending": 0, "live": 2, "leaving": 0}

    keep(writer, CORRECTED)

    assert states() == {"pending": 4, "live": 0, "leaving": 0}

    ends = {one.id: one.metadata["valid_to"] for one in writer.in_state("pending", limit=9)}

    assert ends == {1: at(2024, 9, 20), 2: at(2024, 9, 20), 3: NEVER, 4: NEVER}


def test_an_entry_carries_what_an_index_needs(writer: Writer, archive: Archive) -> None:
    keep(writer, ORIGINAL, story("No date, no name.", publisher=None, language=None, title=None,
                                 external_id="bare"))  # fmt: skip
    first, _, bare = writer.in_state("pending", limit=10)

    assert first == Entry(
        id=1,
        text="The deal costs 64 million crowns.",
        headline="The price of peace",
        embedded_sha256=sha256(b"The price of peace\nThe deal costs 64 million crowns.").digest(),
        metadata={
            "article": id_of(archive),
            "publisher": "Harbour Post",
            "language": "en",
            "valid_from": at(2024, 9, 18),
            "valid_to": NEVER,
            "published_at": at(2024, 9, 18),
        },
    )
    assert bare.headline is None
    assert dict(bare.metadata) == {
        "article": id_of(archive, "bare"),
        "publisher": "",
        "language": "",
        "valid_from": EVER,
        "valid_to": NEVER,
        "published_at": UNDATED,
    }


def test_pending_passages_are_taken_in_turn(writer: Writer) -> None:
    keep(writer, story("\n".join(f"Line {n}." for n in range(7))))
    rounds, after = [], 0
    while batch := writer.in_state("pending", after=after, limit=3):
        rounds.append([one.id for one in batch])
        after = batch[-1].id

    assert rounds == [[1, 2, 3], [4, 5, 6], [7]]


def test_entries_are_what_has_a_vector_and_may_be_shown(writer: Writer, archive: Archive) -> None:
    keep(writer, ORIGINAL, story("Gone soon.", external_id="b"))
    embed(writer)
    keep(writer, story("Not embedded.", external_id="c"))
    writer.set_status(id_of(archive, "b"), Status.WITHDRAWN)
    batch = archive.entries("mini", dim=4)

    assert list(batch.ids) == [1, 2]
    assert batch.vectors.tolist() == [vector(1).tolist(), vector(2).tolist()]
    assert [one["publisher"] for one in batch.metadata] == ["Harbour Post"] * 2
    assert archive.entries("another", dim=8).vectors.shape == (0, 8)


def test_the_pointer_names_the_index_and_every_write_is_counted(
    writer: Writer, archive: Archive
) -> None:
    assert archive.pointer() is None
    assert archive.generation() == 0

    writer.point_to("first", fingerprint="mini", encoder="MiniLM", dim=4)
    keep(writer, ORIGINAL)
    embed(writer)
    pointer = writer.pointer()

    assert pointer is not None
    assert (pointer.index_name, pointer.fingerprint, pointer.encoder) == ("first", "mini", "MiniLM")
    assert (pointer.dim, pointer.generation) == (4, archive.generation())
    assert archive.generation() == 2

    writer.point_to("second", fingerprint="maxi", encoder="MaxiLM", dim=8)

    assert archive.generation() == 3
    assert (archive.pointer() or pointer).index_name == "second"


def test_what_is_withdrawn_is_kept_and_never_shown(writer: Writer, archive: Archive) -> None:
    keep(writer, ORIGINAL)
    keep(writer, CORRECTED)
    embed(writer)
    id_ = id_of(archive)
    writer.set_status(id_, Status.WITHDRAWN)

    assert found(archive, "crowns") == []
    assert archive.passages([1, 2, 3, 4]) == {}
    assert archive.visible_ids([1, 2, 3, 4], ANY, None) == set()
    assert archive.allowed_ids(ANY, None) == []
    assert archive.coverage().articles == 0
    assert archive.status().withdrawn == 1
    assert archive.status().passages == {"pending": 0, "live": 0, "leaving": 4}
    assert len(archive.revisions(id_)) == 2
    with pytest.raises(NotFoundError, match="withdrawn"):
        archive.revision(id_)
    with pytest.raises(NotFoundError, match="withdrawn"):
        archive.revision(id_, 1)


def test_a_withdrawn_article_that_comes_again_stays_withdrawn(
    writer: Writer, archive: Archive
) -> None:
    keep(writer, ORIGINAL)
    writer.set_status(id_of(archive), Status.WITHDRAWN)
    keep(writer, ORIGINAL)
    keep(writer, CORRECTED)

    assert found(archive, "crowns") == []
    assert archive.passages([1, 2, 3, 4]) == {}


def test_a_withdrawal_can_be_undone(writer: Writer, archive: Archive) -> None:
    keep(writer, ORIGINAL)
    embed(writer)
    before = archive.digest()
    id_ = id_of(archive)
    writer.set_status(id_, Status.WITHDRAWN)
    writer.settle(gone=[one.id for one in writer.in_state("leaving", limit=10)])

    assert archive.status().passages == {"pending": 0, "live": 0, "leaving": 0}

    writer.set_status(id_, Status.USABLE)

    assert found(archive, "crowns") == ["The deal costs 64 million crowns."]
    assert archive.status().passages == {"pending": 2, "live": 0, "leaving": 0}
    assert archive.digest() == before
    assert archive.revision(id_).text == ORIGINAL.text


def test_an_ingest_s_end_and_what_it_left_out_are_noted(writer: Writer, archive: Archive) -> None:
    assert archive.status().last_run is None
    assert archive.failures() == []

    first = Failure("a.jsonl:3", "E_JSON", "no JSON object")
    odd = Failure("a.jsonl:4", "W_DATE", "cannot read the date 'soon'")
    keep(writer, ORIGINAL, failures=(first, odd))
    writer.start_run(["b/"], pid=42, now=NOW)

    assert archive.failures() == [first, odd]

    run = writer.start_run(["stories.py", "b/"], pid=42, now=NOW)

    assert archive.failures() == []
    assert archive.failures(run=1) == [first, odd]
    assert (archive.status().last_run or {})["ended_at"] is None

    writer.finish_run(run, now=NOW + 9, counts=Counts(1, 2, 3, 4))

    assert archive.status().last_run == {
        "pk": 3,
        "pid": 42,
        "inputs": '["stories.py", "b/"]',
        "started_at": NOW,
        "ended_at": NOW + 9,
        "added": 1,
        "revised": 2,
        "skipped": 3,
        "failed": 4,
    }


def test_only_what_was_left_out_counts_as_a_failure(writer: Writer, archive: Archive) -> None:
    keep(writer, failures=(Failure("a", "E_JSON", "x"), Failure("b", "W_DATE", "y")))

    assert archive.status().failures == 1


def test_a_disk_that_refuses_becomes_an_archive_error(writer: Writer) -> None:
    with writer.database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")

    with pytest.raises(ArchiveError, match="readonly") as caught:
        keep(writer, ORIGINAL)

    assert "free space" in caught.value.hint


def test_a_full_disk_loses_the_batch_and_nothing_before_it(
    writer: Writer, archive: Archive
) -> None:
    keep(writer, ORIGINAL)
    with writer.database.reading() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(ArchiveError, match="disk is full"):
        keep(writer, story("word " * 100_000, external_id="large"))

    with writer.database.reading() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages + 1000}")

    assert found(archive, "crowns") == ["The deal costs 64 million crowns."]
    assert steps(writer, CORRECTED) == [Step.REVISE]
