from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eval.questions import EvalQuestion, QuestionSet, load_questions, select
from rag.errors import EvalError
from rag.question.nouns import Turn

UTC = ZoneInfo("UTC")
FERRY: dict[str, object] = {
    "id": "q1",
    "question": "Who owns the ferry?",
    "answer": "Norlink",
    "evidence": [{"article_id": "a1", "label": "gold"}],
}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "set.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def load(folder: Path, *rows: object, zone: ZoneInfo = UTC) -> QuestionSet:
    return load_questions(write(folder, *rows), zone=zone)


def only(folder: Path, **changed: object) -> EvalQuestion:
    (question,) = load(folder, FERRY | changed).questions
    return question


def refusal(folder: Path, *rows: object) -> str:
    with pytest.raises(EvalError) as error:
        load(folder, *rows)
    return str(error.value)


def test_answer_stands_where_no_spellings_are_accepted(tmp_path: Path) -> None:
    question = only(tmp_path)

    assert question.accepted == (("Norlink",),)
    assert question.answerable
    assert question.asked_at is None
    assert question.type == "question"


@pytest.mark.parametrize(
    ("accepted", "groups"),
    [
        (["Norlink", "Norlink Ltd"], (("Norlink", "Norlink Ltd"),)),
        ([["Norlink"], ["Amsel", "Elve"]], (("Norlink",), ("Amsel", "Elve"))),
        ([], (("Norlink",),)),
        (["Norlink", "."], (("Norlink", "."),)),
    ],
)
def test_accepted_is_spellings_or_groups_of_them(
    tmp_path: Path, accepted: object, groups: object
) -> None:
    assert groups == only(tmp_path, accepted=accepted).accepted


@pytest.mark.parametrize(
    ("fields", "answerable"),
    [
        ({"answer": "", "evidence": []}, False),
        ({"answer": "", "evidence": [], "accepted": []}, False),
        ({"answer": ""}, True),  # where it stands is known, what it says is not
        ({"answerable": False}, False),
        ({"answer": "", "evidence": [], "answerable": True}, True),
        ({"type": "who_said_absent"}, False),
    ],
)
def test_a_question_is_unanswerable_without_answer_and_evidence_or_if_it_says_so(
    tmp_path: Path, fields: dict[str, object], answerable: bool
) -> None:
    assert answerable == only(tmp_path, **fields).answerable


def test_an_unanswerable_question_accepts_nothing(tmp_path: Path) -> None:
    assert only(tmp_path, answerable=False).accepted == ()


@pytest.mark.parametrize(
    ("asked", "zone", "epoch"),
    [
        ("1970-01-01", "UTC", 86_399),
        ("1970-01-01", "Europe/Tallinn", 86_399 - 3 * 3600),
        ("1970-01-01T00:01:00", "UTC", 60),
        ("1970-01-01T02:00:00+02:00", "UTC", 0),
        ("1970-01-01T00:00:00Z", "Europe/Tallinn", 0),
    ],
)
def test_a_bare_day_is_asked_in_its_last_second(
    tmp_path: Path, asked: str, zone: str, epoch: int
) -> None:
    (question,) = load(tmp_path, FERRY | {"asked": asked}, zone=ZoneInfo(zone)).questions

    assert epoch == question.asked_at


def test_labels_history_and_notes(tmp_path: Path) -> None:
    question = only(
        tmp_path,
        evidence=[
            {"article_id": 7, "label": "silver", "fact": "It is Norlink's."},
            {"article_id": "b", "label": "outdated"},
            {"article_id": "c"},
        ],
        history=["What sank?", {"question": "When?", "answer": "In May."}],
        asked_by="a note of the set's own",
    )

    assert [(e.article, e.label, e.fact) for e in question.evidence] == [
        ("7", "silver", "It is Norlink's."),
        ("b", "other", None),
        ("c", "gold", None),
    ]
    assert question.history == (Turn("What sank?"), Turn("When?", "In May."))


def test_none_of_the_above_twins_are_left_out_and_counted(tmp_path: Path) -> None:
    twin = FERRY | {"id": "q1_nota", "type": "quiz_nota", "choices": ["Norlink", "None"]}
    questions = load(tmp_path, FERRY, twin)

    assert [q.id for q in questions.questions] == ["q1"]
    assert list(questions.left_out.values()) == [1]


def test_every_problem_is_named_with_its_line(tmp_path: Path) -> None:
    message = refusal(
        tmp_path,
        FERRY,
        "{",
        "",
        "[1]",
        {"id": "q2", "question": "  ", "evidence": [{"label": "gold"}]},
        FERRY,
        FERRY | {"id": "q3", "asked": "yesterday"},
        FERRY | {"id": "q4", "accepted": [["..."], []]},
        '{"id": "q5", "question": "\\ud800?"}',
        "[" * 100_000,
    )

    for found in (
        "set.jsonl:2: not JSON",
        "set.jsonl:4: not a JSON object",
        "set.jsonl:5: question: ",
        "set.jsonl:5: evidence.0.article_id: ",
        "set.jsonl:6: id 'q1' was used before",
        "set.jsonl:7: asked: ",
        "set.jsonl:8: accepted: no letter or digit in '...'",
        "set.jsonl:8: accepted: no letter or digit in an empty group",
        "set.jsonl:9: holds half of a character",
        "set.jsonl:10: not JSON",
        "10 problems",
    ):
        assert found in message
    assert "set.jsonl:1:" not in message


def test_many_problems_are_counted_not_all_listed(tmp_path: Path) -> None:
    message = refusal(tmp_path, *["{"] * 30)

    assert "set.jsonl:20:" in message
    assert "set.jsonl:21:" not in message
    assert "and 10 more" in message


def test_bytes_that_are_not_utf8_are_a_problem_of_their_line(tmp_path: Path) -> None:
    path = write(tmp_path, FERRY)
    path.write_bytes(path.read_bytes() + b'{"id": "caf\xe9"}\n')

    with pytest.raises(EvalError, match=r"set\.jsonl:2: not UTF-8"):
        load_questions(path, zone=UTC)


def test_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(FERRY).encode() + b"\r\n\r\n")

    assert len(load_questions(path, zone=UTC).questions) == 1


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(EvalError, match="cannot read"):
        load_questions(tmp_path / name, zone=UTC)


def test_a_set_without_questions_is_refused(tmp_path: Path) -> None:
    assert "no question" in refusal(tmp_path, "", "")


CONTEXTS = {"0.5": ["a1", "n1"], "1.0": ["n1", "n2"]}


def test_a_context_without_evidence_makes_a_question_unanswerable(tmp_path: Path) -> None:
    questions = load(tmp_path, FERRY | {"contexts": CONTEXTS})
    half = select(questions, context="0.5", limit=None).questions[0]
    noise = select(questions, context="1.0", limit=None).questions[0]

    assert (half.answerable, len(half.evidence), half.accepted) == (True, 1, (("Norlink",),))
    assert (noise.answerable, len(noise.evidence), noise.accepted) == (False, 0, ())


def test_in_a_set_without_evidence_the_context_is_trusted(tmp_path: Path) -> None:
    questions = load(tmp_path, FERRY | {"contexts": CONTEXTS, "evidence": []})

    assert select(questions, context="1.0", limit=None).questions[0].answerable


def test_a_paragraph_is_a_context(tmp_path: Path) -> None:
    questions = load(tmp_path, FERRY | {"paragraph": "a1"})
    (question,) = select(questions, context="paragraph", limit=None).questions

    assert question.contexts["paragraph"] == ("a1",)


def test_questions_without_the_list_and_past_the_limit_are_counted(tmp_path: Path) -> None:
    rows = [FERRY | {"id": f"q{n}", "contexts": CONTEXTS if n else {}} for n in range(4)]
    chosen = select(load(tmp_path, *rows), context="0.5", limit=2)

    assert [q.id for q in chosen.questions] == ["q1", "q2"]
    assert chosen.left_out == {"no list called 0.5": 1, "after the first 2": 1}


def test_a_limit_beyond_the_set_leaves_nothing_out(tmp_path: Path) -> None:
    chosen = select(load(tmp_path, FERRY), context=None, limit=5)

    assert (len(chosen.questions), chosen.left_out) == (1, {})


@pytest.mark.parametrize(("contexts", "hint"), [(CONTEXTS, "0.5, 1.0"), ({}, "--contexts")])
def test_an_unknown_context_is_refused_with_those_there_are(
    tmp_path: Path, contexts: object, hint: str
) -> None:
    questions = load(tmp_path, FERRY | {"contexts": contexts})

    with pytest.raises(EvalError, match=r"'0\.7'") as error:
        select(questions, context="0.7", limit=None)

    assert hint in error.value.hint
