"""What to do with an incoming article: add, revise or skip, from hashes alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from enum import StrEnum

from rag.archive.formers import Former
from rag.archive.identity import article_id, content_key, identity
from rag.domain import Failure, IncomingArticle, Precision

HOUR, DAY = 3_600, 86_400  # seconds
REMEMBERED = 50_000  # articles of a file between two that are found to be the same
NO_FORMERS: Mapping[str, Former] = {}
_RECORD = re.compile(r"(?::\d+)?(?:#\d+)?\Z")


class Step(StrEnum):
    """What becomes of an incoming article."""

    ADD = "add"
    REVISE = "revise"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Planned:
    """One incoming article, the id it has in this archive, and what becomes of it."""

    step: Step
    article_id: str
    content_key: str
    incoming: IncomingArticle


def ids(batch: Iterable[IncomingArticle], formers: Mapping[str, Former] = NO_FORMERS) -> list[str]:
    """Return the archive's id of each article, in order."""
    return [_id(incoming, formers) for incoming in batch]


def plan(
    batch: Iterable[IncomingArticle],
    known: Mapping[str, set[str]],
    formers: Mapping[str, Former] = NO_FORMERS,
) -> list[Planned]:
    """Decide for a batch in order; ``known`` is article id -> content keys already kept.

    A state that any revision had is skipped: two inputs that hold an older and a newer state of
    one article may be ingested in turn for ever, and nothing changes. One that is in under the id
    that an earlier Dateline gave to its address (``formers``) stays there.
    """
    keys = {id_: set(some) for id_, some in known.items()}
    planned = []
    for incoming in batch:
        id_ = _id(incoming, formers)
        key = content_key(incoming)
        if id_ not in keys:
            step = Step.ADD
        elif key in keys[id_]:
            step = Step.SKIP
        else:
            step = Step.REVISE
        keys.setdefault(id_, set()).add(key)
        planned.append(Planned(step, id_, key, incoming))
    return planned


def apart(planned: Iterable[Planned], formers: Mapping[str, Former]) -> list[Failure]:
    """Return a W_APART for each new article whose former one may hold its words still."""
    return [
        Failure(
            one.incoming.where,
            "W_APART",
            f"an article of its own now; an earlier Dateline took its address for one of"
            f" {formers[one.article_id].article_id}, which may hold its words as a revision",
        )
        for one in planned
        if one.step is Step.ADD and one.article_id in formers
    ]


def doubles(planned: Iterable[Planned], first: MutableMapping[str, str]) -> list[Failure]:
    """Return a W_DUP for each article that came before, the same, from the same file.

    ``first`` carries what a file gave so far from one batch to the next (content key of an
    article -> where it stood) and is emptied when another file begins: exports of two days, or
    two feeds, hold the same articles and nothing is odd about it.
    """
    found = []
    for one in planned:
        where, key = one.incoming.where, f"{one.article_id} {one.content_key}"
        if first and _file(next(iter(first.values()))) != _file(where):
            first.clear()
        if key in first:
            reason = f"the same article, unchanged, stands at {first[key]}"
            found.append(Failure(where, "W_DUP", reason))
        first.setdefault(key, where)
        if len(first) > REMEMBERED:
            del first[next(iter(first))]
    return found


def ahead(batch: Iterable[IncomingArticle], *, now: int) -> list[Failure]:
    """Return a W_FUTURE for each article dated after ``now`` (epoch seconds): a wrong date, mostly.

    A clock may be an hour wrong; a bare day has begun somewhere up to a day before it does here.
    """
    found = []
    for one in batch:
        if (published := one.published) is None:
            continue
        slack = DAY if published.precision is Precision.DAY else HOUR
        if published.epoch > now + slack:
            reason = f"published {published.raw[:60]!r} is in the future; it does not count as new"
            found.append(Failure(one.where, "W_FUTURE", reason))
    return found


def _id(incoming: IncomingArticle, formers: Mapping[str, Former]) -> str:
    id_ = article_id(identity(incoming))
    former = formers.get(id_)
    return former.article_id if former and former.own else id_


def _file(where: str) -> str:
    """Return ``where`` without the line, the record or both (``:12``, ``#3``, ``:12#3``)."""
    return _RECORD.sub("", where)
