"""Rows 1 to 14: JSON and JSON lines."""

from __future__ import annotations

import json

import pytest

from ingest.inputs.read import InputFile, parse, read
from rag.settings import Limits
from rag.text.passages import split
from tests.bad_input.intake import QUAY, SLUICE, Intake
from tests.fakes import WordEncoder
from tests.ingest.inputs.items import codes
from tests.ingest.jobs import options_for, settings_for
from ui.cli.plain import plain
from ui.web.escape import escape


def line(number: int, text: str = QUAY, **more: object) -> str:
    return json.dumps({"id": f"a-{number}", "title": f"Report {number}", "text": text, **more})


def test_row_01_a_truncated_last_line_costs_itself_only(intake: Intake) -> None:
    cut = line(3)[:-20]
    taken = intake.take_file("feed.jsonl", f"{line(1)}\n{line(2)}\n{cut}")

    assert taken.left_out == [("E_JSON", "given/feed.jsonl:3")]
    assert taken.titles == ["Report 1", "Report 2"]


def test_row_02_one_bad_line_among_many_is_named(intake: Intake) -> None:
    records = [line(number) for number in range(1, 101)]
    records[76] = '{"id": 77 "title": "no comma"}'
    taken = intake.take_file("feed.jsonl", "\n".join(records))

    assert taken.left_out == [("E_JSON", "given/feed.jsonl:77")]
    assert taken.report.added == 99


def test_row_02_one_bad_line_among_ten_thousand_is_named(intake: Intake) -> None:
    records = [line(number) for number in range(1, 10_001)]
    records[7_076] = '{"id": 77 "title": "no comma"}'
    path = intake.file("feed.jsonl", "\n".join(records))
    file = InputFile(path, "feed.jsonl", path.stat().st_size)
    found = codes(read(file, options_for(settings_for(intake.home)), parse=intake.parse or parse))

    assert [one for one in found if one[1] != "in"] == [("feed.jsonl:7077", "E_JSON")]
    assert len(found) == 10_000


def test_row_03_mark_crlf_and_blank_lines_are_read_a_trailing_comma_is_not(
    intake: Intake,
) -> None:
    rows = ["\ufeff" + line(1), "", "  ", line(2), line(3)[:-1] + ",}", line(4)]
    taken = intake.take_file("feed.jsonl", "\r\n".join(rows))

    assert taken.left_out == [("E_JSON", "given/feed.jsonl:5")]
    assert taken.titles == ["Report 1", "Report 2", "Report 4"]


def test_row_04_an_array_named_as_lines_is_read(intake: Intake) -> None:
    taken = intake.take_file("feed.jsonl", f"[\n{line(1)},\n{line(2)}\n]")

    assert taken.left_out == []
    assert taken.titles == ["Report 1", "Report 2"]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5_000])
def test_row_05_and_row_08_a_number_that_is_none_costs_its_record(
    intake: Intake, number: str
) -> None:
    bad = f'{{"id": 1, "text": "{QUAY}", "score": {number}}}'
    taken = intake.take_file("feed.jsonl", f"{line(1)}\n{bad}\n{line(3)}")

    assert taken.left_out == [("E_JSON_NUMBER", "given/feed.jsonl:2")]
    assert taken.titles == ["Report 1", "Report 3"]


def test_row_06_a_key_that_is_there_twice_is_named_with_its_line(intake: Intake) -> None:
    twice = f'{{"id": 2, "title": "Old", "text": "{QUAY}", "title": "New"}}'
    taken = intake.take_file("feed.jsonl", f"{line(1)}\n{twice}")

    assert taken.odd == [("W_DUPKEY", "given/feed.jsonl:2")]
    assert "'title'" in taken.reasons
    assert taken.titles == ["Report 1", "New"]


@pytest.mark.parametrize("name", ["feed.jsonl", "feed.json"])
def test_row_07_a_hundred_thousand_brackets_are_one_failure(intake: Intake, name: str) -> None:
    intake.file("other.jsonl", line(1))
    nested = f'{{"text": {"[" * 100_000}{"]" * 100_000}}}'
    intake.file(name, nested)
    taken = intake.take()

    assert taken.left_out == [("E_JSON_DEPTH", f"given/{name}:1")]
    assert taken.titles == ["Report 1"]


def test_row_09_a_lone_surrogate_is_replaced_and_said(intake: Intake) -> None:
    raw = f'{{"id": 1, "title": "A \\ud800 title", "text": "{QUAY} \\ud800 \\udc00\\ud800"}}'
    taken = intake.take_file("feed.jsonl", raw)

    assert taken.left_out == []
    assert set(taken.odd) == {("W_ENCODING", "given/feed.jsonl:1")}
    assert taken.texts == [f"{QUAY} \ufffd \ufffd\ufffd"]
    assert taken.titles == ["A \ufffd title"]


def test_row_10_nul_goes_other_controls_stay_and_are_never_shown_raw(intake: Intake) -> None:
    taken = intake.take_file("feed.jsonl", line(1, "Nul\0 bell\x07 esc\x1b[2J and c1\x9b in it."))
    (text,) = taken.texts

    assert taken.odd == [("W_CONTROL", "given/feed.jsonl:1")]
    assert "1 NUL" in taken.reasons
    assert text == "Nul bell\x07 esc\x1b[2J and c1\x9b in it."
    assert not {"\x07", "\x1b", "\x9b"} & {*plain(text), *escape(text)}


def test_row_11_a_line_over_the_limit_costs_itself_only(intake: Intake) -> None:
    huge = line(2, "x" * 200_000)
    taken = intake.take_file(
        "feed.jsonl", f"{line(1)}\n{huge}\n{line(3)}", limits=Limits(record_bytes=100_000)
    )

    assert taken.left_out == [("E_TOO_LONG", "given/feed.jsonl:2")]
    assert "100,000 bytes" in taken.reasons
    assert taken.titles == ["Report 1", "Report 3"]


@pytest.mark.parametrize(
    ("bad", "named"),
    [
        ('{"id": 1, "title": "No text at all"}', "no text among 'id', 'title'"),
        ('{"id": 1, "text": null}', "'text' is null"),
        ('{"id": 1, "text": 12}', "'text' should be a text, it is int"),
        ('{"id": 1, "text": true}', "'text' should be a text, it is bool"),
        ('["a", "list"]', "an article should be an object"),
        ("null", "an article should be an object"),
    ],
)
def test_row_12_a_required_field_that_is_missing_or_wrong_is_named(
    intake: Intake, bad: str, named: str
) -> None:
    taken = intake.take_file("feed.jsonl", f"{line(1)}\n{bad}\n{line(3)}")

    assert taken.left_out == [("E_FIELD", "given/feed.jsonl:2")]
    assert named in taken.reasons
    assert taken.titles == ["Report 1", "Report 3"]


@pytest.mark.parametrize("text", ["", " \n\t\u00a0", "Report 2", "report 2. "])
def test_row_13_a_body_that_says_nothing_beyond_the_title_is_empty(
    intake: Intake, text: str
) -> None:
    taken = intake.take_file("feed.jsonl", f"{line(1)}\n{line(2, text)}\n")

    assert taken.left_out == [("E_EMPTY", "given/feed.jsonl:2")]
    assert taken.titles == ["Report 1"]


def test_row_13_one_sentence_is_an_article_and_a_stand_in_title_is_never_embedded(
    intake: Intake,
) -> None:
    taken = intake.take_file("feed.jsonl", json.dumps({"id": 1, "text": QUAY}))

    assert taken.texts == [QUAY]
    assert taken.titles == [None]
    assert intake.encoder.encoded == [QUAY]


def test_row_14_one_word_is_in_and_a_very_long_body_is_split_or_named(intake: Intake) -> None:
    long = " ".join(f"Ship {number} left." for number in range(2_000))
    rows = [line(1, "Evacuate!"), line(2, long), line(3, long * 4)]
    taken = intake.take_file("feed.jsonl", "\n".join(rows), limits=Limits(record_bytes=100_000))

    assert taken.left_out == [("E_TOO_LONG", "given/feed.jsonl:3")]
    assert taken.texts == ["Evacuate!", long]
    assert len(taken.passages) > 100


def test_row_14_a_hundred_and_fifty_thousand_words_are_split_and_none_is_lost() -> None:
    words = "Ship seven left. " * 50_000
    spans = split(words, headline=None, measure=WordEncoder(), language="en")

    assert " ".join(span.of(words) for span in spans).split() == words.split()


def test_row_14_what_follows_a_long_article_is_in(intake: Intake) -> None:
    taken = intake.take_file("a.jsonl", "\n".join([line(1, "word " * 5_000), line(2, SLUICE)]))

    assert taken.texts[-1] == SLUICE
