"""A JSON file cut into its articles by brackets and strings alone, so one bad one costs one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_STRING = re.compile(rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"', re.DOTALL)
_TOKEN = re.compile(_STRING.pattern + rb'|[\[\]{}"]', re.DOTALL)
_BETWEEN = re.compile(rb"[\s,:\]}]*")  # a closing bracket where a value should begin is nothing
_SCALAR = re.compile(rb"[^,\[\]{}\n]*")
_DEEPEST = 3  # objects around an envelope's list
# folded names under which exports and APIs keep their list
_LISTS = frozenset(
    {
        *("articles", "items", "entries", "results", "docs", "documents", "stories", "posts"),
        *("records", "rows", "news", "data", "hits", "response", "result", "feed"),
        *("list", "graph"),
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One value: ``data[start:end]``; not complete where the file ends inside it.

    ``broken``: where it ends is guessed, for its quotation marks or brackets do not match.
    """

    start: int
    end: int
    complete: bool = True
    broken: bool = False


def cut(
    data: bytes, is_article: Callable[[Sequence[str]], bool], fold: Callable[[str], str]
) -> Iterator[Piece]:
    """Yield the articles of UTF-8 JSON: an array's, an envelope's, or values one after another.

    An envelope is an object whose keys are not an article's (``is_article``) and that has an
    array under a usual name (compared folded), itself or up to three objects further in.
    """
    for value in _values(data, 0, len(data)):
        yield from _opened(data, value, is_article, fold, 0)


def _opened(
    data: bytes,
    value: Piece,
    is_article: Callable[[Sequence[str]], bool],
    fold: Callable[[str], str],
    depth: int,
) -> Iterator[Piece]:
    whole = value.complete and not value.broken
    inside = value.start + 1, value.end - 1 if whole else value.end
    opening = data[value.start : value.start + 1]
    if opening == b"[":
        told = value.complete
        for piece in _values(data, *inside, careful=not whole):
            told = told or piece.broken or not piece.complete
            yield piece
        if not told:
            yield Piece(value.end, value.end, complete=False)
        return
    if opening == b"{" and depth < _DEEPEST:
        members = list(_members(data, *inside))
        if not is_article([key for key, _ in members]):
            lists = [member for key, member in members if fold(key) in _LISTS]
            for bracket in (b"[", b"{"):
                for member in lists:
                    if data[member.start : member.start + 1] == bracket:
                        yield from _opened(data, member, is_article, fold, depth + 1)
                        return
    yield value


def _values(data: bytes, start: int, end: int, *, careful: bool = False) -> Iterator[Piece]:
    """Yield the values of a sequence; ``careful`` once its brackets are known not to match."""
    at = _skip(data, start, end)
    while at < end:
        piece = _value(data, at, end, careful)
        careful = careful or piece.broken
        yield piece
        at = _skip(data, piece.end, end)


def _members(data: bytes, start: int, end: int) -> Iterator[tuple[str, Piece]]:
    values = _values(data, start, end)
    for key, value in zip(values, values, strict=False):
        yield data[key.start : key.end].decode("utf-8", "replace").strip('"'), value


def _skip(data: bytes, at: int, end: int) -> int:
    match = _BETWEEN.match(data, at, end)
    return match.end() if match else at


def _value(data: bytes, at: int, end: int, careful: bool) -> Piece:
    """Return the value that begins at ``at``; at least one byte, so callers advance.

    In a file that is no JSON an object ends at the latest where the next one begins a line as
    it did; else one that is never closed would take all the others with it.
    """
    first = data[at : at + 1]
    if first not in (b"[", b"{"):
        match = _STRING.match(data, at, end) or _SCALAR.match(data, at, end)
        return Piece(at, max(at + 1, match.end() if match else 0))
    known = _next_like(data, at, end) if careful else None
    closing = bytearray()
    for token in _TOKEN.finditer(data, at, known or end):
        mark = token[0]
        if mark in (b"[", b"{"):
            closing += b"]" if mark == b"[" else b"}"
        elif mark == b'"' or (mark in (b"]", b"}") and mark[0] != closing.pop()):
            return Piece(at, known or _next_like(data, at, end) or end, broken=True)
        elif not closing:
            return Piece(at, token.end())
    if next_one := known or _next_like(data, at, end):
        return Piece(at, next_one, broken=True)
    return Piece(at, end, complete=False)


def _next_like(data: bytes, at: int, end: int) -> int | None:
    """Return where the next object begins a line as the one at ``at`` does: it is no part of it."""
    indent = data[data.rfind(b"\n", 0, at) + 1 : at]
    if data[at : at + 1] != b"{" or indent.strip():
        return None
    found = data.find(b"\n" + indent + b"{", at + 1, end)
    return None if found < 0 else found
