"""Text from articles made inert for the page: no markup, no Markdown, no control character."""

from __future__ import annotations

import re
import unicodedata
from string import Formatter

# Everything HTML, Markdown, LaTeX or a template language could take as its own. Written as
# numeric entities they are the same characters to a reader and nothing to a parser.
_SPECIAL = re.compile(r"""[&<>"'`*_{}\[\]()#+!|~$\\^=:/@%\n\r\t-]""")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BACKQUOTED = re.compile(r"`([^`]+)`")
_WORD = re.compile(r"[^\W\d_]+")
_LOOKALIKES = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""What a well-formed language code (BCP 47) looks like, as a regular expression."""
_LANGUAGE = re.compile(LANGUAGE)


def escape(text: str) -> str:
    """Return ``text`` as HTML on one line that reads the same and does nothing.

    One line, because Markdown ends an HTML block at the first empty line. Control, bidi-override
    and tag characters become a small visible label such as ``U+202E``.
    """
    pieces, last = [], 0
    for match in _CONTROL.finditer(text):
        pieces.append(_entities(text[last : match.start()]))
        pieces.append(f'<span class="ctl">{_label(match[0])}</span>')
        last = match.end()
    pieces.append(_entities(text[last:]))
    return "".join(pieces)


def isolated(text: str) -> str:
    """Return ``escape(text)`` in ``<bdi>``: its direction cannot reorder what stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"


def attribute(text: str) -> str:
    """Return ``text`` for use between the double quotes of an attribute."""
    return _entities(plain(text))


def plain(text: str) -> str:
    """Return ``text`` for places that show text as it is (labels, lists): one line, no controls."""
    return " ".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text).split())


def with_code(text: str) -> str:
    """Return ``escape(text)`` with what stands between backquotes as code."""
    pieces = _BACKQUOTED.split(text)
    return "".join(
        f"<code>{escape(piece)}</code>" if index % 2 else escape(piece)
        for index, piece in enumerate(pieces)
    )


def filled(template: str, /, **html: str) -> str:
    """Return a plain ``template`` escaped, with HTML in place of its ``{names}``."""
    return "".join(
        escape(literal) + (html[name] if name else "")
        for literal, name, _, _ in Formatter().parse(template)
    )


def language_of(code: str | None) -> str:
    """Return `` lang="..."`` for a well-formed language code, else nothing."""
    return f' lang="{code}"' if code and _LANGUAGE.fullmatch(code) else ""


def mixes_scripts(name: str) -> bool:
    """Tell whether a word mixes look-alike alphabets: "Rеuters" with a Cyrillic e."""
    return any(len(_scripts(word)) > 1 for word in _WORD.findall(name))


def _scripts(word: str) -> set[str]:
    names = (unicodedata.name(letter, "").partition(" ")[0] for letter in word)
    return {name for name in names if name in _LOOKALIKES}


def _entities(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", text)


def _label(character: str) -> str:
    return f"U&#43;{ord(character):04X}"
