"""A converted set as files: the same input always gives the same bytes."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from eval.convert.shape import Converted, line_of
from rag.errors import InputError

ARTICLES, QUESTIONS, ATTRIBUTIONS = "articles.jsonl.gz", "questions.jsonl", "attributions.jsonl.gz"


def write(converted: Converted, out: Path) -> list[Path]:
    """Write the set's files into a folder and return them.

    Raises InputError if there is no article or no question, or the folder cannot be written.
    """
    if not converted.articles or not converted.questions:
        lacking = "question" if converted.articles else "article"
        raise InputError(
            f"no {lacking} was found, {len(converted.left_out)} items were left out",
            hint="Name every file of the set: its questions, and the articles that answer them.",
        )
    contents = {
        ARTICLES: _packed(_lines(one.as_json() for one in converted.articles.values())),
        QUESTIONS: _lines(one.as_json() for one in converted.questions.values()),
    }
    if converted.attributions:
        contents[ATTRIBUTIONS] = _packed(_lines(converted.attributions))
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            (out / name).write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror}", hint="Name another --out.") from (
            error
        )
    return [out / name for name in contents]


def _lines(values: Iterable[Mapping[str, object]]) -> bytes:
    return "".join(f"{line_of(value)}\n" for value in values).encode()


def _packed(content: bytes) -> bytes:
    """Compress without the clock or a file's name, which would differ from run to run."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as stream:
        stream.write(content)
    return packed.getvalue()
