"""A conversation as JSON: every answer in its one wire shape, offsets and sha256 with it."""

from __future__ import annotations

import json
from typing import Any, Final

from rag.answer_json import instant
from ui.export.words import Exported
from ui.people.nouns import Feedback
from ui.people.reopen import Reopened
from ui.people.turns import filters_json

FORMAT: Final = "dateline-conversation/1"


def as_json(exported: Exported) -> str:
    """Return the whole conversation; ``start`` and ``end`` count code points of the revision."""
    conversation = exported.conversation
    told = {
        "format": FORMAT,
        "exported_at": instant(exported.at),
        "id": conversation.id,
        "title": conversation.title,
        "created_at": instant(conversation.created_at),
        "changed_at": instant(conversation.changed_at),
        "turns": [_turn(turn) for turn in exported.turns],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _turn(turn: Reopened) -> dict[str, Any]:
    kept = turn.turn
    return {
        "number": kept.number,
        "question": kept.question,
        "asked_at": instant(kept.asked_at),
        "as_of": kept.as_of,
        "filters": filters_json(kept.filters),
        "kept_at": instant(kept.kept_at),
        "damaged": turn.answer is None,
        "answer": dict(kept.answer) or None,
        "understood": dict(kept.understood) or None,
        "standings": {str(marker): one.value for marker, one in turn.standings.items()},
        "feedback": None if kept.feedback is None else _feedback(kept.feedback),
    }


def _feedback(given: Feedback) -> dict[str, str]:
    return {
        "verdict": given.verdict.value,
        "reason": given.reason,
        "given_at": instant(given.given_at),
    }
