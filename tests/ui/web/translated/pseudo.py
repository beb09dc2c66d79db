"""A language that nobody speaks, English in brackets: what stands outside them is left English."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

from ui.web.texts import OURS, choose

NAME = "qps"  # a code that no language has
OPENS, CLOSES = "⟦", "⟧"
NO_TEXTS = {"number.plural"}
READ_OUT = ("title", "aria-label", "placeholder", "alt", "data-label", "label")
BARE = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "line", "wbr"}
HIDDEN = {"script", "style"}
_LETTER = re.compile(r"[^\W\d_]")
_CODE = re.compile(r"[EW]_[A-Z_]+")
_JOINTS = re.compile(r"[\n…“”«»()\[\]·]|, |: ")


def written(folder: Path) -> Path:
    """Write the language's file; every text of English is there, in brackets."""
    path = folder / f"{NAME}.toml"
    path.write_text("\n".join(_lines()), "utf-8")
    return path


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Let the page speak it."""
    choose(str(written(folder)))
    try:
        yield
    finally:
        choose(OURS)


def _lines() -> Iterator[str]:
    tables = tomllib.loads(files("ui.web.texts").joinpath(f"{OURS}.toml").read_text("utf-8"))
    for table, some in tables.items():
        yield f"[{table}]"
        for name, text in some.items():
            kept = f"{table}.{name}" in NO_TEXTS
            yield f"{name} = {_toml(text if kept else _bracketed(text))}"


def _bracketed(text: Any) -> Any:
    if isinstance(text, dict):
        return {name: _bracketed(one) for name, one in text.items()}
    if isinstance(text, list):
        return [_bracketed(one) for one in text]
    return f"{OPENS}{text}{CLOSES}"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_toml(one)}" for name, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)  # a list or a text in TOML looks the same


@dataclass(frozen=True)
class Known:
    """What is not the page's own: ``texts`` of articles and users, and ``names``, whole ones."""

    texts: str = ""
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str], names: Iterable[str] = ()) -> Known:
        """Know texts, a piece of which may be shown, and names that are shown as they are."""
        return cls(" ".join(" ".join(texts).split()), frozenset(" ".join(n.split()) for n in names))

    def has(self, text: str, *, apart: bool) -> bool:
        """Whether a text is none of the page's; pieces only where they are ``apart``."""
        bare = " ".join(text.split())
        if not _LETTER.search(bare) or bare in self.names or _CODE.fullmatch(bare):
            return True
        if not apart:
            return False
        pieces = [piece.strip(" .,;0123456789") for piece in _JOINTS.split(text)]
        return bare in self.texts or all(
            not _LETTER.search(piece)
            or piece in self.names
            or " ".join(piece.split()) in self.texts
            for piece in pieces
        )


@dataclass
class _Element:
    tag: str
    apart: bool  # its text is an article's or a user's: its direction is its own
    hidden: bool


@dataclass
class _Listener(HTMLParser):
    known: Known
    left: list[str] = field(default_factory=list)
    depth: int = 0
    open: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told: Mapping[str, str] = {name: value or "" for name, value in attrs}
        for name in READ_OUT:
            self.left += outside(told.get(name, ""), self.known)
        if told.get("class") == "texts":  # what shelf.js says
            for value in told.values():
                self.left += outside(value, self.known) if OPENS in value else []
        if tag in BARE:
            return
        around = self.open[-1] if self.open else _Element("", apart=False, hidden=False)
        own = tag in {"bdi", "kbd", "textarea"} or told.get("class") in {
            "copy-text",
            "now",
            "place",
        }
        apart = around.apart or own or "lang" in told or told.get("dir") == "auto"
        self.open.append(_Element(tag, apart, around.hidden or tag in HIDDEN))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BARE:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        at = self.open[-1] if self.open else _Element("", apart=False, hidden=False)
        bare, self.depth = _bare(data, self.depth)
        if not at.hidden and at.tag != "kbd" and not self.known.has(bare, apart=at.apart):
            self.left.append(f"<{at.tag}> {bare.strip()}")


def outside(text: str, known: Known, *, apart: bool = False) -> list[str]:
    """Return a plain text's part that stands outside brackets and is the page's own."""
    bare, depth = _bare(text, 0)
    return [] if depth == 0 and known.has(bare, apart=apart) else [bare or text]


def left(html: str, known: Known) -> list[str]:
    """Return what a page says, aloud and under the pointer too, outside brackets and of its own."""
    listener = _Listener(known)
    listener.feed(html)
    listener.close()
    return [*listener.left, *(["a bracket is open"] * (listener.depth != 0))]


def _bare(text: str, depth: int) -> tuple[str, int]:
    """Return what stands outside brackets, and how many are open at the end."""
    kept = []
    for one in text:
        depth += one == OPENS
        if depth == 0:
            kept.append(one)
        depth -= one == CLOSES
    return "".join(kept), depth
