"""ninjs, NewsML-G2 and NITF: what golden files do not show."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ingest.inputs.ninjs import recognised
from ingest.inputs.options import ReadOptions
from tests.ingest.inputs.conftest import ReadBytes
from tests.ingest.inputs.items import codes, failure, only, warned

G2 = "http://iptc.org/std/nar/2006-10-01/"


def ninjs(**fields: object) -> str:
    return json.dumps({"uri": "urn:x:1", "versioncreated": "2026-02-10T11:00:00Z", **fields})


def news_item(meta: str = "", content: str = "", body: str = "<p>Words.</p>") -> str:
    return (
        f'<newsItem xmlns="{G2}" guid="urn:n:1" version="1"><itemMeta>{meta}</itemMeta>'
        f"<contentMeta>{content}</contentMeta><contentSet><inlineXML>"
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
        "</inlineXML></contentSet></newsItem>"
    )


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["uri", "bodies"], True),
        (["uri", "body_xhtml"], True),
        (["uri", "versionCreated"], True),
        (["uri", "standard"], True),
        (["uri", "title", "body"], False),  # an ordinary record may have one too
        (["body_html", "id"], False),
    ],
)
def test_an_item_is_told_from_an_ordinary_record(keys: list[str], expected: bool) -> None:
    assert recognised(keys) is expected


def test_versions_of_an_item_have_one_identity(read_bytes: ReadBytes) -> None:
    old = ninjs(version="1", firstcreated="2026-02-10T09:00:00Z", body_text="Old words.")
    new = ninjs(version="2", firstcreated="2026-02-10T09:00:00Z", body_text="New words.")
    new = new.replace("T11:00", "T12:00")

    first, second = (only(read_bytes("a.json", one)) for one in (old, new))

    assert first.external_id == second.external_id
    assert first.published == second.published
    assert first.modified is not None
    assert second.modified is not None
    assert first.modified.epoch < second.modified.epoch


def test_items_in_an_array_and_in_an_envelope_are_read(read_bytes: ReadBytes) -> None:
    one = json.loads(ninjs(body_text="Words."))

    assert codes(read_bytes("a.json", json.dumps([one, one]))) == [
        *(("a.json:1", "in"), ("a.json:1#2", "in")),
    ]
    assert codes(read_bytes("b.json", json.dumps({"items": [one]}))) == [("b.json:1", "in")]


@pytest.mark.parametrize(
    "status",
    ["canceled", "withheld", "stat:canceled", "http://cv.iptc.org/newscodes/pubstatusg2/canceled"],
)
def test_an_item_that_is_withheld_or_cancelled_is_not_taken(
    read_bytes: ReadBytes, status: str
) -> None:
    wire = ninjs(body_text="Words.", pubstatus=status)
    xml = news_item(f'<pubStatus qcode="{status}"/>')

    assert failure(read_bytes("a.json", wire)).code == "E_STATUS"
    assert failure(read_bytes("a.xml", xml)).code == "E_STATUS"


@pytest.mark.parametrize("kind", ["picture", "video", "event", "ninat:graphic"])
def test_what_is_no_text_is_skipped(read_bytes: ReadBytes, kind: str) -> None:
    assert failure(read_bytes("a.json", ninjs(body_text="W", type=kind))).code == "W_SKIPPED"


@pytest.mark.parametrize(
    ("bodies", "text"),
    [
        ([{"role": "main", "contenttype": "text/html", "value": "<p>A</p><p>B</p>"}], "A\n\nB"),
        ([{"value": "<p>A</p><p>B</p>"}], "A\n\nB"),
        ([{"role": "caption", "value": "C"}, {"role": "main", "value": "A"}], "A"),
        ([{"role": "caption", "value": "C"}], "C"),
        (
            [{"contenttype": "x/nitf", "value": "<nitf"}, {"role": "text", "value": "A"}],
            "A",
        ),
        ([7, {"value": 7}, {"value": "A"}], "A"),
    ],
)
def test_the_best_body_is_read(read_bytes: ReadBytes, bodies: object, text: str) -> None:
    assert only(read_bytes("a.json", ninjs(bodies=bodies))).text == text


@pytest.mark.parametrize("bodies", [[], "none", [{"contenttype": "x/nitf", "value": "<nitf"}]])
def test_an_item_without_a_body_is_named(read_bytes: ReadBytes, bodies: object) -> None:
    assert failure(read_bytes("a.json", ninjs(bodies=bodies))).code == "E_EMPTY"


def test_an_odd_item_is_in_with_what_can_be_read(read_bytes: ReadBytes) -> None:
    odd = ninjs(body_text="Words.", headlines={"a": 1}, subject=[], type=7, firstcreated="soon")

    article = only(read_bytes("a.json", odd))

    assert (article.title, article.section, warned(article)) == (None, None, ["W_DATE"])


def test_a_mapping_of_the_text_reads_an_item_as_any_record(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    mapped = replace(options, mapping={"text": "slugline"})

    assert only(read_bytes("a.json", ninjs(slugline="S", body_text="B"), mapped)).text == "S"


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE newsItem [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE newsItem [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!-- > --><!DOCTYPE newsItem []>",
    ],
)
def test_a_doctype_that_declares_anything_is_refused(
    read_bytes: ReadBytes, options: ReadOptions, prolog: str
) -> None:
    forced = replace(options, format="newsml")
    content = prolog + news_item(body="<p>&x;</p>")

    assert failure(read_bytes("a.xml", content, forced)).code == "E_XML_DTD"
    assert failure(read_bytes("a.xml", content)).code == "E_XML_DTD"


def test_a_doctype_that_names_a_dtd_is_passed_over_and_not_fetched(read_bytes: ReadBytes) -> None:
    content = (
        '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd"><nitf><body><body.content>'
        "<p>Words.</p></body.content></body></nitf>"
    )

    assert only(read_bytes("a.xml", content)).text == "Words."


@pytest.mark.parametrize(
    "content",
    [
        news_item(body="<p>Words."),
        news_item(body="<b>" * 400 + "x" + "</b>" * 400),
        news_item(body="<p>&nbsp;</p>"),
        f'<newsItem xmlns="{G2}">',
    ],
)
def test_xml_that_is_not_well_formed_or_too_deep_is_named(
    read_bytes: ReadBytes, content: str
) -> None:
    assert failure(read_bytes("a.xml", content)).code == "E_XML"


def test_bytes_that_are_damaged_are_told_once_for_a_message(read_bytes: ReadBytes) -> None:
    item = news_item(body="<p>Õhtul tõusis äkki öötuul.</p>")
    message = f'<newsMessage xmlns="{G2}"><itemSet>{item}{item}</itemSet></newsMessage>'
    damaged = message.encode().replace(b"tuul", b"tuul\xff", 1)

    assert codes(read_bytes("a.xml", damaged)) == [
        ("a.xml", "W_ENCODING"),
        ("a.xml#1", "in"),
        ("a.xml#2", "in"),
    ]


def test_another_root_and_an_empty_message_are_named(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    forced = replace(options, format="newsml")
    message = f'<newsMessage xmlns="{G2}"><itemSet/></newsMessage>'

    assert failure(read_bytes("a.xml", "<other/>", forced)).code == "E_FORMAT"
    assert failure(read_bytes("a.xml", message)).code == "E_EMPTY"
    assert failure(read_bytes("a.xml", message.replace("newsMessage", "packageItem"))).code == (
        "W_SKIPPED"
    )


def test_a_newswire_file_in_another_charset_is_read(read_bytes: ReadBytes) -> None:
    said = "<?xml version='1.0' encoding='windows-1257'?>" + news_item(body="<p>Õhtul äike.</p>")

    assert only(read_bytes("a.xml", said.encode("cp1257"))).text == "Õhtul äike."
    assert only(read_bytes("a.xml", news_item(body="<p>Õ</p>").encode("utf-16"))).text == "Õ"


def test_the_publisher_is_a_name_a_literal_or_a_code(read_bytes: ReadBytes) -> None:
    found = [
        only(read_bytes("a.xml", news_item(meta, content))).publisher
        for meta, content in [
            ('<provider qcode="p:C"><name>Courier</name></provider>', ""),
            ('<provider literal="Courier"/>', ""),
            ('<provider qcode="nprov:COURIER"/>', ""),
            ("", '<infoSource qcode="is:COURIER"/>'),
            ("", "<creditline>Courier</creditline>"),
            ("", ""),
        ]
    ]

    assert found == ["Courier", "Courier", "COURIER", "COURIER", "Courier", None]


def test_a_newswire_file_in_utf_7_and_one_with_no_content_of_its_own_are_named(
    read_bytes: ReadBytes, options: ReadOptions
) -> None:
    said = "<?xml version='1.0' encoding='utf-7'?>" + news_item()
    other = f'<newsItem xmlns="{G2}"><contentSet><inlineData> </inlineData></contentSet></newsItem>'
    blank = news_item(body=" ").replace("<inlineXML>", "<inlineXML/><inlineXML>")

    assert failure(read_bytes("a.xml", said)).code == "E_CHARSET"
    assert failure(read_bytes("a.xml", other)).code == "E_EMPTY"
    assert failure(read_bytes("a.xml", blank)).code == "E_EMPTY"


def test_an_embargo_is_a_warning(read_bytes: ReadBytes) -> None:
    until = "2026-02-11T06:00:00Z"

    wire = only(read_bytes("a.json", ninjs(body_text="W", embargoed=until)))
    xml = only(read_bytes("a.xml", news_item(f"<embargoed>{until}</embargoed>")))

    assert warned(wire) == warned(xml) == ["W_EMBARGO"]


def test_an_embargo_of_any_characters_can_be_kept(read_bytes: ReadBytes) -> None:
    (warn,) = only(read_bytes("a.json", ninjs(body_text="W", embargoed="\ud800"))).warnings

    assert warn.code == "W_EMBARGO"
    assert warn.reason.encode() == rb"embargoed until '\ud800'"


@pytest.mark.parametrize(
    ("norm", "dated"),
    [("20260210", True), ("20260210T091500+0200", True), ("20260210+0200", True), ("x", False)],
)
def test_dates_of_nitf_are_read(read_bytes: ReadBytes, norm: str, dated: bool) -> None:
    content = (
        f'<nitf><head><docdata management-status="usable"><date.issue norm="{norm}"/></docdata>'
        "</head><body><body.content><p>Words.</p></body.content></body></nitf>"
    )

    assert (only(read_bytes("a.xml", content)).published is not None) is dated
    assert failure(read_bytes("a.xml", content.replace("usable", "canceled"))).code == "E_STATUS"
