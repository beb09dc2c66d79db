from __future__ import annotations

from typing import Any

import pytest
from starlette.requests import Request


def asked(**scope: Any) -> Request:
    return Request({"type": "http", "headers": [(b"dateline.user", b"mallory")], **scope})


@pytest.mark.slow  # importing Gradio takes seconds
def test_who_asks_stands_in_the_scope_and_nowhere_a_reader_can_write() -> None:
    import gradio as gr

    from ui.web.frame import USER, user_of

    assert user_of(None) is None
    assert user_of(gr.Request()) is None
    assert user_of(asked()) is None
    assert user_of(asked(**{USER: "ada"})) == "ada"
    assert user_of(gr.Request(asked(**{USER: "ada"}))) == "ada"
    assert user_of(asked(**{USER: 7})) is None
