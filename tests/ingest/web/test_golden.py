"""Each feed and sitemap of golden/, served with its pages, gives what stands beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ingest.fetch.server import Server, status
from tests.ingest.inputs.test_golden import as_json
from tests.ingest.web.polled import Newsroom

GOLDEN = Path(__file__).parent / "golden"
FEEDS = sorted(GOLDEN.glob("*.xml"))
PLACE = "{site}"  # stands for the server, whose port is another each time


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_golden_feed_gives_what_stands_beside_it(
    path: Path, server: Server, newsroom: Newsroom
) -> None:
    site = server.url("")
    for file in (*FEEDS, *GOLDEN.glob("*.html")):
        kind = "text/html" if file.suffix == ".html" else "application/xml"
        body = file.read_text("utf-8").replace(PLACE, site)
        server.serve(f"/{file.name}", body, content_type=f"{kind}; charset=utf-8")
    server.route("/diary.html", status(402))
    expected = json.loads((GOLDEN / f"{path.stem}.expected.json").read_text("utf-8"))

    items = newsroom.read(server.url(f"/{path.name}"))
    actual = json.loads(json.dumps([as_json(item) for item in items]).replace(site, PLACE))

    assert expected == actual
