"""What the whole-set golden does not show: folders that lack something."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.convert.polnear import read
from rag.errors import InputError

HEAD = "compartment\tfilename\tpublisher\tpublication_date\n"


def test_without_metadata_the_hint_names_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.")

    with pytest.raises(InputError, match=r"there is no metadata\.tsv") as raised:
        read([tmp_path])

    assert "metadata.tsv" in raised.value.hint


def test_an_article_without_annotations_is_in_and_one_without_text_is_not(tmp_path: Path) -> None:
    (tmp_path / "metadata.tsv").write_text(
        f"{HEAD}dev\tplain\tnyt\t2031-05-01\ndev\tempty\tnyt\t2031-05-01\ndev\todd\tnyt\t2031-05-01\n"
    )
    (tmp_path / "plain.txt").write_text("Words.")
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "odd.txt").write_bytes(b"\xff")

    made = read([tmp_path])

    assert list(made.articles) == ["polnear-plain"]
    assert not made.questions
    assert not made.attributions
    assert sorted((one.where, one.code) for one in made.left_out) == [
        ("empty.txt", "E_EMPTY"),
        ("odd.txt", "E_CHARSET"),
    ]
