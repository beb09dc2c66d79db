from __future__ import annotations

from rag.archive.archive import Archive
from rag.archive.sample import live_sample
from rag.archive.writer import Writer
from tests.fakes import WordEncoder
from tests.rag.archive.stories import keep, story


def live(writer: Writer, count: int) -> list[int]:
    """Put articles of one passage each into the archive, embedded and live."""
    encoder = WordEncoder()
    writer.know_fingerprint(encoder.fingerprint, encoder=encoder.name, dim=encoder.dim)
    for number in range(count):
        keep(writer, story(f"Ship {number} came in.", external_id=f"ship-{number}"))
    entries = writer.in_state("pending", limit=count)
    vectors = encoder.encode([one.text for one in entries])
    digests = [one.embedded_sha256 for one in entries]
    writer.keep_vectors(encoder.fingerprint, dict(zip(digests, vectors, strict=True)))
    writer.settle(live=[one.id for one in entries])
    return [one.id for one in entries]


def test_some_live_passages_come_with_their_vectors(writer: Writer, archive: Archive) -> None:
    ids = live(writer, 5)
    count, found = live_sample(archive.database, WordEncoder().fingerprint, size=3)

    assert count == 5
    assert 1 <= len(found) <= 3
    assert set(found) <= set(ids)


def test_passages_withdrawn_while_some_are_picked_are_not_among_them(
    writer: Writer, archive: Archive
) -> None:
    ids = live(writer, 5)
    for before in (1, 2):  # nothing is left for the greatest id, and for the first one picked
        writer.settle(live=ids)
        begun = list[str]()

        def withdraw(statement: str, begun: list[str] = begun, before: int = before) -> None:
            begun.append(statement)
            if len(begun) == before + 1:
                writer.settle(gone=ids)

        with archive.database.reading() as connection:
            connection.set_trace_callback(withdraw)
            count, found = live_sample(archive.database, WordEncoder().fingerprint, size=3)
            connection.set_trace_callback(None)

        assert (count, found) == (5, {})
