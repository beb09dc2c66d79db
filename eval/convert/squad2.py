"""SQuAD 2.0 (Rajpurkar et al., "Know What You Don't Know", ACL 2018); 1.1 as well.

Format: rajpurkar.github.io/SQuAD-explorer, train-v2.0.json and dev-v2.0.json: one JSON object,
``data`` > ``paragraphs`` (``context``) > ``qas`` (``id``, ``question``, ``is_impossible``,
``answers`` of ``text`` and ``answer_start``, which counts code points).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from eval.convert.rows import Row, checked, files, whole
from eval.convert.shape import Article, Converted, Evidence, Question, stable_id, unique


class AnswerRow(Row):
    """One annotator's answer."""

    text: str
    answer_start: int


class QuestionRow(Row):
    """One question of a paragraph."""

    id: str
    question: str
    is_impossible: bool = False
    answers: tuple[AnswerRow, ...] = ()


class ParagraphRow(Row):
    """One paragraph; its questions are checked one by one."""

    context: str
    qas: list[object]


class TitleRow(Row):
    """One Wikipedia article; its paragraphs are checked one by one."""

    title: str
    paragraphs: list[object]


class FileRow(Row):
    """The file; its articles are checked one by one."""

    data: list[object]


def read(places: Sequence[Path]) -> Converted:
    """Read train-v2.0.json, dev-v2.0.json or both."""
    into = Converted()
    for path in files(places, ".json"):
        if document := whole(path, FileRow, into):
            for number, raw in enumerate(document.data):
                _read_title(f"{path.name} data[{number}]", raw, into)
    return into


def _read_title(where: str, raw: object, into: Converted) -> None:
    if (titled := checked(where, raw, TitleRow, into)) is None:
        return
    for number, one in enumerate(titled.paragraphs):
        here = f"{where}.paragraphs[{number}]"
        if paragraph := checked(here, one, ParagraphRow, into):
            title = f"{titled.title.replace('_', ' ')} #{number}"
            id_ = stable_id("squad", titled.title, paragraph.context)
            into.keep(Article(id_, paragraph.context, title, "Wikipedia"))
            _read_questions(here, paragraph, id_, into)


def _read_questions(where: str, paragraph: ParagraphRow, article: str, into: Converted) -> None:
    for number, raw in enumerate(paragraph.qas):
        here = f"{where}.qas[{number}]"
        if (row := checked(here, raw, QuestionRow, into)) is None:
            continue
        if wrong := _misplaced(row, paragraph.context):
            into.refuse(here, "E_FIELD", wrong)
        elif bool(row.answers) is row.is_impossible:
            into.refuse(here, "E_FIELD", "is_impossible and answers do not agree")
        else:
            into.ask(here, _question(row, article))


def _misplaced(row: QuestionRow, context: str) -> str | None:
    for answer in row.answers:
        if not context.startswith(answer.text, answer.answer_start) or answer.answer_start < 0:
            return f"{answer.text!r} does not stand at answer_start {answer.answer_start}"
    return None


def _question(row: QuestionRow, article: str) -> Question:
    given = Counter(answer.text for answer in row.answers)
    places = dict.fromkeys((answer.text, answer.answer_start) for answer in row.answers)
    return Question(
        id=f"squad-{row.id}",
        type="answerable" if row.answers else "unanswerable",
        question=row.question.strip(),
        answer=given.most_common(1)[0][0] if given else "",
        evidence=tuple(Evidence(article, "gold", text, start) for text, start in places),
        accepted=unique(answer.text for answer in row.answers),
        paragraph=article,
    )
