"""A question asked again as the reader corrects its reading: a part away, back, another; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.question.nouns import Filters
from rag.question.parts import IGNORABLE, Part
from rag.question.reworded import reworded
from ui.web.ask.chips import AS_OF, LANGUAGE
from ui.web.ask.exchange import Exchange
from ui.web.ask.form import Form

_NOTHING = Filters()


@dataclass(frozen=True, slots=True)
class Again:
    """What to ask in the place of a turn; ``without`` as the desk takes it."""

    text: str
    form: Form
    without: frozenset[str] | None


def unchanged(exchange: Exchange) -> Again:
    """Return the turn's question as it was asked."""
    asked = exchange.without if exchange.answer is None else _without(exchange)
    return Again(exchange.text, exchange.form, asked)


def dropped(exchange: Exchange, part: str) -> Again:
    """Return the question without a part, whether it was read from its words or set in a field."""
    form = _cleared(exchange.form, part)
    ignored = {Part(part)} & IGNORABLE if _is_read(exchange, part) else set()
    return Again(exchange.text, form, _without(exchange) | ignored)


def restored(exchange: Exchange, part: str) -> Again:
    """Return the question with a part that was ignored."""
    return Again(exchange.text, exchange.form, _without(exchange) - {part})


def changed(exchange: Exchange, part: str, values: Sequence[str]) -> Again:
    """Return the question with other values for a part; none at all take it away."""
    given = tuple(value.strip() for value in values if value.strip())
    if not given:
        return dropped(exchange, part)
    form, without = exchange.form, _without(exchange)
    match part:
        case Part.PUBLISHERS:
            return Again(exchange.text, replace(form, publishers=given), without)
        case Part.DATES:
            start, end = (*(value.strip() for value in values), "", "")[:2]
            return Again(exchange.text, replace(form, start=start, end=end), without)
        case Part.SUBJECT | Part.SPEAKER:
            whole = exchange.answer.question.text if exchange.answer else exchange.text
            text = reworded(whole, Part(part), given[0])
            return Again(text, form, without - {Part.FOLLOW_UP})
    if part == LANGUAGE:
        return Again(exchange.text, replace(form, languages=given), without)
    if part == AS_OF:
        return Again(exchange.text, replace(form, as_of=given[0]), without)
    return unchanged(exchange)


def _without(exchange: Exchange) -> frozenset[str]:
    if exchange.answer is not None:
        return exchange.answer.question.without
    return exchange.without or frozenset()


def _is_read(exchange: Exchange, part: str) -> bool:
    """Whether the words would put a part back where its field is cleared."""
    if part not in frozenset(Part):
        return False
    inferred = exchange.answer.question.inferred if exchange.answer else _NOTHING
    if part == Part.PUBLISHERS:
        return bool(inferred.publishers)
    if part == Part.DATES:
        return inferred.start is not None or inferred.end is not None
    return True


def _cleared(form: Form, part: str) -> Form:
    match part:
        case Part.PUBLISHERS:
            return replace(form, publishers=())
        case Part.DATES:
            return replace(form, start="", end="")
    if part == LANGUAGE:
        return replace(form, languages=())
    return replace(form, as_of="") if part == AS_OF else form
