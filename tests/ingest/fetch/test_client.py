"""What a fetch gives, and what each kind of bad host costs."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from dataclasses import dataclass

import pytest

from ingest.fetch.addresses import Address
from ingest.fetch.client import Fetched, Fetcher
from ingest.fetch.network import Machine, connect
from rag.errors import FetchError
from rag.settings import Fetching
from tests.ingest.fetch.server import (
    Route,
    Server,
    conditional,
    drip,
    endless,
    gzipped,
    head,
    ok,
    raw,
    redirect,
    stall,
    status,
)

CHUNKED = head(200, transfer_encoding="chunked", content_type="text/html")


def refused(
    server: Server, route: Route, *, machine: Machine | None = None, **limits: float
) -> FetchError:
    """Return the error of fetching one route under lowered limits."""
    settings = Fetching.model_validate({"loopback": True, "pause_s": 0, **limits})
    with Fetcher(settings, machine=machine) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(server.route("/story", route))
    return caught.value


@dataclass(slots=True)
class Late:
    """A clock that leaves 30 seconds for robots.txt and 0.2 from the next connection on.

    So a busy machine, slow over robots.txt, fails no test.
    """

    made: int = 0

    def clock(self) -> float:
        return time.monotonic() + (29.8 if self.made > 1 else 0)

    def connect(self, address: Address, port: int, seconds: float) -> socket.socket:
        self.made += 1
        return connect(address, port, seconds)

    def machine(self) -> Machine:
        return Machine(connect=self.connect, clock=self.clock)


def test_a_page_comes_with_what_its_host_says_of_it(server: Server, fetcher: Fetcher) -> None:
    url = server.serve(
        "/a", "Bonjour é", content_type='Text/HTML; Charset="UTF-8"', etag='"1"', last_modified="x"
    )

    fetched = fetcher.fetch(url)

    assert fetched == Fetched(url, 200, "Bonjour é".encode(), "text/html", "utf-8", '"1"', "x")


def test_a_page_of_which_nothing_is_said(server: Server, fetcher: Fetcher) -> None:
    fetched = fetcher.fetch(server.route("/a", raw(b"HTTP/1.0 200 OK\r\n\r\nold")))

    assert (fetched.body, fetched.media_type, fetched.declared) == (b"old", "", None)
    assert (fetched.etag, fetched.last_modified) == (None, None)


def test_a_request_says_who_asks_and_carries_no_secrets(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.route("/set", lambda client, _: client.reply(200, b"", set_cookie="id=1"))
    with Fetcher(Fetching(loopback=True, pause_s=0, contact="desk@example.org")) as fetcher:
        fetcher.fetch(server.url("/set"))
        fetcher.fetch(server.url("/set"))

    sent = server.requests[-1].headers

    assert set(sent) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert sent["user-agent"].startswith("Dateline/")
    assert sent["user-agent"].endswith(" (+desk@example.org)")
    assert sent["host"] == server.host


@pytest.mark.parametrize("known", [{"etag": '"7"'}, {"last_modified": "Mon, 02 Mar 2026"}])
def test_what_has_not_changed_is_not_sent_again(
    server: Server, fetcher: Fetcher, known: dict[str, str]
) -> None:
    route = conditional("news", etag='"7"', last_modified="Mon, 02 Mar 2026")
    url = server.route("/feed", route)

    assert (fetcher.fetch(url).status, fetcher.fetch(url).body) == (200, b"news")
    again = fetcher.fetch(url, **known)

    assert (again.status, again.body, again.etag) == (304, b"", '"7"')


def test_not_modified_without_a_condition_is_an_error(server: Server) -> None:
    error = refused(server, status(304))

    assert (error.code, error.status) == ("E_HTTP", 304)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: Server, fetcher: Fetcher, code: int) -> None:
    server.serve("/caf%C3%A9", "there")
    url = server.route("/a", redirect("/café", code))

    fetched = fetcher.fetch(url)

    assert (fetched.url, fetched.body) == (server.url("/caf%C3%A9"), b"there")


def test_a_location_in_latin_1_is_followed(server: Server, fetcher: Fetcher) -> None:
    server.serve("/caf%C3%A9", "there")
    said = head(302, content_length="0").replace(b"\r\n\r\n", b"\r\nLocation: /caf\xe9\r\n\r\n")

    assert fetcher.fetch(server.route("/a", raw(said))).body == b"there"


def test_a_circle_is_left_at_once(server: Server) -> None:
    server.route("/b", redirect("/story"))

    error = refused(server, redirect("/b"))

    assert error.code == "E_REDIRECT"
    assert "cookies" in error.reason
    assert server.paths == ["/story", "/b"]


def test_two_hundred_hops_end_after_five(server: Server) -> None:
    for hop in range(200):
        server.route(f"/{hop}", redirect(f"/{hop + 1}"))

    error = refused(server, redirect("/0"))

    assert (error.code, error.retry) == ("E_REDIRECT", False)
    assert "more than 5 redirects" in error.reason
    assert len(server.paths) == 6


def test_no_redirect_is_followed_where_none_may_be(server: Server) -> None:
    assert refused(server, redirect("/b"), hops=0).code == "E_REDIRECT"


def test_a_redirect_to_nowhere(server: Server) -> None:
    error = refused(server, status(302))

    assert (error.code, error.reason) == ("E_REDIRECT", "status 302 without saying where to")


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://10.0.0.1/", "E_URL_PRIVATE"),
        ("http://0xA9FEA9FE/latest/meta-data", "E_URL_PRIVATE"),
        ("http://[fd00::1]/", "E_URL_PRIVATE"),
        ("//192.168.1.1/", "E_URL_PRIVATE"),
        ("file:///etc/passwd", "E_URL"),
        ("gopher://127.0.0.1/", "E_URL"),
        ("http://user:word@127.0.0.1/", "E_URL"),
        ("http://[::1", "E_URL"),
        ("http://93.184.216.34:22/", "E_URL"),
    ],
)
def test_a_redirect_that_may_not_be_followed(server: Server, to: str, code: str) -> None:
    error = refused(server, redirect(to))

    assert error.code == code
    assert error.url == server.url("/story")
    assert "word" not in str(error)
    assert server.paths == ["/story"]


@pytest.mark.parametrize(
    "route",
    [
        stall(),
        stall(b"HTTP/1.1 200 OK\r\nContent-"),
        stall(CHUNKED + b"4\r\nnews\r\n"),
        stall(head(200, content_length="5000") + b"part"),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drip(head(200, content_length="5000")),
        drip(CHUNKED, b"1\r\nx\r\n"),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["nothing", "head", "chunks", "body", "slow-head", "slow-body", "slow-chunks", "1xx"],
)
def test_a_host_that_keeps_us_waiting_is_left_at_the_deadline(server: Server, route: Route) -> None:
    error = refused(server, route, machine=Late().machine())

    assert (error.code, error.retry) == ("E_TIMEOUT", True)


def test_the_deadline_holds_for_all_redirects_together(server: Server) -> None:
    for hop in range(4):
        server.route(f"/{hop}", redirect(f"/{hop + 1}"))
    server.route("/4", stall())

    assert refused(server, redirect("/0"), machine=Late().machine()).code == "E_TIMEOUT"


@pytest.mark.parametrize(
    "route",
    [
        endless(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"),
        endless(head(200), b"x" * 1024),
        endless(head(200, content_length=str(10**15)), b"x" * 1024),
        ok(b"x" * 50_001),
        gzipped(bytes(range(256)) * 196),
        ok(gzip.compress(b"") * 5_000, content_encoding="gzip"),
    ],
    ids=["chunks", "close", "announced", "one-over", "unpacked", "empty-members"],
)
def test_a_reply_is_left_at_its_cap(server: Server, route: Route) -> None:
    error = refused(server, route, max_bytes=50_000)

    assert (error.code, error.retry) == ("E_TOO_LARGE", False)
    assert "50,000" in error.reason
    assert "MAX_BYTES" in error.hint


def test_a_reply_of_just_its_cap_is_kept(server: Server) -> None:
    server.serve("/a", b"x" * 50_000)
    with Fetcher(Fetching(loopback=True, pause_s=0, max_bytes=50_000)) as fetcher:
        assert len(fetcher.fetch(server.url("/a")).body) == 50_000


@pytest.mark.parametrize("times", [1, 2], ids=["one-member", "two-members"])
def test_a_bomb_is_left_before_it_has_gone_off(server: Server, times: int) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000) * times

    error = refused(server, ok(bomb, content_encoding="gzip"))

    assert error.code == "E_TOO_LARGE"
    assert "100 times" in error.reason


def test_what_is_announced_short_is_read_as_announced(server: Server, fetcher: Fetcher) -> None:
    url = server.route("/a", raw(head(200, content_length="4") + b"news and more"))

    assert fetcher.fetch(url).body == b"news"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000,
        head(200, content_length="5000") + b"part",
        CHUNKED + b"400\r\npart",
        CHUNKED + b"zz\r\npart\r\n",
        head(200, content_length="-4") + b"news",
    ],
    ids=["nothing", "not-http", "huge-head", "short", "cut-chunk", "no-chunk", "negative"],
)
def test_a_reply_that_is_broken_or_cut_off(server: Server, sent: bytes) -> None:
    error = refused(server, raw(sent))

    assert error.code in {"E_PROTOCOL", "E_CONNECT"}
    assert error.retry


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(b"some news", mtime=0)),
        ("x-gzip", gzip.compress(b"some ", mtime=0) + gzip.compress(b"news", mtime=0)),
        ("gzip", gzip.compress(b"some news", mtime=0) + b"\0\0\0"),
        ("deflate", zlib.compress(b"some news")),
        ("deflate", zlib.compress(b"some news")[2:-4]),
        ("deflate", zlib.compress(b"some news") + b"!"),
        ("identity", b"some news"),
        ("GZIP", gzip.compress(b"some news", mtime=0)),
    ],
)
def test_packed_replies_are_unpacked(
    server: Server, fetcher: Fetcher, encoding: str, body: bytes
) -> None:
    url = server.route("/a", ok(body, content_encoding=encoding))

    assert fetcher.fetch(url).body == b"some news"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("br", b"\x0b\x04\x80news\x03"),
        ("gzip, gzip", gzip.compress(b"news", mtime=0)),
        ("gzip", b"news"),
        ("gzip", gzip.compress(b"some news", mtime=0)[:-6]),
        ("deflate", b"\xff\xff"),
    ],
)
def test_a_reply_that_cannot_be_unpacked(server: Server, encoding: str, body: bytes) -> None:
    assert refused(server, ok(body, content_encoding=encoding)).code == "E_CODEC"


@pytest.mark.parametrize(
    ("code", "retry"),
    [(code, False) for code in (204, 206, 305, 401, 403, 404, 410)]
    + [(code, True) for code in (429, 500, 503)],
)
def test_another_status_is_named(server: Server, code: int, retry: bool) -> None:
    error = refused(server, status(code))

    assert (error.code, error.status, error.retry) == ("E_HTTP", code, retry)
    assert str(code) in error.reason
    assert error.retry_after is None


def test_a_host_that_refuses_connections() -> None:
    with Server() as gone:
        url = gone.url("/")
    with (
        Fetcher(Fetching(loopback=True, pause_s=0)) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher.fetch(url)

    assert (caught.value.code, caught.value.retry) == ("E_CONNECT", True)
    assert str(caught.value).startswith(f"{url}: no connection: ")


def test_nothing_of_this_machine_is_fetched_unless_allowed(server: Server) -> None:
    with Fetcher(Fetching()) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(server.serve("/a", "secret"))

    assert caught.value.code == "E_URL_PRIVATE"
    assert "DATELINE_FETCHING__LOOPBACK=true" in caught.value.hint
    assert server.connections == 0
