"""The archive's own file damaged: refused in one line, or what is quoted is still exact."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path
from random import Random

import pytest

from rag.archive.archive import FILE, Archive
from rag.domain import Answer, Answered
from rag.errors import ArchiveError
from rag.ports import Encoder
from rag.question.nouns import Filters
from rag.settings import Settings
from rag.wiring import open_desk
from tests.faults.damage import DAMAGES
from tests.faults.kit import FAULTS

pytestmark = pytest.mark.slow

QUESTIONS = (
    "What did Estonia say about guarantees?",
    "How many people died in the Elve flood?",
    "Who launched Kittiwake?",
)


@pytest.fixture(scope="module")
def texts(sample_home: Path) -> dict[tuple[str, int], str]:
    """Every text as it was kept: (article id, revision) -> text."""
    connection = sqlite3.connect(sample_home / FILE)
    rows = connection.execute(
        "SELECT article.id, number, text FROM revision JOIN article ON article.pk = article"
    ).fetchall()
    connection.close()
    return {(id_, number): text for id_, number, text in rows}


def asked(settings: Settings, encoder: Encoder) -> tuple[ArchiveError | None, list[Answer]]:
    """Ask what there is to ask; an archive that is refused answers nothing."""
    try:
        with open_desk(settings, encoder=encoder) as desk:
            answers = [desk.ask(question) for question in QUESTIONS]
            desk.status()
    except ArchiveError as error:
        return error, []
    return None, answers


@pytest.mark.parametrize("number", range(FAULTS * 2))
def test_a_damaged_archive_is_refused_in_one_line_or_quoted_exactly(
    own_home: Path,
    sample_settings: Settings,
    encoder: Encoder,
    texts: dict[tuple[str, int], str],
    number: int,
) -> None:
    settings = sample_settings.model_copy(update={"home": own_home})
    how = DAMAGES[number % len(DAMAGES)]
    how(own_home / FILE, Random(number))

    refusal, answers = asked(settings, encoder)

    assert refusal is None or (refusal.hint and "\n" not in str(refusal))

    quoted = [
        (citation, texts[citation.passage.article.id, citation.passage.revision.number])
        for answer in answers
        if isinstance(answer, Answered)
        for citation in answer.citations
    ]

    assert all(citation.span.of(text) == citation.quote for citation, text in quoted)


@pytest.mark.parametrize("number", range(FAULTS * 2))
def test_a_bit_that_a_disk_flips_anywhere_is_said_at_the_start(own_home: Path, number: int) -> None:
    file = own_home / FILE
    before, content = file.stat(), bytearray(file.read_bytes())
    chance = Random(number)
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    with pytest.raises(ArchiveError, match="is damaged") as said:
        Archive.open(own_home)

    assert said.value.hint
    assert "\n" not in str(said.value)


def test_a_text_that_changed_is_never_quoted_which_is_said_and_the_others_still_are(
    own_home: Path,
    sample_settings: Settings,
    encoder: Encoder,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, "dateline")
    settings = sample_settings.model_copy(update={"home": own_home})
    with open_desk(settings, encoder=encoder) as desk:
        (first, *_) = answered(desk.ask(QUESTIONS[0])).citations
    damaged = first.passage.article.id
    file = own_home / FILE
    content, quoted = file.read_bytes(), first.quote.encode()
    changed = bytes([quoted[-1] ^ 1])  # one bit of the last letter or mark

    assert content.count(quoted) == 1

    file.write_bytes(content.replace(quoted, quoted[:-1] + changed))
    with open_desk(settings, encoder=encoder) as desk:
        answer = desk.ask(QUESTIONS[0])
        (whole, *_) = (h for h in desk.search(QUESTIONS[0]) if h.passage.article.id != damaged)
        only = Filters(articles=frozenset({whole.passage.article.id}))
        unharmed = desk.ask(QUESTIONS[0], filters=only)

    cited = answer.citations if isinstance(answer, Answered) else ()
    said, unsaid = (
        one.note if isinstance(one, Answered) else one.reason.text for one in (answer, unharmed)
    )

    assert "damaged" in said
    assert "`dateline doctor`" in said
    assert f"article {damaged} revision 1 is damaged" in caplog.text
    assert "damaged" not in unsaid
    assert first.passage.revision.sha256 not in {c.passage.revision.sha256 for c in cited}


def answered(answer: Answer) -> Answered:
    assert isinstance(answer, Answered)
    return answer
