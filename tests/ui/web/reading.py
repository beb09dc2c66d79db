"""What a browser would make of our HTML, as far as the tests need it."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inside: list[tuple[str, str]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        self.inside.extend((tag, data) for tag in self._open)


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def text(html: str) -> str:
    """The characters a reader sees."""
    return "".join(_read(html).text)


def tags(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element with its attributes, in order."""
    return _read(html).tags


def inside(html: str, tag: str) -> str:
    """The characters inside elements of that tag."""
    return "".join(data for name, data in _read(html).inside if name == tag)


def links(html: str, kind: str) -> list[dict[str, str]]:
    """The attributes of every ``<a>`` of a class."""
    return [at for tag, at in tags(html) if tag == "a" and at.get("class") == kind]
