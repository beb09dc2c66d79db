"""What a question was understood as, a chip a part: to be checked, changed or taken away; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from rag.question.nouns import Question, Recency
from rag.question.parts import Part
from ui.web import when
from ui.web.ask.exchange import Exchange
from ui.web.ask.limits import dates, languages, named
from ui.web.bus import button
from ui.web.escape import attribute, escape, filled, plain
from ui.web.texts import say

LANGUAGE = "languages"
AS_OF = "as_of"


class Origin(StrEnum):
    """Where a part of a question comes from."""

    READ = "read"  # out of its words
    CARRIED = "carried"  # from the question before
    SET = "set"  # by the reader, in a field
    IGNORED = "ignored"  # it is in the words, and the reader does not want it


@dataclass(frozen=True, slots=True)
class Chip:
    """One part; ``label`` is HTML, ``now`` the values that its editor begins with.

    Without ``editor`` it cannot be changed, and unless ``drops`` it cannot be taken away.
    """

    part: str
    label: str
    origin: Origin
    editor: str = ""
    now: tuple[str, ...] = ()
    drops: bool = True


def chips(exchange: Exchange, zone: tzinfo) -> str:
    """Return the row above an answer, nothing where nothing was understood."""
    answer = exchange.answer
    found = [] if answer is None else [*_chips(answer.question, exchange, zone)]
    if not found:
        return ""
    items = "".join(_item(exchange.number, chip) for chip in found)
    label = f'<li class="label">{escape(say("ask.understood"))}</li>'
    return f'<ul class="understood">{label}{items}</ul>'


def _chips(question: Question, exchange: Exchange, zone: tzinfo) -> Iterator[Chip]:
    yield from _named(question)
    yield from _limits(question, exchange, zone)
    if question.recency is Recency.RECENT:
        yield Chip(Part.RECENCY, escape(say("ask.newest_first")), Origin.READ)
    if exchange.form.as_of.strip():
        day = escape(when.day(question.asked_at, zone))
        yield Chip(AS_OF, _told("ask.as_of_day", day), Origin.SET, AS_OF, (exchange.form.as_of,))
    if question.follow_up_of:
        label = _told("ask.following", named([question.follow_up_of]))
        yield Chip(Part.FOLLOW_UP, label, Origin.READ)
    for part in sorted(question.without):
        label = escape(say(f"ask.ignored_{part}"))
        if part == Part.RECENCY:
            label += _aside(escape(say("ask.best_first")))
        yield Chip(part, label, Origin.IGNORED)


def _named(question: Question) -> Iterator[Chip]:
    speaker, subject = question.speaker, question.subject
    if subject is not None and (speaker is None or _core(subject.text) != _core(speaker.text)):
        label = _told("ask.about", named([subject.text]))
        yield _read(question, Part.SUBJECT, label, "words", (subject.text,))
    if speaker is not None:
        label = _told("ask.speaker", named([speaker.text]))
        yield _read(question, Part.SPEAKER, label, "words", (speaker.text,))
    if question.matter:
        # By itself it is a handful of words ("won Elve Valley election").
        key = "ask.looking_for" if speaker is None else "ask.on"
        label = _told(key, named([question.matter]))
        yield _read(question, Part.MATTER, label, "question", drops=False)
    if question.quoted:
        label = _told("ask.words", named([question.quoted]))
        yield _read(question, Part.QUOTED, label)


def _limits(question: Question, exchange: Exchange, zone: tzinfo) -> Iterator[Chip]:
    filters, form = question.filters, exchange.form
    if filters.publishers:
        label = _told("ask.from_publisher", named(filters.publishers))
        yield _limit(question, Part.PUBLISHERS, label, form.publishers, filters.publishers)
    if filters.languages:
        label = _told("ask.in_language", languages(filters.languages))
        yield Chip(LANGUAGE, label, Origin.SET, LANGUAGE, filters.languages)
    if shown := dates(filters, zone):
        given = [day for day in (form.start, form.end) if day.strip()]
        now = tuple(_day(epoch, zone) for epoch in (filters.start, filters.end))
        label = _told("ask.published", shown)
        if question.dated and not given:
            label += _aside(filled(say("ask.wider"), words=named([question.dated])))
        yield _limit(question, Part.DATES, label, given, now)


def _read(
    question: Question,
    part: Part,
    label: str,
    editor: str = "",
    now: tuple[str, ...] = (),
    *,
    drops: bool = True,
) -> Chip:
    origin = Origin.CARRIED if part in question.carried else Origin.READ
    return Chip(part, label, origin, editor, now, drops)


def _limit(
    question: Question, part: Part, label: str, given: Sequence[str], now: tuple[str, ...]
) -> Chip:
    if given:
        return Chip(part, label, Origin.SET, part, now)
    return _read(question, part, label, part, now)


def _item(number: int, chip: Chip) -> str:
    about = f"{number} {chip.part}"
    said = plain(_plain_label(chip))
    end = ""
    if chip.origin is Origin.IGNORED:
        end = button("ask", "restore", about, "↺", kind="icon", title=say("ask.restore", it=said))
    elif chip.drops:
        end = button("ask", "drop", about, "×", kind="icon", title=say("ask.drop", it=said))
    return f'<li class="chip {chip.origin}">{_body(number, chip)}{end}</li>'


def _body(number: int, chip: Chip) -> str:
    set_by = chip.origin in (Origin.CARRIED, Origin.SET)
    told = _aside(escape(say(f"ask.chip_{chip.origin}"))) if set_by else ""
    label = f"<span>{chip.label}{told}</span>"
    if chip.editor == "question":
        title = attribute(say("ask.edit_about"))
        return (
            f'<button type="button" class="act chip-open" name="ask_edit" value="{number}"'
            f' title="{title}">{label}</button>'
        )
    if not chip.editor:
        return f'<span class="chip-body">{label}</span>'
    now = "".join(f'<i class="now" hidden>{escape(value)}</i>' for value in chip.now)
    change = attribute(say("ask.change"))
    return (
        f'<button type="button" class="chip-open" name="{chip.editor}"'
        f' value="{number} {chip.part}" title="{change}">{label}{now}</button>'
    )


def _plain_label(chip: Chip) -> str:
    return say(f"ask.part_{chip.part}")


def _told(key: str, html: str) -> str:
    return filled(say(key), it=f"<b>{html}</b>")


def _aside(html: str) -> str:
    return f' <span class="told">{html}</span>'


def _core(name: str) -> str:
    return name.casefold().removeprefix("the ")


def _day(epoch: int | None, zone: tzinfo) -> str:
    moment = None if epoch is None else when.local(epoch, zone)
    return "" if moment is None else f"{moment:%Y-%m-%d}"
