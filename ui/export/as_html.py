"""A conversation as one HTML file: no script, nothing fetched, text of articles escaped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from rag.domain import Answer, Answered, Citation
from ui.export import words
from ui.export.words import Exported
from ui.people.reopen import Reopened
from ui.web import links
from ui.web.ask.why import note
from ui.web.escape import attribute, escape, filled, isolated, language_of, plain
from ui.web.texts import chosen, say

_STYLE = """
body { font: 17px/1.55 Georgia, "Liberation Serif", serif; color: #1d1c1a; background: #fff;
  max-width: 42em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.6em; line-height: 1.2; } h2 { font-size: 1.25em; margin-top: 2.2em; }
.note, .place { color: #5b564f; font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
blockquote { margin: .4em 0; padding: .2em .9em; border-left: 3px solid #8f2a1e;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.credit { margin: 1.2em 0 0; } .standing { color: #8f2a1e; font-weight: bold; }
a { color: #8f2a1e; } .ctl { font: 10px ui-monospace, monospace; border: 1px solid; }
:target { background: #ffeeb0; }
@media print { body { margin: 0; max-width: none; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def as_html(exported: Exported) -> str:
    """Return the whole conversation as one file."""
    title = plain(exported.conversation.title)
    turns = "\n".join("".join(_turn(turn, exported)) for turn in exported.turns)
    return (
        f'<!doctype html>\n<html lang="{attribute(chosen())}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>"
        f'<h1 dir="auto">{escape(title)}</h1><p class="note">{escape(words.lead(exported))}</p>\n'
        f"{turns}\n</body></html>\n"
    )


def _turn(turn: Reopened, exported: Exported) -> Iterator[str]:
    number = turn.turn.number
    question = escape(plain(turn.turn.question))
    yield f'<section id="turn-{number}"><h2 dir="auto">{number}. {question}</h2>'
    if turn.answer is None:
        yield f'<p class="standing">{escape(words.damaged())}</p></section>'
        return
    yield f'<p class="note">{escape(words.asked(turn, exported.zone))}</p>'
    yield from _said(number, turn.answer, exported.zone)
    for citation in words.evidence(turn.answer):
        yield from _evidence(citation, turn, exported)
    yield "</section>"


def _said(number: int, answer: Answer, zone: tzinfo) -> Iterator[str]:
    if not isinstance(answer, Answered):
        yield f"<p><b>{escape(say('export.no_answer'))}</b>"
        yield f" {escape(words.why_not(answer, zone))}</p>"
        if answer.nearest:
            yield f"<p>{escape(say('export.nearest'))}</p>"
        return
    for sentence in answer.sentences:
        markers = "".join(
            f' <a href="#e{number}-{marker}">[{marker}]</a>' for marker in sentence.markers
        )
        whose = f' <span class="note">{escape(say("export.by_model"))}</span>'
        yield (
            f'<p dir="auto">{escape(words.earlier(sentence, answer))}'
            f"{escape(sentence.text)}{markers}"
            f"{whose if sentence.by == 'model' else ''}</p>"
        )
    if answer.note:
        yield f'<p class="note">{note(answer)}</p>'


def _evidence(citation: Citation, turn: Reopened, exported: Exported) -> Iterator[str]:
    revision = citation.passage.revision
    yield (
        f'<div id="e{turn.turn.number}-{citation.marker}"><p class="credit">[{citation.marker}] '
        f"{isolated(words.credit(citation, exported.zone))}</p>"
        f'<blockquote dir="auto"{language_of(revision.language)}'
        f' cite="{attribute(links.safe_url(citation.passage.article.url) or "")}">'
        f"{escape(citation.quote)}</blockquote>"
    )
    if citation.speaker:
        name = isolated(plain(citation.speaker))
        yield f'<p class="note">{filled(say("ask.said_by"), name=name)}</p>'
    if told := words.standing(turn.standings.get(citation.marker)):
        yield f'<p class="standing">{escape(told)}</p>'
    yield f'<p class="place">{_link(citation)}{escape(words.place(citation))}.</p>'
    if copies := words.also_in(citation):
        yield f'<p class="place">{isolated(copies)}</p>'
    yield "</div>"


def _link(citation: Citation) -> str:
    url = links.safe_url(citation.passage.article.url)
    if url is None:
        return ""
    label = say("export.read_at", host=links.host_of(url))
    return links.link(url, label, words=citation.quote) + ". "
