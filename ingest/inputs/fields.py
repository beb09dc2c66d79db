"""The names that fields go by, for JSON and front matter alike: a mapping -> an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from ingest.inputs.markup import is_markup, to_text
from ingest.inputs.options import ReadOptions
from ingest.times import parse_time
from rag.domain import Failure, IncomingArticle, NewsTime, Warn

# folded names (letters and digits only), the surest first
NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *("body", "text", "articlebody", "articletext", "bodytext", "fulltext", "storybody"),
        *("storytext", "maintext", "plaintext", "contenttext", "content", "contents", "story"),
        *("article", "contenthtml", "bodyhtml", "fulltexthtml", "paragraphs"),
    ),
    "title": ("title", "headline", "webtitle", "articletitle", "storytitle", "heading", "hed"),
    "publisher": (
        *("publisher", "source", "outlet", "sitename", "provider", "publication", "newspaper"),
        *("sourcename", "publishername", "publicationname", "site"),
    ),
    "byline": (
        *("byline", "author", "authors", "creator", "creators", "writer", "authorname"),
        *("journalist", "dccreator"),
    ),
    "published": (
        *("publishedat", "datepublished", "published", "publishedon", "publishedtime"),
        *("publisheddate", "publishdate", "publishedutc", "firstpublished", "firstpublishedat"),
        *("publicationdate", "pubdate", "webpublicationdate", "dategmt", "date", "datetime"),
        *("timestamp", "displaydate", "dcdate"),
    ),
    "modified": (
        *("modifiedat", "datemodified", "modified", "updatedat", "updated", "modifiedgmt"),
        *("modifieddate", "updateddate", "lastmodified", "lastupdated", "modifiedtime"),
    ),
    "url": (
        *("canonicalurl", "url", "link", "permalink", "weburl", "articleurl", "storyurl"),
        *("canonical", "sourceurl"),
    ),
    "external_id": (
        *("externalid", "id", "guid", "uuid", "articleid", "storyid", "docid", "documentid"),
        "newsid",
    ),
    "section": ("section", "category", "sectionname", "categories", "articlesection", "desk"),
    "language": ("language", "lang", "languagecode", "inlanguage", "locale"),
}
_WRAPPERS = ("_source", "fields", "attributes", "article", "document", "doc", "node")
_INNER = ("rendered", "name", "$oid", "$date", "$numberLong", "#text", "value", "text", "@value")
_TEXT_BLOCKS = {None, "text", "paragraph", "p", "sanitized_html", "html", "heading", "header"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A value and the name it stood under."""

    name: str
    value: object


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Return a field's name as it is compared: lower case, letters and digits only."""
    return "".join(char for char in name.casefold() if char.isalnum())


def recognised(record: Mapping[str, object]) -> bool:
    """Say whether any field of an article is recognised in ``record``."""
    known = {name for names in NAMES.values() for name in names}
    return any(fold(key) in known for key in record)


def names_text(keys: Iterable[str], options: ReadOptions) -> bool:
    """Say whether an object with these keys has a text, blank or not: an article, no envelope."""
    if column := options.mapping.get("text"):
        return column.partition(".")[0] in keys or fold(column) in map(fold, keys)
    known = {*NAMES["text"], *_WRAPPERS}
    return any(fold(key) in known or key in known for key in keys)


def to_article(
    record: Mapping[str, object], where: str, options: ReadOptions, *, text: str | None = None
) -> IncomingArticle | Failure:
    """Build an article of a record's fields; ``text`` is the body where it stands outside.

    Raises nothing: no text, or a text that is none, is E_FIELD. Other fields of a wrong type
    are left out with W_FIELD, unreadable times with W_DATE; so is a blank time of publishing.
    """
    known = _Record.of(_unwrapped(record, options))
    warnings: list[Warn] = []
    if text is None:
        body = _body(known, where, options, warnings)
        if isinstance(body, Failure):
            return body
        text = body

    def line(field: str) -> str | None:
        return _line(field, known, options, warnings)

    return IncomingArticle(
        text=text,
        where=where,
        title=line("title"),
        publisher=line("publisher") or options.publisher,
        byline=line("byline"),
        section=line("section"),
        language=line("language") or options.language,
        url=line("url"),
        external_id=line("external_id"),
        published=_time("published", known, options, warnings),
        modified=_time("modified", known, options, warnings),
        warnings=tuple(warnings),
    )


@dataclass(frozen=True, slots=True)
class _Record:
    """A record and its fields by their folded names; fields that are null are not there."""

    fields: Mapping[str, object]
    by_fold: Mapping[str, list[_Found]]

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> _Record:
        by_fold: dict[str, list[_Found]] = {}
        for key, value in fields.items():
            if value is not None:
                by_fold.setdefault(fold(key), []).append(_Found(key, value))
        return cls(fields, by_fold)


def _candidates(field: str, record: _Record, options: ReadOptions) -> Iterator[_Found]:
    """Yield what may be ``field``: the mapped column, else each known name, surest first.

    A mapping speaks for the records that have its column; the others of a mixed folder are read
    as they would be without it. Only the text is read from its mapped column or not at all.
    """
    if column := options.mapping.get(field):
        value = _at(record.fields, column)
        if value is not None:
            yield _Found(column, value)
        if value is not None or field == "text":
            return
    for name in NAMES[field]:
        yield from record.by_fold.get(name, ())


def _at(record: Mapping[str, object], column: str) -> object:
    """Return the value of a column: by its exact name, its folded name, or a path with dots."""
    if column in record:
        return record[column]
    for key, value in record.items():
        if fold(key) == fold(column):
            return value
    outer, dot, inner = column.partition(".")
    nested = record.get(outer)
    return _at(nested, inner) if dot and isinstance(nested, Mapping) else None


def _unwrapped(record: Mapping[str, object], options: ReadOptions) -> Mapping[str, object]:
    """Lift the fields of a search engine's or API's envelope beside the outer ones."""
    for name in _WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, Mapping) and recognised(inner) and not options.mapping:
            return {**{k: v for k, v in record.items() if k != name}, **inner}
    return record


def _body(record: _Record, where: str, options: ReadOptions, warnings: list[Warn]) -> str | Failure:
    seen = None
    for found in _candidates("text", record, options):
        text = _text_of(found, warnings)
        if text is None:
            kind = type(found.value).__name__
            return Failure(where, "E_FIELD", f"{found.name!r} should be a text, it is {kind}")
        if text.strip():
            return text
        seen = found.name
    if seen is not None:
        return Failure(where, "E_EMPTY", f"{seen!r} is blank")
    if column := options.mapping.get("text"):
        return Failure(where, "E_FIELD", f"there is no {column!r}, mapped to text")
    if nulls := [key for key in record.fields if fold(key) in NAMES["text"]]:
        return Failure(where, "E_FIELD", f"{nulls[0]!r} is null")
    keys = ", ".join(repr(key)[:40] for key in list(record.fields)[:12]) or "no fields"
    return Failure(where, "E_FIELD", f"no text among {keys}; name it with --map text=FIELD")


def _text_of(found: _Found, warnings: list[Warn]) -> str | None:
    """Return a text, or None if the value is none; HTML becomes text."""
    value = found.value
    if isinstance(value, Mapping):
        inner = next((k for k in (*_INNER, "html", "content") if k in value), None)
        return None if inner is None else _text_of(_Found(inner, value[inner]), warnings)
    if isinstance(value, list):
        parts = [part for block in value if (part := _block(block, warnings))]
        return "\n\n".join(parts) if parts or not value else None
    if not isinstance(value, str):
        return None
    if found.name == "rendered" or fold(found.name).endswith("html"):
        return to_text(value)
    if is_markup(value):
        warnings.append(Warn("W_MARKUP", f"{found.name!r} held HTML, which was read as such"))
        return to_text(value)
    return value


def _block(block: object, warnings: list[Warn]) -> str | None:
    if isinstance(block, str):
        return _text_of(_Found("paragraph", block), warnings)
    if isinstance(block, Mapping) and block.get("type") in _TEXT_BLOCKS:
        for name in ("content", "text", "html", "value", "rendered"):
            if isinstance(value := block.get(name), str):
                return _text_of(_Found(name, value), warnings)
    return None


def _line(field: str, record: _Record, options: ReadOptions, warnings: list[Warn]) -> str | None:
    for found in _candidates(field, record, options):
        value = _name_of(found.value)
        if value is None:
            kind = type(found.value).__name__
            said = f"{found.name!r} is {kind}, not a {field.replace('_', ' ')}"
            warnings.append(Warn("W_FIELD", said))
        elif value.strip():
            return value
    return None


def _name_of(value: object, depth: int = 0) -> str | None:
    """Return the one line a value stands for: a list's names with commas; None: it has none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or depth > 3:
        return None
    if isinstance(value, int | float):
        return str(value) if not isinstance(value, int) or abs(value) < 10**100 else None
    if isinstance(value, Mapping):
        if "rendered" in value:
            return to_text(str(value["rendered"]))
        for name in _INNER:
            if name in value:
                return _name_of(value[name], depth + 1)
        parts = [value.get(name) for name in ("first_name", "last_name")]
        named = " ".join(part for part in parts if isinstance(part, str))
        return named or ("" if not value else None)
    if isinstance(value, list):
        names = [_name_of(one, depth + 1) for one in value if not isinstance(one, int | float)]
        return ", ".join(dict.fromkeys(name for name in names if name and name.strip()))
    return None


def _time(
    field: str, record: _Record, options: ReadOptions, warnings: list[Warn]
) -> NewsTime | None:
    blank: list[Warn] = []
    for found in _candidates(field, record, options):
        value = found.value
        while isinstance(value, Mapping) and (key := next(filter(value.get, _INNER), None)):
            value = value[key]
        if isinstance(value, str) and not value.strip():
            blank = blank or [Warn("W_DATE", f"{found.name!r} is blank")]
            continue
        utc = fold(found.name).endswith(("gmt", "utc"))
        if time := parse_time(value, ZoneInfo("UTC") if utc else options.zone):
            return time
        warnings.append(Warn("W_DATE", f"{found.name!r}: cannot read {_short(value)} as a time"))
    if field == "published":  # an article that was never changed has a blank time of that
        warnings += blank
    return None


def _short(value: object) -> str:
    shown = repr(value) if isinstance(value, str | float) else type(value).__name__
    return shown if len(shown) <= 60 else shown[:57] + "..."
