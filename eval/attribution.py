"""How well who-said-what is found: our marks against marks made by hand (as PolNeAR's are).

Run it: ``python -m eval.attribution ARTICLES ATTRIBUTIONS``. Both are JSON lines,
gzipped or not: articles of ``id`` and ``body``; attributions of ``article_id``, ``content`` and
``source`` (each with ``spans`` of code points in the body, and ``text``) and perhaps a ``split``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from eval.measures.attributed import Attribution, Tally, tally
from rag.attribution import statements
from rag.domain import Span
from rag.errors import EvalError
from rag.text.sentences import sentences

Line = TypeVar("Line", bound=BaseModel)


class _Part(BaseModel):
    spans: list[tuple[int, int]] = Field(default_factory=list)
    text: str = ""


class _Attribution(BaseModel):
    article_id: str
    split: str = ""
    source: _Part | None = None
    content: _Part


class _Article(BaseModel):
    id: str
    body: str


def texts(file: Path) -> dict[str, str]:
    """Return id -> body. Raises EvalError if a line is not an article, or the file not there."""
    return {one.id: one.body for one in _read(file, _Article)}


def attributions(file: Path, bodies: Mapping[str, str]) -> dict[tuple[str, str], list[Attribution]]:
    """Return (split, article id) -> its attributions, of articles that are there.

    Raises EvalError if a line is not an attribution, or marks what its article has not.
    """
    found = defaultdict[tuple[str, str], list[Attribution]](list)
    for one in _read(file, _Attribution):
        body = bodies.get(one.article_id)
        if body is None or not one.content.spans:
            continue
        if max(end for _, end in one.content.spans) > len(body):
            raise EvalError(f"{file}: a mark lies outside the text of article {one.article_id!r}")
        content = tuple(Span(*span) for span in one.content.spans)
        source = one.source.text if one.source else ""
        found[one.split, one.article_id].append(Attribution(content, source))
    return dict(found)


def table(
    bodies: Mapping[str, str], marked: Mapping[tuple[str, str], Sequence[Attribution]]
) -> dict[str, Tally]:
    """Return a tally for each split, and for what of it is quoted and what is not.

    Of a part no precision is told: what was found beside it may be the other part's.
    """
    rows = defaultdict[str, Tally](Tally)
    for (split, id_), wanted in marked.items():
        body = bodies[id_]
        spans = sentences(body)
        found = statements(body, spans)
        name = split or "all"
        rows[name] += tally(wanted, found, spans)
        for part, quoted in (("quoted", True), ("not quoted", False)):
            own = [one for one in wanted if one.is_quoted(body) == quoted]
            row = tally(own, found, spans)
            rows[f"{name}, {part}"] += replace(row, sentences_found=0, characters_found=0)
    return dict(sorted(rows.items()))


def lines(rows: Mapping[str, Tally]) -> list[str]:
    """Return the table as text, one line a row."""
    names = list(Tally().shares())
    shown = [f"{'':20}{'marked':>8}" + "".join(f"{name:>20}" for name in names)]
    for name, row in rows.items():
        shares = row.shares().values()
        cells = (f"{'-' if share is None else format(share, '.3f'):>20}" for share in shares)
        shown.append(f"{name:20}{row.attributions:8}" + "".join(cells))
    return shown


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table, or with ``--json`` counts and shares; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.attribution",
        description="Measure who-said-what against marks made by hand, as PolNeAR's are.",
        epilog="Exit codes: 0 done, 1 a file that cannot be read, 2 usage.",
    )
    parser.add_argument("articles", type=Path, help="JSON lines of id and body, gzipped or not")
    parser.add_argument(
        "attributions", type=Path, help="JSON lines of article_id, content and source"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(arguments)
    try:
        bodies = texts(given.articles)
        rows = table(bodies, attributions(given.attributions, bodies))
    except EvalError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    shown = {
        name: {**row.shares(), "attributions": row.attributions, "named": row.named}
        for name, row in rows.items()
    }
    sys.stdout.write((json.dumps(shown) if given.json else "\n".join(lines(rows))) + "\n")
    return 0


def _read(file: Path, kind: type[Line]) -> Iterator[Line]:
    try:
        raw = file.read_bytes()
        raw = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
    except (OSError, EOFError) as error:
        raise EvalError(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(raw.splitlines(), start=1):
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            raise EvalError(f"{file}:{number} is not as expected: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
