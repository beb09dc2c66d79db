"""What a file is: forced, else by its first bytes where they are plain, else by its name."""

from __future__ import annotations

import re
from pathlib import PurePath

SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdown": "markdown",
    ".json": "json",
    ".geojson": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonlines": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
}
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image, or sound or film"),
    (b"PK\x03\x04", "a ZIP archive (a Word, Excel, OpenDocument or EPUB file is one too)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite file"),
    (b"PAR1", "a Parquet file"),
    (b"bplist00", "a Safari web archive"),
    (b"OggS", "sound or film"),
    (b"ID3", "sound"),
    (b"WARC/1.", "a WARC archive"),
)
_CONTROLS = bytes({*range(32), 127} - {9, 10, 12, 13, 27, 0})
_MHTML = re.compile(rb"(?:From: <Saved by|MIME-Version:|Snapshot-Content-Location:)")
_FEED_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE)


def foreign(head: bytes) -> str | None:
    """Say what a file is that cannot be read as text, from its first bytes; None: it may be."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if head[4:8] == b"ftyp":
        return "a film or a HEIC image"
    if head[257:262] == b"ustar":
        return "a tar archive"
    if _MHTML.match(head):
        return "an MHTML file (save the page as HTML instead)"
    if not head or head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return None
    zeros = max(head[::2].count(0), head[1::2].count(0)) / (len(head) / 2)
    one_sided = min(head[::2].count(0), head[1::2].count(0)) <= 0.05 * len(head) / 2
    if zeros > 0.1 and not one_sided:
        return "binary data"
    if len(head) - len(head.translate(None, _CONTROLS)) > 0.1 * len(head):
        return "binary data"
    return None


def format_of(name: str, head: str, forced: str | None = None) -> str:
    """Return the format to read a file in.

    ``head`` is its beginning, decoded. The suffix decides, except where the first bytes are a
    feed's or a page's beyond doubt and the suffix says the other of the two.
    """
    if forced is not None:
        return forced
    start = head.lstrip("\ufeff \t\r\n")
    by_name = SUFFIXES.get(suffix(name))
    if by_name in {"html", "feed"}:
        return _markup(start) or by_name
    return by_name or _sniffed(start)


def suffix(name: str) -> str:
    """Return the last suffix of a file name, lower case, ``.gz`` not counted."""
    path = PurePath(name.lower())
    return path.with_suffix("").suffix if path.suffix in {".gz", ".gzip"} else path.suffix


def _markup(start: str) -> str | None:
    feed, page = _FEED_ROOT.search(start[:4000]), _HTML_ROOT.search(start[:4000])
    if feed and (page is None or feed.start() < page.start()):
        return "feed"
    return "html" if page else None


def _sniffed(start: str) -> str:
    if start.startswith("<") and (markup := _markup(start)):
        return markup
    if start.startswith("<?xml"):
        return "feed"
    if start.startswith("{"):
        first, _, rest = start.partition("\n")
        return "jsonl" if first.rstrip().endswith("}") and rest.lstrip() else "json"
    if re.match(r"\[\s*[\[{\]]", start):
        return "json"
    return "markdown" if re.match(r"(?:---|\+\+\+)[ \t]*\r?\n", start) else "text"
