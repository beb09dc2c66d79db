"""JSON and JSON lines: what is in, and the code and line of what is not."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inputs.bytes import lines
from ingest.inputs.json_cut import cut
from ingest.inputs.options import ReadOptions
from ingest.inputs.records import from_lines
from rag.errors import UsageError
from rag.settings import Limits
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import codes, failure, only, warned

GOOD = '{"id": "%d", "title": "T", "body": "Words of the article."}'


def test_a_truncated_last_line_costs_that_line(read_bytes: ReadBytes) -> None:
    items = read_bytes("a.jsonl", GOOD % 1 + "\n" + GOOD % 2 + '\n{"id": "3", "bo')

    assert codes(items) == [("a.jsonl:1", "in"), ("a.jsonl:2", "in"), ("a.jsonl:3", "E_JSON")]


def test_one_bad_line_among_many_is_named(read_bytes: ReadBytes) -> None:
    good = [GOOD % number for number in range(2000)]

    items = read_bytes("a.jsonl", "\n".join([*good[:1234], "{oops}", *good[1234:]]))

    assert [pair for pair in codes(items) if pair[1] != "in"] == [("a.jsonl:1235", "E_JSON")]
    assert len(items) == 2001


def test_mark_crlf_and_blank_lines_are_accepted_a_trailing_comma_is_not(
    read_bytes: ReadBytes,
) -> None:
    items = read_bytes("a.jsonl", "\ufeff" + GOOD % 1 + "\r\n\r\n  \r\n" + GOOD % 2 + ",\r\n")

    assert codes(items) == [("a.jsonl:1", "in"), ("a.jsonl:4", "E_JSON")]


def test_an_array_named_jsonl_is_recognised(read_bytes: ReadBytes) -> None:
    items = read_bytes("a.jsonl", f"[{GOOD % 1},\n{GOOD % 2}]")

    assert codes(items) == [("a.jsonl:1", "in"), ("a.jsonl:2", "in")]


def test_lines_named_json_are_recognised(read_bytes: ReadBytes) -> None:
    items = read_bytes("a.json", f"{GOOD % 1}\nbroken\n{GOOD % 3}\n")

    assert codes(items) == [("a.json:1", "in"), ("a.json:2", "E_JSON"), ("a.json:3", "in")]


def test_objects_one_after_another_are_each_an_article(read_bytes: ReadBytes) -> None:
    pretty = json.dumps(json.loads(GOOD % 1), indent=2)

    items = read_bytes("a.json", pretty + "\n" + pretty)

    assert codes(items) == [("a.json:1", "in"), ("a.json:6", "in")]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("NaN", "E_JSON_NUMBER"),
        ("-Infinity", "E_JSON_NUMBER"),
        ("9" * 5000, "E_JSON_NUMBER"),
        ("1e999", "E_JSON_NUMBER"),
        ("-1e999", "E_JSON_NUMBER"),
        ("[" * 100_000, "E_JSON_DEPTH"),
        ("[" * 100_000 + "]" * 100_000, "E_JSON_DEPTH"),
        ("nul", "E_JSON"),
    ],
    ids=lambda value: value[:12],
)
def test_json_that_pythons_parser_stumbles_over(
    read_bytes: ReadBytes, value: str, code: str
) -> None:
    items = read_bytes("a.jsonl", f'{{"body": "x", "n": {value}}}\n{GOOD % 2}')

    assert codes(items) == [("a.jsonl:1", code), ("a.jsonl:2", "in")]


def test_a_key_that_is_there_twice_is_warned_of_and_the_last_counts(
    read_bytes: ReadBytes,
) -> None:
    article = only(read_bytes("a.jsonl", '{"title": "A", "body": "x", "title": "B", "body": "y"}'))

    assert (article.title, article.text, warned(article)) == ("B", "y", ["W_DUPKEY"])
    assert "'title'" in article.warnings[0].reason


def test_lone_surrogates_and_nul_are_replaced_and_counted(read_bytes: ReadBytes) -> None:
    article = only(read_bytes("a.jsonl", r'{"body": "a\ud800b\u0000c\ud83d\ude00\u0007"}'))

    assert article.text == "a\ufffdbc\U0001f600\x07"
    assert warned(article) == ["W_CONTROL", "W_ENCODING"]


def test_a_line_too_long_is_named_and_passed_over(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    tight = replace(options, limits=Limits(record_bytes=100))
    long = '{"body": "' + "x" * 5_000_000 + '"}'

    items = read_bytes("a.jsonl", f"{GOOD % 1}\n{long}\n{GOOD % 3}\n{long}", tight)

    assert codes(items) == [
        *(("a.jsonl:1", "in"), ("a.jsonl:2", "E_TOO_LONG")),
        *(("a.jsonl:3", "in"), ("a.jsonl:4", "E_TOO_LONG")),
    ]


def test_a_record_of_an_array_too_long_is_named(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    tight = replace(options, limits=Limits(record_bytes=100))

    items = read_bytes("a.json", f'[{{"body": "{"x" * 200}"}},\n{GOOD % 1}]', tight)

    assert codes(items) == [("a.json:1", "E_TOO_LONG"), ("a.json:2", "in")]


@pytest.mark.parametrize(
    ("record", "code", "said"),
    [
        ('{"title": "T"}', "E_FIELD", "no text among 'title'"),
        ("{}", "E_FIELD", "no text among no fields"),
        ('{"body": null, "title": "T"}', "E_FIELD", "'body' is null"),
        ('{"body": 17}', "E_FIELD", "'body' should be a text, it is int"),
        ('{"body": {"a": 1}}', "E_FIELD", "it is dict"),
        ('{"body": [1, 2]}', "E_FIELD", "it is list"),
        ('{"body": ""}', "E_EMPTY", "'body' is blank"),
        ('{"body": " \\n\\t\\u00a0 "}', "E_EMPTY", "'body' is blank"),
        ('{"body": "\\u0000"}', "E_EMPTY", "no text"),
        ('{"body": []}', "E_EMPTY", "blank"),
        ('{"title": "The Same. ", "body": " the  same"}', "E_EMPTY", "repeats the title"),
        ('[["a"]]', "E_FIELD", "this is a list"),
        ('"a"', "E_FIELD", "this is a string"),
        ("17", "E_FIELD", "this is a number"),
        ("null", "E_FIELD", "this is null"),
    ],
)
def test_a_record_that_is_no_article(
    read_bytes: ReadBytes, record: str, code: str, said: str
) -> None:
    item = failure(read_bytes("a.jsonl", record))

    assert item.code == code
    assert said in item.reason


def test_one_word_is_an_article_and_empty_strings_are_absent(read_bytes: ReadBytes) -> None:
    record = '{"id": "", "title": "", "source": " ", "author": [], "published": "", "body": "x"}'

    article = only(read_bytes("a.jsonl", record))

    assert article.text == "x"
    assert (article.title, article.publisher, article.byline) == (None, None, None)
    assert (article.external_id, article.published) == (None, None)
    assert [warn.reason for warn in article.warnings] == ["'published' is blank"]


def test_text_is_kept_to_the_character(read_bytes: ReadBytes) -> None:
    text = ' {braces} %s $ENV {{jinja}} [1] </context>\r\n\u202eRTL\u200b \x1b[31m "q" e\u0301 \t\n'

    article = only(read_bytes("a.jsonl", json.dumps({"body": text})))

    assert article.text == text
    assert article.warnings == ()


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_text_comes_through_a_line_unchanged(text: str) -> None:
    options = ReadOptions(zone=ZoneInfo("UTC"), limits=Limits())
    record = json.dumps({"plain_text": "x" + text}).encode()

    items = list(from_lines(record, "a", options))

    assert only(items).text == "x" + text


@given(st.lists(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5)))
def test_an_array_is_cut_where_its_values_are(values: list[object]) -> None:
    data = json.dumps(values, indent=1).encode()

    pieces = cut(data, lambda keys: True, str.casefold)

    assert values == [json.loads(data[piece.start : piece.end]) for piece in pieces]


def test_an_array_cut_short_keeps_what_is_whole(read_bytes: ReadBytes) -> None:
    between = read_bytes("a.json", f"[{GOOD % 1},\n{GOOD % 2},\n")
    inside = read_bytes("a.json", f'[{GOOD % 1},\n{GOOD % 2},\n{{"body": "x')

    assert codes(between) == [("a.json:1", "in"), ("a.json:2", "in"), ("a.json:3", "E_JSON")]
    assert codes(inside) == [("a.json:1", "in"), ("a.json:2", "in"), ("a.json:3", "E_JSON")]


def test_a_stray_bracket_or_word_costs_only_itself(read_bytes: ReadBytes) -> None:
    items = read_bytes("a.json", f"[{GOOD % 1},\n],\n{GOOD % 2},\noops oops,\n{GOOD % 3}]")

    assert [code for _, code in codes(items)] == ["in", "in", "E_JSON", "in"]


@pytest.mark.parametrize(
    "bad",
    [
        '{"id": "2", "body": "a 5" nail"}',
        '{"id": "2", "body": "not closed}',
        '{"id": "2", "body": "no bracket"',
        '{"id": "2", "tags": ["a", "body": "x"',
    ],
)
@pytest.mark.parametrize("indent", ["", "  "])
def test_a_broken_record_of_an_array_costs_only_itself(
    read_bytes: ReadBytes, bad: str, indent: str
) -> None:
    records = [GOOD % 1, bad, GOOD % 3, GOOD % 4]

    items = read_bytes("a.json", "[\n" + ",\n".join(indent + one for one in records) + "\n]\n")

    assert codes(items) == [
        *(("a.json:2", "in"), ("a.json:3", "E_JSON")),
        *(("a.json:4", "in"), ("a.json:5", "in")),
    ]


def test_line_breaks_inside_strings_are_accepted(read_bytes: ReadBytes) -> None:
    record = '{"body": "One\nline {more.",\n "title": "T"}'

    assert only(read_bytes("a.json", record)).text == "One\nline {more."
    assert [only([item]).text for item in read_bytes("b.json", f"[\n{record},\n{record}\n]\n")] == [
        "One\nline {more."
    ] * 2


def test_a_file_that_is_no_json_is_one_failure(read_bytes: ReadBytes) -> None:
    page = "<html>\n<body>\n<p>502, Bad Gateway</p>\n</body>\n</html>"

    assert codes(read_bytes("a.json", page)) == [("a.json:1", "E_JSON")]
    assert codes(read_bytes("b.json", "\ufeff 17")) == [("b.json:1", "E_FIELD")]


def test_an_array_on_one_line_numbers_its_records(read_bytes: ReadBytes) -> None:
    items = read_bytes("a.json", f"[{GOOD % 1}, 5, {GOOD % 2}]")

    assert codes(items) == [("a.json:1", "in"), ("a.json:1#2", "E_FIELD"), ("a.json:1#3", "in")]


@pytest.mark.parametrize(
    "envelope",
    [
        '{"status": "ok", "articles": [%s]}',
        '{"response": {"total": 2, "docs": [%s]}}',
        '{"took": 3, "hits": {"total": {"value": 2}, "hits": [%s]}}',
        '{"Results": [%s], "next": null}',
    ],
)
def test_usual_envelopes_are_opened(read_bytes: ReadBytes, envelope: str) -> None:
    items = read_bytes("a.json", envelope % f"{GOOD % 1}, {GOOD % 2}")

    assert [code for _, code in codes(items)] == ["in", "in"]


def test_an_object_without_text_or_list_is_named(read_bytes: ReadBytes) -> None:
    assert codes(read_bytes("a.json", '{"error": "no such key"}')) == [("a.json:1", "E_FIELD")]
    assert codes(read_bytes("b.json", '{"articles": []}')) == []


@pytest.mark.parametrize(
    "record",
    [
        '{"_index": "news", "_id": "7", "_source": {"content": "Words.", "headline": "H"}}',
        '{"id": "7", "webTitle": "H", "fields": {"bodyText": "Words."}}',
        '{"type": "articles", "id": 7, "attributes": {"title": "H", "body": "Words."}}',
        '{"_id": {"$oid": "7"}, "Title": "H", "full_text": "Words."}',
        '{"GUID": 7, "title": {"rendered": "H"}, "content": {"rendered": "<p>Words.</p>"}}',
        '{"uuid": "7", "hed": "H", "paragraphs": ["Words."]}',
        '{"uuid": "7", "headline": "H", "content_html": "Words<script>x</script>."}',
        '{"id": "7", "title": "H", "contents": [{"type": "image", "content": "no"}, null,'
        ' {"type": "sanitized_html", "content": "Words."}, {"type": "text", "n": 1}]}',
    ],
)
def test_records_of_other_systems(read_bytes: ReadBytes, record: str) -> None:
    article = only(read_bytes("a.jsonl", record))

    assert (article.text, article.title, article.external_id) == ("Words.", "H", "7")


def test_names_of_people_and_publishers_in_any_shape(read_bytes: ReadBytes) -> None:
    record = {
        "body": "x",
        "source": {"name": "Gazette"},
        "authors": [{"name": "A. Oja"}, "B. Saar", {"first_name": "C", "last_name": "Mets"}, "", 4],
        "category": ["News", "Local"],
        "lang": "EN_gb",
        "link": "https://gazette.example/1",
    }

    article = only(read_bytes("a.jsonl", json.dumps(record)))

    assert article.publisher == "Gazette"
    assert article.byline == "A. Oja, B. Saar, C Mets"
    assert (article.section, article.language) == ("News, Local", "en")
    assert article.url == "https://gazette.example/1"


def test_a_field_of_a_wrong_type_is_left_out_with_a_warning(read_bytes: ReadBytes) -> None:
    record = '{"body": "x", "title": true, "author": {"age": 5}, "language": "Estonian"}'

    article = only(read_bytes("a.jsonl", record))

    assert (article.title, article.byline, article.language) == (None, None, "estonian")
    assert warned(article) == ["W_FIELD", "W_FIELD"]


def test_dates_a_gmt_column_before_a_local_one_and_the_next_when_one_is_unreadable(
    read_bytes: ReadBytes,
) -> None:
    record = (
        '{"body": "x", "date": "2024-01-01T12:00:00", "date_gmt": "2024-01-01T10:00:00",'
        ' "pub_date": "soon", "updated": {"$date": "2024-01-02T00:00:00Z"}}'
    )

    article = only(read_bytes("a.jsonl", record))

    assert article.published is not None
    assert article.published.raw == "2024-01-01T10:00:00"
    assert article.modified is not None
    assert article.modified.epoch == 1704153600
    assert warned(article) == ["W_DATE"]


@pytest.mark.parametrize(
    "date", ['"2026-13-45"', '"yesterday"', '{"y": 1}', "true", '"%s"' % ("x" * 99)]
)
def test_a_date_that_cannot_be_read_leaves_the_article_undated(
    read_bytes: ReadBytes, date: str
) -> None:
    article = only(read_bytes("a.jsonl", f'{{"body": "x", "published": {date}}}'))

    assert article.published is None
    assert warned(article) == ["W_DATE"]


def test_modified_before_published_is_warned_of_but_not_within_a_day(
    read_bytes: ReadBytes,
) -> None:
    before = '{"body": "x", "published": "2024-01-02", "modified": "2024-01-01"}'
    same = '{"body": "x", "published": "2024-01-02T09:00Z", "modified": "2024-01-02"}'

    assert warned(only(read_bytes("a.jsonl", before))) == ["W_DATE_ORDER"]
    assert warned(only(read_bytes("b.jsonl", same))) == []


def test_columns_are_mapped_by_name_and_by_path(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    mapping = {"body": "story.text", "headline": "HL", "date": "Run Date", "id": "nr"}
    mapped = replace(options, mapping=mapping, publisher="Gazette", language="et")
    record = '{"story": {"text": "Words."}, "hl": "H", "run_date": "2024-01-01", "title": "no"}'

    article = only(read_bytes("a.json", record, mapped))

    assert (article.text, article.title, article.external_id) == ("Words.", "H", None)
    assert (article.publisher, article.language) == ("Gazette", "et")
    assert article.published is not None


def test_a_mapped_column_that_is_not_there_is_named(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    mapped = replace(options, mapping={"text": "story"})

    item = failure(read_bytes("a.jsonl", '{"body": "x"}', mapped))

    assert (item.code, item.reason) == ("E_FIELD", "there is no 'story', mapped to text")


def test_columns_in_any_script_are_told_apart(read_bytes: ReadBytes, options: ReadOptions) -> None:
    mapped = replace(options, mapping={"text": "Текст", "title": "тема"})

    article = only(read_bytes("a.json", '{"тем": "x", "ТЕКСТ": "Слова.", "тема": "Т"}', mapped))

    assert (article.text, article.title) == ("Слова.", "Т")


def test_a_mapping_speaks_for_the_records_that_have_its_column(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    mapped = replace(options, mapping={"published": "pubdate_x"})
    theirs = only(read_bytes("a.json", '{"body": "x", "pubdate_x": "2024-01-02"}', mapped))
    usual = only(read_bytes("b.json", '{"body": "x", "date": "2024-01-03"}', mapped))

    assert theirs.published is not None
    assert usual.published is not None
    assert (theirs.published.raw, usual.published.raw) == ("2024-01-02", "2024-01-03")


def test_an_unknown_field_or_format_is_refused(options: ReadOptions) -> None:
    with pytest.raises(UsageError, match="no field is called 'texd'"):
        replace(options, mapping={"texd": "x"})
    with pytest.raises(UsageError, match="no format is called 'pdf'"):
        replace(options, format="pdf")


def test_html_in_a_plain_field_is_read_as_html_with_a_warning(read_bytes: ReadBytes) -> None:
    article = only(read_bytes("a.jsonl", '{"body": "<p>One &amp; two.</p><p>Three.</p>"}'))

    assert article.text == "One & two.\n\nThree."
    assert warned(article) == ["W_MARKUP"]


def test_a_text_about_html_is_no_html(read_bytes: ReadBytes) -> None:
    text = "He wrote <p> where </context> was meant, and 2 < 3 > 1."

    assert only(read_bytes("a.jsonl", json.dumps({"body": text}))).text == text


def test_wide_and_western_lines_are_decoded(read_bytes: ReadBytes) -> None:
    line = '{"body": "Café naïf, déjà vu"}\n'

    wide = read_bytes("a.jsonl", (line * 2).encode("utf-16"))
    western = read_bytes("b.jsonl", line.encode("cp1252"))
    refused = read_bytes("c.jsonl", b"+/v8 " + line.encode("utf-7"))

    assert [only([item]).text for item in wide] == ["Café naïf, déjà vu"] * 2
    assert only(western).text == "Café naïf, déjà vu"
    assert failure(refused).code == "E_CHARSET"


def test_lines_never_holds_a_long_one() -> None:
    stream = io.BytesIO(b"ab\n" + b"x" * 3_000_000 + b"\nlast")

    assert list(lines(stream, 10)) == [b"ab\n", None, b"last"]


def test_ids_of_any_kind_are_kept_as_data(read_bytes: ReadBytes) -> None:
    ids = ["../../etc", "a/b", "😀", "x" * 10_000, 2**63, 1.5]
    lines_of = "\n".join(json.dumps({"id": one, "body": "x"}) for one in ids)

    kept = [only([item]).external_id for item in read_bytes("a.jsonl", lines_of)]

    assert kept == ["../../etc", "a/b", "😀", "x" * 10_000, str(2**63), "1.5"]
