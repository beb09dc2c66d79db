"""Each address of golden/ with an expectation, served with the rest, gives what stands there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ingest.fetch.server import Server, status
from tests.ingest.inputs.test_golden import as_json
from tests.ingest.web.polled import Newsroom

GOLDEN = Path(__file__).parent / "golden"
TYPES = {".xml": "application/xml", ".html": "text/html", ".json": "application/feed+json"}
SERVED = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(".expected.json"))
READ = [path for path in SERVED if (path.with_name(f"{path.stem}.expected.json")).exists()]
PLACE = "{site}"  # stands for the server, whose port is another each time


@pytest.mark.parametrize("path", READ, ids=lambda path: path.name)
def test_a_golden_address_gives_what_stands_beside_it(
    path: Path, server: Server, newsroom: Newsroom
) -> None:
    site = server.url("")
    for file in SERVED:
        body = file.read_text("utf-8").replace(PLACE, site)
        server.serve(f"/{file.name}", body, content_type=f"{TYPES[file.suffix]}; charset=utf-8")
    server.route("/diary.html", status(402))
    expected = json.loads((GOLDEN / f"{path.stem}.expected.json").read_text("utf-8"))

    items = newsroom.read(server.url(f"/{path.name}"))
    actual = json.loads(json.dumps([as_json(item) for item in items]).replace(site, PLACE))

    assert expected == actual


def test_every_list_and_one_page_have_an_expectation() -> None:
    lists = [path.name for path in SERVED if path.suffix != ".html"]

    assert {*lists, "ferry.html"} <= {path.name for path in READ}
