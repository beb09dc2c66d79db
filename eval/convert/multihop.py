"""MultiHop-RAG (Tang and Yang, COLM 2024): questions whose answer needs several articles.

Format: github.com/yixuantt/MultiHop-RAG, util.py and simple_retrieval.py, and the dataset card
huggingface.co/datasets/yixuantt/MultiHopRAG: corpus.json, an array of articles (``title``,
``author``, ``source``, ``published_at``, ``category``, ``url``, ``body``), and MultiHopRAG.json,
one of questions (``query``, ``answer``, ``question_type``, ``evidence_list`` with ``fact``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eval.convert.rows import Row, checked, files, rows
from eval.convert.shape import Article, Converted, Evidence, Question, stable_id

NO_ANSWER = "null_query"  # the type of a question that the corpus does not answer


class AnyRow(Row):
    """A row of either file, told apart by what it has."""

    body: object = None
    query: object = None
    model_config = Row.model_config | {"extra": "allow"}


class ArticleRow(Row):
    """One article."""

    url: str
    body: str
    title: str = ""
    author: str | None = None
    source: str = ""
    published_at: str | None = None
    category: str | None = None


class EvidenceRow(Row):
    """A sentence of an article that the answer needs."""

    url: str
    fact: str


class QuestionRow(Row):
    """One question."""

    query: str
    answer: str
    question_type: str
    evidence_list: tuple[EvidenceRow, ...] = ()


def read(places: Sequence[Path]) -> Converted:
    """Read corpus.json and MultiHopRAG.json, in any order."""
    into = Converted()
    asked = list[tuple[str, QuestionRow]]()
    for path in files(places, "corpus.json", "MultiHopRAG.json"):
        for where, row in rows(path, AnyRow, into):
            raw = row.model_dump(exclude_unset=True)
            if row.query is None:
                if article := checked(where, raw, ArticleRow, into):
                    _keep(where, article, into)
            elif question := checked(where, raw, QuestionRow, into):
                asked.append((where, question))
    for where, question in asked:
        _ask(where, question, into)
    return into


def _keep(where: str, row: ArticleRow, into: Converted) -> None:
    if not row.body.strip():
        return into.refuse(where, "E_EMPTY", "the article has no text")
    into.keep(
        Article(
            _id(row.url),
            row.body,
            row.title,
            row.source,
            row.author or "",
            row.published_at or "",
            row.url,
            row.category or "",
        )
    )
    return None


def _ask(where: str, row: QuestionRow, into: Converted) -> None:
    """Take a question in; its own answer to what has none is kept as a note."""
    lacking = [one.url for one in row.evidence_list if _id(one.url) not in into.articles]
    if lacking:
        return into.refuse(where, "E_FIELD", f"no article of corpus.json has the url {lacking[0]}")
    unanswerable = row.question_type == NO_ANSWER
    return into.ask(
        where,
        Question(
            id=stable_id("mh", row.query),
            type=row.question_type,
            question=row.query,
            answer="" if unanswerable else row.answer,
            evidence=tuple(Evidence(_id(one.url), "gold", one.fact) for one in row.evidence_list),
            accepted=() if unanswerable else None,
            notes={"published_answer": row.answer} if unanswerable else {},
        ),
    )


def _id(url: str) -> str:
    return stable_id("mh", url)
