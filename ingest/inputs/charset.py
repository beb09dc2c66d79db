"""Bytes -> text: byte order mark, declared charset, UTF-8, and only then a guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from rag.domain import Failure, IncomingArticle, Warn

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABELS = {  # what browsers read where a page says the left: https://encoding.spec.whatwg.org/
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_SAMPLE = 200_000  # bytes given to the detector
_CANDIDATES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("iso8859_2", "koi8_r", "mac_roman", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_CENTRAL = {"Czech", "Polish", "Slovak", "Hungarian", "Croatian", "Slovene", "Romanian"}
_LATIN = {"cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "mac_roman"}
_LINE_END = re.compile(r"\r\n?|\n")
_FEWEST = 8  # non-ASCII bytes under which a detector only throws dice
_WESTERN = frozenset(
    "ÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÜßàáâäåæçèéêëìíîïñòóôõöøùúûüœŒ€£§°«»‘’“”–—…•·©®™½¼²³´¿¡º\xa0"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the charset it was in, and what was doubtful about it.

    ``bad_line`` is the line, from 1, of the first bytes that could not be decoded.
    """

    text: str
    charset: str
    warnings: tuple[Warn, ...] = ()
    bad_line: int | None = None

    def doubts(self, name: str) -> Iterator[tuple[str, Callable[[], IncomingArticle | Failure]]]:
        """Yield what was doubtful, once for a file of many articles, as steps for ``made``."""
        for warn in self.warnings:
            lost = warn.code == "W_ENCODING" and self.bad_line is not None
            said = f"{warn.reason}, the first in line {self.bad_line:,}" if lost else warn.reason
            yield name, partial(Failure, name, warn.code, said)


class UnreadableError(ValueError):
    """The bytes are declared to be in a charset that is not read (UTF-7)."""


def is_wide(data: bytes) -> bool:
    """Say whether the bytes are UTF-16 or UTF-32, marked or not."""
    marked = any(data.startswith(bom) for bom, name in _BOMS if name != "utf-8")
    return marked or _unmarked_utf16(data) is not None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode ``data``; ``declared`` is what a header or the format itself says it is.

    A byte order mark is believed first and is not part of the text. Valid UTF-8 with non-ASCII
    characters in it is UTF-8 even where a western charset is declared: pages are re-encoded
    more often than their declarations are. Undecodable bytes become U+FFFD (W_ENCODING).
    Raises UnreadableError for UTF-7.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _replacing(data[len(bom) :], name)
    if data.startswith((b"+/v8", b"+/v9", b"+/v+", b"+/v/")):
        raise UnreadableError("it is in UTF-7, which is not read")
    if wide := _unmarked_utf16(data):
        return _replacing(data, wide)
    label = _known(declared) if declared else None
    tried = ("utf-8", label) if label in {None, "cp1252"} else (label, "utf-8")
    for name in filter(None, tried):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        return Decoded(text, name, _doubt(declared, label, name, text))
    found = _damaged_utf8(data) or _damaged(data, label) or _guessed(data)
    doubt = found.warnings or _doubt(declared, label, found.charset, found.text)
    return replace(found, warnings=doubt)


def _known(declared: str) -> str | None:
    name = declared.strip().strip("\"'").casefold()
    if name.replace("_", "-") in {"utf-7", "utf7", "unicode-1-1-utf-7"}:
        raise UnreadableError("it is declared to be in UTF-7, which is not read")
    try:
        info = codecs.lookup(_LABELS.get(name, name))
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name.startswith(("utf-16", "utf-32")):  # noqa: SLF001
        return None
    return _LABELS.get(info.name, info.name)


def _doubt(declared: str | None, label: str | None, used: str, text: str) -> tuple[Warn, ...]:
    if not declared or used == label or text.isascii():
        return ()
    return (Warn("W_CHARSET", f"declared {declared!r}, read as {used}"),)


def _replacing(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    bad_line = _bad_line(data, name)
    lost = (_replaced(text.count("\ufffd")),) if bad_line else ()
    return Decoded(text, name, lost, bad_line)


def _bad_line(data: bytes, name: str) -> int | None:
    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(name, "replace")
        return 1 + len(_LINE_END.findall(before))
    return None


def _replaced(count: int) -> Warn:
    return Warn("W_ENCODING", f"{count} undecodable byte sequence(s) became U+FFFD")


def _unmarked_utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zero bytes: half of an ASCII text, all on one side."""
    head = data[:4096]
    if len(head) < 4 or len(data) % 2:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    most = len(head) // 2
    if odd >= 0.4 * most and even <= 0.05 * most:
        return "utf-16-le"
    if even >= 0.4 * most and odd <= 0.05 * most:
        return "utf-16-be"
    return None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """Read UTF-8 with a little damage: a cut end, or far more good sequences than bad ones."""
    text = data.decode("utf-8", "replace")
    bad = len(re.findall("\ufffd+", text))
    good = sum(char >= "\x80" for char in text) - text.count("\ufffd")
    if bad * 10 <= good or (bad == 1 and good and text.endswith("\ufffd")):
        return Decoded(text, "utf-8", (_replaced(bad),), _bad_line(data, "utf-8"))
    return None


def _damaged(data: bytes, label: str | None) -> Decoded | None:
    """Read the declared charset with a little damage; with more it is not what is declared."""
    if label is None or label == "utf-8":
        return None
    found = _replacing(data, label)
    return found if found.text.count("\ufffd") * 50 <= len(found.text) else None


def _guessed(data: bytes) -> Decoded:
    """Ask the detector; between western charsets it throws dice, so cp1252 stands there."""
    name, sure = _detected(data)
    if name == "cp1252":
        text = data.decode(name, "replace")
        sure = all(char < "\x80" or char in _WESTERN for char in text)
    found = _replacing(data, name)
    if sure and not found.warnings:
        return found
    doubt = Warn("W_CHARSET", f"no charset is declared; read as {name}, which is a guess")
    return replace(found, warnings=(doubt, *found.warnings))


def _detected(data: bytes) -> tuple[str, bool]:
    """Return a charset and whether it is likely; measured in tests/ingest/inputs/test_charset."""
    import charset_normalizer

    sample = data[:_SAMPLE]
    if sum(byte >= 0x80 for byte in sample) < _FEWEST:
        return "cp1252", True
    best = charset_normalizer.from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is None:
        return "cp1252", False
    if best.encoding in _LATIN:
        central = best.language in _CENTRAL and best.coherence >= 0.4
        return (best.encoding, True) if central else ("cp1252", True)
    return best.encoding, best.coherence >= 0.2 or best.language in {"Chinese", "Japanese"}
