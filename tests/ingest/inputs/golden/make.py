"""Write the golden inputs that no editor can, and each .expected.json that is missing.

Run ``python -m tests.ingest.inputs.golden.make`` from the repository's root. To have an expectation
made again, delete it first, and read what was made before committing it.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

from tests.ingest.inputs.test_golden import GOLDEN, INPUTS, expected_of, items_of
from tests.ingest.inputs.warcs import page, record

ENTRY = """<?xml version="1.0"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Northport Courier</title>
<link>https://courier.example/</link><item><title>Ferry back in service</title>
<link>https://courier.example/ferry</link><pubDate>Tue, 10 Feb 2026 09:15:00 +0200</pubDate>
<content:encoded>The ferry sails again from Monday, and every hour until the bridge is open:
that is what the council voted, by six to five, after a debate of four hours.
</content:encoded></item>
</channel></rss>"""


def warc() -> bytes:
    """Three pages and a feed among what a crawl also holds, gzip by record."""
    bridge = page("Bridge to close", "The harbour bridge will close in March, the council said.")
    storm = page("Storm nears", "A storm nears the coast and schools will shut early on Friday.")
    kept = page("Market to move", "The fish market moves to the north quay in the summer.")
    records = [
        record(b"", type_="warcinfo", url="", media="application/warc-fields"),
        record(b"GET /bridge HTTP/1.1\r\n\r\n", type_="request", http=False),
        record(bridge, url="https://courier.example/bridge"),
        record(gzip.compress(storm, mtime=0), url="https://courier.example/storm",
               headers={"Content-Encoding": "gzip"}),
        record(page("Gone", "This page has gone."), status="404 Not Found"),
        record(b"\x89PNG", url="https://courier.example/logo.png", media="image/png"),
        record(ENTRY.encode(), url="https://courier.example/feed", media="application/rss+xml"),
        record(kept, type_="resource", url="https://courier.example/market", http=False),
    ]  # fmt: skip
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def parquet() -> bytes:
    """Columns as a data desk has them: zoned and bare times, lists, categories, nulls."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    at = datetime(2026, 2, 10, 7, 15, 0, 999_000, tzinfo=UTC)
    table = pa.table(
        {
            "id": pa.array([4711, 4712, 4713], pa.int64()),
            "headline": pa.array(["Bridge to close", None, "Storm nears"], pa.large_string()),
            "body": ["The bridge closes in March.", "The ferry sails.", None],
            "authors": pa.array([["Ina Koppel", "Jaan Saar"], [], None], pa.list_(pa.string())),
            "section": pa.array(["Transport", "Transport", None]).dictionary_encode(),
            "published_at": pa.array([at, None, at], pa.timestamp("ns", tz="Europe/Tallinn")),
            "updated_at": pa.array([None, at.replace(tzinfo=None), None], pa.timestamp("us")),
            "date": pa.array([None, date(2026, 2, 9), None], pa.date32()),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


MEMBERS = {
    "export/2026/bridge.txt": b"The bridge closes in March.",
    "export/2026/lines.jsonl": b'{"id": 1, "body": "The ferry sails."}\n{"id": 2}\n',
    "export/page.html": page("Storm nears", "A storm nears the coast on Friday, they said."),
    "__MACOSX/export/._bridge.txt": b"\0",
    "export/logo.png": b"\x89PNG",
    "export/letter.docx": b"PK",
    "../../etc/cron.d/evil.txt": b"Out.",
}


def zipped() -> bytes:
    """A content system's export as it is mailed, and one path that leads out of it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in MEMBERS.items():
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred() -> bytes:
    """The same with a link, as tar.gz."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for path, content in MEMBERS.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        link = tarfile.TarInfo("export/passwd.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return gzip.compress(out.getvalue(), mtime=0)


MADE = {
    "crawl.warc.gz": warc,
    "desk.parquet": parquet,
    "export.zip": zipped,
    "backup.tar.gz": tarred,
}


def main() -> None:
    for name, make in MADE.items():
        (GOLDEN / name).write_bytes(make())
    for path in [*INPUTS, *(GOLDEN / name for name in MADE)]:
        expected = expected_of(path)
        if not expected.exists():
            text = json.dumps(items_of(path), ensure_ascii=False, indent=2)
            expected.write_text(text + "\n", "utf-8")
            print(f"made {Path(expected).name}: read it")  # noqa: T201


if __name__ == "__main__":
    main()
