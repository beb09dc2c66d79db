"""RealTime QA (Kasai et al., NeurIPS 2023): a weekly news quiz, and what a search gave for it.

Format: github.com/realtimeqa/realtimeqa_public, past/<year>/: JSON lines ``<week>_qa.jsonl`` and
``<week>_qa_nota.jsonl`` (questions with ``question_sentence``, ``choices`` and the index of the
right one in ``answer``), ``<week>_gold.jsonl`` (the articles that the quiz itself links to) and
``<week>_gcs.jsonl`` (what Google's custom search found), both with ``search_result``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from eval.convert.rows import Row, checked, files, rows
from eval.convert.shape import Article, Converted, Evidence, Question, day, stable_id, unique
from eval.measures.answer import contains

ENDINGS = ("_qa.jsonl", "_qa_nota.jsonl", "_qa_public.jsonl", "_gold.jsonl", "_gcs.jsonl")
NOTA = "_nota"  # ends the id of a question asked again with "None of the above"
_PUBLISHERS = {"cnn.com": "CNN", "usatoday.com": "USA TODAY", "theweek": "The Week"}
_TAG = re.compile(r"<[^>]+>")
_NO_SECTION = re.compile(r"\d+|story|storytelling|interactive|archives|index\.html")


class AnyRow(Row):
    """A row of any of the files, told apart by what it has."""

    question_sentence: object = None
    search_result: object = None
    model_config = Row.model_config | {"extra": "allow"}


class QuizRow(Row):
    """One question; ``answer`` holds the indexes of the right choices, as text."""

    question_id: str
    question_date: str
    question_source: str = ""
    question_sentence: str
    choices: list[str]
    answer: list[str]
    evidence: str = ""


class ResultRow(Row):
    """One search's articles; those of a ``*_dpr`` file have no address."""

    question_id: str
    search_result: list[object]


class PageRow(Row):
    """One article found."""

    url: str
    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    publish_date: str | None = None


@dataclass(slots=True)
class _Found:
    """Article ids by question id: what the quiz links to, and everything found."""

    gold: dict[str, list[str]] = field(default_factory=dict)
    all: dict[str, list[str]] = field(default_factory=dict)


def read(places: Sequence[Path]) -> Converted:
    """Read weeks of files, in any order; of a folder those named as above.

    An article found that holds the answer is "silver" evidence, a linked one "gold".
    """
    into, found = Converted(), _Found()
    asked = list[tuple[str, QuizRow]]()
    for path in files(places, *ENDINGS):
        gold = path.stem.endswith("_gold")
        for where, row in rows(path, AnyRow, into):
            raw = row.model_dump(exclude_unset=True)
            if row.search_result is not None:
                if results := checked(where, raw, ResultRow, into):
                    _keep(where, results, found, into, gold=gold)
            elif question := checked(where, raw, QuizRow, into):
                asked.append((where, question))
    for where, question in asked:
        _ask(where, question, found, into)
    return into


def clean_url(url: str) -> str:
    """Return an address without its fragment and last slash, which name the same article."""
    return urlsplit(url)._replace(fragment="").geturl().rstrip("/")


def _keep(where: str, row: ResultRow, found: _Found, into: Converted, *, gold: bool) -> None:
    ids = list(_articles(where, row, into, gold=gold))
    for kept in (found.gold, found.all) if gold else (found.all,):
        kept.setdefault(row.question_id, []).extend(ids)


def _articles(where: str, row: ResultRow, into: Converted, *, gold: bool) -> Iterator[str]:
    for number, raw in enumerate(row.search_result):
        here = f"{where} search_result[{number}]"
        if (page := checked(here, raw, PageRow, into)) is None:
            continue
        if not page.text.strip():
            into.refuse(here, "E_EMPTY", f"no text of {page.url} was kept")
            continue
        try:
            yield _keep_page(page, into, gold=gold)
        except ValueError as error:
            into.refuse(here, "E_URL", f"{page.url!r} is no address: {error}")


def _keep_page(page: PageRow, into: Converted, *, gold: bool) -> str:
    """Keep an article: the text that the quiz's file has, which a search may have cut to an ad.

    Only the search's files have headlines, so one is taken from whichever has it.
    """
    url = clean_url(page.url)
    id_ = stable_id("rtqa", url)
    known = into.articles.get(id_)
    into.articles[id_] = Article(
        id_,
        page.text if known is None or gold else known.body,
        page.title if known is None or not known.title else known.title,
        _publisher(url),
        ", ".join(page.authors) if known is None or not known.author else known.author,
        day(page.publish_date) if known is None or not known.published else known.published,
        url,
        _section(url),
    )
    return id_


def _ask(where: str, row: QuizRow, found: _Found, into: Converted) -> None:
    right = [row.choices[int(at)] for at in row.answer if at.isdecimal() and _has(row, int(at))]
    if not right or len(right) < len(row.answer):
        into.refuse(where, "E_FIELD", f"answer {row.answer} names no choice of {len(row.choices)}")
        return
    base = row.question_id.removesuffix(NOTA)
    gold, candidates = unique(found.gold.get(base, ())), unique(found.all.get(base, ()))
    silver = [id_ for id_ in candidates if id_ not in gold and _holds(into.articles[id_], right)]
    into.ask(
        where,
        Question(
            id=f"rtqa-{row.question_id}",
            type="quiz_nota" if row.question_id.endswith(NOTA) else "quiz",
            question=row.question_sentence,
            answer=right[0],
            evidence=(
                *(Evidence(id_, "gold") for id_ in gold),
                *(Evidence(id_, "silver") for id_ in silver),
            ),
            accepted=[right] if len(right) > 1 else None,
            asked=day(row.question_date),
            choices=row.choices,
            notes={
                "asked_by": row.question_source,
                "explanation": html.unescape(_TAG.sub("", row.evidence)),
                "candidates": list(candidates),
            },
        ),
    )


def _has(row: QuizRow, at: int) -> bool:
    return at < len(row.choices)


def _holds(article: Article, right: Sequence[str]) -> bool:
    return any(contains(article.body, spelling) for spelling in right)


def _publisher(url: str) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return next((name for part, name in _PUBLISHERS.items() if part in host), host)


def _section(url: str) -> str:
    """Return the first word of the path that names a section: /2022/06/12/media/title/..."""
    parts = [p for p in urlsplit(url).path.split("/") if p and not _NO_SECTION.fullmatch(p)]
    return parts[0] if len(parts) > 1 else ""
