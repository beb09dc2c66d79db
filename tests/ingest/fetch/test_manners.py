"""What hosts ask of robots is done: robots.txt, pauses, and being left alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from ingest.fetch.client import Fetcher
from ingest.fetch.network import Machine
from ingest.fetch.robots import MAX_BYTES, parse_rules
from rag.errors import FetchError
from rag.settings import Fetching
from tests.ingest.fetch.server import Route, Server, endless, head, ok, raw, redirect, status


@dataclass(slots=True)
class Time:
    """A clock that only sleeping moves."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def fetcher(self, **settings: float) -> Fetcher:
        read = Fetching.model_validate({"loopback": True, **settings})
        return Fetcher(read, machine=Machine(clock=lambda: self.now, sleep=self.sleep))


def code_of(fetch: Callable[[], object]) -> str:
    """Return the code of the error, or "had"."""
    try:
        fetch()
    except FetchError as error:
        return error.code
    return "had"


@pytest.mark.parametrize(
    ("rules", "path", "outcome"),
    [
        ("User-agent: *\nDisallow: /", "/a", "E_ROBOTS"),
        ("User-agent: *\nDisallow: /private", "/a", "had"),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", "E_ROBOTS"),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a", "had"),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", "E_ROBOTS"),
        ("User-agent: dateline\nDisallow: /", "/a", "E_ROBOTS"),
        ("User-agent: Dateline/2.0 # us\nDisallow: /", "/a", "E_ROBOTS"),
        ("User-agent: DATELINE\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", "had"),
        ("User-agent: other\nUser-agent: Dateline\nDisallow: /", "/a", "E_ROBOTS"),
        ("User-agent: other\nDisallow: /", "/a", "had"),
        ("User-agent: date\nDisallow: /", "/a", "had"),
        ("User-agent: datelines\nDisallow: /", "/a", "had"),
        ("\ufeffUser-agent: *\r\nDisallow: /", "/a", "E_ROBOTS"),
        ("<html>not found</html>", "/a", "had"),
        ("", "/a", "had"),
    ],
)
def test_robots_rules_are_kept(
    server: Server, fetcher: Fetcher, rules: str, path: str, outcome: str
) -> None:
    server.serve("/robots.txt", rules)
    for page in ("/a", "/a.pdf", "/caf%C3%A9"):
        server.serve(page, "news")

    assert code_of(lambda: fetcher.fetch(server.url(path))) == outcome
    assert len(server.paths) == (outcome == "had")


def test_the_refusal_says_what_can_be_done(server: Server, fetcher: Fetcher) -> None:
    server.serve("/robots.txt", "User-agent: *\nDisallow: /")

    with pytest.raises(FetchError, match="asks robots not to fetch it") as caught:
        fetcher.fetch(server.url("/a"))

    assert not caught.value.retry
    assert "ingest the file" in caught.value.hint


@pytest.mark.parametrize(
    ("route", "outcome"),
    [
        (status(204), "had"),
        (status(401), "had"),
        (status(404), "had"),
        (redirect("/robots.txt"), "had"),
        (redirect("/elsewhere.txt"), "E_ROBOTS"),
        (redirect("http://10.0.0.1/robots.txt"), "E_URL_PRIVATE"),
        (status(429), "E_ROBOTS"),
        (status(500), "E_ROBOTS"),
        (status(503), "E_ROBOTS"),
        (raw(b""), "E_ROBOTS"),
        (ok(b"User-agent: *", content_encoding="br"), "E_ROBOTS"),
    ],
    ids=["204", "401", "404", "circle", "moved", "private", "429", "500", "503", "cut", "br"],
)
def test_a_robots_file_that_is_not_had(
    server: Server, fetcher: Fetcher, route: Route, outcome: str
) -> None:
    server.route("/robots.txt", route)
    server.serve("/elsewhere.txt", "User-agent: *\nDisallow: /")
    url = server.serve("/a", "news")

    assert code_of(lambda: fetcher.fetch(url)) == outcome


def test_why_a_robots_file_forbids_all_is_said(server: Server, fetcher: Fetcher) -> None:
    server.route("/robots.txt", status(503, retry_after="60"))

    with pytest.raises(FetchError) as caught:
        fetcher.fetch(server.url("/a"))

    assert (caught.value.retry, caught.value.retry_after) == (True, 60)
    assert "robots.txt was not had" in caught.value.reason
    assert "status 503" in caught.value.reason


def test_an_endless_robots_file_is_read_up_to_its_cap(server: Server, fetcher: Fetcher) -> None:
    first = head(200) + b"User-agent: *\nDisallow: /private\n"
    server.route("/robots.txt", endless(first, b"# news\n" * 1000))
    server.serve("/a", "news")
    server.serve("/private", "news")

    assert code_of(lambda: fetcher.fetch(server.url("/a"))) == "had"
    assert code_of(lambda: fetcher.fetch(server.url("/private"))) == "E_ROBOTS"


def test_a_line_cut_at_the_cap_forbids_nothing() -> None:
    rule = b"\nDisallow: /private"
    filled = b"User-agent: *\n#".ljust(MAX_BYTES - len(rule) + 7, b"x") + rule

    assert parse_rules(filled).allow("http://example.org/pri")
    assert parse_rules(filled).allow("http://example.org/private")


def test_a_robots_file_of_many_robots_and_many_rules_is_read_in_proportion() -> None:
    robots = "".join(f"User-agent: bot{n}\n" for n in range(12_000))
    rules = "".join(f"Disallow: /{n}\n" for n in range(12_000))

    read = parse_rules(f"{robots}{rules}User-agent: *\nDisallow: /a".encode())

    assert read.parsed is not None
    assert len(read.parsed._user_agents) == 2
    assert not read.allow("http://example.org/a")
    assert read.allow("http://example.org/1")


def test_a_robots_file_is_asked_for_once_a_day(server: Server) -> None:
    time = Time()
    fetcher = time.fetcher(pause_s=0)
    url = server.serve("/a", "news")

    asked = []
    for hours in (0, 1, 22.9, 0.2):
        time.now += hours * 3600
        fetcher.fetch(url)
        asked.append(sum(request.path == "/robots.txt" for request in server.requests))

    assert asked == [1, 1, 1, 2]


def test_a_robots_file_that_failed_is_asked_for_again_soon(server: Server) -> None:
    time = Time()
    fetcher = time.fetcher(pause_s=0)
    url = server.serve("/a", "news")
    server.route("/robots.txt", status(500))

    first = [code_of(lambda: fetcher.fetch(url)) for _ in range(3)]
    asked = len(server.requests)
    server.route("/robots.txt", status(404))
    time.now += 301

    assert (first, asked) == (["E_ROBOTS"] * 3, 1)
    assert code_of(lambda: fetcher.fetch(url)) == "had"


def test_requests_to_one_host_are_apart(server: Server) -> None:
    time = Time()
    fetcher = time.fetcher(pause_s=2.5)
    server.serve("/b", "news")
    with Server() as other:
        fetcher.fetch(server.route("/a", redirect("/b")))  # robots.txt, /a, /b
        assert time.slept == [2.5, 2.5]
        fetcher.fetch(other.serve("/", "news"))  # robots.txt, /
        assert time.slept == [2.5] * 3
        time.now += 1
        fetcher.fetch(server.url("/b"))

    assert time.slept == [2.5] * 3  # long enough ago by now


def test_waiting_out_of_politeness_does_not_count_against_the_deadline(server: Server) -> None:
    time = Time()
    fetcher = time.fetcher(pause_s=50, total_s=30)

    assert fetcher.fetch(server.serve("/a", "news")).body == b"news"
    assert time.slept == [50]


@pytest.mark.parametrize(
    ("delay", "slept"), [("7", 7), ("0.5", 1), ("3600", 30), ("x", 1), ("-5", 1), ("nan", 1)]
)
def test_a_crawl_delay_is_kept_up_to_a_bound(server: Server, delay: str, slept: float) -> None:
    time = Time()
    fetcher = time.fetcher(pause_s=1)
    server.serve("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}")

    url = server.serve("/a", "news")
    fetcher.fetch(url)
    fetcher.fetch(url)

    assert time.slept[-1] == slept


@pytest.mark.parametrize("code", [429, 503])
def test_a_host_that_says_when_is_left_alone_until_then(server: Server, code: int) -> None:
    time = Time()
    fetcher = time.fetcher(pause_s=0)
    url = server.route("/a", status(code, retry_after="120"))
    other = server.serve("/b", "news")

    with pytest.raises(FetchError) as first:
        fetcher.fetch(url)
    time.now += 20
    with pytest.raises(FetchError, match="left alone for 100 seconds") as second:
        fetcher.fetch(other)
    time.now += 101

    assert (first.value.status, first.value.retry_after) == (code, 120)
    assert (second.value.code, second.value.retry, second.value.retry_after) == (
        "E_HTTP",
        True,
        100,
    )
    assert server.paths == ["/a"]
    assert fetcher.fetch(other).body == b"news"


def test_closing_forgets_what_hosts_have_said(server: Server) -> None:
    fetcher = Time().fetcher(pause_s=0)
    url = server.serve("/a", "news")

    fetcher.fetch(url)
    fetcher.close()
    fetcher.fetch(url)

    assert [request.path for request in server.requests].count("/robots.txt") == 2
