"""Chroma's files damaged in every way: the process lives, answers, and a rebuild mends it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from ingest.rebuild import rebuild
from rag.adapters.chroma_seal import SEAL
from rag.archive.archive import Archive
from rag.domain import Answered
from rag.ports import Encoder
from rag.progress import Silent
from rag.settings import Settings
from rag.wiring import open_desk, open_for_reading
from tests.faults.damage import DAMAGES
from tests.faults.kit import FAULTS
from tests.rag.archive.stories import ANY

pytestmark = pytest.mark.slow

QUESTION = "What did Estonia say about guarantees?"
IN_TEN = 10  # nearest in which a passage must find itself


def damaged(home: Path, number: int) -> str:
    """Damage one of the index's files and return which and how; a third of them has no seal."""
    chance = Random(number)
    (folder,) = (home / "index").iterdir()
    if number // len(DAMAGES) % 3 == 0:  # as an older Dateline left it, or a killed ingest
        (folder / SEAL).unlink()
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    path = chance.choice(files)
    how = DAMAGES[number % len(DAMAGES)]
    how(path, chance)
    return f"{how.__name__} {path.name}"


@pytest.mark.parametrize("number", range(FAULTS))
def test_whatever_befalls_an_index_it_is_answered_for_and_made_anew_without_embedding(
    own_home: Path, sample_settings: Settings, encoder: Encoder, number: int
) -> None:
    settings = sample_settings.model_copy(update={"home": own_home})
    done = damaged(own_home, number)

    with open_desk(settings, encoder=encoder) as desk:
        answer = desk.ask(QUESTION)

        assert isinstance(answer, Answered), done
        assert len([hit for hit in desk.search("guarantees", k=50) if hit.dense]) > 10, done

        result = rebuild(settings, encoder=encoder, progress=Silent())

        assert result["embedded"] == 0, done
        assert unfound(settings, encoder, desk.archive.allowed_ids(ANY, None)) == [], done


def unfound(settings: Settings, encoder: Encoder, ids: list[int]) -> list[int]:
    """The passages that are not among the nearest of their own vectors, nor a twin of theirs."""
    archive = Archive.open(settings.home)
    index = open_for_reading(settings, archive, encoder)
    try:
        vectors = archive.vectors(encoder.fingerprint, ids)
        assert len(vectors) == index.count()
        return [
            id_
            for id_, vector in vectors.items()
            if not any(
                other == id_ or cosine > 0.9999 for other, cosine in index.nearest(vector, k=IN_TEN)
            )
        ]
    finally:
        index.close()
        archive.close()
