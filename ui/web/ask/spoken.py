"""What the page's scripts say and show: their words, the list of keys, the editors of chips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ui.web.ask.editors import editors
from ui.web.escape import escape
from ui.web.texts import say

SAID: Final = (
    *("copied", "linked", "no_copying", "conversation", "evidence", "question_full"),
    *("next", "busy"),
)
KEYS: Final = (
    ("/", "key_question"),
    ("Enter", "key_ask"),
    ("Esc", "key_stop"),
    ("j k", "key_evidence"),
    ("Enter", "key_read"),
    ("?", "key_keys"),
)


def spoken(publishers: Sequence[str]) -> str:
    """Return all that scripts show, hidden: their texts by name, the keys, the editors of chips.

    ``publishers`` are those that the archive has.
    """
    texts = (f'<span id="say-{name}">{escape(say(f"ask.{name}"))}</span>' for name in SAID)
    return f"<div hidden>{''.join(texts)}</div>{keys()}{editors(publishers)}"


def keys() -> str:
    """Return the list of keys, a dialog that keys.js opens."""
    rows = (
        f"<li>{''.join(f'<kbd>{escape(key)}</kbd>' for key in pressed.split())}"
        f" <span>{escape(say(f'ask.{name}'))}</span></li>"
        for pressed, name in KEYS
    )
    return (
        f'<dialog id="keys" class="sheet"><h2>{escape(say("ask.keys"))}</h2>'
        f'<ul class="keys">{"".join(rows)}</ul><p class="sheet-foot">'
        f'<button type="button" class="close">{escape(say("ask.close"))}</button></p></dialog>'
    )


def keys_button() -> str:
    """Return the button that opens the list of keys."""
    return f'<button type="button" class="show-keys">{escape(say("ask.keys"))}</button>'
