"""CSV and its kin, as content systems and spreadsheets export: a row an article."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from ingest.inputs.article import checked
from ingest.inputs.fields import names_text, to_article
from ingest.inputs.options import Item, ReadOptions, made
from rag.domain import Failure, Warn

_SEPARATORS = (",", ";", "\t", "|")


def rows(
    text: str, name: str, options: ReadOptions, warnings: tuple[Warn, ...] = ()
) -> Iterator[Item]:
    """Read one article a row under the names of the first; ``where`` is the row's first line.

    The separator is the one of comma, semicolon, tab and bar that the first line holds most of.
    E_FIELD: no column is a text's, or a row has more cells than there are columns. E_CSV: the
    rest cannot be read as rows.
    """
    yield from made(_rows(text, name, options, warnings), options)


def _rows(
    text: str, name: str, options: ReadOptions, warnings: tuple[Warn, ...]
) -> Iterator[tuple[str, Callable[[], Item]]]:
    csv.field_size_limit(options.limits.record_bytes)  # for the process: csv has no other limit
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            where, line = f"{name}:{line}", reader.line_num + 1
            if not columns:
                columns = [cell.strip() for cell in cells]
                if not names_text(columns, options):
                    said = ", ".join(repr(column)[:40] for column in columns[:12])
                    reason = f"no text among the columns {said}"
                    yield name, partial(Failure, name, "E_FIELD", reason)
                    return
            elif any(cell.strip() for cell in cells):
                yield where, partial(_article, columns, cells, where, options, warnings)
    except csv.Error as error:
        where = f"{name}:{line}"
        yield where, partial(Failure, where, "E_CSV", str(error))


def _article(
    columns: list[str],
    cells: list[str],
    where: str,
    options: ReadOptions,
    warnings: tuple[Warn, ...],
) -> Item:
    if len(cells) > len(columns):
        said = f"{len(cells)} cells in {len(columns)} columns; is a separator not quoted?"
        return Failure(where, "E_FIELD", said)
    found = to_article(dict(zip(columns, cells, strict=False)), where, options)
    if isinstance(found, Failure):
        return found
    return checked(replace(found, warnings=(*warnings, *found.warnings)))
