"""The laws over what hypothesis makes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.laws import LAWS
from tests.rag.text.strategies import texts

PIECES = st.sampled_from(
    [
        *(
            "<item>",
            "</item>",
            "<rss>",
            "<p>",
            "<![CDATA[",
            "]]>",
            "&#0;",
            "&lt;",
            "<!--",
            "<a href='",
        ),
        *('{"body":', '"title":', '"\\ud800"', "[", "]", "}", "NaN", "1e999", "\\u0000", '""', ":"),
        *(
            "---\n",
            "+++\n",
            "date: ",
            '"',
            ",",
            ";",
            "\t",
            "\r\n",
            "\n\n",
            "\0",
            "\x1b[31m",
            "\ufeff",
        ),
        *("2026-13-45", "31 February", "last week", "24:00", "+14:00", "0001", "١٢", "and Latvia?"),
        *(
            "what did Estonia say about ",
            "who said “",
            "in March 2024",
            "since ",
            "’",
            "…",
            "\u202e",
        ),
    ]
)
MADE = st.lists(PIECES | texts, max_size=30).map(lambda parts: "".join(parts).encode())


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=60)
@given(data=MADE | st.binary(max_size=300))
def test_a_law_holds_for_any_bytes(law: str, data: bytes) -> None:
    LAWS[law](data)
