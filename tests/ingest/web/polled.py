"""Polls for tests: a home, a real server on loopback, a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.batches import Batch, batches
from ingest.inputs.read import Item, Parse, parse
from ingest.run import Report, ingest
from ingest.web.asking import Asking
from rag.archive.archive import Archive
from rag.archive.polls import Poll
from rag.domain import Passage
from rag.progress import Progress, Silent
from rag.settings import Fetching
from tests.fakes import WordEncoder
from tests.ingest.fetch.server import Client, Request, Route, Server
from tests.ingest.jobs import in_memory, options_for, settings_for
from tests.rag.archive.stories import ANY

START = 1_700_000_000
NEAR = Fetching(loopback=True, pause_s=0)

LONG = "The harbour board met on Monday and voted to dredge the eastern channel before autumn. "


def page(title: str, text: str = "", head: str = "") -> str:
    """A page with an article in it."""
    paragraphs = "".join(f"<p>{text or LONG}{n}</p>" for n in range(1, 4))
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def item(link: str, title: str = "News", text: str = "A short teaser.", more: str = "") -> str:
    """An RSS entry with a summary alone."""
    inner = f"<title>{title}</title><link>{link}</link><description>{text}</description>{more}"
    return f"<item>{inner}</item>"


def rss(*items: str, head: str = "") -> str:
    """An RSS feed."""
    content = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    channel = f"<channel><title>Tarn Courier</title>{head}{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0" {content}>{channel}</rss>'


def whole(text: str) -> str:
    """An entry's full text."""
    return f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"


def tagged(body: str, etag: str, **headers: str) -> Route:
    """Serve a body with an ETag; who has it gets 304."""

    def answer(client: Client, request: Request) -> None:
        known = request.headers.get("if-none-match") == etag
        status, sent = (304, b"") if known else (200, body.encode())
        client.reply(status, sent, etag=etag, **headers)

    return answer


@dataclass
class Newsroom:
    """A home that polls a server, at the time that ``now`` says."""

    home: Path
    server: Server
    now: float = START
    fetching: Fetching = NEAR
    parser: Parse = parse

    def poll(self, *urls: str, patient: bool = False, progress: Progress | None = None) -> Report:
        """Ingest; the parser runs here unless another is set."""
        settings = settings_for(self.home, fetching=self.fetching)
        return ingest(
            urls,
            settings=settings,
            options=options_for(settings),
            open_encoder=WordEncoder,
            open_index=in_memory,
            progress=progress or Silent(),
            asking=self.asking(patient),
            parse=self.parser,
        )

    def asking(self, patient: bool = False) -> Asking:
        """A clock set by hand, and no chance."""
        return Asking(patient, clock=lambda: self.now, chance=lambda: 0.5)

    def read(self, url: str, **changes: object) -> list[Item]:
        """What an address gives to who has never asked it."""
        return [one for batch in self.batches(url, **changes) for one in batch.items]

    def batches(self, url: str, **changes: object) -> Sequence[Batch]:
        settings = settings_for(self.home)
        return list(
            batches(
                [url],
                options_for(settings, **changes),
                parse=parse,
                recall=lambda _: None,
                fetching=self.fetching,
                progress=Silent(),
                stdin=None,
                asking=self.asking(),
            )
        )

    def remembered(self, url: str) -> Poll | None:
        """What the archive has of an address."""
        archive = Archive.open(self.home)
        try:
            return archive.poll(url)
        finally:
            archive.close()

    def passages(self) -> list[Passage]:
        """Every passage of the newest revisions."""
        archive = Archive.open(self.home)
        try:
            return list(archive.passages(archive.allowed_ids(ANY, 2**40)).values())
        finally:
            archive.close()

    def titles(self) -> list[str]:
        """The headlines of all articles, in order."""
        return sorted({p.article.id: p.revision.title or "" for p in self.passages()}.values())
