"""PolNeAR (Newell, Margolin and Ruths, LREC 2018): campaign news with every attribution marked.

Format: github.com/networkdynamics/PolNeAR, README.md: data/metadata.tsv, and for each compartment
(train, dev, test) text/<name>.txt and attributions/<name>_<annotator>.ann in brat's standoff form.
Its corenlp files are not needed. The set asks nothing; ``Who said "..."?`` is made of its quotes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.convert.brat import Event, parse
from eval.convert.rows import Row, checked, files, read_text
from eval.convert.shape import Article, Converted, Evidence, Json, Question, stable_id
from rag.domain import Span
from rag.errors import InputError

WORDS = 8  # fewest words of a quote to ask by: fewer may be anyone's
HELD_OUT = 20  # one article in so many is not in the archive, so that its quotes are absent
METADATA = "metadata.tsv"
_PUBLISHERS = {
    "huff-post": "Huffington Post",
    "breitbart": "Breitbart",
    "nyt": "New York Times",
    "politico": "Politico",
    "wash-post": "Washington Post",
    "west-journal": "Western Journalism",
    "usa-today": "USA Today",
}
_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
_PRONOUNS = frozenset(
    {
        "he",
        "she",
        "they",
        "i",
        "it",
        "we",
        "you",
        "who",
        "him",
        "her",
        "them",
        "this",
        "that",
        "one",
    }
)


class MetadataRow(Row):
    """One article's line of metadata.tsv."""

    compartment: str
    filename: str
    publisher: str
    publication_date: str
    author: str | None = None
    title: str | None = None
    credit: str | None = None
    wire: str | None = None


@dataclass(frozen=True, slots=True)
class _Marked:
    """One article as annotated; ``events`` are those of its first annotator."""

    row: MetadataRow
    id: str
    text: str
    events: tuple[Event, ...]

    @property
    def held_out(self) -> bool:
        return int(stable_id("polnear", self.row.filename)[-8:], 16) % HELD_OUT == 0


def read(places: Sequence[Path]) -> Converted:
    """Read metadata.tsv and the compartments named, or the whole data folder.

    Raises InputError without metadata.tsv.
    """
    into = Converted()
    found = files(places, METADATA, ".txt", ".ann")
    marked = list(_marked(found, into))
    kept = [one for one in marked if not one.held_out]
    for one in kept:
        into.keep(_article(one))
        into.attributions += _attributions(one)
    for one in kept:
        for event, quote, speaker in _quotes(one):
            into.ask(f"{one.row.filename} {event.id}", _who_said(one, event, quote, speaker))
    for one in marked:
        if one.held_out:
            _ask_absent(one, [other.text for other in kept], into)
    return into


def _marked(found: Sequence[Path], into: Converted) -> Iterator[_Marked]:
    texts = {path.stem: path for path in found if path.suffix == ".txt"}
    annotations = dict[str, Path]()
    for path in sorted(p for p in found if p.suffix == ".ann"):
        annotations.setdefault(path.stem.rpartition("_")[0], path)
    for name in annotations.keys() - texts.keys():
        into.refuse(annotations[name].name, "E_FIELD", f"there is no {name}.txt")
    known = _metadata(found, into)
    for name, path in sorted(texts.items()):
        if name not in known:
            into.refuse(path.name, "E_FIELD", f"{METADATA} does not name it")
        elif (text := read_text(path, into)) is not None:
            if not text.strip():
                into.refuse(path.name, "E_EMPTY", "the article has no text")
                continue
            yield _Marked(
                known[name], f"polnear-{name}", text, _events(annotations.get(name), text, into)
            )


def _metadata(found: Sequence[Path], into: Converted) -> Mapping[str, MetadataRow]:
    paths = [path for path in found if path.name == METADATA]
    if not paths:
        raise InputError(
            f"there is no {METADATA} among the files", hint=f"Name data/{METADATA} as well."
        )
    known = dict[str, MetadataRow]()
    for path in paths:
        lines = (read_text(path, into) or "").splitlines()
        table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        for number, raw in enumerate(table, start=2):
            if row := checked(f"{path.name}:{number}", raw, MetadataRow, into):
                known[row.filename] = row
    return known


def _events(path: Path | None, text: str, into: Converted) -> tuple[Event, ...]:
    if path is None or (annotations := read_text(path, into)) is None:
        return ()
    standoff = parse(annotations, text)
    for number, problem in standoff.problems:
        into.refuse(f"{path.name}:{number}", "E_FIELD", problem)
    return standoff.events


def _article(one: _Marked) -> Article:
    row = one.row
    return Article(
        one.id,
        one.text,
        _known(row.title),
        _PUBLISHERS.get(row.publisher, row.publisher),
        _known(row.author),
        row.publication_date,
        category="politics",
        notes={
            "split": row.compartment,
            "wire": _known(row.wire),
            "credit": _known(row.credit),
        },
    )


def _known(value: str | None) -> str:
    return "" if value in (None, "None", "NA") else value.strip()


def _attributions(one: _Marked) -> Iterator[Json]:
    for number, event in enumerate(one.events):
        yield {
            "id": f"{one.id}#{number}",
            "article_id": one.id,
            "split": one.row.compartment,
            **{
                role.lower(): {
                    "spans": [[span.start, span.end] for span in event.roles[role]],
                    "text": _words(event.roles[role], one.text),
                }
                for role in ("Source", "Cue", "Content")
                if role in event.roles
            },
        }


def _quotes(one: _Marked) -> Iterator[tuple[Event, str, str]]:
    """Yield each event's first long enough quotation of a speaker who is named there."""
    asked = set[str]()
    for event in one.events:
        speaker = _words(event.roles.get("Source", ()), one.text)
        words = speaker.casefold().split()
        if not words or (len(words) == 1 and words[0] in _PRONOUNS):
            continue
        quoted = (
            next(filter(None, found.groups()))
            for span in event.roles.get("Content", ())
            for found in _QUOTED.finditer(span.of(one.text))
        )
        quote = next((q for q in quoted if len(q.split()) >= WORDS and "\n" not in q), None)
        if quote is not None and quote not in asked:
            asked.add(quote)
            yield event, quote, speaker


def _who_said(one: _Marked, event: Event, quote: str, speaker: str) -> Question:
    return Question(
        id=f"{one.id}-{event.id}",
        type="who_said",
        question=_asking(quote),
        answer=speaker,
        evidence=(Evidence(one.id, "gold", quote),),
        notes={"split": one.row.compartment, "published": one.row.publication_date},
    )


def _ask_absent(one: _Marked, archive: Sequence[str], into: Converted) -> None:
    """Ask who said what nobody in the archive said; words that stand there too are not asked."""
    for event, quote, _ in _quotes(one):
        if not any(quote.rstrip(",") in text for text in archive):
            into.ask(
                f"{one.row.filename} {event.id}",
                Question(
                    id=f"{one.id}-{event.id}",
                    type="who_said_absent",
                    question=_asking(quote),
                    answer="",
                    notes={"split": one.row.compartment, "published": one.row.publication_date},
                ),
            )


def _asking(quote: str) -> str:
    return f'Who said "{quote.strip().rstrip(",")}"?'


def _words(spans: Sequence[Span], text: str) -> str:
    return " ... ".join(span.of(text) for span in spans)
