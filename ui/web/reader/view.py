"""A whole revision as HTML: what it is, its text with a quotation lit, its other states; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from rag.domain import NewsTime, Revision, Span
from rag.record import Record
from ui.export.permalink import Reading, build
from ui.web import links, when
from ui.web.ask.evidence import headline
from ui.web.escape import attribute, escape, isolated, language_of, plain
from ui.web.publisher import publisher
from ui.web.reader.quoted import quoted
from ui.web.reader.text import body
from ui.web.texts import say


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at: a record, the words to be lit in its shown revision, the reader's zone."""

    record: Record
    span: Span | None
    zone: tzinfo

    @property
    def words(self) -> str:
        """The words to be lit, or nothing."""
        return "" if self.span is None else self.span.of(self.record.shown.text)


def article(sight: Sight) -> str:
    """Return the shown revision, whole, in a frame that names it."""
    return frame(sight, body(sight.record.shown, sight.span) + quoted(sight.record))


def frame(sight: Sight, inner: str) -> str:
    """Return what the article is, its states to choose from, ``inner``, and where else it is."""
    record, shown = sight.record, sight.record.shown
    return (
        f'<header class="reader-head"><p class="slug">{publisher(record.article.publisher)}'
        f"{_time(shown.published, sight.zone)}</p>"
        f'<h2 class="reader-title" dir="auto"{language_of(shown.language)}>'
        f"{escape(headline(shown))}</h2>{_byline(sight)}{_outward(sight)}</header>"
        f"{_states(sight)}{inner}{_foot(sight)}"
    )


def link(to: Reading, label: str, *, kind: str = "read", title: str = "") -> str:
    """Return a link that opens the reader; ``label`` and ``title`` are plain text."""
    told = f' title="{attribute(title)}"' if title else ""
    return f'<a class="{kind}" href="{attribute(build(to, "./"))}"{told}>{escape(label)}</a>'


def state_link(sight: Sight, to: Revision, label: str) -> str:
    """Return a link to another state of the article, the same words lit where it has them once."""
    return link(Reading(to.article_id, to.number, found_in(to, sight.words)), label)


def found_in(revision: Revision, words: str) -> Span | None:
    """Return where ``words`` stand in a revision, if they stand there exactly once."""
    start = revision.text.find(words) if words else -1
    if start < 0 or revision.text.find(words, start + 1) >= 0:
        return None
    return Span(start, start + len(words))


def _time(published: NewsTime | None, zone: tzinfo) -> str:
    if published is None:
        return f' <span class="date none">{escape(say("reader.undated"))}</span>'
    stamp = attribute(when.machine(published, zone))
    return (
        f' <time class="date" datetime="{stamp}">{escape(when.moment_of(published, zone))}</time>'
    )


def _byline(sight: Sight) -> str:
    shown, zone = sight.record.shown, sight.zone
    parts = [isolated(plain(text)) for text in (shown.byline, shown.section) if text]
    if shown.modified is not None and shown.modified != shown.published:
        time = when.moment_of(shown.modified, zone)
        parts.append(escape(say("reader.modified", time=time)))
    dot = '<span class="dot"> · </span>'
    return f'<p class="byline">{dot.join(parts)}</p>' if parts else ""


def _outward(sight: Sight) -> str:
    url = links.safe_url(sight.record.article.url)
    out = ""
    if url is not None:
        label = say("reader.at_publisher", host=links.host_of(url))
        out = links.link(url, label, words=sight.words)
    here = Reading(sight.record.shown.article_id, sight.record.shown.number, sight.span)
    copy = (
        f'<button type="button" class="copy-link" value="{attribute(build(here))}">'
        f"{escape(say('reader.copy_link'))}</button>"
    )
    return f'<p class="outward">{out}{copy}</p>'


def _states(sight: Sight) -> str:
    revisions = sight.record.revisions
    if len(revisions) < 2:
        return ""
    items = "".join(f"<li>{_state(sight, one)}</li>" for one in _by_time(revisions))
    return (
        f'<nav class="states"><p class="label">{escape(say("reader.states"))}</p>'
        f"<ol>{items}</ol></nav>"
    )


def _state(sight: Sight, one: Revision) -> str:
    shown = sight.record.shown
    since = when.day(one.valid_from, sight.zone)
    label = say("reader.state", since=since)
    now = f' <span class="now">{escape(say("reader.in_force"))}</span>' * (one.valid_to is None)
    if one.number == shown.number:
        return f"<b>{escape(label)}</b>{now}"
    compare = link(
        Reading(one.article_id, shown.number, sight.span, one.number), say("reader.compare")
    )
    return f"{state_link(sight, one, label)}{now} {compare}"


def _by_time(revisions: tuple[Revision, ...]) -> list[Revision]:
    return sorted(revisions, key=lambda one: (one.valid_from, one.number))


def _foot(sight: Sight) -> str:
    return f'<footer class="reader-foot">{"".join(_facts(sight))}</footer>'


def _facts(sight: Sight) -> Iterator[str]:
    record, shown = sight.record, sight.record.shown
    if record.prints:
        names = ", ".join(
            link(
                Reading(one.article.id, one.revision.number, found_in(one.revision, sight.words)),
                plain(one.article.publisher or "") or say("article.no_publisher"),
            )
            for one in record.prints
        )
        yield f"<p>{escape(say('reader.also_in'))} {names}</p>"
    retrieved = when.day(shown.retrieved_at, sight.zone)
    yield f"<p>{escape(say('reader.retrieved', day=retrieved))}</p>"
    yield f'<p class="sum">{escape(say("reader.sum", number=shown.number, sum=shown.sha256))}</p>'
