"""What a reply's headers are taken to say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetch.headers import location, media_type, reply_headers, retry_after, user_agent

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("text/html", ("text/html", None)),
        ("Text/HTML; charset=ISO-8859-1", ("text/html", "iso-8859-1")),
        ("application/rss+xml;charset='x'", ("application/rss+xml", "'x'")),
        ('text/html ; boundary=a; charset="utf-8"', ("text/html", "utf-8")),
        ("text/html; charset=", ("text/html", None)),
        ("html", ("", None)),
        ("", ("", None)),
    ],
)
def test_content_type(said: str, read: tuple[str, str | None]) -> None:
    assert media_type({"content-type": said}) == read


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("9" * 400, 86_400),
        ("Mon, 02 Mar 2026 12:05:00 GMT", 300),
        ("Mon, 02 Mar 2026 12:05:00 -0000", 300),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("Mon, 02 Mar 2099 11:00:00 GMT", 86_400),
        ("soon", None),
        ("-5", None),
        ("²", None),
        (f"Mon, 02 Mar {'9' * 20} 12:05:00 GMT", None),
        (f"Mon, 02 Mar 2026 12:05:00 +{'9' * 20}", None),
        ("", None),
    ],
)
def test_retry_after(said: str, seconds: int | None) -> None:
    assert retry_after({"retry-after": said}, now=NOW) == seconds


@given(st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=60))))
def test_any_headers_can_be_read(raw: list[tuple[bytes, bytes]]) -> None:
    names = [b"content-type", b"retry-after", b"location"]
    headers = reply_headers([*raw, *((name, value) for name in names for _, value in raw)])

    assert all(isinstance(value, str) for value in headers.values())
    assert isinstance(location(headers), str)
    assert media_type(headers)[1] != ""
    assert 0 <= (retry_after(headers, now=NOW) or 0) <= 86_400


def test_of_a_repeated_header_the_first_counts() -> None:
    assert reply_headers([(b"ETag", b"a"), (b"etag", b"b")]) == {"etag": "a"}


def test_the_user_agent_is_honest() -> None:
    assert user_agent("").startswith("Dateline/")
    assert user_agent("https://example.org/bot").endswith(" (+https://example.org/bot)")
