from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from eval.fit.examples import Example, own, parted
from eval.fit.own_set import write_set
from eval.questions import load_questions

READING = Path(__file__).parents[3] / "eval" / "sample" / "reading"


def example(number: int, *, answered: bool = True) -> Example:
    text = f"The ferry number {number} sails at dusk."
    return Example(
        f"When does ferry {number} sail?",
        "",
        text,
        ((text.index("at"), len(text) - 1),) if answered else (),
        "own",
        f"topic-{number // 2}",
        "",
    )


def test_every_answer_of_our_own_texts_stands_where_it_is_said_to() -> None:
    examples = list(own(READING))
    spans = [(one, span) for one in examples for span in one.spans]

    assert len(spans) > 800
    assert all(0 <= start < end <= len(one.text) for one, (start, end) in spans)
    assert any(not one.spans for one in examples)


def test_our_own_texts_are_a_question_set_that_eval_can_ask(tmp_path: Path) -> None:
    write_set(READING, tmp_path)
    asked = load_questions(tmp_path / "questions.jsonl", zone=ZoneInfo("UTC"))

    assert len(asked.questions) > 1_000
    assert {one.answerable for one in asked.questions} == {True, False}
    assert all(one.contexts for one in asked.questions)


def test_a_group_is_learnt_from_or_left_aside_as_a_whole() -> None:
    learnt, aside = parted([example(n) for n in range(40)], held=0.25)

    assert len(learnt) + len(aside) == 40
    assert len(aside) == 10
    assert not {one.group for one in learnt} & {one.group for one in aside}


def test_a_later_wave_does_not_move_what_was_left_aside() -> None:
    first = [example(n) for n in range(40)]
    later = [replace(example(n), origin="near", group=f"late-{n}") for n in range(40)]
    _, before = parted(first, held=0.25)
    learnt, aside = parted([*first, *later], held=0.25)

    assert before == [one for one in aside if one.origin == "own"]
    assert any(one.origin == "near" for one in aside)
    assert any(one.origin == "near" for one in learnt)
