"""Whether an entry's text is the article or only its beginning."""

from __future__ import annotations

import pytest

from ingest.inputs.summary import LONG, SHORT, is_complete, is_summary

SENTENCE = "The harbour board met on Monday and voted to dredge the eastern channel. "
ARTICLE = SENTENCE * (LONG // len(SENTENCE) + 1)
FOOTER = "\n\nThe post Board votes appeared first on Tarn Courier."


@pytest.mark.parametrize(
    "end",
    [
        "…",
        "...",
        "[…]",
        "[&#8230;]".replace("&#8230;", "…"),
        "Read more",
        "Read more »",
        "Continue reading Board votes",
        "Read the full story here.",
        "Weiterlesen",
        "Lire la suite →",
        "Leer más",
        "Loe edasi",
        "Читать далее",
        f"[…]{FOOTER}",
    ],
)
@pytest.mark.parametrize("content", [True, False])
def test_a_text_that_breaks_off_is_a_summary_wherever_it_stands(end: str, content: bool) -> None:
    assert is_summary(f"{ARTICLE}{end}", content=content)


@pytest.mark.parametrize(
    ("text", "content", "summary"),
    [
        ("", True, True),
        (" \n", False, True),
        (ARTICLE, True, False),
        (ARTICLE, False, False),
        (ARTICLE + FOOTER, True, False),
        (SENTENCE * 6, False, True),
        (SENTENCE * 6, True, False),
        ("x" * (SHORT - 1), True, True),
        (ARTICLE + "They could not read more.", True, True),  # costs one page, loses nothing
        (ARTICLE + "Nobody said anything more.", True, False),
    ],
)
def test_a_content_element_is_whole_and_a_short_description_is_not(
    text: str, content: bool, summary: bool
) -> None:
    assert is_summary(text, content=content) is summary


@pytest.mark.parametrize(
    ("text", "content", "complete"),
    [
        (SENTENCE, True, True),
        (f"She said: \u201c{SENTENCE.strip()}\u201d", True, True),
        (SENTENCE + FOOTER, True, True),
        (SENTENCE, False, False),
        (SENTENCE * 5, False, True),
        (SENTENCE + "Read more.", True, False),
        (SENTENCE + "The chair said \u2026", True, False),
        ("The chair said", True, False),
        ("", True, False),
    ],
)
def test_whole_sentences_may_be_all_of_a_short_article(
    text: str, content: bool, complete: bool
) -> None:
    assert is_complete(text, content=content) is complete
