from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from eval.measures.exactness import is_exact
from tests.eval.scripted import cite, passage

PASSAGE = passage("a", "The ferry sank. Nobody was hurt.")
CITATION = cite(PASSAGE, "Nobody was hurt.")


def test_what_the_archive_holds_is_exact() -> None:
    assert is_exact(CITATION, PASSAGE.revision)


def test_a_quote_that_differs_by_one_character_is_not() -> None:
    assert not is_exact(replace(CITATION, quote="Nobody was Hurt."), PASSAGE.revision)


def test_a_text_changed_after_its_hash_was_taken_is_not() -> None:
    changed = replace(PASSAGE.revision, text="The ferry sank! Nobody was hurt.")

    assert not is_exact(CITATION, changed)


def test_another_text_with_its_own_right_hash_is_not() -> None:
    text = "The ferry sank! Nobody was hurt."
    other = replace(PASSAGE.revision, text=text, sha256=sha256(text.encode()).hexdigest())

    assert not is_exact(CITATION, other)
