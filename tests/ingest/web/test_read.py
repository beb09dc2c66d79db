"""Feeds, sitemaps and pages polled from a real server, again and again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.dry_run import dry_run
from ingest.plan import Step
from ingest.run import Report
from ingest.sandbox import open_parser
from rag.archive.polls import Poll
from rag.domain import Failure, IncomingArticle
from rag.settings import Parsing
from tests.ingest.fetch.server import Server, redirect, status
from tests.ingest.inputs.items import codes, failure, only, warned
from tests.ingest.jobs import Listener, StoppedError, lines, options_for, record, settings_for
from tests.ingest.web.polled import LONG, NEAR, START, Newsroom, item, page, rss, tagged, whole

FEED = "application/rss+xml"


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.revised, report.skipped, len(report.failed)


def feed_of(server: Server, *items: str, etag: str = '"1"', head: str = "") -> str:
    return server.route("/feed", tagged(rss(*items, head=head), etag, content_type=FEED))


def test_a_feed_with_whole_articles_is_one_request(server: Server, newsroom: Newsroom) -> None:
    url = feed_of(server, *(item(f"/{n}", f"T{n}", more=whole(LONG * 5)) for n in range(3)))
    report = newsroom.poll(url)

    assert counts(report) == (3, 0, 0, 0)
    assert server.paths == ["/feed"]
    assert {p.article.url for p in newsroom.passages()} == {server.url(f"/{n}") for n in range(3)}


def test_a_feed_that_has_nothing_new_is_asked_and_no_more(
    server: Server, newsroom: Newsroom
) -> None:
    url = feed_of(server, item("/1", more=whole(LONG * 5)))
    newsroom.poll(url)
    again = newsroom.poll(url)

    assert counts(again) == (0, 0, 0, 0)
    assert server.requests[-1].headers["if-none-match"] == '"1"'
    assert newsroom.remembered(url) == Poll(url, START, etag='"1"', next_at=START, kind="feed")


def test_a_summary_s_page_is_read_and_the_feed_fills_what_it_lacks(
    server: Server, newsroom: Newsroom
) -> None:
    server.serve("/story", page("Dredging agreed"))
    more = (
        "<guid>tag:tarn,1</guid><author>Ina Koppel</author>"
        "<pubDate>Mon, 06 Nov 2023 09:30:00 GMT</pubDate><category>Harbour</category>"
    )
    url = feed_of(server, item("/story?utm_source=rss", "Dredge vote", more=more))
    article = only(newsroom.read(url))

    assert isinstance(article, IncomingArticle)
    assert LONG in article.text
    assert (article.title, article.publisher) == ("Dredging agreed", "Tarn Courier")
    assert (article.byline, article.section) == ("Ina Koppel", "Harbour")
    assert article.external_id == "tag:tarn,1"
    assert article.published is not None
    assert article.published.epoch == 1_699_263_000
    assert article.url == server.url("/story?utm_source=rss")
    assert (article.path, warned(article)) == (None, [])


def test_a_known_page_is_not_asked_for_again_until_its_entry_changes(
    server: Server, newsroom: Newsroom
) -> None:
    server.route("/a", tagged(page("A"), '"a1"'))
    server.route("/b", tagged(page("B"), '"b1"'))
    url = feed_of(server, item("/a", "A"), item("/b", "B"))
    first = newsroom.poll(url)
    asked = len(server.paths)
    feed_of(server, item("/a", "A"), item("/b", "B, corrected"), etag='"2"')
    server.route(
        "/b", tagged(page("B", "The vote was eight to five, the board now says. "), '"b2"')
    )
    second = newsroom.poll(url)

    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (0, 1, 0, 0))
    assert server.paths[asked:] == ["/feed", "/b"]
    assert server.requests[-1].headers["if-none-match"] == '"b1"'


def test_a_page_that_is_as_it_was_costs_a_304(server: Server, newsroom: Newsroom) -> None:
    server.route("/a", tagged(page("A"), '"a1"'))
    url = feed_of(server, item("/a", "A"))
    newsroom.poll(url)
    feed_of(server, item("/a", "A, reworded"), etag='"2"')

    assert counts(newsroom.poll(url)) == (0, 0, 0, 0)
    feed_of(server, item("/a", "A, reworded"), etag='"3"')
    newsroom.poll(url)
    assert server.paths == ["/feed", "/a", "/feed", "/a", "/feed"]


def test_a_page_that_fails_is_left_out_and_asked_again_although_the_feed_is_as_it_was(
    server: Server, newsroom: Newsroom
) -> None:
    server.serve("/a", page("A"))
    server.route("/b", status(503))
    url = feed_of(server, item("/a"), item("/b"))
    report = newsroom.poll(url)

    assert counts(report) == (1, 0, 0, 1)
    assert [(one.where, one.code) for one in report.failed] == [(server.url("/b"), "E_HTTP")]
    assert (newsroom.remembered(url) or Poll("", 0)).etag is None

    server.serve("/b", page("B"))
    again = newsroom.poll(url)

    assert counts(again) == (1, 0, 0, 0)
    assert newsroom.titles() == ["A", "B"]
    assert (newsroom.remembered(url) or Poll("", 0)).etag == '"1"'


def test_a_page_that_is_gone_is_given_up_in_the_end(server: Server, newsroom: Newsroom) -> None:
    url = feed_of(server, item("/gone"))
    reports = [newsroom.poll(url) for _ in range(4)]

    assert [len(one.failed) for one in reports] == [1, 1, 1, 0]
    assert server.paths.count("/gone") == 3
    assert newsroom.passages() == []

    feed_of(server, item("/gone", "Back again"), etag='"2"')
    server.serve("/gone", page("Back again"))

    assert counts(newsroom.poll(url)) == (1, 0, 0, 0)


def test_a_feed_that_freezes_its_parser_costs_itself_only_and_is_asked_again(
    server: Server, newsroom: Newsroom
) -> None:
    frozen = server.serve("/frozen", rss(item("/1", "freeze", more=whole(LONG * 5))))
    good = server.serve("/good", rss(item("/2", "Good", more=whole(LONG * 5))))
    with open_parser(Parsing(wall_s=1), target="tests.ingest.crashing:frozen") as parser:
        report = replace(newsroom, parser=parser).poll(frozen, good)

    assert [(one.where, one.code) for one in report.failed] == [(frozen, "E_TIMEOUT")]
    assert newsroom.titles() == ["Good"]
    assert (newsroom.remembered(frozen) or Poll("", 0)).failures == 1


def test_a_short_text_that_may_be_whole_is_in_though_its_page_is_gone(
    server: Server, newsroom: Newsroom
) -> None:
    server.route("/down", status(503))
    url = feed_of(
        server,
        item("/gone", "Vote", more=whole("The board voted by eight to five to dredge.")),
        item("/down", "Late", more=whole("The ferry was late again.")),
        item("/begun", "Begun", more=whole("The board voted by eight to five …")),
    )
    reports = [newsroom.poll(url) for _ in range(4)]

    assert counts(reports[0]) == (1, 0, 0, 2)
    assert [(one.code, one.where) for one in reports[0].warnings] == [
        ("W_SHORT", server.url("/feed#1"))
    ]
    assert counts(reports[1]) == (0, 0, 1, 2)
    assert server.paths.count("/gone") == 3
    assert newsroom.titles() == ["Vote"]


@pytest.mark.parametrize("refusal", [401, 402, 403, 451])
def test_where_the_publisher_keeps_a_page_from_us_its_summary_is_in_and_says_so(
    server: Server, newsroom: Newsroom, refusal: int
) -> None:
    server.route("/paid", status(refusal))
    url = feed_of(server, item("/paid", "Vote", "The board voted by eight to five to dredge."))
    report = newsroom.poll(url)

    assert counts(report) == (1, 0, 0, 0)
    assert [(one.code, "E_HTTP" in one.reason) for one in report.warnings] == [("W_SUMMARY", True)]
    assert newsroom.passages()[0].text == "The board voted by eight to five to dredge."

    server.serve("/paid", page("Vote"))

    assert counts(newsroom.poll(url)) == (0, 1, 0, 0)
    assert LONG in newsroom.passages()[0].text


def test_a_title_without_a_text_is_never_an_article(server: Server, newsroom: Newsroom) -> None:
    server.serve("/robots.txt", "User-agent: *\nDisallow: /kept", content_type="text/plain")
    url = feed_of(server, item("/kept", "Vote", ""), item("/open", "Open", ""))
    server.serve("/open", page("Open"))

    assert codes(newsroom.read(url)) == [
        (server.url("/kept"), "E_ROBOTS"),
        (server.url("/open"), "in"),
    ]


def test_no_article_is_made_of_a_teaser_while_a_robots_file_may_yet_come(
    server: Server, newsroom: Newsroom
) -> None:
    teaser = "The board voted by eight to five to dredge."
    with Server() as other:
        other.route("/robots.txt", status(503))
        other.serve("/vote", page("Vote"))
        report = newsroom.poll(feed_of(server, item(other.url("/vote"), "Vote", teaser)))

        assert [one.code for one in report.failed] == ["E_ROBOTS"]
        assert newsroom.passages() == []

        other.route("/robots.txt", status(404))

        assert counts(newsroom.poll(server.url("/feed"))) == (1, 0, 0, 0)
    assert LONG in newsroom.passages()[0].text


def test_an_address_that_was_mistyped_is_not_remembered(server: Server, newsroom: Newsroom) -> None:
    url = server.url("/feeed")

    assert counts(newsroom.poll(url)) == (0, 0, 0, 1)
    assert newsroom.remembered(url) is None

    server.serve("/feeed", rss(item("/a", more=whole(LONG * 5))))
    newsroom.poll(url)
    server.route("/feeed", status(404))
    newsroom.poll(url)

    assert (newsroom.remembered(url) or Poll("", 0)).failures == 1


def test_an_article_gone_from_its_feed_stays(server: Server, newsroom: Newsroom) -> None:
    url = feed_of(server, *(item(f"/{n}", f"T{n}", more=whole(LONG * 5)) for n in range(2)))
    newsroom.poll(url)
    feed_of(server, item("/1", "T1", more=whole(LONG * 5)), etag='"2"')

    assert counts(newsroom.poll(url)) == (0, 0, 1, 0)
    assert newsroom.titles() == ["T0", "T1"]


def test_what_is_remembered_is_kept_with_the_articles_or_not_at_all(
    server: Server, newsroom: Newsroom
) -> None:
    for n in range(80):
        server.serve(f"/{n}", page(f"T{n}"))
    url = feed_of(server, *(item(f"/{n}", f"T{n}") for n in range(80)))

    with pytest.raises(StoppedError):
        newsroom.poll(url, progress=Listener(f"fetching {server.host}", stop_after=75))

    assert len(newsroom.titles()) == 64
    assert newsroom.remembered(url) is None
    assert newsroom.remembered(server.url("/62")) is not None
    assert newsroom.remembered(server.url("/63")) is None  # its article is in, asked once more

    again = newsroom.poll(url)

    assert counts(again) == (16, 0, 1, 0)
    assert len(newsroom.titles()) == 80


def test_a_changed_guid_is_the_same_article(server: Server, newsroom: Newsroom) -> None:
    server.serve("/a", page("A"))
    url = feed_of(server, item("/a", more="<guid>one</guid>"))
    newsroom.poll(url)
    feed_of(server, item("/a", more="<guid>two</guid>"), etag='"2"')

    assert counts(newsroom.poll(url)) == (0, 0, 1, 0)
    assert newsroom.passages()[0].article.external_ids == ("one", "two")


def test_a_redirected_page_is_known_by_where_it_is(server: Server, newsroom: Newsroom) -> None:
    server.route("/r/9", redirect("/news/9"))
    server.serve("/news/9", page("Nine"))
    url = feed_of(server, item("/r/9"))

    assert only(newsroom.read(url)).url == server.url("/news/9")


def test_a_page_s_own_address_counts_within_its_site(server: Server, newsroom: Newsroom) -> None:
    own = f'<link rel="canonical" href="{server.url("/own")}">'
    other = '<link rel="canonical" href="https://elsewhere.example/story">'
    server.serve("/a", page("A", head=own))
    server.serve("/b", page("B", head=other))

    mine, theirs = newsroom.read(feed_of(server, item("/a"), item("/b")))

    assert isinstance(mine, IncomingArticle)
    assert isinstance(theirs, IncomingArticle)
    assert mine.url == server.url("/own")
    assert (theirs.url, warned(theirs)) == (server.url("/b"), ["W_CANONICAL"])


def test_a_link_that_ends_on_the_front_page_gave_no_article(
    server: Server, newsroom: Newsroom
) -> None:
    server.route("/gone", redirect("/"))
    server.serve("/", page("Tarn Courier"))

    said = failure(newsroom.read(feed_of(server, item("/gone"))))

    assert (said.code, "front page" in said.reason) == ("E_REDIRECT", True)


def test_an_entry_cannot_send_us_to_a_private_address(server: Server, newsroom: Newsroom) -> None:
    said = failure(newsroom.read(feed_of(server, item("http://10.0.0.1/admin"))))

    assert (said.where, said.code) == ("http://10.0.0.1/admin", "E_URL_PRIVATE")


def test_a_linked_pdf_is_no_page(server: Server, newsroom: Newsroom) -> None:
    server.serve("/a", b"%PDF-1.7 ...", content_type="application/pdf")
    server.serve("/b", '{"a": 1}', content_type="application/json")

    items = newsroom.read(feed_of(server, item("/a"), item("/b")))

    assert [code for _, code in codes(items)] == ["E_TYPE", "E_TYPE"]


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"PAR1", b"WARC/1.0\r\n", b"\x89PNG"])
def test_what_is_no_text_is_named(server: Server, newsroom: Newsroom, head: bytes) -> None:
    url = server.serve("/a", head + b" and more", content_type="application/octet-stream")

    assert failure(newsroom.read(url)).code == "E_TYPE"


def test_a_summary_without_a_link_is_in_and_says_so(server: Server, newsroom: Newsroom) -> None:
    text = "The ferry is late."
    url = feed_of(server, f"<item><title>T</title><description>{text}</description></item>")

    assert warned(only(newsroom.read(url))) == ["W_SUMMARY"]


@pytest.mark.parametrize(
    ("body", "media_type", "said"),
    [
        ("", "text/xml", "empty (status 200, text/xml)"),
        ("<html><body>Error</body></html>", FEED, "calls itself a feed"),
        ("<catalogue><book/></catalogue>", "text/xml", "root is 'catalogue'"),
    ],
)
def test_what_is_no_feed_is_named_with_the_status(
    server: Server, newsroom: Newsroom, body: str, media_type: str, said: str
) -> None:
    url = server.serve("/feed", body, content_type=media_type)
    found = failure(newsroom.read(url))

    assert (found.where, found.code) == (url, "E_FEED")
    assert said in found.reason


def test_a_feed_that_has_become_a_page_is_an_error_and_its_articles_stay(
    server: Server, newsroom: Newsroom
) -> None:
    url = feed_of(server, item("/1", more=whole(LONG * 5)))
    newsroom.poll(url)
    server.serve("/feed", page("This domain is for sale"))
    report = newsroom.poll(url)

    assert [(one.code, "was a feed" in one.reason) for one in report.failed] == [("E_FEED", True)]
    assert len(newsroom.titles()) == 1
    assert (newsroom.remembered(url) or Poll("", 0)).failures == 1


def test_a_feed_that_is_cut_off_gives_what_is_whole_and_is_asked_for_again(
    server: Server, newsroom: Newsroom
) -> None:
    body = rss(*(item(f"/{n}", more=whole(LONG * 5)) for n in range(3)))
    url = server.route("/feed", tagged(body[: body.rindex("<item>") + 30], '"1"'))
    report = newsroom.poll(url)
    past = newsroom.remembered(url)

    assert counts(report) == (2, 0, 0, 1)
    assert past is not None
    assert (past.etag, past.failures) == (None, 1)


def test_failures_in_a_row_make_the_next_poll_later(server: Server, newsroom: Newsroom) -> None:
    url = server.route("/feed", status(500))
    pauses = []
    for _ in range(3):
        newsroom.poll(url)
        past = newsroom.remembered(url)
        assert past is not None
        pauses.append(past.next_at - START)

    assert pauses == [300, 600, 1200]

    feed_of(server, item("/1", more=whole(LONG * 5)))
    newsroom.poll(url)

    assert (newsroom.remembered(url) or Poll("", 0, failures=9)).failures == 0


def test_who_is_patient_waits_and_who_names_an_address_does_not(
    server: Server, newsroom: Newsroom
) -> None:
    url = server.route("/feed", status(503, retry_after="7200"))
    newsroom.poll(url)
    asked = len(server.requests)
    report = newsroom.poll(url, patient=True)

    assert len(server.requests) == asked
    assert report.polled[url].next_at == START + 7200

    newsroom.now = START + 7200
    newsroom.poll(url, patient=True)

    assert len(server.requests) > asked
    asked = len(server.requests)
    newsroom.poll(url)
    assert len(server.requests) > asked


def test_a_patient_poll_leaves_failing_pages_alone_until_their_time(
    server: Server, newsroom: Newsroom
) -> None:
    server.route("/a", status(500))
    url = feed_of(server, item("/a"))
    newsroom.poll(url, patient=True)
    newsroom.poll(url, patient=True)

    assert server.paths == ["/feed", "/a", "/feed"]

    newsroom.now += 301
    newsroom.poll(url, patient=True)

    assert server.paths[-2:] == ["/feed", "/a"]


def test_a_feed_says_how_long_to_leave_it_alone(server: Server, newsroom: Newsroom) -> None:
    url = feed_of(server, item("/1", more=whole(LONG * 5)), head="<ttl>45</ttl>")

    assert newsroom.poll(url).polled[url].next_at == START + 2700
    newsroom.now += 2700
    assert newsroom.poll(url).polled[url].next_at == START + 5400


def test_a_page_by_its_address(server: Server, newsroom: Newsroom) -> None:
    url = server.route("/story.html", tagged(page("Story"), '"1"', content_type="text/html"))

    assert counts(newsroom.poll(url)) == (1, 0, 0, 0)
    assert counts(newsroom.poll(url)) == (0, 0, 0, 0)
    assert newsroom.passages()[0].article.url == url


def test_addresses_of_other_formats(server: Server, newsroom: Newsroom) -> None:
    one = '{"id": "1", "url": "https://t.example/1", "title": "T", "content_html": "<p>Up.</p>"}'
    rows = "title,text\nTide,The tide was high.\n"
    paths = {
        server.serve("/news.json", f"[{one}]", content_type="application/json"): "Up.",
        server.serve("/rows", rows, content_type="text/csv"): "The tide was high.",
        server.serve("/rows.csv", rows, content_type="text/plain"): "The tide was high.",
        server.serve("/a.txt", "Quay\n\nThe quay.", content_type="text/plain"): "Quay\n\nThe quay.",
    }

    assert {url: only(newsroom.read(url)).text.strip() for url in paths} == paths
    assert only(newsroom.read(server.url("/a.txt"))).url == server.url("/a.txt")


@pytest.mark.parametrize("type_", ["application/feed+json", "application/json"])
def test_a_json_feed_is_a_feed(server: Server, newsroom: Newsroom, type_: str) -> None:
    server.serve("/1", page("Tide"))
    items: list[object] = [
        {"id": 1, "url": "/1", "external_url": "https://ledger.example/1", "summary": "A teaser.",
         "date_published": "2023-11-06T09:30:00Z", "authors": [{"name": "Ina Koppel"}]},
        {"id": "2", "url": "/2", "content_html": f"<p>{LONG * 5}</p>", "tags": ["Harbour"]},
        {"id": "3", "content_text": LONG * 5, "date_published": "soon"},
        "nonsense",
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Tarn", "items": items}
    url = server.serve("/feed", json.dumps(feed | {"language": "en-GB"}), content_type=type_)
    whole_, bare, other, read = newsroom.read(url)

    assert isinstance(whole_, IncomingArticle)
    assert isinstance(bare, IncomingArticle)
    assert isinstance(read, IncomingArticle)
    assert [one.url for one in (whole_, bare, read)] == [server.url("/2"), None, server.url("/1")]
    assert {one.publisher for one in (whole_, bare, read)} == {"Tarn"}
    assert (whole_.section, whole_.language, whole_.text.strip()) == (
        *("Harbour", "en"),
        (LONG * 5).strip(),
    )
    assert (read.external_id, read.byline, read.title) == ("1", "Ina Koppel", "Tide")
    assert LONG in read.text
    assert warned(bare) == ["W_DATE"]
    assert isinstance(other, Failure)
    assert other.code == "E_EMPTY"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('{"version": "https://jsonfeed.org/version/1", "items": []}', "E_FEED"),
        ('{"version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": [{"id', "E_JSON"),
        ("<!doctype html><p>Not found</p>", "E_FEED"),
    ],
)
def test_a_json_feed_that_is_none_is_named_and_asked_again(
    server: Server, newsroom: Newsroom, body: str, code: str
) -> None:
    url = server.serve("/feed", body, content_type="application/feed+json")
    report = newsroom.poll(url)

    assert [(one.where, one.code) for one in report.failed] == [(url, code)]
    assert report.polled[url].failures == 1


def test_an_address_that_fails_is_one_line_and_the_others_are_read(
    server: Server, newsroom: Newsroom
) -> None:
    url = feed_of(server, item("/1", more=whole(LONG * 5)))
    listener = Listener()
    report = newsroom.poll(server.url("/nothing"), "ftp://a.example/x", url, progress=listener)

    assert counts(report) == (1, 0, 0, 2)
    assert [line.split()[:3] for line in listener.problems] == [
        ["ERROR", server.url("/nothing"), "E_HTTP"],
        ["ERROR", "ftp://a.example/x", "E_URL"],
    ]


def test_utf7_is_refused(server: Server, newsroom: Newsroom) -> None:
    url = server.serve("/a", page("A"), content_type="text/html; charset=utf-7")

    assert failure(newsroom.read(url)).code == "E_CHARSET"


def test_more_pages_than_are_read_at_once_are_left_for_the_next_time_and_it_is_said(
    server: Server, newsroom: Newsroom
) -> None:
    for n in range(5):
        server.serve(f"/{n}", page(f"T{n}"))
    url = feed_of(server, *(item(f"/{n}", f"T{n}") for n in range(5)))
    newsroom.fetching = NEAR.model_copy(update={"pages": 2})
    reports = [newsroom.poll(url) for _ in range(4)]

    assert [counts(one)[0] for one in reports] == [2, 2, 1, 0]
    assert [[w.reason.partition(";")[0][-1] for w in one.warnings] for one in reports] == [
        ["3"],
        ["1"],
        [],
        [],
    ]
    assert server.paths.count("/feed") == 4
    assert (newsroom.remembered(url) or Poll("", 0)).etag == '"1"'


def test_a_feed_past_the_cap_is_named_with_the_cap(server: Server, newsroom: Newsroom) -> None:
    newsroom.fetching = NEAR.model_copy(update={"max_bytes": 5_000})
    url = server.serve("/feed", rss(*(item(f"/{n}") for n in range(1_000))), content_type=FEED)
    found = failure(newsroom.read(url))

    assert (found.where, found.code) == (url, "E_TOO_LARGE")
    assert "5,000" in found.reason or "0.0 MB" in found.reason


def test_a_page_that_two_feeds_list_each_in_its_own_words_is_read_once_for_each(
    server: Server, newsroom: Newsroom
) -> None:
    server.serve("/a", page("A"))
    one = feed_of(server, item("/a", "A"))
    two = server.serve("/other", rss(item("/a", "A, says the front page")), content_type=FEED)
    for _ in range(3):
        newsroom.poll(one, two)

    assert server.paths.count("/a") == 2
    assert len(newsroom.titles()) == 1


def test_a_dry_run_asks_and_keeps_nothing(server: Server, newsroom: Newsroom) -> None:
    server.serve("/a", page("A"))
    url = feed_of(server, item("/a"))
    settings = settings_for(newsroom.home, fetching=newsroom.fetching)

    planned, report = dry_run(
        [url], settings=settings, options=options_for(settings), progress=Listener()
    )

    assert [one.step for one in planned] == [Step.ADD]
    assert (report.added, newsroom.home.exists()) == (1, False)

    newsroom.poll(url)

    planned, _ = dry_run(
        [url], settings=settings, options=options_for(settings), progress=Listener()
    )

    assert planned == []


def test_progress_counts_the_pages(server: Server, newsroom: Newsroom) -> None:
    server.serve("/a", page("A"))
    listener = Listener()
    newsroom.poll(feed_of(server, item("/a")), progress=listener)

    assert listener.phases[:2] == [
        (f"fetching {server.host}", None, "pages"),
        (f"fetching {server.host}", 1, "pages"),
    ]
    assert listener.units[:2] == [1, 1]


def test_a_format_that_is_forced_is_what_is_read(server: Server, newsroom: Newsroom) -> None:
    url = server.serve("/a", page("A"))

    assert failure(newsroom.read(url, format="feed")).code == "E_FEED"


def test_files_and_addresses_in_one_run(server: Server, newsroom: Newsroom, tmp_path: Path) -> None:
    url = feed_of(server, item("/1", more=whole(LONG * 5)))
    report = newsroom.poll(url, str(lines(tmp_path / "a.jsonl", record(0))), f" {url} ")

    assert report.added == 2
    assert server.paths == ["/feed"]


def test_a_host_that_wants_to_be_left_alone_is_asked_for_no_more_pages(
    server: Server, newsroom: Newsroom
) -> None:
    server.serve("/0", page("T0"))
    server.route("/1", status(429, retry_after="600"))
    url = feed_of(server, *(item(f"/{n}", f"T{n}") for n in range(9)))
    report = newsroom.poll(url)

    assert counts(report) == (1, 0, 0, 1)
    assert [(one.code, ": 7;" in one.reason) for one in report.warnings] == [("W_MORE", True)]
    assert server.paths == ["/feed", "/0", "/1"]


def test_a_host_that_is_down_costs_three_pages_and_not_all(
    server: Server, newsroom: Newsroom
) -> None:
    with Server() as gone:
        down = gone.url("/")
    url = feed_of(server, *(item(f"{down}{n}", f"T{n}") for n in range(9)))
    report = newsroom.poll(url)

    assert [one.code for one in report.failed] == ["E_CONNECT"] * 3
    assert [one.code for one in report.warnings] == ["W_MORE"]
    assert (newsroom.remembered(url) or Poll("", 0, etag="x")).etag is None


def test_an_address_that_is_none_is_one_line(newsroom: Newsroom) -> None:
    assert failure(newsroom.read("http://[::1")).code == "E_URL"
