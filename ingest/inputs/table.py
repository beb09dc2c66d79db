"""CSV and its kin, as content systems and spreadsheets export: a row an article."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from ingest.inputs.article import checked
from ingest.inputs.charset import Decoded
from ingest.inputs.fields import names_text, to_article
from ingest.inputs.options import Item, ReadOptions, made
from rag.domain import Failure

_SEPARATORS = (",", ";", "\t", "|")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SAID = re.compile(r'"?sep=([,;|:^~\t])"?\s*?[\r\n]')  # Excel's own first line


def rows(decoded: Decoded, name: str, options: ReadOptions) -> Iterator[Item]:
    """Read one article a row under the names of the first; ``where`` is the row's first line.

    The separator is what a first line ``sep=;`` names, else the one of comma, semicolon, tab and
    bar that the first line holds most of. What is doubtful of the file's bytes is said once.
    E_FIELD: no column is a text's, or a row has more cells than there are columns. E_CSV: the
    rest cannot be read as rows.
    """
    steps = _rows(decoded.text, name, options)
    yield from made(chain(decoded.doubts(name), steps), options)


def _rows(text: str, name: str, options: ReadOptions) -> Iterator[tuple[str, Callable[[], Item]]]:
    csv.field_size_limit(options.limits.record_bytes)  # for the process: csv has no other limit
    first = re.match(r"[^\r\n]*", text)
    said = _SAID.match(text)
    separator = said[1] if said else max(_SEPARATORS, key=(first[0] if first else "").count)
    reader = csv.reader(lines(text), delimiter=separator, strict=True)
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            where, line = f"{name}:{line}", reader.line_num + 1
            if not columns:
                if said and line == 2:
                    continue
                columns = [cell.strip() for cell in cells]
                if not names_text(columns, options):
                    shown = ", ".join(repr(column)[:40] for column in columns[:12])
                    reason = f"no text among the columns {shown}; is the first row their names?"
                    yield name, partial(Failure, name, "E_FIELD", reason)
                    return
            elif any(cell.strip() for cell in cells):
                yield where, partial(_article, columns, cells, where, options)
    except csv.Error as error:
        where = f"{name}:{line}"
        reason = f"{error}; no row after this one is read"
        yield where, partial(Failure, where, "E_CSV", reason)


def lines(text: str) -> Iterator[str]:
    """Yield lines with their ending; io.StringIO would hold four bytes a character besides."""
    return (found[0] for found in _LINE.finditer(text))


def _article(
    columns: list[str],
    cells: list[str],
    where: str,
    options: ReadOptions,
) -> Item:
    if len(cells) > len(columns):
        said = f"{len(cells)} cells in {len(columns)} columns; is a separator not quoted?"
        return Failure(where, "E_FIELD", said)
    found = to_article(dict(zip(columns, cells, strict=False)), where, options)
    return found if isinstance(found, Failure) else checked(found)
