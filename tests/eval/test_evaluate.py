from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.evaluate import Evaluation, evaluate, headlines, prepare_tasks
from eval.files import ResultLines
from eval.judge import Judged
from eval.options import AsOf, Options
from eval.provenance import Provenance
from eval.questions import EvalQuestion, Evidence, QuestionSet
from rag.errors import EvalError, ModelUnavailableError
from tests.eval.builders import task
from tests.eval.scripted import ScriptedDesk, answered, cite, passage, ranked

FERRY = passage("ferry", "The ferry belongs to Norlink.", title="Ferry sold")
TRAM = passage("tram", "The tram belongs to the town.", title=None)
MADE = Provenance("5e77", {}, "c0ffee", {"python": "3.11"}, "Linux x86_64", 2)
OPTIONS = Options(now=1_000_000)
OWNS, DOWN = "Who owns the ferry?", "Is the model up?"
DESK = ScriptedDesk(
    {
        OWNS: answered(cite(FERRY, "The ferry belongs to Norlink.")),
        DOWN: ModelUnavailableError("down"),
    },
    {OWNS: ranked(TRAM, FERRY)},
    [FERRY, TRAM],
)


def question(id_: str, text: str, *evidence: str) -> EvalQuestion:
    return EvalQuestion(
        id=id_,
        text=text,
        type="fact",
        accepted=(("Norlink",),),
        evidence=tuple(Evidence(name, "gold") for name in evidence),
        answerable=True,
        contexts={"all": ("ferry", "tram")},
    )


SET = QuestionSet("set.jsonl", "ab" * 32, (question("q1", OWNS, "ferry"), question("q2", DOWN)))


def run_into(folder: Path, heard: list[Judged] | None = None) -> Evaluation:
    chosen, tasks = prepare_tasks(DESK, SET, OPTIONS)
    hear = (lambda _: None) if heard is None else heard.append
    return evaluate(DESK, chosen, tasks, options=OPTIONS, made_by=MADE, out=folder, on_judged=hear)


def test_a_run_leaves_four_files(tmp_path: Path) -> None:
    done = run_into(tmp_path / "new" / "out")

    assert [path.name for path in done.files] == [
        "report.html",
        "report.md",
        "summary.json",
        "results.jsonl",
    ]
    assert all(path.stat().st_size for path in done.files)


def test_a_result_is_the_answers_wire_shape_and_how_it_was_judged(tmp_path: Path) -> None:
    run_into(tmp_path)
    lines = (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = (json.loads(line) for line in lines)

    assert (first["id"], first["status"]) == ("q1", "answered")
    assert first["citations"][0]["quote"] == "The ferry belongs to Norlink."
    assert [hit["external_ids"] for hit in first["hits"]] == [["tram"], ["ferry"]]
    assert first["eval"]["wanted"] == [{"external_id": "ferry", "title": "Ferry sold", "rank": 2}]
    assert first["eval"]["values"]["RR@10"] == 0.5
    assert (second["status"], second["asked_at"]) == ("failed", "1970-01-12T13:46:40Z")
    assert second["reason"]["text"] == "ModelUnavailableError: down"


def test_the_summary_says_what_was_run_on_what(tmp_path: Path) -> None:
    done = run_into(tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))

    assert summary == json.loads(json.dumps(done.summary_json))
    assert summary["about"]["archive"]["digest"] == "d" * 64
    assert summary["about"]["question_set_sha256"] == SET.sha256
    assert summary["about"]["provenance"]["commit"] == "c0ffee"
    assert summary["measures"]["Hits@3"]["n"] == 1
    assert summary["verdicts"] == {"answered right": 1, "failed": 1}


def test_progress_is_told_question_by_question(tmp_path: Path) -> None:
    heard: list[Judged] = []
    run_into(tmp_path, heard)

    assert [record.task.question.id for record in heard] == ["q1", "q2"]


def test_an_earlier_runs_summary_does_not_outlive_its_results(tmp_path: Path) -> None:
    run_into(tmp_path)

    def stop(_: Judged) -> None:
        raise KeyboardInterrupt

    chosen, tasks = prepare_tasks(DESK, SET, OPTIONS)
    with pytest.raises(KeyboardInterrupt):
        evaluate(DESK, chosen, tasks, options=OPTIONS, made_by=MADE, out=tmp_path, on_judged=stop)

    assert [path.name for path in tmp_path.iterdir()] == ["results.jsonl"]
    assert len((tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_refused_before_a_question_is_asked(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    before = len(DESK.asked)

    with pytest.raises(EvalError, match="cannot write"):
        run_into(tmp_path / "file")

    assert before == len(DESK.asked)


def test_a_report_that_cannot_be_written_is_an_eval_error(tmp_path: Path) -> None:
    def block(_: Judged) -> None:
        (tmp_path / "summary.json").mkdir(exist_ok=True)

    chosen, tasks = prepare_tasks(DESK, SET, OPTIONS)
    with pytest.raises(EvalError, match=r"summary\.json"):
        evaluate(DESK, chosen, tasks, options=OPTIONS, made_by=MADE, out=tmp_path, on_judged=block)


def test_options_reach_the_tasks() -> None:
    options = Options(now=5, as_of=AsOf.NOW, contexts="all", limit=1)
    chosen, (only,) = prepare_tasks(DESK, SET, options)

    assert [q.id for q in chosen.questions] == ["q1"]
    assert only.asked_at == 5
    assert only.filters.articles == frozenset({"id-ferry", "id-tram"})


def test_an_article_that_is_not_in_the_home_stops_the_run() -> None:
    missing = QuestionSet("set.jsonl", "ab", (question("q1", OWNS, "ferry", "lost"),))

    with pytest.raises(EvalError, match="lost"):
        prepare_tasks(DESK, missing, OPTIONS)


def test_headlines_are_read_once_and_only_where_there_are_any() -> None:
    wanted = {"id-ferry": "ferry", "id-tram": "tram", "id-gone": "gone"}

    assert headlines(DESK, [task(relevant=wanted)] * 2) == {"id-ferry": "Ferry sold"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's always full device")
def test_a_full_disk_is_an_eval_error(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").symlink_to("/dev/full")

    with (
        pytest.raises(EvalError, match=r"cannot write results\.jsonl: No space left"),
        ResultLines(tmp_path) as results,
    ):
        results.add({"id": "q1"})
