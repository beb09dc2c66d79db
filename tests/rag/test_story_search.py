from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.copies import Copies
from ingest.embed import embed_pending
from rag.adapters.exact_index import ExactIndex
from rag.archive.archive import Archive
from rag.archive.writer import Writer
from rag.domain import Hit, IncomingArticle, Status
from rag.legs import Legs
from rag.progress import Silent
from rag.question.nouns import Filters, Question
from rag.retrieve import NewsRetriever
from rag.settings import Retrieval
from tests.fakes import WordEncoder
from tests.rag.archive.stories import NOW, at, on, prepared, story

CUT = (
    "The ferry Aldra ran aground on the rocks off Tarnhaven an hour before dawn on Tuesday with"
    " ninety passengers on board, most of them students on their way home for the autumn feast."
    " Nobody was hurt, said the harbour master, who had been woken by the coast guard at four."
    " The ship had left the islands late because of fog and was making up for lost time when her"
    " bow struck."
)
WIRE = f"{CUT} All ninety were taken to the mainland by fishing boats from the village."
MORE = (
    "Divers who looked at the hull in the afternoon found no damage that would keep the ship from"
    " sailing again within the week, its owners said."
)
ASKED = "Did fishing boats from the village come to the ferry Aldra?"


def printed(
    name: str, text: str = WIRE, day: int = 10, publisher: str | None = None
) -> IncomingArticle:
    """A print of the wire's story, of a day in October."""
    return story(
        text,
        title=f"Aground, says {name}",
        publisher=publisher or f"Paper {name}",
        external_id=name,
        published=on(2024, 10, day),
    )


class Home:
    """An archive with stories, and a search over it; ``candidates`` a leg."""

    def __init__(self, path: Path, *incoming: IncomingArticle, candidates: int = 60) -> None:
        self.writer = Writer.open(path)
        run = self.writer.start_run(["test"], pid=1, now=NOW)
        self.writer.keep(
            [prepared(one) for one in incoming],
            seen=[],
            failures=[],
            run=run,
            now=NOW,
            copies=Copies(),
        )
        encoder = WordEncoder()
        self.writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
        index = ExactIndex(encoder.dim)
        embed_pending(self.writer, encoder, index, Silent())
        self.archive = Archive(self.writer.database)
        legs = Legs(self.archive, index, encoder, Retrieval(candidates=candidates))
        self.retriever = NewsRetriever(legs=legs, read=lambda text: Question(text, NOW))

    def search(
        self, text: str = ASKED, filters: Filters = Filters(), asked_at: int = NOW, k: int = 3
    ) -> list[Hit]:
        """Search."""
        return self.retriever.find(Question(text, asked_at, filters=filters), k=k)


def who(hit: Hit) -> list[str]:
    """Who speaks, then who is named."""
    return [p.article.external_ids[0] for p in (hit.passage, *hit.also_in)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Four prints, of which a search proposes one: two whole, one cut, one with more."""
    opened = Home(
        tmp_path,
        printed("cut", CUT, day=9),
        printed("wire", f"Late news from the coast tonight.\n{WIRE}", day=10),
        printed("ledger", WIRE, day=11),
        printed("post", f"{WIRE}\n{MORE}", day=12),
        candidates=1,
    )
    yield opened
    opened.writer.close()


def test_every_print_that_may_be_seen_is_named_and_the_first_that_has_the_words_speaks(
    home: Home,
) -> None:
    (hit,) = home.search(k=1)

    assert who(hit) == ["wire", "cut", "ledger", "post"]
    assert hit.passage.text == WIRE
    assert {passage.text for passage in hit.also_in} == {WIRE, CUT}


def test_what_a_copy_alone_prints_is_its_own(home: Home) -> None:
    (hit,) = home.search("What did divers who looked at the hull find?", k=1)

    assert (who(hit)[0], hit.passage.text) == ("post", MORE)


def test_what_a_question_may_not_see_neither_speaks_nor_is_named(home: Home) -> None:
    named = {
        "early": home.search(k=1, asked_at=at(2024, 10, 11)),
        "publisher": home.search(k=1, filters=Filters(publishers=("Paper post", "Paper ledger"))),
        "from": home.search(k=1, filters=Filters(start=at(2024, 10, 12))),
    }

    assert {name: who(hits[0]) for name, hits in named.items()} == {
        "early": ["wire", "cut", "ledger"],
        "publisher": ["ledger", "post"],
        "from": ["post"],
    }


def test_a_withdrawn_print_is_never_named(home: Home) -> None:
    (wire,) = home.archive.resolve(["wire"])["wire"]
    home.writer.set_status(wire, Status.WITHDRAWN)
    (hit,) = home.search(k=1)

    assert who(hit) == ["ledger", "cut", "post"]


def test_a_print_whose_text_is_not_the_one_ingested_is_never_named(home: Home) -> None:
    with home.archive.database.transaction() as connection:
        connection.execute(
            "UPDATE revision SET text = replace(text, 'Late', 'Real') WHERE text LIKE 'Late%'"
        )
    (hit,) = home.search(k=1)

    assert who(hit) == ["ledger", "cut", "post"]


def test_a_text_that_fills_the_legs_leaves_room_for_others(tmp_path: Path) -> None:
    others = [
        story(f"A {what} was seen from the ferry.", title=None, external_id=what, publisher=what)
        for what in ("whale", "seal", "wreck", "buoy", "light")
    ]
    crowd = [printed(f"{n:03}", day=10 + n % 5) for n in range(120)]
    home = Home(tmp_path, *crowd, *others)
    hits = home.search(k=6)
    home.writer.close()

    assert len(hits) == 6
    assert len([hit for hit in hits if hit.also_in]) == 1
    assert {who(hit)[0] for hit in hits} >= {"whale", "seal", "wreck", "buoy", "light"}


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([WIRE, CUT, f"{WIRE}\n{MORE}", MORE, f"{MORE}\n{WIRE}"]),
            st.integers(8, 12),
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 3),
    st.integers(8, 13),
)
def test_a_story_is_named_whole_once_with_each_hit_and_its_first_print_speaks(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[tuple[str, int]],
    candidates: int,
    day: int,
) -> None:
    incoming = [printed(f"p{n}", text, day=when) for n, (text, when) in enumerate(texts)]
    home = Home(tmp_path_factory.mktemp("home"), *incoming, candidates=candidates)
    out = {f"p{n}": (when, n) for n, (_, when) in enumerate(texts) if when <= day}
    by_id = {ids[0]: name for name, ids in home.archive.resolve(out).items()}
    told = home.archive.stories(list(by_id))
    hits = home.search(f"{ASKED} Divers looked at the hull.", asked_at=at(2024, 10, day), k=5)
    home.writer.close()

    assert bool(hits) == bool(out)
    for hit in hits:
        speaker = told.get(hit.passage.article.id)
        fellows = [by_id[id_] for id_, one in told.items() if one == speaker]
        able = [n for n in fellows if hit.passage.text in texts[int(n[1:])][0]]

        assert sorted(set(who(hit)) & set(fellows)) == sorted(fellows)
        assert len(who(hit)) == len(set(who(hit)))
        assert set(who(hit)) <= set(out)
        if able:
            assert out[who(hit)[0]][0] == min(out[name][0] for name in able)
