"""An index in a process of its own: ``python -m tests.rag.adapters.index_process ROLE HOME N``.

``write`` puts in N rounds of passages, takes the oldest out and counts the generation up after
each; ``read`` searches until it is told to stop by the end of its input, then reports as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path

from rag.adapters.chroma_index import ChromaIndex
from rag.archive.lock import IndexLock
from rag.question.nouns import Filters
from tests.rag.adapters.news_vectors import DIM, batch, vectors

ROUND = 120  # passages put in a round
KEPT = 5 * ROUND  # passages left standing
FILTERS = (None, Filters(languages=("en",)), Filters(start=1_000))


def passages_after(rounds: int) -> set[int]:
    """What is in the index when ``rounds`` rounds have been written."""
    return set(range(max(0, rounds * ROUND - KEPT), rounds * ROUND))


def generation(home: Path) -> int:
    """The number of rounds that writers have finished."""
    counter = home / "generation"
    return len(counter.read_bytes()) if counter.exists() else 0


def opened(home: Path) -> ChromaIndex:
    """The index of ``home``, looking for news at every refresh."""
    return ChromaIndex.open(
        home / "index" / "first",
        lock=IndexLock(home),
        fingerprint="mini",
        dim=DIM,
        reopen_after_s=0,
        generation=lambda: generation(home),
    )


def say(line: str) -> None:
    """Tell the parent process at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def write(home: Path, rounds: int) -> dict[str, object]:
    """Write from the round after the last finished one; a repeated round changes nothing."""
    index = opened(home)
    for number in range(generation(home), rounds):
        index.upsert(batch(range(number * ROUND, (number + 1) * ROUND)))
        index.delete(sorted(passages_after(number) - passages_after(number + 1)))
        with (home / "generation").open("ab") as counter:
            counter.write(b".")
        say(str(number))
    return {"count": index.count()}


def read(home: Path) -> dict[str, object]:
    """Search and refresh until the input ends, then refresh once more and say what is found."""
    index = opened(home)
    stop = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    queries = vectors(20, seed=7)
    searches = 0
    while not stop.is_set() or searches == 0:
        for number, query in enumerate(queries):
            index.nearest(query, k=10, filters=FILTERS[number % 3])
            searches += 1
        index.refresh()
    index.refresh()
    found = {i for query in queries for i, _ in index.nearest(query, k=10_000)}
    return {"found": sorted(found), "searches": searches}


if __name__ == "__main__":
    role, place, count = sys.argv[1:4]
    done = write(Path(place), int(count)) if role == "write" else read(Path(place))
    say(json.dumps(done))
