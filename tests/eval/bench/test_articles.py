from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.bench.articles import questions, read_questions, take, texts, write
from rag.errors import InputError
from rag.settings import Settings

SAMPLE = str(Path(__file__).parents[3] / "eval" / "sample" / "articles")


def test_both_sides_read_the_texts_that_ingest_reads(tmp_path: Path) -> None:
    articles = take(SAMPLE, 5, Settings())

    file = write(articles, tmp_path / "articles.jsonl")

    assert list(texts(file)) == [article.text for article in articles]
    again = take(str(file), 5, Settings())
    assert [one.title for one in again] == [one.title for one in articles]
    assert [one.published and one.published.epoch for one in again] == [
        one.published and one.published.epoch for one in articles
    ]


def test_too_few_articles_are_refused_with_the_number_there_is() -> None:
    with pytest.raises(InputError, match="100000 are asked for") as refused:
        take(SAMPLE, 100_000, Settings())

    assert "--articles" in refused.value.hint


def test_questions_are_the_same_for_the_same_seed() -> None:
    articles = take(SAMPLE, 12, Settings())

    asked = questions(articles, 4, seed=1)

    assert asked == questions(articles, 4, seed=1)
    assert len(set(asked)) == 4
    assert all(one.endswith("?") for one in asked)


def test_questions_may_be_lines_or_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "questions"
    file.write_text(f"Who won?\n\n{json.dumps({'question': 'Who lost?'})}\n", encoding="utf-8")

    assert read_questions(file) == ["Who won?", "Who lost?"]


@pytest.mark.parametrize("text", ["", "{", '{"answer": 1}'])
def test_a_file_without_questions_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "questions"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match="holds no questions"):
        read_questions(file)
