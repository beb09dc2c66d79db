"""A small archive to break: its articles, the jobs that fill it, and what must hold afterwards."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rag.archive.archive import Archive
from rag.archive.passages import Entry
from rag.archive.writer import Writer
from rag.attribution import mark
from rag.question.nouns import Filters
from rag.wiring import open_for_reading
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, settings_for

FAULTS = int(os.environ.get("FAULTS", "15"))  # `make faults` sets 100
ARTICLES = 150
REVISED = range(0, ARTICLES, 5)  # those of which the second feed has a corrected text


@dataclass(frozen=True, slots=True)
class Feeds:
    """Two inputs in turn, and external id -> the texts that the archive must hold after both."""

    paths: tuple[Path, Path]
    texts: dict[str, set[str]]


def make_feeds(folder: Path) -> Feeds:
    """Write both inputs; the second corrects every fifth article and repeats the rest."""
    first = {n: _text(n, 1) for n in range(ARTICLES)}
    second = first | {n: _text(n, 2) for n in REVISED}
    paths = tuple(
        lines(folder / f"{name}.jsonl", *(record(n, text) for n, text in texts.items()))
        for name, texts in (("first", first), ("second", second))
    )
    texts = {f"a-{n}": {first[n], second[n]} for n in first}
    return Feeds((paths[0], paths[1]), texts)


def _text(number: int, state: int) -> str:
    """Return three passages' worth of words that no other article has in this order."""
    words = Random(number * 10 + state).choices([f"word{n}" for n in range(900)], k=90)
    told = f"Ship {number} was counted for the time {state}."
    said = f' "Quay {number} was safe at {state}," said the harbour master, Nadia Ferrante.'
    rest = "".join(f" {word}{'.' if n % 9 == 8 else ''}" for n, word in enumerate(words))
    return f"{told}{rest}{said}"


def acknowledged(home: Path) -> set[tuple[str, str]]:
    """Return (article id, sha256 of the text) of every revision that the archive holds."""
    try:
        archive = Archive.open(home)
    except Exception as error:
        if "no archive" in str(error):
            return set()
        raise
    with archive.database.reading() as connection:
        rows = connection.execute(
            "SELECT article.id, sha256 FROM revision JOIN article ON article.pk = article"
        ).fetchall()
    archive.close()
    return {(row[0], row[1]) for row in rows}


def held(home: Path) -> dict[str, list[str]]:
    """Return external id -> the texts of its revisions, in order of arrival."""
    archive = Archive.open(home)
    found = archive.resolve([f"a-{n}" for n in range(ARTICLES)])
    texts = {
        name: [one.text for id_ in ids for one in archive.revisions(id_)]
        for name, ids in found.items()
    }
    archive.close()
    return texts


def passages(home: Path) -> list[Entry]:
    """Return every passage that is in some state."""
    writer = Writer.open(home)
    states = [writer.in_state(state, limit=10**6) for state in ("pending", "live", "leaving")]
    writer.close()
    return [one for state in states for one in state]


def not_found(home: Path) -> list[int]:
    """Return passages that neither words nor their own vector (it or a twin) find."""
    settings, encoder = settings_for(home), WordEncoder()
    archive = Archive.open(home)
    index = open_for_reading(settings, archive, encoder)
    entries = passages(home)
    vectors = archive.vectors(encoder.fingerprint, [one.id for one in entries])
    lost = [
        one.id
        for one in entries
        if one.id not in vectors
        or max((cosine for _, cosine in index.nearest(vectors[one.id], k=10)), default=0) < 0.999
        or one.id not in _by_words(archive, one.text)
    ]
    indexed = index.count()
    index.close()
    archive.close()
    assert indexed == len(entries)
    return lost


def _by_words(archive: Archive, text: str) -> set[int]:
    phrase = " ".join(text.replace(".", " ").split()[:6])
    hits = archive.by_phrase(phrase, limit=50, filters=Filters(), asked_at=None)
    return {id_ for id_, _ in hits}


def not_marked(home: Path) -> list[str]:
    """Return the revisions in which it is not marked, once, who says what."""
    archive = Archive.open(home)
    found = archive.resolve([f"a-{n}" for n in range(ARTICLES)])
    ids = [id_ for of_name in found.values() for id_ in of_name]
    wrong = [
        f"{id_} {one.number}"
        for id_ in ids
        for one in archive.revisions(id_)
        if archive.quotes(one) != mark(one.text, one.language)
    ]
    archive.close()
    return wrong


def require_whole(home: Path, feeds: Feeds) -> None:
    """Fail unless every article is there, once, in each of its states, and every passage found.

    And who says what is marked in each.
    """
    texts = held(home)
    doubled = [name for name, found in texts.items() if max(Counter(found).values()) > 1]
    places = Counter((one.metadata["article"], one.text) for one in passages(home))

    assert {name: set(found) for name, found in texts.items()} == feeds.texts
    assert doubled == []
    assert max(places.values()) == 1
    assert not_found(home) == []
    assert not_marked(home) == []
