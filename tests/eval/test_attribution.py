from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.attribution import attributions, lines, main, table, texts
from rag.errors import EvalError

BODY = "Ada Lind said the quay was safe. “It held,” she said. It rained all day."
ARTICLE = {"id": "a", "body": BODY, "title": "A note that is not read"}
SAFE = {
    "article_id": "a",
    "split": "dev",
    "source": {"spans": [[0, 8]], "text": "Ada Lind"},
    "content": {"spans": [[14, 31]], "text": "the quay was safe"},
}
HELD = {"article_id": "a", "split": "dev", "content": {"spans": [[33, 43]], "text": "“It held,”"}}


def written(file: Path, *records: object) -> str:
    """A file of JSON lines, gzipped where its name says so."""
    data = "".join(json.dumps(one) + "\n" for one in records).encode()
    file.write_bytes(gzip.compress(data, mtime=0) if file.suffix == ".gz" else data)
    return str(file)


@pytest.fixture
def articles(tmp_path: Path) -> str:
    return written(tmp_path / "articles.jsonl.gz", ARTICLE)


def test_marks_are_measured_by_split_and_by_kind(articles: str, tmp_path: Path) -> None:
    bodies = texts(Path(articles))
    marked = written(tmp_path / "marks.jsonl", SAFE, HELD, SAFE | {"article_id": "another"})
    rows = table(bodies, attributions(Path(marked), bodies))

    assert list(rows) == ["dev", "dev, not quoted", "dev, quoted"]
    assert [row.heard for row in rows.values()] == [2, 1, 1]
    assert rows["dev"].shares()["sentence precision"] == 1.0
    assert rows["dev, quoted"].shares()["sentence precision"] is None


def test_a_mark_without_a_split_or_without_words_is_counted_or_left_out(
    articles: str, tmp_path: Path
) -> None:
    bodies = texts(Path(articles))
    empty = {"article_id": "a", "content": {"spans": []}}
    whole = written(tmp_path / "marks.jsonl", HELD | {"split": ""}, empty)
    rows = table(bodies, attributions(Path(whole), bodies))

    assert rows["all"].attributions == 1


def test_the_table_is_printed_as_text_or_as_json(
    articles: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked = written(tmp_path / "marks.jsonl", SAFE, HELD)
    main([articles, marked])
    shown = capsys.readouterr().out
    main([articles, marked, "--json"])
    told = json.loads(capsys.readouterr().out)

    assert "speaker right" in shown.splitlines()[0]
    assert shown.splitlines()[1].split()[:4] == ["dev", "2", "1.000", "1.000"]
    assert told["dev"]["speaker right"] == 1.0
    assert told["dev"]["attributions"] == 2


def test_nothing_marked_is_an_empty_table() -> None:
    assert len(lines(table({}, {}))) == 1


@pytest.mark.parametrize(
    "record", [SAFE | {"content": {"spans": [[0, 999]]}}, {"article_id": "a"}, "no record"]
)
def test_what_is_no_mark_is_refused_with_its_place(
    articles: str, tmp_path: Path, record: object
) -> None:
    marked = Path(written(tmp_path / "marks.jsonl", record))

    with pytest.raises(EvalError, match=r"marks\.jsonl"):
        attributions(marked, texts(Path(articles)))


def test_a_file_that_is_not_there_or_cut_short_is_named(articles: str, tmp_path: Path) -> None:
    cut = tmp_path / "cut.gz"
    cut.write_bytes(Path(articles).read_bytes()[:-9])

    for file in (tmp_path / "nowhere", cut):
        with pytest.raises(EvalError, match=file.name):
            texts(file)


def test_both_files_are_needed(articles: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([articles])
    assert ended.value.code == 2
    assert main([articles, "nowhere.jsonl"]) == 1
    assert "error: nowhere.jsonl cannot be read" in capsys.readouterr().err
