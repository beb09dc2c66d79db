"""Citations as CSL-JSON, which Zotero, Pandoc and word processors read.

Fields are those of https://github.com/citation-style-language/schema, csl-data.json 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo
from typing import Any, Final

from rag.answer_json import news_time
from rag.domain import Citation, NewsTime, Precision
from rag.question.proper import family_name_first, surname
from rag.question.words import name_words
from rag.text.fold import tokens
from ui.web import when
from ui.web.escape import plain
from ui.web.links import safe_url

_BY = re.compile(r"^(?:(?:story|reporting|words|text|written|report)\s+)?(?:by|from)[:\s]+", re.I)
_BETWEEN = re.compile(r"\s*[,;|/•·]\s*(?:and\s+)?|\s+(?:and|&|with)\s+", re.I)
_WHERE = re.compile(r"\s+(?:in|at|for)\s+\S.*$")
_ROLES: Final = {
    *("editor", "editors", "editing", "correspondent", "correspondents", "reporter"),
    *("reporters", "writer", "writers", "columnist", "contributor", "contributors", "chief"),
    *("head", "bureau", "staff", "photographer", "producer", "analyst"),
}
_BODIES: Final = {  # beside those that rag/data/name_words.json knows
    *("agence", "agencia", "agency", "desk", "media", "network", "news", "post", "press"),
    *("service", "services", "times", "wire"),
}


def as_csl(citations: Iterable[Citation], *, accessed: int, zone: tzinfo) -> list[dict[str, Any]]:
    """Return an item an article's revision, in the order of first citation.

    ``accessed`` is the epoch second at which the words were read, ``zone`` that of days.
    """
    first: dict[tuple[str, int], Citation] = {}
    for citation in citations:
        revision = citation.passage.revision
        first.setdefault((revision.article_id, revision.number), citation)
    return [_item(one, accessed, zone) for one in first.values()]


def authors(byline: str) -> list[dict[str, str]]:
    """Return the names in a byline: family and given where it is a person's, else literal.

    Roles beside a name and the place it was written at are left out.
    """
    line = _BY.sub("", plain(byline))
    pieces = [_WHERE.sub("", piece) for piece in _BETWEEN.split(line)]
    pieces = [piece for piece in pieces if piece and not _ROLES.intersection(tokens(piece))]
    named = [_name(piece) for piece in _apart(list(dict.fromkeys(pieces)))]
    return named or ([{"literal": line}] if line else [])


def _apart(pieces: list[str]) -> list[str]:
    """Leave out a piece that is others run together: feeds give "A B C D, A B, C D"."""
    kept = []
    for piece in pieces:
        within = [set(one.split()) for one in pieces if set(one.split()) < set(piece.split())]
        if len(within) < 2 or set().union(*within) != set(piece.split()):
            kept.append(piece)
    return kept


def _item(citation: Citation, accessed: int, zone: tzinfo) -> dict[str, Any]:
    passage, revision = citation.passage, citation.passage.revision
    item = {
        "id": f"{revision.article_id}-{revision.number}",
        "type": "article-newspaper",
        "title": plain(revision.title or ""),
        "author": authors(revision.byline or ""),
        "container-title": plain(passage.article.publisher or ""),
        "section": plain(revision.section or ""),
        "language": revision.language or "",
        "issued": {} if revision.published is None else _issued(revision.published, zone),
        "accessed": _day(accessed, zone),
        "URL": safe_url(passage.article.url) or "",
        "note": f"Dateline: revision {revision.number}, sha256 {revision.sha256}",
    }
    return {name: value for name, value in item.items() if value}


def _issued(time: NewsTime, zone: tzinfo) -> dict[str, Any]:
    """Return the day of publication, CSL's dates having no finer parts; a bare day as given."""
    if time.precision is Precision.SECOND:
        return _day(time.epoch, zone)
    year, month, day = map(int, (news_time(time) or "").split("-"))
    return {"date-parts": [[year, month, day]]}


def _day(epoch: int, zone: tzinfo) -> dict[str, Any]:
    moment = when.local(epoch, zone)
    return {} if moment is None else {"date-parts": [[moment.year, moment.month, moment.day]]}


def _name(name: str) -> dict[str, str]:
    words = name.split()
    last = surname(name)
    if last is None or _BODIES.intersection(tokens(name)):
        return {"literal": name}
    if (family := family_name_first(name)) is not None:
        return {"family": family, "given": " ".join(words[1:])}
    at = len(words) - 1 - words[::-1].index(last)
    suffix, begin = " ".join(words[at + 1 :]), at
    while begin > 1 and words[begin - 1] in name_words("surname_particles"):
        begin -= 1
    found = {"family": " ".join(words[begin : at + 1]), "given": " ".join(words[:begin])}
    return found | ({"suffix": suffix} if suffix else {})
