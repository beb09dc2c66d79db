"""Parquet: rows are articles as JSON's records are, whatever types their columns have."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.inputs.options import InputFile, ReadOptions
from ingest.inputs.read import read
from ingest.sandbox import open_parser
from rag.domain import Failure, IncomingArticle, Precision
from rag.settings import Limits, Parsing
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import codes, failure, only, warned
from tests.ingest.inputs.test_read import STDIN


def parquet(columns: dict[str, object], **how: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **how)
    return out.getvalue()


def one(column: str, value: object, type_: object) -> bytes:
    return parquet({"body": ["Words."], column: pa.array([value], type_)})


@pytest.mark.parametrize("packing", ["snappy", "gzip", "zstd", "brotli", "none"])
def test_a_row_is_an_article(read_bytes: ReadBytes, packing: str) -> None:
    content = parquet({"headline": ["A", "B"], "body": ["One.", "Two."]}, compression=packing)

    items = read_bytes("a.parquet", content)

    assert codes(items) == [("a.parquet#1", "in"), ("a.parquet#2", "in")]
    assert [a.title for a in items if isinstance(a, IncomingArticle)] == ["A", "B"]


def test_row_groups_are_read_one_after_another(read_bytes: ReadBytes) -> None:
    content = parquet({"body": [f"Story {n}." for n in range(300)]}, row_group_size=70)

    assert codes(read_bytes("a.pq", content)) == [(f"a.pq#{n}", "in") for n in range(1, 301)]


def test_standard_input_may_be_parquet(options: ReadOptions) -> None:
    assert only(read(STDIN, options, io.BytesIO(parquet({"body": ["One."]})))).where == "-#1"


AT = datetime(2026, 2, 10, 7, 15, 30, 999_000, tzinfo=UTC)
EPOCH = int(AT.timestamp())


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Tallinn", "+05:30"])
def test_a_zoned_time_is_its_instant_to_the_second(
    read_bytes: ReadBytes, unit: str, zone: str
) -> None:
    value = AT.replace(microsecond=0) if unit == "s" else AT

    article = only(read_bytes("a.pq", one("published_at", value, pa.timestamp(unit, tz=zone))))

    assert article.published is not None
    assert (article.published.epoch, article.published.precision) == (EPOCH, Precision.SECOND)


def test_a_bare_time_and_a_day_are_read_in_the_zone_given(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    tallinn = replace(options, zone=ZoneInfo("Europe/Tallinn"))
    bare = one("published_at", datetime(2026, 2, 10, 9, 15, 30), pa.timestamp("us"))
    days = [one("date", date(2026, 2, 10), kind) for kind in (pa.date32(), pa.date64())]

    time = only(read_bytes("a.pq", bare, tallinn)).published
    found = [only(read_bytes("b.pq", content, tallinn)).published for content in days]

    assert time is not None
    assert time.epoch == EPOCH
    assert [(day.epoch, day.precision) for day in found if day] == [
        (1_770_674_400, Precision.DAY)
    ] * 2


@pytest.mark.parametrize(
    ("raw", "kind", "expected"),
    [
        (-1_500, pa.timestamp("ms", tz="UTC"), -2),  # before 1970, rounded down
        (2**62, pa.timestamp("us"), None),
        (-(2**62), pa.timestamp("ms", tz="UTC"), None),
        (2**31 - 1, pa.date32(), None),
    ],
)
def test_times_at_the_ends_are_read_or_warned_of(
    read_bytes: ReadBytes, raw: int, kind: object, expected: int | None
) -> None:
    article = only(read_bytes("a.pq", one("published_at", raw, kind)))

    assert (article.published.epoch if article.published else None) == expected
    assert warned(article) == ([] if expected is not None else ["W_DATE"])


def test_columns_of_every_type_that_exports_have(read_bytes: ReadBytes) -> None:
    content = parquet(
        {
            "body": pa.array(["Words."], pa.large_string()),
            "id": pa.array([Decimal("4711")], pa.decimal128(10)),
            "authors": [["Ina Koppel", "Jaan Saar"]],
            "publisher": [{"name": "Courier", "id": 3}],
            "section": pa.array(["News"]).dictionary_encode(),
            "title": pa.array([b"T\xf5de"], pa.binary()),
            "link": pa.array([float("nan")]),
            "language": pa.array([None], pa.null()),
        }
    )

    article = only(read_bytes("a.pq", content))

    assert (article.text, article.external_id, article.byline) == (
        *("Words.", "4711", "Ina Koppel, Jaan Saar"),
    )
    assert (article.publisher, article.section, article.title) == ("Courier", "News", "Tõde")
    assert (article.url, article.language) == (None, None)


def test_a_text_that_is_not_utf_8_costs_nothing_but_itself(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    lied = pa.array([b"Caf\xc3", b"+/v8-", b"x" * 99, b"Fine."], pa.binary()).view(pa.string())
    tight = replace(options, limits=Limits(record_bytes=50))

    assert codes(read_bytes("a.pq", parquet({"body": lied}), tight)) == [
        *(("a.pq#1", "in"), ("a.pq#2", "E_CHARSET"), ("a.pq#3", "E_TOO_LONG"), ("a.pq#4", "in")),
    ]


def test_rows_without_a_text_and_tables_without_one_are_named(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    content = parquet({"story_words": ["One.", None, ""], "n": [1, 2, 3]})
    mapped = replace(options, mapping={"text": "story_words"})

    assert codes(read_bytes("a.pq", content)) == [("a.pq", "E_FIELD")]
    assert codes(read_bytes("a.pq", content, mapped)) == [
        *(("a.pq#1", "in"), ("a.pq#2", "E_FIELD"), ("a.pq#3", "E_EMPTY")),
    ]
    assert failure(read_bytes("b.pq", parquet({"body": pa.array([], pa.string())}))).code == (
        "E_EMPTY"
    )


def test_damage_is_named_and_the_rows_before_are_in(read_bytes: ReadBytes) -> None:
    texts = [f"Story {n} of the day, and of no other." for n in range(300)]
    content = bytearray(
        parquet({"body": texts}, row_group_size=100, compression="gzip", use_dictionary=False)
    )
    at = pq.ParquetFile(io.BytesIO(bytes(content))).metadata.row_group(2).column(0)
    middle = at.data_page_offset + 60
    content[middle : middle + 100] = b"\xff" * 100

    found = codes(read_bytes("a.pq", bytes(content)))

    assert found[-1] == ("a.pq", "E_PARQUET")
    assert found[:128] == [(f"a.pq#{n}", "in") for n in range(1, 129)]
    assert failure(read_bytes("b.pq", b"PAR1 and no more")).code == "E_PARQUET"


def test_a_missing_extra_is_said_with_the_command_that_adds_it(
    read_bytes: ReadBytes, without: None
) -> None:
    item = failure(read_bytes("a.pq", b"PAR1"))

    assert item.code == "E_EXTRA"
    assert "pip install 'dateline[parquet]'" in item.reason


WORDS = st.text(st.characters(exclude_categories=["C"]), min_size=1).filter(str.strip)
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)).map(
    lambda time: time.replace(tzinfo=UTC)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.tuples(WORDS, st.none() | TIMES), min_size=1, max_size=9),
    unit=st.sampled_from(["ms", "us", "ns"]),
    group=st.integers(1, 5),
)
def test_what_pyarrow_writes_is_read_back(
    read_bytes: ReadBytes, rows: list[tuple[str, datetime | None]], unit: str, group: int
) -> None:
    columns = {
        "body": pa.array([text for text, _ in rows], pa.string()),
        "published_at": pa.array([time for _, time in rows], pa.timestamp(unit, tz="UTC")).cast(
            pa.timestamp(unit, tz="UTC"), safe=False
        ),
    }

    items = read_bytes("a.pq", parquet(columns, row_group_size=group))

    kept = [item for item in items if isinstance(item, IncomingArticle)]
    assert [a.text for a in kept] == [text for text, _ in rows]
    start = datetime(1970, 1, 1, tzinfo=UTC)
    assert [a.published.epoch if a.published else None for a in kept] == [
        None if time is None else (time - start) // timedelta(seconds=1) for _, time in rows
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_raises(read_bytes: ReadBytes, data: st.DataObject) -> None:
    content = bytearray(parquet({"body": ["One.", "Two."], "date": [date(2026, 2, 10), None]}))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(4, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))

    for item in read_bytes("a.pq", bytes(content)):
        assert isinstance(item, Failure) or item.text.strip()


WIDE = "x" * 40_000_000  # packs to next to nothing


def test_columns_that_unpack_to_more_than_the_limit_cost_their_file_only(tmp_path: Path) -> None:
    files = [tmp_path / "bomb.parquet", tmp_path / "good.parquet"]
    files[0].write_bytes(parquet({"body": [WIDE] * 8}, compression="zstd"))
    files[1].write_bytes(parquet({"body": ["One.", "Two."]}))
    given = ReadOptions(zone=ZoneInfo("UTC"), limits=Limits())
    found = [InputFile(file, file.name, file.stat().st_size) for file in files]
    with open_parser(Parsing(memory_bytes=200_000_000)) as parse:
        items = [item for file in found for item in read(file, given, parse=parse)]

    assert codes(items) == [
        ("bomb.parquet", "E_MEMORY"),
        ("good.parquet#1", "in"),
        ("good.parquet#2", "in"),
    ]


def test_rows_read_in_the_parser_s_process_are_those_read_here(options: ReadOptions) -> None:
    file = Path(__file__).parent / "golden" / "desk.parquet"
    found = InputFile(file, "desk.parquet", file.stat().st_size)
    with open_parser(Parsing()) as parse:
        items = list(read(found, options, parse=parse))

    assert items == list(read(found, options))
