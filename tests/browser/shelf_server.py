"""The page over a scripted desk and a home, for a process of its own.

What people keep is really kept, in the home; answers need no model, so that a test can stop and
start the server at little cost. "Latvia" is not answered; the article of the others can be
withdrawn.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from rag.domain import Answer
from rag.settings import Settings
from tests.ui.web.newsroom import (
    ScriptedArchive,
    ScriptedDesk,
    abstained,
    answered,
    article,
    citation,
    passage,
    question,
    revision,
)
from ui.people.people import People
from ui.server import place, serve
from ui.web.site import Site

URL = "https://harbour-post.example/quay"
ARTICLE = "a" * 16


class Answering(ScriptedDesk):
    """Answers any question with the one quotation it has."""

    def answer_to(self, text: str) -> Answer:
        asked = question(text)
        cited = citation(of=passage(in_=article(url=URL)), speaker="Kaja Saar")
        return abstained(cited, asked=asked) if "Latvia" in text else answered(cited, asked=asked)


def main(home: Path, port: int = 0, withdrawn: bool = False) -> None:
    """Serve until interrupted; the address is printed as JSON, as ``dateline serve`` does."""
    gone = {ARTICLE} if withdrawn else set()
    desk = Answering(archive=ScriptedArchive({ARTICLE: [revision()]}, gone))
    with place("127.0.0.1", port) as at, closing(People(home)) as people:
        site = Site(desk, people, Settings(home=home))
        serve(site, at, ready=lambda url: print(json.dumps({"url": url}), flush=True))  # noqa: T201
