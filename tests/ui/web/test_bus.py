from __future__ import annotations

import pytest

from tests.ui.web import reading
from ui.web.bus import Act, button, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drop\tpublisher\t7", Act("drop", "publisher")),
        ("drop\t\t1", Act("drop", "")),
        ("rate\ta\tb\t12", Act("rate", "a\tb")),
        ("", None),
        ("drop", None),
        ("drop\tpublisher\tmany", None),
        ("no verb\tx\t1", None),
    ],
)
def test_what_the_field_says(text: str, expected: Act | None) -> None:
    assert read(text) == expected


def test_a_button_says_what_it_is_about_and_no_more() -> None:
    shown = button("ask", "drop", 'a"><script>', "<b>Drop</b>", kind="chip", title='say "no"')

    assert 'name="ask_drop"' in shown
    assert "<script" not in shown
    assert "<b>" not in shown
    assert reading.inside(shown, "button") == "<b>Drop</b>"
