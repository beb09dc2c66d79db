"""Rows 15, 16, 27 to 33 and 70: characters, charsets, scripts and very long lines."""

from __future__ import annotations

import json
import time

import pytest
import regex

from rag.settings import Limits
from rag.text.passages import split
from tests.bad_input.intake import QUAY, Intake
from tests.bad_input.languages import SENTENCES
from tests.fakes import WordEncoder
from tests.ingest.jobs import record
from ui.cli.plain import hit_lines, plain
from ui.cli.progress import Bar
from ui.web.escape import escape, isolated, mixes_scripts

ESC = "\x1b"


def page(body: str, head: str = "") -> str:
    return f"<html><head>{head}<title>Quay news</title></head><body><article>{body}</article>"


def test_row_15_a_page_of_one_very_long_line_is_in_or_named(intake: Intake) -> None:
    words = " ".join(f"ship{number}" for number in range(4_000))
    intake.file("line.html", page(f"<p>{words}</p>"))
    intake.file("cut.html", page(f"<p>{words}</p>"))
    taken = intake.take()

    assert taken.left_out == []
    assert all("ship0" in text and "ship3999" in text for text in taken.texts)

    (intake.folder / "line.html").unlink()
    taken = intake.take(limits=Limits(record_bytes=10_000))

    assert taken.left_out == [("E_TOO_LONG", "given/cut.html")]


def test_row_16_a_text_without_a_space_is_split_all_the_same(intake: Intake) -> None:
    taken = intake.take_file("wall.txt", "quay" * 50_000)

    assert taken.texts == ["quay" * 50_000]
    assert "".join(passage.text for passage in taken.passages) == "quay" * 50_000
    assert max(len(passage.text) for passage in taken.passages) < 5_000


@pytest.mark.parametrize("wall", ["quay" * 2_500_000, "quay " * 300_000], ids=["10MB", "1.5MB"])
def test_row_16_a_wall_of_megabytes_is_split_in_time(wall: str) -> None:
    began = time.process_time()
    spans = split(wall, headline=None, measure=WordEncoder(), language="en")
    took = time.process_time() - began

    assert "".join(span.of(wall) for span in spans).replace(" ", "") == wall.replace(" ", "")
    assert max(span.end - span.start for span in spans) < 5_000
    assert took < 10


def test_row_27_western_bytes_under_a_wrong_label_or_none(intake: Intake) -> None:
    text = "Die Café-Besitzer grüßten naïve Gäste für zwölf Euro, hieß es am Montag in der Stadt."
    for name, meta in (("wrong", '<meta charset="utf-8">'), ("none", "")):
        intake.file(f"{name}.html", page(f"<p>{text}</p>", meta).encode("cp1252"))
    taken = intake.take()

    assert taken.left_out == []
    assert all(text in one for one in taken.texts)
    assert taken.odd == [("W_CHARSET", "given/wrong.html")]


def test_row_27_a_guess_between_charsets_is_said(intake: Intake) -> None:
    taken = intake.take_file("odd.txt", b"The caf\xe9 \x81\x8d of the quay \x90 opened.\n" * 3)

    assert ("W_CHARSET", "given/odd.txt") in taken.odd
    assert taken.report.added == 1


def test_row_28_utf16_is_decoded_and_utf7_refused(intake: Intake) -> None:
    intake.file("a.txt", QUAY.encode("utf-16"))
    intake.file("b.txt", QUAY.replace("eleven", "twelve").encode("utf-16-le"))
    intake.file("c.txt", QUAY.replace("eleven", "ten").encode("utf-16-be"))
    intake.file("d.txt", b"+/v8-" + QUAY.encode())
    intake.file("e.html", page(f"<p>{QUAY}</p>", '<meta charset="utf-7">'))
    taken = intake.take()

    assert taken.left_out == [("E_CHARSET", "given/d.txt"), ("E_CHARSET", "given/e.html")]
    assert sorted(taken.texts) == sorted(
        QUAY.replace("eleven", count) for count in ("eleven", "twelve", "ten")
    )


def test_row_29_text_that_was_decoded_twice_is_kept_and_flagged(intake: Intake) -> None:
    garbled = "The Café by the quay reopened".encode().decode("cp1252")
    taken = intake.take_file("twice.txt", garbled)

    assert taken.odd == [("W_MOJIBAKE", "given/twice.txt")]
    assert taken.texts == [garbled]


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b"\xc3\xa9\xc3\xa9 overlong \xc0\xaf\xc3\xa9" + b"\xc3\xa9" * 20, "overlong \ufffd"),
        ("Der Zwölfte aß am Kai für fünf €".encode()[:-1], "fünf \ufffd"),
    ],
)
def test_row_30_broken_utf8_is_replaced_and_counted(intake: Intake, raw: bytes, kept: str) -> None:
    taken = intake.take_file("broken.txt", raw)

    assert taken.odd == [("W_ENCODING", "given/broken.txt")]
    assert "undecodable" in taken.reasons
    assert kept in taken.texts[0]


def test_row_31_invisible_characters_stay_in_the_text_and_hide_no_word(intake: Intake) -> None:
    bidi, tags = "\u202egnidliub\u202c", "\U000e0041\U000e0042"
    text = (
        f"The har\u200bbour master pra\u00adised the {bidi} of the qu{tags}ay by \u2066Kask\u2069."
    )
    taken = intake.take_file("signs.txt", text)
    hits = intake.search("harbour quay")

    assert taken.texts == [text]
    assert hits[0].lexical is not None
    assert not set(plain(text)) & {*"\u202e\u202c\u200b\u2066\u2069", *tags}
    assert not set(escape(text)) & {*"\u202e\u202c\u2066\u2069", *tags}
    assert isolated(text).startswith("<bdi>")


def test_row_32_a_publisher_of_mixed_alphabets_is_flagged_and_shown_so(intake: Intake) -> None:
    name = "R\u0435uters"
    taken = intake.take_file("feed.jsonl", json.dumps(record(1, publisher=name)))

    assert taken.odd == [("W_MIXED_SCRIPT", "given/feed.jsonl:1")]
    assert taken.passages[0].article.publisher == name
    assert mixes_scripts(name)
    assert not mixes_scripts("Reuters")


def test_row_33_a_terminal_never_gets_an_escape_of_a_title_or_a_file(
    intake: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    title = f"{ESC}]0;owned\x07{ESC}[31mQuay{ESC}[0m opens"
    intake.file(f"{ESC}[2J.txt", "")
    taken = intake.take(
        intake.file("feed.jsonl", json.dumps(record(1, title=title, byline=title))), intake.folder
    )
    with Bar(quiet=False) as bar:
        for told in (*taken.told, f"ERROR {title}"):
            bar.problem(told)
    shown = hit_lines(intake.search("quay"))
    written = capsys.readouterr()

    assert taken.titles == [" ".join(title.split())]
    assert taken.left_out == [("E_EMPTY", "given/\\x1b[2J.txt")]
    assert "Quay" in "".join(shown)
    assert ESC not in "".join(shown) + written.out + written.err


def test_row_70_an_article_of_every_language_is_in_and_no_character_is_cut(
    intake: Intake,
) -> None:
    rows = [
        {"id": tag, "text": " ".join([sentence] * 40), "language": tag}
        for tag, sentence in SENTENCES.items()
    ]
    taken = intake.take_file("all.jsonl", "\n".join(json.dumps(row) for row in rows))

    assert len(SENTENCES) >= 70
    assert taken.left_out == taken.odd == []
    assert {one.language for one in taken.revisions} == set(SENTENCES)
    for passage in taken.passages:
        whole = {found.start() for found in regex.finditer(r"\X", passage.revision.text)}
        whole.add(len(passage.revision.text))

        assert {passage.span.start, passage.span.end} <= whole
