from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from langchain_core.language_models import FakeListChatModel

from rag.compose import compose
from rag.domain import Answered, Coverage, Hit, Sentence
from rag.settings import Settings
from tests.rag.evidence import citation, hit, passage, question

QUOTE = "The harbour reopened on Monday."


def composed(draft: str, *hits: Hit) -> list[Answered]:
    """The answer as it grows by what the model writes beside the quotation of the first hit."""
    quoted = citation(hits[0].passage)
    answer = Answered(
        question(),
        (Sentence(quoted.quote, "archive", (1,)),),
        (quoted,),
        0.9,
        Coverage(1, ("Harbour Post",), None, None),
    )
    return list(compose(FakeListChatModel(responses=[draft]), answer, hits, settings=Settings()))


def test_a_sentence_held_back_is_told_of_with_the_reason(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dateline")
    (answer,) = composed(f"{QUOTE} [1] It has 99 cranes [1].", hit(passage(QUOTE)))

    assert [sentence.by for sentence in answer.sentences] == ["archive", "model"]
    (told,) = caplog.messages
    assert "'It has 99 cranes" in told
    assert "numbers not in what it cites: ['99']" in told


def test_a_sentence_whose_quotation_is_not_exact_is_held_back_with_a_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, "dateline")
    other = passage("Ferries sail again.", id_=2)
    changed = replace(other, revision=replace(other.revision, sha256="0" * 64))

    assert composed("Ferries sail again [2].", hit(passage(QUOTE)), hit(changed)) == []
    (told,) = caplog.messages
    assert f"quotation [2] is not shown: article {other.article.id} revision 1" in told
