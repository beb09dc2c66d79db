"""Speakers that are not shown."""

from __future__ import annotations

import pytest

from rag.attribution.shown import shown_speaker


@pytest.mark.parametrize("name", ["Its recall", "extended its", "their", "The", "It", "her", "Who"])
def test_an_article_or_a_pronoun_is_no_speaker(name: str) -> None:
    assert shown_speaker(name, "en") is None


@pytest.mark.parametrize(
    "name", ["Margus Tsahkna", "its president", "Their Coach Lind", "police", "her mother", "Les"]
)
def test_others_are_shown(name: str) -> None:
    assert shown_speaker(name, "en-GB") == name
    assert shown_speaker(name, None) == name


def test_in_another_language_a_speaker_has_a_full_name() -> None:
    assert shown_speaker("Les", "fr") is None
    assert shown_speaker("Ada Lind", "fr-FR") == "Ada Lind"
    assert shown_speaker(None, "fr") is None
