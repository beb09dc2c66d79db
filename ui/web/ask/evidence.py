"""The evidence beside an answer: a card a citation, its exact words marked in their paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from rag.domain import Citation, NewsTime, Revision, Span
from rag.text.paragraphs import paragraph_of
from ui.export import permalink
from ui.people.reopen import Standing
from ui.web import links, when
from ui.web.escape import attribute, escape, filled, isolated, language_of, plain
from ui.web.publisher import publisher
from ui.web.texts import say

_AROUND = 480  # code points of a paragraph shown on either side of the quotation
_STAND_IN = 9  # words of a text that stand in for a title it does not have


@dataclass(frozen=True, slots=True)
class View:
    """What a turn is shown with: its number in the conversation, the zone, when it was asked.

    ``standings`` says of a reopened turn's markers what the archive holds today.
    """

    turn: int
    zone: tzinfo
    asked_at: int
    standings: Mapping[int, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation in its paragraph; ``before + quote + after`` stands in the text as it is."""

    before: str
    quote: str
    after: str
    opens: bool  # the paragraph begins with ``before``
    closes: bool  # and ends with ``after``


def excerpt(text: str, span: Span, *, around: int = _AROUND) -> Excerpt:
    """Cut the paragraph of ``span`` out of ``text``, at most ``around`` code points either side."""
    paragraph = paragraph_of(text, span)
    start, end = min(paragraph.start, span.start), max(paragraph.end, span.end)
    left, right = max(start, span.start - around), min(end, span.end + around)
    if left > start:
        left = _next_word(text, left, span.start)
    if right < end:
        right = _last_word(text, span.end, right)
    return Excerpt(
        text[left : span.start], span.of(text), text[span.end : right], left == start, right == end
    )


def headline(revision: Revision) -> str:
    """Return the title on one line, or the first words of the text where there is none."""
    if revision.title and (title := plain(revision.title)):
        return title
    words = plain(revision.text[:400]).split(" ")
    cut = len(words) > _STAND_IN or len(revision.text) > 400
    return " ".join(words[:_STAND_IN]) + ("…" if cut else "")


def card_id(view: View, marker: int) -> str:
    """Return the anchor of a card, unique in the conversation."""
    return f"e{view.turn}-{marker}"


def marker_id(view: View, marker: int) -> str:
    """Return the anchor of a marker's first place in the answer."""
    return f"m{view.turn}-{marker}"


def section(turn: int, question: str, cards: Sequence[str], *, lead: str = "") -> str:
    """Return one turn's evidence; the page shows the last section, or the one picked."""
    count = f' <span class="count">{len(cards)}</span>' if cards else ""
    note = f'<p class="evidence-lead">{escape(lead)}</p>' if lead else ""
    return (
        f'<section class="turn-evidence" id="evidence-{turn}">'
        f'<h2 class="column-title">{escape(say("ask.evidence"))}{count}</h2>'
        f'<p class="for" dir="auto">{escape(plain(question))}</p>'
        f"{note}{''.join(cards)}</section>"
    )


def card(view: View, citation: Citation, *, nearest: bool = False) -> str:
    """Return the card of one citation; ``nearest`` ones stand beside an abstention."""
    passage, revision = citation.passage, citation.passage.revision
    kind = "card nearest" if nearest else "card"
    back = (
        f'<a class="back" href="#{marker_id(view, citation.marker)}"'
        f' title="{attribute(say("ask.back_to_answer"))}">{escape(say("ask.back"))}</a>'
    )
    address = attribute(reading(citation))
    return (
        f'<article class="{kind}" id="{card_id(view, citation.marker)}" tabindex="-1">'
        f'<p class="slug"><span class="badge">[{citation.marker}]</span>'
        f"{publisher(passage.article.publisher)}{_published(view, revision.published)}</p>"
        f'<h3 class="headline" dir="auto"{language_of(revision.language)}>'
        f'<a class="read" href="{address}">{escape(headline(revision))}</a></h3>'
        f"{_byline(view, revision)}{_standing(view, citation)}"
        f"{_paragraph(citation, marked=not nearest)}{_speaker(citation)}{_also_in(citation)}"
        f'<p class="card-foot"><a class="read" href="{address}">{escape(say("ask.read"))}</a>'
        f"{_outside(citation)}{back}</p></article>"
    )


def reading(citation: Citation) -> str:
    """Return the address that opens the article at the quotation."""
    revision = citation.passage.revision
    return permalink.build(
        permalink.Reading(revision.article_id, revision.number, citation.span), "./"
    )


def since(view: View, citation: Citation) -> str:
    """Return what became of a quotation since it was shown, blank where it holds as it did."""
    standing = view.standings.get(citation.marker, Standing.HOLDS)
    return "" if standing is Standing.HOLDS else say(f"since.{standing.value}")


def _published(view: View, published: NewsTime | None) -> str:
    if published is None:
        return f'<span class="date none">{escape(say("ask.undated"))}</span>'
    age = when.age(published, view.asked_at, view.zone)
    return (
        f'<time class="date" datetime="{attribute(when.machine(published, view.zone))}">'
        f"{escape(when.moment_of(published, view.zone))}</time>"
        + (f'<span class="age">{escape(age)}</span>' if age else "")
    )


def _byline(view: View, revision: Revision) -> str:
    parts = []
    if revision.byline and (byline := plain(revision.byline)):
        told = byline.lower().startswith("by ")
        parts.append(isolated(byline if told else say("ask.by", name=byline)))
    if revision.section and (name := plain(revision.section)):
        parts.append(isolated(name))
    parts.extend(escape(note) for note in _history(view, revision))
    joined = '<span class="dot"> · </span>'.join(parts)
    return f'<p class="byline">{joined}</p>' if parts else ""


def _history(view: View, revision: Revision) -> Iterator[str]:
    """Yield what a reader must know of an article that was changed."""
    published, modified = revision.published, revision.modified
    if modified is not None and (published is None or modified.epoch > published.epoch):
        yield say("ask.modified", time=when.moment_of(modified, view.zone))
    if revision.number > 1:
        yield say("ask.version", number=revision.number)
    if revision.valid_to is not None:
        yield say("ask.stood_until", day=when.day(revision.valid_to, view.zone))


def _standing(view: View, citation: Citation) -> str:
    told = since(view, citation)
    return f'<p class="standing">{escape(told)}</p>' if told else ""


def _paragraph(citation: Citation, *, marked: bool) -> str:
    """Return the quotation in its paragraph; what merely lies near is not marked."""
    revision = citation.passage.revision
    cut = excerpt(revision.text, citation.span)
    left = "" if cut.opens else '<span class="cut">… </span>'
    right = "" if cut.closes else '<span class="cut"> …</span>'
    quote = f"<mark>{escape(cut.quote)}</mark>" if marked else escape(cut.quote)
    return (
        f'<p class="passage" dir="auto"{language_of(revision.language)}>'
        f"{left}{escape(cut.before)}{quote}{escape(cut.after)}{right}</p>"
    )


def _speaker(citation: Citation) -> str:
    if not citation.speaker:
        return ""
    name = f"<b>{isolated(plain(citation.speaker))}</b>"
    said = filled(say("ask.said_by"), name=name)
    if citation.cue:
        cue = f'<q class="cue">{escape(plain(citation.cue))}</q>'
        said += f'<span class="dot"> · </span>{filled(say("ask.cue"), words=cue)}'
    return f'<p class="speaker">{said}</p>'


def _also_in(citation: Citation) -> str:
    if not citation.also_in:
        return ""
    names = [
        links.link(
            copy.article.url,
            plain(copy.article.publisher or "") or say("ask.publisher_not_given"),
            words=citation.quote,
        )
        for copy in citation.also_in
    ]
    return f'<p class="also">{filled(say("ask.also_in"), names=", ".join(names))}</p>'


def _outside(citation: Citation) -> str:
    url = links.safe_url(citation.passage.article.url)
    if url is None:
        return f'<span class="no-link">{escape(say("ask.no_link"))}</span>'
    return links.link(url, say("ask.read_at", host=links.host_of(url)), words=citation.quote)


def _next_word(text: str, start: int, limit: int) -> int:
    space = text.find(" ", start - 1, limit)
    return space + 1 if space >= 0 else start


def _last_word(text: str, limit: int, end: int) -> int:
    space = text.rfind(" ", limit, end + 1)
    return space if space >= 0 else end
