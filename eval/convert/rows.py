"""From files of JSON to checked rows: JSON lines, or one array; what is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from eval.convert.shape import Converted
from rag.errors import InputError


class Row(BaseModel):
    """Base of the rows of all formats; fields that a format does not name are not read."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


NO_OBJECT = "not a JSON object"
Checked = TypeVar("Checked", bound=Row)


def files(places: Sequence[Path], *endings: str) -> list[Path]:
    """Return the files named, and of each folder those whose name ends so, sorted.

    Raises InputError if a place is not there or a folder has no such file.
    """
    found = list[Path]()
    for place in places:
        if place.is_dir():
            inside = sorted(p for p in place.rglob("*") if p.is_file() and p.name.endswith(endings))
            if not inside:
                raise InputError(f"{place} holds no file named like {' or '.join(endings)}")
            found += inside
        elif place.is_file():
            found.append(place)
        else:
            raise InputError(f"there is no {place}", hint="Name files or folders that you have.")
    return list(dict.fromkeys(found))


def rows(path: Path, model: type[Checked], into: Converted) -> Iterator[tuple[str, Checked]]:
    """Yield where each row stands and the row; what is none is left out with the reason."""
    for where, raw in _raw(path, into):
        if isinstance(raw, str):
            into.refuse(where, "E_JSON", raw)
        elif row := checked(where, raw, model, into):
            yield where, row


def whole(path: Path, model: type[Checked], into: Converted) -> Checked | None:
    """Return a file that is one JSON value; None if it is left out."""
    if (text := read_text(path, into)) is None:
        return None
    value = _parsed(text)
    if isinstance(value, str):
        into.refuse(path.name, "E_JSON", value)
        return None
    return checked(path.name, value, model, into)


def checked(where: str, raw: object, model: type[Checked], into: Converted) -> Checked | None:
    """Return the value as a row; None if it is left out."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        told = (f"{'.'.join(map(str, e['loc'])) or 'row'}: {e['msg']}" for e in error.errors())
        into.refuse(where, "E_FIELD", "; ".join(dict.fromkeys(told)))
        return None


def read_text(path: Path, into: Converted) -> str | None:
    """Return a file's text with its line ends as they are; None if it is left out."""
    try:
        return path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode()
    except OSError as error:
        into.refuse(path.name, "E_READ", f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        into.refuse(path.name, "E_CHARSET", f"not UTF-8 at byte {error.start}")
    return None


def _raw(path: Path, into: Converted) -> Iterator[tuple[str, dict[str, object] | str]]:
    """Yield each row, or in words why it is none."""
    if (text := read_text(path, into)) is None:
        return
    if text.lstrip().startswith("["):
        array = _parsed(text)
        if isinstance(array, list):
            for number, value in enumerate(array):
                yield f"{path.name}[{number}]", value if isinstance(value, dict) else NO_OBJECT
        else:
            yield path.name, str(array)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            value = _parsed(line)
            yield f"{path.name}:{number}", value if isinstance(value, dict | str) else NO_OBJECT


def _parsed(text: str) -> object:
    """Return the value; a str says what is wrong, since no row is a bare string."""
    try:
        value: object = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "holds half of a character (a lone surrogate)"
    except (ValueError, RecursionError) as error:
        return f"not JSON: {error}"
    return NO_OBJECT if isinstance(value, str) else value
