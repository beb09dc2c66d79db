"""One JSON value of a stranger, parsed with its traps named."""

from __future__ import annotations

import json
from typing import NoReturn

_DIGITS = 400  # digits of the longest number read; no id or time has more


class BadValueError(ValueError):
    """A JSON value that cannot be read; ``code`` is the failure's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def parse(text: str) -> tuple[object, str | None]:
    """Return the value and the first key found twice in one object (the last value counts).

    Raises BadValueError: E_JSON, E_JSON_NUMBER for NaN, infinities and numbers of more than 400
    digits, E_JSON_DEPTH for nesting deeper than Python's parser goes (about 1,000).
    """
    twice: list[str] = []

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        record = dict(found)
        if len(record) < len(found) and not twice:
            seen: set[str] = set()
            twice.append(next(key for key, _ in found if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
        return record

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=_no_number,
            parse_int=_integer,
            parse_float=_decimal,
            strict=False,
        )
    except RecursionError as error:
        raise BadValueError("E_JSON_DEPTH", "nested too deeply") from error
    except json.JSONDecodeError as error:
        raise BadValueError("E_JSON", _where(error, text)) from error
    return value, twice[0] if twice else None


def _where(error: json.JSONDecodeError, text: str) -> str:
    line = f"line {error.lineno}, " if "\n" in text.rstrip() else ""
    return f"{error.msg} ({line}column {error.colno})"


def _no_number(name: str) -> NoReturn:
    raise BadValueError("E_JSON_NUMBER", f"{name} is not a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise BadValueError("E_JSON_NUMBER", f"a number of {len(digits):,} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise BadValueError("E_JSON_NUMBER", f"{digits[:40]} is too large")
    return number
