from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.questions import EvalQuestion, load_questions
from rag.domain import Answer
from rag.errors import PeopleError, UsageError
from rag.question.nouns import Turn
from tests.ui.cli.command import ROOT, plain_environment
from tests.ui.people.answers import answers
from tests.ui.web.newsroom import ASKED_AT, abstained, answered, question
from ui.people.nouns import KeptTurn, Verdict
from ui.people.people import People
from ui.people.question_set import (
    FILE,
    Expected,
    add_question,
    expected_in,
    expected_of,
    question_line,
)
from ui.web.escape import plain

ZONE = ZoneInfo("Europe/Tallinn")


def kept(
    people: People, *shown: Answer, verdict: Verdict | None = None, reason: str = ""
) -> tuple[str, KeptTurn, tuple[KeptTurn, ...]]:
    """Keep answers in one conversation; return its id, the last turn and those before."""
    shelf, id_ = people.of(None), None
    for answer in shown:
        place = shelf.append(answer, conversation=id_)
        id_ = place.conversation.id
    assert id_ is not None
    shelf.rate(id_, len(shown), verdict, reason)
    return id_, *shelf.turn(id_, len(shown))


def read_back(folder: Path, line: dict[str, Any]) -> EvalQuestion:
    (asked,) = load_questions(add_question(folder, line), zone=ZONE).questions
    return asked


def test_a_disliked_answer_is_read_back_as_a_question_whose_answer_is_not_known(
    people: People, tmp_path: Path
) -> None:
    shown = (answered(asked=question("what did Latvia say?")), answered())
    turn = kept(people, *shown, verdict=Verdict.DISLIKE, reason="that is Latvia")
    line = question_line(*turn)
    asked = read_back(tmp_path, line)

    assert asked.id == f"{turn[0]}-2"
    assert (asked.text, asked.asked_at) == ("what did Estonia say about guarantees?", ASKED_AT)
    assert (asked.answerable, asked.accepted, asked.evidence) == (True, (), ())
    assert asked.history == (Turn("what did Latvia say?", shown[0].text),)
    assert line["notes"]["reason"] == "that is Latvia"
    assert line["notes"]["answer"] == shown[1].text


def test_a_reader_may_say_what_is_right(people: People, tmp_path: Path) -> None:
    wanted = Expected(True, ("a decoration", "decorative"), ("harbour-9",))
    asked = read_back(tmp_path, question_line(*kept(people, answered()), expected=wanted))

    assert asked.accepted == (("a decoration", "decorative"),)
    assert [(one.article, one.label) for one in asked.evidence] == [("harbour-9", "gold")]


def test_a_reader_may_say_that_nothing_answers(people: People, tmp_path: Path) -> None:
    turn = kept(people, answered())
    asked = read_back(tmp_path, question_line(*turn, expected=Expected(answerable=False)))

    assert not asked.answerable


def test_a_liked_answer_names_its_articles_as_the_right_ones(people: People) -> None:
    _, turn, _ = kept(people, answered(), verdict=Verdict.LIKE)

    assert expected_of(turn) == Expected(True, (), ("a" * 16,))


def test_a_liked_abstention_was_right_to_be_one(people: People) -> None:
    _, turn, _ = kept(people, abstained(), verdict=Verdict.LIKE)

    assert expected_of(turn) == Expected(answerable=False)


@pytest.mark.parametrize("verdict", [None, Verdict.DISLIKE])
def test_a_disliked_abstention_should_have_been_an_answer(
    people: People, verdict: Verdict | None
) -> None:
    _, turn, _ = kept(people, abstained(), verdict=verdict)

    assert expected_of(turn) == Expected(answerable=True)


def test_a_damaged_turn_is_no_question(people: People) -> None:
    conversation, turn, _ = kept(people, answered())

    with pytest.raises(UsageError, match="damaged"):
        question_line(conversation, replace(turn, whole=False))


def test_a_spelling_without_letters_is_refused_before_a_run_refuses_the_file(
    people: People,
) -> None:
    conversation, turn, _ = kept(people, answered())

    with pytest.raises(UsageError, match="letter or digit"):
        question_line(conversation, turn, expected=Expected(True, ("...",)))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shown=st.lists(answers(), min_size=1, max_size=3),
    verdict=st.none() | st.sampled_from(Verdict),
    asked_at=st.integers(-5_300_000_000, 7_200_000_000),  # years that a question is asked in
)
def test_any_turn_is_a_question_that_a_run_can_read(
    people: People, tmp_path: Path, shown: list[Answer], verdict: Verdict | None, asked_at: int
) -> None:
    shown[-1] = replace(shown[-1], question=replace(shown[-1].question, asked_at=asked_at))
    turn = kept(people, *shown, verdict=verdict)
    (tmp_path / FILE).unlink(missing_ok=True)
    asked = read_back(tmp_path, question_line(*turn))

    assert plain(asked.text) == plain(shown[-1].question.text)
    assert asked.asked_at == shown[-1].question.asked_at


def test_a_question_added_again_takes_its_own_place(people: People, tmp_path: Path) -> None:
    conversation, turn, before = kept(people, answered())
    for said in ("first", "second"):
        wanted = Expected(True, (said,))
        path = add_question(tmp_path, question_line(conversation, turn, before, expected=wanted))
    (asked,) = load_questions(path, zone=ZONE).questions

    assert asked.accepted == (("second",),)


@pytest.mark.parametrize(
    "there", [b"", b"\n", b'{"id": "1", "question": "Who?"}', b"not JSON\r\n[1]\n\n{}\n"]
)
def test_lines_of_others_stay_as_they_are(tmp_path: Path, there: bytes) -> None:
    (tmp_path / FILE).write_bytes(there)
    add_question(tmp_path, {"id": "x", "question": "Where?"})
    ended = there.rstrip(b"\n") + b"\n" if there.strip() else b""

    assert (tmp_path / FILE).read_bytes() == ended + b'{"id": "x", "question": "Where?"}\n'


ADD = (
    "import sys; from pathlib import Path; from ui.people.question_set import add_question\n"
    "for n in range(10**6 if sys.argv[3] == 'on' else 25):\n"
    "    add_question(Path(sys.argv[1]), {'id': f'{sys.argv[2]}{n}', 'question': 'é' * 3000})\n"
    "    print(n, flush=True)\n"
)


def adding(home: Path, name: str, until: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ADD, str(home), name, until],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=plain_environment(),
    )


@pytest.mark.slow
def test_two_servers_lose_no_line(tmp_path: Path) -> None:
    servers = [adding(tmp_path, name, "end") for name in ("left", "right")]
    for one in servers:
        one.communicate()
    found = load_questions(tmp_path / FILE, zone=ZONE).questions

    assert [one.returncode for one in servers] == [0, 0]
    assert len({one.id for one in found}) == 50


@pytest.mark.slow
def test_a_kill_tears_no_line(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        with adding(tmp_path, name, "on") as server:
            assert server.stdout is not None
            told = [server.stdout.readline() for _ in range(12)]
            server.kill()
        lines = (tmp_path / FILE).read_bytes().decode().splitlines()
        ids = [json.loads(line)["id"] for line in lines]

        assert {f"{name}{number.strip()}" for number in told} <= set(ids)

    assert len(ids) >= 36


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()

    with pytest.raises(PeopleError, match="cannot be written"):
        add_question(tmp_path, {"id": "x"})


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_an_attempt_that_fails_leaves_the_file_as_it_was_and_nothing_beside(
    tmp_path: Path,
) -> None:
    import resource

    add_question(tmp_path, {"id": "x"})
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))  # as if the disk were full
    try:
        with pytest.raises(PeopleError, match="cannot be written") as caught:
            add_question(tmp_path, {"id": "y", "question": "?" * 1_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))

    assert "free space" in caught.value.hint
    assert (tmp_path / FILE).read_bytes() == b'{"id": "x"}\n'
    assert {one.name for one in tmp_path.iterdir()} == {FILE, f"{FILE}.lock"}


def test_a_server_that_does_not_let_go_is_said(tmp_path: Path) -> None:
    import portalocker

    with (
        portalocker.Lock(tmp_path / f"{FILE}.lock", "ab"),
        pytest.raises(PeopleError, match="another process"),
    ):
        add_question(tmp_path, {"id": "x"}, wait_s=0)


@pytest.mark.parametrize(
    "wanted",
    [
        Expected(answerable=False),
        Expected(answerable=True),
        Expected(True, ("Kaja Saar", "Saar"), ("harbour-1",)),
    ],
)
def test_what_was_added_is_found_again(people: People, tmp_path: Path, wanted: Expected) -> None:
    line = question_line(*kept(people, answered()), expected=wanted)
    assert expected_in(tmp_path, line["id"]) is None

    add_question(tmp_path, line)

    assert expected_in(tmp_path, line["id"]) == wanted
    assert expected_in(tmp_path, "another-1") is None


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"accepted": [["a", "b"], ["c"]], "evidence": None}, Expected(answerable=True)),
        ({"accepted": "a", "evidence": [1, {}]}, Expected(answerable=True)),
    ],
)
def test_a_line_changed_by_hand_gives_what_can_be_shown(
    tmp_path: Path, row: dict[str, Any], wanted: Expected
) -> None:
    (tmp_path / FILE).write_text("not json\n" + json.dumps({"id": "x-1", **row}))

    assert expected_in(tmp_path, "x-1") == wanted
