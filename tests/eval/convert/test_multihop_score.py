"""A run on a MultiHop-RAG set, scored their way and honestly, each under its own name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from eval.convert.formats import convert
from eval.convert.multihop_score import main, score_run
from eval.convert.names import Format
from eval.files import RESULTS
from rag.errors import EvalError

GOLDEN = Path(__file__).parent / "golden" / "multihop" / "in"
HOP, NULL = "mh-4bb1c352dcc2", "mh-7135a57b25b1"
ANSWERED = {
    "id": HOP,
    "status": "answered",
    "answer": "Reed said so. [1]",
    "citations": [{"quote": "Norlink is led by Tam Reed."}],
    "hits": [
        {"title": None, "text": "Norlink has bought the Elve ferry."},
        {"title": "b", "text": "Tam Reed will leave Norlink in June, the company said."},
    ],
}


def run(folder: Path, *lines: Mapping[str, object]) -> tuple[Path, Path]:
    """Convert the golden set, write a run's lines, and return run and questions."""
    (_, questions) = convert(Format.MULTIHOP, [GOLDEN], folder / "set")[1]
    (folder / RESULTS).write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return folder, questions


def test_their_scores_stand_beside_honest_ones_under_names_of_their_own(tmp_path: Path) -> None:
    refused: dict[str, object] = {
        "id": NULL,
        "status": "abstained",
        "answer": None,
        "citations": [],
        "hits": [],
    }

    scores = score_run(*run(tmp_path, ANSWERED, refused))

    assert list(scores) == ["inference_query", "null_query", "all"]
    hop = {name: value for name, (value, _) in scores["inference_query"].items()}
    assert hop["MAP@10 (MultiHop-RAG's)"] == 0.75
    assert hop["AP@10"] == 1
    assert hop["Hits@4 (MultiHop-RAG's)"] == hop["Facts@4"] == hop["Facts@10"] == 1
    assert hop["Accuracy (MultiHop-RAG's)"] == 1  # "Reed" of "Tam Reed"
    assert hop["Answer in quote"] == hop["Right"] == 1
    assert scores["null_query"] == {
        "Accuracy (MultiHop-RAG's)": (1, 1),
        "Right": (1, 1),
        "Refused": (1, 1),
    }
    assert scores["all"]["Right"] == (1, 2)


def test_a_shared_word_is_right_to_them_and_wrong_to_us(tmp_path: Path) -> None:
    wrong = {**ANSWERED, "answer": "Tam Hale, perhaps.", "citations": [{"quote": "Tam Hale."}]}
    scores = score_run(*run(tmp_path, {**wrong, "hits": None}))["all"]

    assert scores == {
        "Accuracy (MultiHop-RAG's)": (1, 1),
        "Answer in quote": (0, 1),
        "Right": (0, 1),
    }


def test_the_command_prints_both_and_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, questions = run(tmp_path, ANSWERED)

    assert main([str(folder), str(questions)]) == 0
    shown = capsys.readouterr().out
    assert "  MAP@10 (MultiHop-RAG's)      0.7500  n 1" in shown
    assert "  AP@10                        1.0000  n 1" in shown
    assert main([str(folder), str(questions), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["AP@10"] == [1, 1]
    assert main([str(folder / "none"), str(questions)]) == 1
    assert "error: " in capsys.readouterr().err


def test_a_run_of_other_questions_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, questions = run(tmp_path, {**ANSWERED, "id": "other"})

    with pytest.raises(EvalError, match="no question 'other'"):
        score_run(folder, questions)
    assert main([str(folder), str(questions)]) == 1
    assert "hint: Name the questions.jsonl" in capsys.readouterr().err
