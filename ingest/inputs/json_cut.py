"""A JSON file cut into its articles by brackets and strings alone, so one bad one costs one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_TOKEN = re.compile(_STRING.pattern + rb'|[\[\]{}"]', re.DOTALL)
_BETWEEN = re.compile(rb"[\s,:]*")
_SCALAR = re.compile(rb"[^\s,:\[\]{}]*")
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
    """One value: ``data[start:end]``; not complete where the file ends inside it."""

    start: int
    end: int
    complete: bool = True


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
    inside = value.start + 1, value.end - 1 if value.complete else value.end
    opening = data[value.start : value.start + 1]
    if opening == b"[":
        last = True
        for piece in _values(data, *inside):
            last = piece.complete
            yield piece
        if last and not value.complete:
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


def _values(data: bytes, start: int, end: int) -> Iterator[Piece]:
    at = _skip(data, start, end)
    while at < end:
        piece = _value(data, at, end)
        yield piece
        at = _skip(data, piece.end, end)


def _members(data: bytes, start: int, end: int) -> Iterator[tuple[str, Piece]]:
    values = _values(data, start, end)
    for key, value in zip(values, values, strict=False):
        yield data[key.start : key.end].decode("utf-8", "replace").strip('"'), value


def _skip(data: bytes, at: int, end: int) -> int:
    match = _BETWEEN.match(data, at, end)
    return match.end() if match else at


def _value(data: bytes, at: int, end: int) -> Piece:
    """Return the value that begins at ``at``; at least one byte, so callers advance."""
    first = data[at : at + 1]
    if first == b'"':
        string = _STRING.match(data, at, end)
        return Piece(at, string.end()) if string else Piece(at, end, complete=False)
    if first not in (b"[", b"{"):
        scalar = _SCALAR.match(data, at, end)
        return Piece(at, max(at + 1, scalar.end() if scalar else 0))
    depth = 0
    for token in _TOKEN.finditer(data, at, end):
        mark = token[0]
        if mark in (b"[", b"{"):
            depth += 1
        elif mark in (b"]", b"}"):
            depth -= 1
            if depth == 0:
                return Piece(at, token.end())
        elif mark == b'"':
            break
    return Piece(at, end, complete=False)
