"""Parquet, as data desks export and datasets are shared: a row an article, under JSON's names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from ingest.inputs import charset
from ingest.inputs.article import checked
from ingest.inputs.fields import names_text, to_article
from ingest.inputs.options import Item, ReadOptions, made
from rag.domain import Failure, Warn

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 64  # rows held at once: articles may be long
_PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def rows(data: bytes, name: str, options: ReadOptions) -> Iterator[Item]:
    """Yield one article a row, row groups one by one; ``where`` is ``name#n``, n the row from 1.

    A column's time is read by its own zone, a zoneless one in ``options.zone``. E_EXTRA: pyarrow
    is not installed. E_PARQUET: damaged, rows before that are in. E_FIELD: no column is a text's,
    or a row has none. Raises MemoryError for columns that unpack to more than there is.
    """
    try:
        import pyarrow as pa
    except ImportError:
        hint = "reading Parquet needs an extra: pip install 'dateline[parquet]'"
        yield Failure(name, "E_EXTRA", hint)
        return
    number = 0
    try:
        for item in made(_steps(data, name, options), options):
            number += 1
            yield item
    except MemoryError:
        raise
    except (pa.ArrowException, OSError, OverflowError, ValueError) as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        yield Failure(name, "E_PARQUET", f"damaged after {number:,} rows: {said[0][:200]}")
        return
    if not number:
        yield Failure(name, "E_EMPTY", "the table has no rows")


def _steps(
    data: bytes, name: str, options: ReadOptions
) -> Iterator[tuple[str, Callable[[], Item]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False)
    schema = whole.schema_arrow
    if not names_text(schema.names, options):
        yield name, partial(Failure, name, "E_FIELD", _no_text(schema.names))
        return
    number = 0
    for batch in whole.iter_batches(batch_size=_ROWS, use_threads=False):
        for record in _records(batch):
            number += 1
            where = f"{name}#{number}"
            yield where, partial(_article, record, where, options)


def _no_text(columns: list[str]) -> str:
    return f"no text among the columns {', '.join(repr(column)[:40] for column in columns[:12])}"


def _records(batch: pa.RecordBatch) -> Iterator[dict[str, object]]:
    columns = [_values(column) for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(batch.schema.names, values, strict=True))


def _values(column: pa.Array) -> list[object]:
    """Return a column's values as JSON would have them; texts as bytes, times as Python's own."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if types.is_timestamp(kind) or types.is_date64(kind):
        unit = getattr(kind, "unit", "ms")
        zone = UTC if getattr(kind, "tz", None) else None
        day = types.is_date64(kind)
        return [_time(value, unit, zone, day=day) for value in column.cast(pa.int64()).to_pylist()]
    if types.is_date32(kind):
        days = column.cast(pa.int32()).to_pylist()
        return [_time(value, "days", None, day=True) for value in days]
    if types.is_string(kind):
        column = column.cast(pa.binary())  # it may not be UTF-8, whatever its type says
    elif types.is_large_string(kind):
        column = column.cast(pa.large_binary())
    return [_plain(value) for value in column.to_pylist()]


def _time(value: int | None, unit: str, zone: tzinfo | None, *, day: bool) -> object:
    """Return whole seconds (rounded down), or words that are no time where Python has none."""
    if value is None:
        return None
    seconds = value * 86_400 if unit == "days" else value // _PER_SECOND[unit]
    try:
        time = datetime(1970, 1, 1, tzinfo=zone) + timedelta(seconds=seconds)
    except OverflowError:
        return f"{value} {unit} from 1970"
    return time.date() if day else time


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    return None if isinstance(value, float) and math.isnan(value) else value


def _article(record: dict[str, object], where: str, options: ReadOptions) -> Item:
    doubts: list[Warn] = []
    limit = options.limits.record_bytes
    for column, value in record.items():
        if isinstance(value, bytes):
            if len(value) > limit:
                return Failure(where, "E_TOO_LONG", f"{column[:40]!r} has over {limit:,} bytes")
            try:
                decoded = charset.decode(value)
            except charset.UnreadableError as error:
                return Failure(where, "E_CHARSET", str(error))
            record[column] = decoded.text
            doubts += decoded.warnings
    made = to_article(record, where, options)
    if isinstance(made, Failure):
        return made
    return checked(replace(made, warnings=(*doubts, *made.warnings)))
