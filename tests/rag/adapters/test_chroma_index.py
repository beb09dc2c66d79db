"""What only the embedded store has to get right: its files, its locks, its other processes.

A second ChromaIndex on the same folder stands for another process here: the two share nothing
but the files. ``test_chroma_processes.py`` does it with real ones.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import chromadb
import pytest
from chromadb.api.types import Documents, EmbeddingFunction, Embeddings
from chromadb.config import Settings

from rag.adapters import chroma_files
from rag.adapters.chroma_index import ChromaIndex
from rag.archive.lock import IndexLock
from rag.errors import EncoderMismatchError, IndexUnavailableError
from rag.question.nouns import Filters
from tests.rag.adapters.news_vectors import DIM, Case, batch, scanned, vectors

QUERY = vectors(1, seed=7)[0]


@dataclass
class Home:
    """A home with one index folder, and the archive's count of index writes."""

    path: Path
    generation: int = 0
    wait_s: float = 60.0
    opened: list[ChromaIndex] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.path / "index" / "first"

    @property
    def lock(self) -> IndexLock:
        return IndexLock(self.path, wait_s=self.wait_s)

    def open(
        self,
        *,
        fingerprint: str = "mini",
        dim: int = DIM,
        reopen_after_s: float = 0.0,
        create: bool = True,
    ) -> ChromaIndex:
        index = ChromaIndex.open(
            self.folder,
            lock=self.lock,
            fingerprint=fingerprint,
            dim=dim,
            reopen_after_s=reopen_after_s,
            generation=lambda: self.generation,
            create=create,
        )
        self.opened.append(index)
        return index

    def kept(self) -> set[Path]:
        return {path for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    for index in made.opened:
        index.close()


def found(index: ChromaIndex, filters: Filters | None = None) -> set[int]:
    return {passage_id for passage_id, _ in index.nearest(QUERY, k=500, filters=filters)}


def test_what_was_written_is_there_after_a_restart(home: Home) -> None:
    rows = batch(range(1_300))  # over Chroma's sync threshold: some in its files, some in its log
    with closing(home.open()) as index:
        index.upsert(rows)
        index.delete(range(0, 1_300, 2))
        before = index.nearest(QUERY, k=50)

    index = home.open()

    assert index.count() == 650
    assert before == index.nearest(QUERY, k=50)


def test_every_passage_finds_itself_after_a_restart(home: Home) -> None:
    rows = batch(range(1_300))
    with closing(home.open()) as index:
        index.upsert(rows)

    index = home.open(create=False)

    assert list(rows.ids) == [index.nearest(vector, k=1)[0][0] for vector in rows.vectors]


def test_closing_leaves_nothing_in_the_log_for_the_next_open_to_redo(home: Home) -> None:
    def graphs() -> list[Path]:
        return list(home.folder.glob("*/index_metadata.pickle"))

    index = home.open()
    index.upsert(batch(range(50)))
    while_open = graphs()
    index.close()
    index.close()

    assert (while_open, len(graphs())) == ([], 1)
    assert (home.open().count(), found(home.open())) == (50, set(range(50)))


def test_closing_a_reader_writes_nothing(home: Home) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(range(50)))
    before = chroma_files.stamp(home.folder)
    with closing(home.open()) as index:
        index.nearest(QUERY, k=3)

    assert before == chroma_files.stamp(home.folder)


def test_closing_does_not_fail_where_the_lock_is_not_to_be_had(home: Home) -> None:
    home.wait_s = 0.0
    index = home.open()
    index.upsert(batch(range(50)))
    with home.lock.shared():
        index.close()

    assert set(range(50)) == found(home.open())


def test_an_emptied_index_opens_again(home: Home) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(range(50)))
        index.delete(range(50))
    index = home.open()
    emptied = (index.count(), found(index))
    index.upsert(batch([7]))

    assert (emptied, found(index)) == ((0, set()), {7})


def test_another_encoders_index_is_refused(home: Home) -> None:
    with closing(home.open(fingerprint="mini")) as index:
        index.upsert(batch([1]))

    with pytest.raises(EncoderMismatchError, match=r"'mini'.*'large'"):
        home.open(fingerprint="large")


@pytest.mark.parametrize("rows", [[], [1]])
def test_vectors_of_another_length_are_refused(home: Home, rows: list[int]) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(rows))

    with pytest.raises(IndexUnavailableError, match=f"{DIM} numbers, the encoder makes 7"):
        home.open(dim=7)


def foreign(home: Home) -> chromadb.api.ClientAPI:
    home.folder.mkdir(parents=True)
    return chromadb.PersistentClient(home.folder, settings=Settings(anonymized_telemetry=False))


def test_a_collection_in_another_space_is_refused(home: Home) -> None:
    foreign(home).create_collection(
        "passages", embedding_function=None, metadata={"fingerprint": "mini"}
    )

    with pytest.raises(IndexUnavailableError, match="space 'l2', not cosine"):
        home.open()


def test_a_collection_of_an_unknown_encoder_is_refused(home: Home) -> None:
    foreign(home).create_collection(
        "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )

    with pytest.raises(EncoderMismatchError, match="an unknown encoder"):
        home.open()


class Spy(EmbeddingFunction[Documents]):
    """An embedding function that a collection's configuration can name."""

    made = 0

    def __init__(self) -> None:
        type(self).made += 1

    def __call__(self, input: Documents) -> Embeddings:  # noqa: A002 - Chroma's name
        raise AssertionError("text was given to an embedding function")

    @staticmethod
    def name() -> str:
        return "spy"

    def get_config(self) -> dict[str, object]:
        return {}

    @staticmethod
    def build_from_config(config: dict[str, object]) -> Spy:
        return Spy()


def test_a_collection_that_names_an_embedding_function_is_refused_unbuilt(home: Home) -> None:
    foreign(home).create_collection(
        "passages",
        embedding_function=cast("Any", Spy()),
        configuration={"hnsw": {"space": "cosine"}},
        metadata={"fingerprint": "mini"},
    )
    made = Spy.made

    with pytest.raises(IndexUnavailableError, match="names an embedding function"):
        home.open()
    assert made == Spy.made


def test_a_missing_index_is_made_only_where_that_is_asked(home: Home) -> None:
    with pytest.raises(IndexUnavailableError, match=r"no index at .*first"):
        home.open(create=False)
    assert not home.folder.exists()

    home.open(create=True)
    assert home.open(create=False).count() == 0


def test_a_folder_left_without_collection_is_finished(home: Home) -> None:
    """As a process killed between making the database and the collection leaves it."""
    foreign(home).list_collections()

    assert home.open().count() == 0


def test_a_file_where_the_folder_should_be_is_named(home: Home) -> None:
    home.folder.parent.mkdir(parents=True)
    home.folder.write_text("not a folder")

    with pytest.raises(IndexUnavailableError, match="no index can be made at"):
        home.open()


@pytest.mark.parametrize("damage", [b"", b"not a database", None], ids=["empty", "junk", "holes"])
def test_a_damaged_database_is_an_error_one_can_catch(home: Home, damage: bytes | None) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(range(50)))
    database = home.folder / "chroma.sqlite3"
    content = database.read_bytes()
    database.write_bytes(
        content[:4096] + b"\xa5" * (len(content) - 4096) if damage is None else damage
    )

    with pytest.raises(IndexUnavailableError, match=str(home.folder)) as error:
        home.open(create=False)
    assert "rebuild" in error.value.hint


def test_a_database_damaged_while_it_is_open_is_an_error_one_can_catch(home: Home) -> None:
    index = home.open()
    index.upsert(batch(range(50)))
    database = home.folder / "chroma.sqlite3"
    database.write_bytes(b"\xa5" * database.stat().st_size)

    with pytest.raises(IndexUnavailableError):
        index.count()
    with pytest.raises(IndexUnavailableError):
        index.upsert(batch([60]))


def test_links_of_absurd_size_are_refused_before_anything_reads_them(home: Home) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(range(1_100)))
    links = next(home.folder.glob("*/link_lists.bin"))
    with links.open("r+b") as file:
        file.truncate(625 * 10**9)

    with pytest.raises(IndexUnavailableError, match="claims 625,000,000,000 bytes"):
        home.open()
    links.with_name("data_level0.bin").unlink()
    with pytest.raises(IndexUnavailableError, match="claims"):
        home.open()


def test_a_reader_finds_what_another_wrote_after_a_refresh_and_not_before(home: Home) -> None:
    writer, reader = home.open(), home.open()
    writer.upsert(batch(range(100)))
    before = found(reader)
    home.generation += 1
    reader.refresh()

    assert (before, found(reader)) == (set(), set(range(100)))


def test_a_reader_forgets_what_another_deleted_after_a_refresh(home: Home) -> None:
    writer = home.open()
    writer.upsert(batch(range(100)))
    reader = home.open()
    writer.delete(range(50))
    home.generation += 1
    reader.refresh()

    assert set(range(50, 100)) == found(reader)


def test_a_stale_reader_still_answers_with_filters(home: Home) -> None:
    """Chroma raises "Error finding id" then: its filter knows passages that its graph does not."""
    writer = home.open()
    writer.upsert(batch(range(100)))
    reader = home.open()
    writer.upsert(batch(range(100, 400)))
    writer.delete(range(8))
    case = Case(Filters(languages=("en",)))

    expected = scanned(batch(range(8, 100)), QUERY, case)

    hits = dict(reader.nearest(QUERY, k=500, filters=case.filters))
    assert expected == pytest.approx(hits, abs=1e-5)
    few = reader.nearest(QUERY, k=3, filters=case.filters)
    assert sorted(expected.values(), reverse=True)[:3] == pytest.approx(
        [s for _, s in few], abs=1e-5
    )


def test_a_refresh_does_nothing_until_the_archive_has_moved(home: Home) -> None:
    writer, reader = home.open(), home.open()
    writer.upsert(batch([1]))
    reader.refresh()

    assert found(reader) == set()


def test_a_refresh_does_nothing_before_its_time(home: Home) -> None:
    writer, reader = home.open(), home.open(reopen_after_s=3_600)
    writer.upsert(batch([1]))
    home.generation += 1
    reader.refresh()

    assert found(reader) == set()


def test_an_open_keeps_away_from_writers_and_a_write_from_everyone(home: Home) -> None:
    index = home.open()
    home.wait_s = 0.0
    impatient = home.open()

    with home.lock.shared():
        home.open()
        writes: list[Callable[[], None]] = [
            lambda: impatient.upsert(batch([1])),
            lambda: impatient.delete([1]),
        ]
        for write in writes:
            with pytest.raises(IndexUnavailableError, match="has held"):
                write()
    with home.lock.exclusive(), pytest.raises(IndexUnavailableError, match="has held"):
        home.open()
    assert index.count() == 0


def test_a_search_waits_for_nobody(home: Home) -> None:
    index = home.open()
    index.upsert(batch(range(20)))

    with home.lock.exclusive():
        assert set(range(20)) == found(index)


def test_a_refresh_does_not_wait_for_ever_for_a_writer(home: Home) -> None:
    writer = home.open()
    writer.upsert(batch([1]))
    home.wait_s = 0.05
    reader = home.open()
    with home.lock.exclusive():
        home.generation += 1
        reader.refresh()
        while_writing = found(reader)
    writer.upsert(batch([2]))
    reader.refresh()

    assert (while_writing, found(reader)) == ({1}, {1, 2})


def test_a_refresh_over_a_damaged_store_says_so_and_keeps_the_old_client(home: Home) -> None:
    writer = home.open()
    writer.upsert(batch(range(100)))
    reader = home.open()
    writer.upsert(batch([200]))
    links = next(home.folder.glob("*/link_lists.bin"))
    with links.open("r+b") as file:
        file.truncate(2**30)
    home.generation += 1

    with pytest.raises(IndexUnavailableError, match="claims"):
        reader.refresh()
    assert set(range(100)) == found(reader)


def test_two_that_write_in_turn_lose_nothing(home: Home) -> None:
    """Chroma alone would drop from its graph what the other has written meanwhile."""
    first, second = home.open(), home.open()
    for start in range(0, 2_400, 400):
        first.upsert(batch(range(start, start + 200)))
        second.upsert(batch(range(start + 200, start + 400)))
        first.delete([start + 200])
        second.delete([start])
    kept = [i for i in range(2_400) if i % 400 not in (0, 200)]
    index = home.open()
    rows = batch(kept)

    assert index.count() == len(kept)
    assert kept == [index.nearest(vector, k=1)[0][0] for vector in rows.vectors]


def test_a_writer_killed_in_the_middle_makes_the_next_open_exclusive(home: Home) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(range(10)))
    chroma_files.begin_writing(home.folder)
    home.wait_s = 0.05

    with home.lock.shared(), pytest.raises(IndexUnavailableError, match="has held"):
        home.open()
    assert set(range(10)) == found(home.open())
    with home.lock.shared():
        assert set(range(10)) == found(home.open())


@pytest.mark.parametrize("stamp", [b"", b"\xff\xfe", b"anything"])
def test_a_stamp_that_is_not_ours_only_costs_an_exclusive_open(home: Home, stamp: bytes) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(range(10)))
    (home.folder / chroma_files.STAMP).write_bytes(stamp)
    index = home.open()
    index.upsert(batch([10]))

    assert set(range(11)) == found(index)


def test_a_stamp_that_a_kill_left_empty_hides_no_write_from_who_saw_none(home: Home) -> None:
    reader = home.open()
    with closing(home.open()) as index:
        index.upsert(batch(range(10)))
    home.generation += 1
    (home.folder / chroma_files.STAMP).write_bytes(b"")
    reader.refresh()

    assert set(range(10)) == found(reader)


def test_a_batch_the_disk_refuses_leaves_an_index_that_goes_on(home: Home) -> None:
    """The stamp is the first thing written, so a full disk shows there."""
    index = home.open()
    index.upsert(batch([1]))
    stamp = home.folder / chroma_files.STAMP
    stamp.unlink()
    stamp.mkdir()
    with pytest.raises(IndexUnavailableError, match="cannot be"):
        index.upsert(batch([2]))
    stamp.rmdir()
    index.upsert(batch([3]))

    assert found(index) == {1, 3}


def test_threads_search_while_others_write_and_refresh(home: Home) -> None:
    """Reopening never closes a client under a running query."""
    writer = home.open()
    writer.upsert(batch(range(200)))
    reader = home.open()
    done = threading.Event()

    def search(number: int) -> int:
        filters = Filters(languages=("en",)) if number % 2 else None
        rounds = 0
        while not done.is_set() or rounds == 0:
            assert reader.nearest(QUERY, k=20, filters=filters)
            rounds += 1
        return rounds

    def refresh() -> int:
        rounds = 0
        while not done.is_set():
            reader.refresh()
            rounds += 1
        return rounds

    with ThreadPoolExecutor(6) as threads:
        running = [threads.submit(search, number) for number in range(3)]
        running += [threads.submit(refresh), threads.submit(refresh)]
        try:
            for start in range(200, 700, 50):
                writer.upsert(batch(range(start, start + 50)))
                writer.delete(range(start - 200, start - 150))
                home.generation += 1
        finally:
            done.set()
        rounds = [future.result() for future in running]
    home.generation += 1
    reader.refresh()

    assert all(rounds)
    assert set(range(500, 700)) == found(reader)


def test_a_closed_index_says_so(home: Home) -> None:
    index = home.open()
    index.close()

    for use in (index.count, lambda: index.delete([1]), lambda: index.nearest(QUERY, k=1)):
        with pytest.raises(IndexUnavailableError, match="not open"):
            use()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc here")
def test_closing_lets_go_of_every_file(home: Home) -> None:
    with closing(home.open()) as index:
        index.upsert(batch(range(1_100)))
        index.nearest(QUERY, k=3)

    def still_open() -> list[Path]:
        files = {path.resolve() for path in Path("/proc/self/fd").iterdir()}
        return [path for path in files if home.folder in path.parents]

    # Chroma's core closes its SQLite connections on a thread of its own, soon after
    tries = (threading.Event().wait(0.02) for _ in range(500))
    assert any(not still_open() for _ in tries)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_is_told_to_open_its_own(home: Home) -> None:
    """A client used after a fork hangs; an error is better."""
    index = home.open()
    child = os.fork()
    if not child:  # nothing of the test may run on here, whatever happens
        try:
            index.count()
        except IndexUnavailableError as error:
            os._exit(33 if "spawn" in error.hint else 1)
        finally:
            os._exit(2)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 33
