"""News sitemaps, plain ones and indexes of them, from a real server."""

from __future__ import annotations

import gzip

import pytest

from rag.domain import IncomingArticle
from tests.ingest.fetch.server import Server, status
from tests.ingest.inputs.items import codes, failure, only, warned
from tests.ingest.web.polled import LONG, NEAR, Newsroom, page, tagged

NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
XML = "application/xml"


def listed(link: str, lastmod: str = "", title: str = "", at: str = "2023-11-06T09:30:00Z") -> str:
    news = (
        "<news:news><news:publication><news:name>Tarn Courier</news:name>"
        f"<news:language>en</news:language></news:publication><news:title>{title}</news:title>"
        f"<news:publication_date>{at}</news:publication_date></news:news>"
    )
    image = (
        "<image:image><image:loc>/picture.jpg</image:loc><image:title>A</image:title></image:image>"
    )
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<url>{image}<loc>{link}</loc>{changed}{news if title else ''}</url>"


def sitemap(*urls: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMES}>{"".join(urls)}</urlset>'


def index(*sitemaps: tuple[str, str]) -> str:
    inner = "".join(
        f"<sitemap><loc>{link}</loc>{f'<lastmod>{at}</lastmod>' if at else ''}</sitemap>"
        for link, at in sitemaps
    )
    return f"<sitemapindex {NAMES}>{inner}</sitemapindex>"


def test_a_news_sitemap_s_pages_are_read_and_it_fills_what_they_lack(
    server: Server, newsroom: Newsroom
) -> None:
    server.serve("/a", page(""))
    body = sitemap(listed(server.url("/a"), "2023-11-07", "Dredging agreed"))
    article = only(newsroom.read(server.serve("/news.xml", body, content_type=XML)))

    assert (article.title, article.publisher, article.language) == (
        *("Dredging agreed", "Tarn Courier"),
        "en",
    )
    assert article.published is not None
    assert article.published.epoch == 1_699_263_000
    assert article.modified is None  # lastmod is the site's, not the article's
    assert LONG in article.text


@pytest.mark.parametrize("said", ["yesterday", "2023-13-45", ""])
def test_a_time_of_publishing_that_cannot_be_read_is_told_where_the_page_has_none(
    server: Server, newsroom: Newsroom, said: str
) -> None:
    server.serve("/a", page("A"))
    server.serve("/b", page("B", head='<meta name="date" content="2023-11-06">'))
    entries = [listed(server.url(link), "2023-11-07", "T", at=said) for link in ("/a", "/b")]
    url = server.serve("/news.xml", sitemap(*entries), content_type=XML)
    undated, other = (one for one in newsroom.read(url) if isinstance(one, IncomingArticle))

    assert undated.published is None
    assert warned(undated) == ["W_DATE"]
    assert "publication_date" in undated.warnings[0].reason
    assert other.published is not None
    assert warned(other) == []


def test_a_comment_beside_an_address_is_passed_over(server: Server, newsroom: Newsroom) -> None:
    server.serve("/a", page("A"))
    entry = f"<url><!-- by hand --><loc>{server.url('/a')}</loc><?made by?></url>"
    url = server.serve("/news.xml", sitemap(entry), content_type=XML)

    assert only(newsroom.read(url)).title == "A"


def test_only_what_has_changed_is_asked_for_again(server: Server, newsroom: Newsroom) -> None:
    for name in "abc":
        server.serve(f"/{name}", page(name.upper()))
    a, b, c = (server.url(f"/{name}") for name in "abc")
    url = server.serve("/s.xml", sitemap(listed(a, "2023-11-01"), listed(b)), content_type=XML)

    assert newsroom.poll(url).added == 2

    changed = sitemap(listed(a, "2023-11-02"), listed(b), listed(c))
    server.serve("/s.xml", changed, content_type=XML)
    asked = len(server.paths)

    assert newsroom.poll(url).added == 1
    assert server.paths[asked:] == ["/s.xml", "/a", "/c"]


def test_the_newest_pages_come_first_where_not_all_are_read(
    server: Server, newsroom: Newsroom
) -> None:
    days = ["2023-11-01", "2023-11-04", "2023-11-02"]
    for day in days:
        server.serve(f"/{day}", page(day))
    body = sitemap(*(listed(server.url(f"/{day}"), day) for day in days))
    newsroom.fetching = NEAR.model_copy(update={"pages": 2})
    url = server.serve("/s.xml", body, content_type=XML)
    report = newsroom.poll(url)

    assert server.paths == ["/s.xml", "/2023-11-04", "/2023-11-02"]
    assert [one.code for one in report.warnings] == ["W_MORE"]
    assert newsroom.poll(url).added == 1
    assert newsroom.poll(url).warnings == []


def test_an_index_s_sitemaps_are_read_and_known_ones_are_not(
    server: Server, newsroom: Newsroom
) -> None:
    for name in ("old", "new", "now"):
        server.serve(f"/{name}", page(name))
        body = sitemap(listed(server.url(f"/{name}")))
        packed = gzip.compress(body.encode())
        server.serve(f"/{name}.xml.gz", packed, content_type="application/gzip")
    entries = [("/old.xml.gz", "2022-01-01"), ("/new.xml.gz", "2023-11-01"), ("/now.xml.gz", "")]
    url = server.serve("/index.xml", index(*entries), content_type=XML)

    assert newsroom.poll(url).added == 3
    assert server.paths[1::2] == ["/new.xml.gz", "/old.xml.gz", "/now.xml.gz"]

    asked = len(server.paths)
    newsroom.poll(url)

    assert server.paths[asked:] == ["/index.xml", "/now.xml.gz"]  # it says no date: who knows


def test_an_index_goes_on_where_it_stopped(server: Server, newsroom: Newsroom) -> None:
    for n in range(3):
        server.serve(f"/{n}", page(f"T{n}"))
        body = sitemap(listed(server.url(f"/{n}")))
        server.serve(f"/{n}.xml", body, content_type=XML)
    newsroom.fetching = NEAR.model_copy(update={"pages": 2})
    body = index(*((f"/{n}.xml", f"2023-11-0{n + 1}") for n in range(3)))
    url = server.route("/index.xml", tagged(body, '"1"', content_type=XML))
    reports = [newsroom.poll(url) for _ in range(4)]

    assert [one.added for one in reports] == [1, 1, 1, 0]
    assert [len(one.warnings) for one in reports] == [1, 1, 0, 0]
    assert newsroom.remembered(url) is not None


def test_a_sitemap_of_an_index_that_fails_is_named_and_asked_again(
    server: Server, newsroom: Newsroom
) -> None:
    server.serve("/a", page("A"))
    server.route("/1.xml", status(500))
    server.serve("/2.xml", page("No sitemap"))
    server.serve("/3.xml", sitemap(listed(server.url("/a"))) + "<", content_type=XML)
    server.serve("/4.xml", b"\x89PNG", content_type=XML)
    url = server.serve("/i.xml", index(*((f"/{n}.xml", "2023-11-01") for n in (1, 2, 3, 4))))
    report = newsroom.poll(url, patient=True)

    assert [(one.where[-5:], one.code) for one in report.failed] == [
        ("1.xml", "E_HTTP"),
        ("2.xml", "E_FEED"),
        ("3.xml", "E_FEED"),
        ("4.xml", "E_TYPE"),
    ]
    assert report.added == 1

    asked = len(server.paths)
    newsroom.poll(url, patient=True)

    assert server.paths[asked:] == ["/i.xml"]

    server.serve("/1.xml", sitemap(listed(server.url("/a"))), content_type=XML)
    newsroom.now += 100_000

    assert newsroom.poll(url, patient=True).added == 0


def test_a_sitemap_as_it_was_costs_a_304(server: Server, newsroom: Newsroom) -> None:
    server.serve("/a", page("A"))
    server.route("/1.xml", tagged(sitemap(listed(server.url("/a"))), '"1"', content_type=XML))
    url = server.serve("/i.xml", index(("/1.xml", "")), content_type=XML)
    newsroom.poll(url)
    newsroom.poll(url)

    assert server.requests[-1].headers["if-none-match"] == '"1"'
    assert server.paths == ["/i.xml", "/1.xml", "/a", "/i.xml", "/1.xml"]


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (sitemap(), "E_FEED", "no addresses"),
        (sitemap("<url><loc>/a</loc></url>")[:-12], "E_FEED", "cut off"),
        (f'<!DOCTYPE x [<!ENTITY a "b">]>{sitemap()}', "E_XML_DTD", "DOCTYPE"),
        (sitemap("<url><loc>javascript:alert(1)</loc></url>"), "E_URL", "javascript"),
        (sitemap("<url><lastmod>2023-01-01</lastmod></url>"), "E_URL", "no address"),
    ],
)
def test_what_is_no_sitemap_is_named(
    server: Server, newsroom: Newsroom, body: str, code: str, said: str
) -> None:
    server.serve("/a", page("A"))
    items = newsroom.read(server.serve("/s.xml", body, content_type=XML))
    found = next(one for one in items if not isinstance(one, IncomingArticle))

    assert (found.code, said in found.reason) == (code, True)


@pytest.mark.parametrize(
    ("packed", "code"),
    [
        (gzip.compress(sitemap().encode(), mtime=0)[:-20], "E_CODEC"),
        (b"\x1f\x8b\x08" + b"no gzip at all", "E_CODEC"),
        (gzip.compress(b" " * 10_000_000, mtime=0), "E_TOO_LARGE"),
    ],
)
def test_a_broken_or_exploding_gzip_file_is_named(
    server: Server, newsroom: Newsroom, packed: bytes, code: str
) -> None:
    url = server.serve("/s.xml.gz", packed, content_type="application/gzip")

    assert failure(newsroom.read(url)).code == code


def test_a_gzip_file_of_several_members_is_read_to_its_end(
    server: Server, newsroom: Newsroom
) -> None:
    for name in "ab":
        server.serve(f"/{name}", page(name.upper()))
    body = sitemap(listed(server.url("/a")), listed(server.url("/b"))).encode()
    packed = b"".join(gzip.compress(part) for part in (body[:300], body[300:])) + bytes(20)
    items = newsroom.read(server.serve("/s.xml.gz", packed, content_type="application/gzip"))

    assert [code for _, code in codes(items)] == ["in", "in"]


def test_ten_thousand_addresses_are_listed_and_some_are_read(
    server: Server, newsroom: Newsroom
) -> None:
    server.serve("/0", page("Zero"))
    newsroom.fetching = NEAR.model_copy(update={"pages": 1})
    body = sitemap(*(f"<url><loc>/{n}</loc></url>" for n in range(10_000)))
    items = newsroom.read(server.serve("/s.xml", body, content_type=XML))

    assert [code for _, code in codes(items)] == ["in", "W_MORE"]
    assert ": 9,999;" in str(items[1])
