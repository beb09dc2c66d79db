"""One line of a question set, as it stands in the file; outside data, so checked."""

from __future__ import annotations

import json
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from eval.measures.answer import fold
from rag.errors import UsageError
from rag.question.dates import parse_asked_at

Word = Annotated[str, StringConstraints(min_length=1)]
Said = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _Line(BaseModel):
    # sets in the wild carry notes of their own and ids that are numbers
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class EvidenceLine(_Line):
    """An article that answers, by its external id."""

    article_id: Word
    label: str | None = None
    fact: str | None = None


class TurnLine(_Line):
    """An earlier turn of the conversation."""

    question: Said
    answer: str = ""


class QuestionLine(_Line):
    """A line's fields; those not named here are notes and are not read."""

    id: Word
    question: Said
    type: str = ""
    asked: str | None = None
    answer: str = ""
    accepted: list[Word] | list[list[Word]] | None = None
    evidence: list[EvidenceLine] = Field(default_factory=list)
    contexts: dict[str, list[Word]] = Field(default_factory=dict)
    answerable: bool | None = None
    history: list[TurnLine | Said] = Field(default_factory=list)
    paragraph: Word | None = None
    choices: list[str] | None = None

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return groups of accepted spellings; ``answer`` stands where there are none."""
        if not self.accepted:
            return ((self.answer,),) if self.answer.strip() else ()
        flat = tuple(entry for entry in self.accepted if isinstance(entry, str))
        if flat:
            return (flat,)
        return tuple(tuple(entry) for entry in self.accepted if not isinstance(entry, str))

    def problems(self) -> list[str]:
        """Return what is wrong with the fields together.

        A stray spelling without letters (sets have them: ".") does no harm beside a real one.
        """
        return [
            f"accepted: no letter or digit in {' or '.join(map(repr, group)) or 'an empty group'}"
            for group in self.groups()
            if not any(fold(spelling) for spelling in group)
        ]


def parse_line(raw: bytes, *, zone: ZoneInfo) -> QuestionLine | list[str]:
    """Return the line's fields, or every problem with it, each in a few words."""
    try:
        row = json.loads(raw.decode())
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        return ["not UTF-8"]
    except UnicodeEncodeError:
        return ["holds half of a character (a lone surrogate)"]
    except (ValueError, RecursionError) as error:
        return [f"not JSON: {error}"]
    if not isinstance(row, dict):
        return ["not a JSON object"]
    try:
        line = QuestionLine.model_validate(row)
    except ValidationError as error:
        return list(dict.fromkeys(_in_words(e["loc"], e["msg"]) for e in error.errors()))
    problems = line.problems()
    try:
        asked_at(line.asked, zone=zone)
    except UsageError as error:
        problems.append(f"asked: {error}")
    return problems or line


def asked_at(asked: str | None, *, zone: ZoneInfo) -> int | None:
    """Return the time of asking in epoch seconds; None where none is given.

    A bare day means its last second in ``zone``. Raises UsageError for what is no time.
    """
    return parse_asked_at(asked, zone) if asked and asked.strip() else None


def _in_words(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in location)}: {message}"
