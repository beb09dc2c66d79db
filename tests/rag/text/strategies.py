"""Texts such as newsrooms hold, for laws."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = (
    *(
        "Estonia",
        "said",
        "guarantees",
        "U.S.",
        "Sen.",
        "J.D.",
        "No.",
        "10",
        "(AP)",
        "—",
        "1.",
        "a)",
    ),
    *(
        "“We",
        "will",
        "not.”",
        '"Never,"',
        "Tallinn’s",
        "he’d",
        "”",
        "“",
        "(",
        ")",
        "'",
        "...",
        "?!",
    ),
    *("café", "cafe\u0301", "zal\u0316\u0301\u0302go", "😀", "👩‍👩‍👧", "🇪🇪🇱🇻", "𝒜stral", "x" * 130),
    *("他说", "“我们不会去。”", "ニュース", "한국어", "ภาษาไทย", "กี่", "हिन्दी", "مرحبا؟", "ё"),
    *("\u200b", "\u202e", "\u00ad"),
)
GAPS = (" ", " ", " ", " ", "\n", "\n\n", "\r\n", "\u00a0", "  ", "\t", "\u2028", "\u3000")

words = st.sampled_from(WORDS)
news = st.lists(st.tuples(words, st.sampled_from(GAPS)), max_size=80).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
repeated = st.tuples(news, st.integers(1, 4)).map(lambda pair: pair[0] * pair[1])
texts = st.one_of(news, repeated, st.text(max_size=300))
