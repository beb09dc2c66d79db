"""CSV: a row an article, with its line; what cannot be a row is named."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inputs import table
from ingest.inputs.charset import decode
from ingest.inputs.options import ReadOptions
from rag.domain import Failure, IncomingArticle
from rag.settings import Limits
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import codes, failure, only


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_row_is_an_article(read_bytes: ReadBytes, separator: str) -> None:
    header = separator.join(["\ufeffID", "Headline", "Publish Date", "Body"])
    row = separator.join(["7", "Bridge to close", "2026-02-10", '"Two lines,\r\n""said"" she; | "'])

    article = only(read_bytes("a.csv", f"{header}\r\n{row}\r\n\r\n"))

    assert (article.where, article.external_id, article.title) == (
        "a.csv:2",
        "7",
        "Bridge to close",
    )
    assert article.text == 'Two lines,\r\n"said" she; | '
    assert article.published is not None


def test_each_row_is_named_by_its_first_line(read_bytes: ReadBytes) -> None:
    content = 'title,body\nA,"one\ntwo"\nB,\nC,three,four\nD,five\nE\n'

    assert codes(read_bytes("a.csv", content)) == [
        *(("a.csv:2", "in"), ("a.csv:4", "E_EMPTY"), ("a.csv:5", "E_FIELD")),
        *(("a.csv:6", "in"), ("a.csv:7", "E_FIELD")),
    ]


def test_a_table_without_a_text_column_is_one_failure(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    content = "name,price\nA,1\nB,2\n"
    mapped = replace(options, mapping={"text": "name"})

    assert codes(read_bytes("a.csv", content)) == [("a.csv", "E_FIELD")]
    assert codes(read_bytes("b.csv", content, mapped)) == [("b.csv:2", "in"), ("b.csv:3", "in")]


def test_a_quote_that_is_not_closed_is_named(read_bytes: ReadBytes) -> None:
    items = read_bytes("a.csv", 'body\none\n"two\nthree\n')

    assert codes(items) == [("a.csv:2", "in"), ("a.csv:3", "E_CSV")]


def test_a_cell_may_be_long(read_bytes: ReadBytes) -> None:
    assert len(only(read_bytes("a.tsv", "id\tbody\n1\t" + "x" * 500_000)).text) == 500_000


def test_a_spreadsheet_saved_as_unicode_text_is_read(read_bytes: ReadBytes) -> None:
    content = "headline\tbody\nA\tÕhtul tuli äike.\n".encode("utf-16")

    assert only(read_bytes("a.tsv", content)).text == "Õhtul tuli äike."
    assert failure(read_bytes("b.csv", "body\n\0\n")).code == "E_EMPTY"


def test_excels_own_first_line_names_the_separator(read_bytes: ReadBytes) -> None:
    article = only(read_bytes("a.csv", "\ufeffsep=;\r\nTitle, short;Body\r\nA;One, two.\r\n"))

    assert (article.where, article.text) == ("a.csv:3", "One, two.")


def test_lines_may_end_as_an_old_mac_ends_them(read_bytes: ReadBytes) -> None:
    assert codes(read_bytes("a.csv", "id;body\r1;One, two, three.\r2;Four.\r")) == [
        *(("a.csv:2", "in"), ("a.csv:3", "in")),
    ]


def test_a_table_whose_names_are_missing_is_told_so(read_bytes: ReadBytes) -> None:
    item = failure(read_bytes("a.csv", "7,Bridge to close,The bridge closes.\n"))

    assert (item.code, "is the first row their names?" in item.reason) == ("E_FIELD", True)


def test_a_cell_over_the_limit_is_named(read_bytes: ReadBytes, options: ReadOptions) -> None:
    tight = replace(options, limits=Limits(record_bytes=1_000))

    found = codes(read_bytes("a.csv", f"body\nOne.\n{'x' * 2_000}\nThree.\n", tight))

    assert found == [("a.csv:2", "in"), ("a.csv:3", "E_CSV")]


def test_a_table_of_the_west_without_a_charset_is_read(read_bytes: ReadBytes) -> None:
    row = "Schließung;Die Brücke schließt im März für längere Zeit."
    content = f"Titel;body\n{row}\n"

    assert "Brücke" in only(read_bytes("a.csv", content.encode("cp1252"))).text


def test_bytes_that_are_damaged_are_told_once_for_the_table_and_where(
    read_bytes: ReadBytes,
) -> None:
    rows = b"".join(b"%d,The caf\xc3\xa9 by the quay opens at %d.\r\n" % (n, n) for n in range(300))
    table = b"id,body\r\n" + rows.replace(b"\xa9 by the quay opens at 41.", b" opens at 41.")
    told, *articles = read_bytes("a.csv", table)

    assert isinstance(told, Failure)
    assert (told.where, told.code) == ("a.csv", "W_ENCODING")
    assert told.reason.endswith("the first in line 43")
    assert {code for _, code in codes(articles)} == {"in"}
    assert len(articles) == 300
    assert [one for one in articles if isinstance(one, IncomingArticle) and one.warnings] == []


def test_what_is_told_of_a_table_is_a_step_like_a_row(options: ReadOptions) -> None:
    damaged = decode("body\nÕhtul tõusis\näkki öötuul\n".encode() + b"\xc3\n")
    whole = list(table.rows(damaged, "a", options))

    for after in range(1, len(whole)):
        rest = list(table.rows(damaged, "a", replace(options, after=after)))[1:]

        assert rest == whole[after:]


@given(st.text(alphabet="a\r\n\"'\x0b\x85\u2028é"))
def test_lines_end_where_a_text_file_s_do(text: str) -> None:
    assert list(table.lines(text)) == list(io.StringIO(text, newline=""))
