"""JSON and JSON lines: one record -> one article or the reason why not, with its line."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ingest.inputs import charset, json_value, ninjs
from ingest.inputs.article import checked
from ingest.inputs.bytes import lines
from ingest.inputs.fields import fold, names_text, to_article
from ingest.inputs.json_cut import Piece, cut
from ingest.inputs.options import Item, ReadOptions, made
from rag.domain import Failure, Warn

Make = Callable[[], Item]

_BLANK = re.compile(rb"[ \t\r\n\v\f]*+")


def from_lines(data: bytes, name: str, options: ReadOptions) -> Iterator[Item]:
    """Read one record a line. Blank lines are no records.

    A line longer than ``limits.record_bytes`` is E_TOO_LONG.
    """
    yield from made(_of_lines(data, name, options), options)


def _of_lines(data: bytes, name: str, options: ReadOptions) -> Iterator[tuple[str, Make]]:
    limit = options.limits.record_bytes
    for number, line in enumerate(lines(io.BytesIO(data), limit), start=options.first_line):
        where = f"{name}:{number}"
        if line is None:
            yield where, partial(too_long, where, limit)
        elif line.strip():
            yield where, partial(_item, line, where, options)


def too_long(where: str, limit: int) -> Failure:
    """Return the failure of a line that is longer than ``limit`` bytes."""
    return Failure(where, "E_TOO_LONG", f"a line of more than {limit:,} bytes")


def from_file(data: bytes, name: str, options: ReadOptions) -> Iterator[Item]:
    """Read a JSON file: an array, an object with a list of articles in it, one article, or lines.

    ``where`` is the line on which a record begins, with ``#n`` for the n-th of the file where
    one line holds several. A file that ends too early is E_JSON for what is cut off.
    """
    data = _utf8(data)
    if _is_lines(data):
        yield from from_lines(data, name, options)
    elif not _opens(data):
        yield _item(data, f"{name}:1", options)
    else:
        yield from made(_of_file(data, name, options), options)


def _of_file(data: bytes, name: str, options: ReadOptions) -> Iterator[tuple[str, Make]]:
    def is_article(keys: Sequence[str]) -> bool:
        return names_text(keys, options) or ninjs.recognised(keys)

    line, seen, last = 1, 0, 0
    for number, piece in enumerate(cut(data, is_article, fold), start=1):
        line += data.count(b"\n", seen, piece.start)
        seen = piece.start
        where = f"{name}:{line}#{number}" if line == last else f"{name}:{line}"
        last = line
        yield where, partial(_of_piece, data, piece, where, options)


def _of_piece(data: bytes, piece: Piece, where: str, options: ReadOptions) -> Item:
    limit = options.limits.record_bytes
    if not piece.complete:
        return Failure(where, "E_JSON", "the file ends before this value does")
    if piece.end - piece.start > limit:
        return Failure(where, "E_TOO_LONG", f"a record of more than {limit:,} bytes")
    raw = data[piece.start : piece.end]
    return _item(raw.rstrip(b" \t\r\n,]") if piece.broken else raw, where, options)


def is_array(head: bytes) -> bool:
    """Say whether a file that is named as JSON lines begins as an array."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")


def _item(raw: bytes, where: str, options: ReadOptions) -> Item:
    try:
        decoded = charset.decode(raw)
        value, twice = json_value.parse(decoded.text)
    except charset.UnreadableError as error:
        return Failure(where, "E_CHARSET", str(error))
    except json_value.BadValueError as error:
        return Failure(where, error.code, str(error))
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a string", type(None): "null"}.get(type(value), "a number")
        return Failure(where, "E_FIELD", f"an article should be an object, this is {kind}")
    wire = "text" not in options.mapping and ninjs.recognised(value)
    found = (ninjs.article if wire else to_article)(value, where, options)
    if isinstance(found, Failure):
        return found
    doubts = list(decoded.warnings)
    if twice is not None:
        doubts.append(Warn("W_DUPKEY", f"the key {twice[:60]!r} is there twice; the last counts"))
    return checked(replace(found, warnings=(*doubts, *found.warnings)))


def _utf8(data: bytes) -> bytes:
    """Bring UTF-16 and UTF-32 to UTF-8; what else it is in, each record finds out for itself."""
    if charset.is_wide(data):
        return charset.decode(data).text.encode("utf-8", "surrogatepass")
    return data.removeprefix(b"\xef\xbb\xbf")


def _opens(data: bytes) -> bool:
    start = _BLANK.match(data)
    return start is not None and data.startswith((b"[", b"{"), start.end())


def _is_lines(data: bytes) -> bool:
    """Say whether the first line is an object by itself and is not all there is."""
    start = _BLANK.match(data)
    begins = start.end() if start else 0
    ends = data.find(b"\n", begins)
    if ends < 0 or _BLANK.fullmatch(data, ends):
        return False
    first = data[begins:ends].rstrip()
    if not first.startswith(b"{") or not first.endswith(b"}"):
        return False
    try:
        json_value.parse(charset.decode(first).text)
    except (charset.UnreadableError, json_value.BadValueError):
        return False
    return True
