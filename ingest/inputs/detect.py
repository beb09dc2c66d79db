"""What a file is: by its first bytes where they are plain, else forced, else by its name."""

from __future__ import annotations

import re
from pathlib import PurePath

from rag.domain import Failure

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
    ".nitf": "newsml",
    ".newsml": "newsml",
    ".warc": "warc",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
}
PACKED = ("warc", "parquet", "zip", "tar")
_PACKED = (  # what holds many files, records or rows
    (b"WARC/", "warc"),
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a WebP image, or sound or film"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd file (unpack it with `zstd -d` first)"),
    (b"\x5d\x2a\x4d\x18", "a zstd file with a dictionary (unpack it with `zstd -d` first)"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3\0", "an SQLite file"),
    (b"bplist00", "a Safari web archive"),
    (b"OggS", "sound or film"),
    (b"ID3", "sound"),
)
_CONTROLS = bytes({*range(32), 127} - {9, 10, 12, 13, 27, 0})
_MHTML = re.compile(rb"(?:From: <Saved by|MIME-Version:|Snapshot-Content-Location:)")
_ROOT = re.compile(  # without comments
    r"(?:<\?[^>]*>|<!doctype[^>\[]*(?:\[.*?\]\s*)?>|\s)*+<(?:\w+:)?((?-i:\w+))",
    re.IGNORECASE | re.DOTALL,
)
_ROOTS = {  # an XML file's first element -> how it is read
    **dict.fromkeys(("newsItem", "newsMessage", "packageItem", "nitf"), "newsml"),
    **dict.fromkeys(("urlset", "sitemapindex"), "sitemap"),
}
_FEED_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE)


def packed(head: bytes) -> str | None:
    """Say what a file that holds many is, from its first bytes: warc, parquet, zip or tar."""
    if head[257:262] == b"ustar":
        return "tar"
    return next((kind for magic, kind in _PACKED if head.startswith(magic)), None)


def foreign(head: bytes) -> str | None:
    """Say what a file is that cannot be read as text, from its first bytes; None: it may be."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if head[4:8] == b"ftyp":
        return "a film or a HEIC image"
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

    ``head`` is its beginning, decoded. The suffix decides, except between a feed, a page, a
    sitemap and a newswire's XML: there the first element does.
    """
    if forced is not None:
        return forced
    start = head.lstrip("\ufeff \t\r\n")
    by_name = SUFFIXES.get(suffix(name))
    if by_name in {"html", "feed", "newsml"}:
        return markup(start) or by_name
    return by_name or _sniffed(start)


def misnamed(kind: str, name: str) -> Failure:
    """Say why a file whose name or first element tells ``kind`` is not read as it."""
    if kind == "sitemap":
        said = "it is a sitemap, which holds addresses: give its own address instead of the file"
        return Failure(name, "E_FORMAT", said)
    return Failure(name, "E_TYPE", f"it is named as a {kind} file and does not begin as one")


def suffix(name: str) -> str:
    """Return the last suffix of a file name, lower case, ``.gz`` not counted."""
    path = PurePath(name.lower())
    return path.with_suffix("").suffix if path.suffix in {".gz", ".gzip"} else path.suffix


def markup(start: str) -> str | None:
    """Tell a feed, a newswire's item, a sitemap and a page by their first element."""
    root = _ROOT.match(_COMMENT.sub("", start[:4000]))
    if root and (kind := _ROOTS.get(root[1])):
        return kind
    feed, page = _FEED_ROOT.search(start[:4000]), _HTML_ROOT.search(start[:4000])
    if feed and (page is None or feed.start() < page.start()):
        return "feed"
    return "html" if page else None


def _sniffed(start: str) -> str:
    if start.startswith("<") and (kind := markup(start)):
        return kind
    if start.startswith("<?xml"):
        return "feed"
    if start.startswith("{"):
        first, _, rest = start.partition("\n")
        return "jsonl" if first.rstrip().endswith("}") and rest.lstrip() else "json"
    if re.match(r"\[\s*[\[{\]]", start):
        return "json"
    return "markdown" if re.match(r"(?:---|\+\+\+)[ \t]*\r?\n", start) else "text"
