from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.web.newsroom import COVERAGE
from tests.ui.web.translated.asked import (
    ESTONIA,
    ZONE,
)
from tests.ui.web.translated.pseudo import OPENS, Known, left
from ui.web import static, when
from ui.web.ask import render
from ui.web.ask import spoken as scripts
from ui.web.ask.exchange import Exchange
from ui.web.frame import filled_head
from ui.web.site import Site


def test_what_stands_on_every_page(sample: Site, known: Known) -> None:
    shown = render.welcome(empty=True) + render.no_evidence() + scripts.spoken(["Harbour Post"])
    shown += filled_head(sample, "ask") + scripts.keys_button()
    shown += render.waiting(Exchange(1, ESTONIA)).thread
    shown += render.waiting(Exchange(1, ESTONIA), 1).thread

    assert left(shown, known) == []
    for key in static.SPOKEN:
        assert f'name="{key.replace(".", "-")}" content="{OPENS}' in static.head()
    assert '<meta name="language" content="qps">' in static.head()


def test_times_are_words_of_the_language_around_numbers() -> None:
    assert when.coverage_line(replace(COVERAGE, start=None), ZONE) == (
        "⟦1⟦,⟧572 articles⟧ · ⟦2 publishers⟧ · ⟦undated⟧"
    )


@pytest.mark.slow
def test_gradio_s_own_parts_are_labelled_in_it(sample: Site, known: Known) -> None:
    from ui.web.ask.examples import Examples
    from ui.web.layout import build

    parts = build(sample, Examples()).config["components"]
    said = [
        value
        for part in parts
        if part["props"].get("visible", True) and part["type"] not in {"state", "navbar"}
        for name, value in part["props"].items()
        if name in {"label", "info", "placeholder", "value"} and isinstance(value, str)
        if name != "label" or part["props"].get("show_label", True)
    ]

    assert any(OPENS in text for text in said)
    assert [one for text in said for one in left(text, known)] == []
