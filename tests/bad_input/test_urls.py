"""Rows 52 to 55: addresses that are not to be asked, and hosts that lie or never end."""

from __future__ import annotations

import gzip

import pytest

from ingest.fetch.addresses import check_redirect, check_url
from rag.errors import FetchError
from rag.settings import Fetching
from tests.bad_input.intake import Intake
from tests.ingest.fetch.server import HTML, Route, Server, endless, head, ok, raw, redirect

NEAR = Fetching(loopback=True, pause_s=0)
SMALL = Fetching(loopback=True, pause_s=0, max_bytes=200_000)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "gopher://quay.example/1",
        "ftp://quay.example/a",
        "http://user@quay.example/",
        "http://user:secret@quay.example/",
        "http://quay.example:22/",
    ],
)
def test_row_52_an_address_of_another_kind_is_refused(intake: Intake, url: str) -> None:
    taken = intake.take(url)

    assert [code for code, _ in taken.left_out] == ["E_URL"]
    assert "secret" not in "".join(taken.told)
    assert b"secret" not in (intake.home / "archive.sqlite").read_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "http://0xA9FEA9FE/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://127.1/",
        "http://localhost/",
        "http://10.0.0.8/",
    ],
)
def test_row_53_a_private_address_in_any_spelling_is_refused(intake: Intake, url: str) -> None:
    assert [code for code, _ in intake.take(url).left_out] == ["E_URL_PRIVATE"]


def test_row_53_no_packet_is_sent_to_this_machine_or_inside(intake: Intake, server: Server) -> None:
    near = intake.take(server.url("/feed"))

    assert near.left_out == [("E_URL_PRIVATE", server.url("/feed"))]
    assert server.connections == 0

    inside = server.route("/out", redirect("http://10.0.0.1/admin"))
    taken = intake.take(inside, fetching=NEAR)

    assert taken.left_out == [("E_URL_PRIVATE", inside)]


@pytest.mark.parametrize("hops", ["loop", "many"])
def test_row_54_redirects_without_end_are_one_failure(
    intake: Intake, server: Server, hops: str
) -> None:
    for number in range(200):
        to = "/0" if hops == "loop" else f"/{number + 1}"
        server.route(f"/{number}", redirect(to, 307))
    taken = intake.take(server.url("/0"), fetching=NEAR)

    assert taken.left_out == [("E_REDIRECT", server.url("/0"))]
    assert len(server.paths) <= NEAR.hops + 1


def test_row_54_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(FetchError) as refused:
        check_redirect(check_url("https://quay.example/a"), "http://quay.example/a")

    assert refused.value.code == "E_REDIRECT"


@pytest.mark.parametrize(
    ("route", "code"),
    [
        (
            endless(
                head(200, content_type=HTML, transfer_encoding="chunked"),
                b"1000\r\n" + b"x" * 4096 + b"\r\n",
            ),
            "E_TOO_LARGE",
        ),
        (raw(head(200, content_type=HTML, content_length="500") + b"<p>short"), "E_PROTOCOL"),
        (
            ok(gzip.compress(b" " * 3_000_000), content_type=HTML, content_encoding="gzip"),
            "E_TOO_LARGE",
        ),
    ],
    ids=["endless", "length_lies", "bomb"],
)
def test_row_55_a_body_that_never_ends_or_lies_stops_at_the_cap(
    intake: Intake, server: Server, route: Route, code: str
) -> None:
    taken = intake.take(server.route("/a", route), fetching=SMALL)

    assert taken.left_out == [(code, server.url("/a"))]
    assert taken.texts == []
