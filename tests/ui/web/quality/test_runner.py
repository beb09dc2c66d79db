from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from eval.options import AsOf
from rag.errors import UsageError
from tests.ui.web.quality.running import Children, at_eight, finished, offered
from ui.web.child import Ended, Running, Told
from ui.web.quality.runner import Runner, Step

DONE = Ended(0, {"measures": {}})


def runner(home: Path, times: list[float] | None = None) -> tuple[Runner, Children]:
    children = Children()
    ticks = iter(times or [0.0] * 99)
    return Runner(home, start=children, clock=lambda: next(ticks), today=at_eight), children


def over(run: Runner) -> None:
    """Wait until the run at work has ended."""
    waiter = run._waiter
    assert waiter is not None
    waiter.join(10)


def test_a_run_is_a_command_with_paths_of_ours(tmp_path: Path) -> None:
    run, children = runner(tmp_path)
    path = tmp_path / "evals" / "sets" / "Ferry & Tram.jsonl"
    now = run.begin(offered(path, key="sets/Ferry & Tram.jsonl"), AsOf.NOW)

    assert (now.step, now.run) == (Step.STARTING, "20241128-080000-ferry-tram")
    out = tmp_path / "evals" / now.run
    given = ["--home", str(tmp_path), "--out", str(out), "--as-of", "now"]
    assert children.started[0].arguments == [
        *("eval", str(path), *given),
        *("--json", "--progress", "--quiet"),
    ]
    run.stop()


def test_progress_counts_and_says_what_is_left(tmp_path: Path) -> None:
    run, children = runner(tmp_path, [100.0, 100.0, 110.0])
    run.begin(offered(tmp_path / "a.jsonl"), AsOf.ASKED)
    children.started[0].asking(0)
    children.started[0].asking(1, right=1)

    assert (run.now.step, run.now.done, run.now.total, run.now.left) == (Step.ASKING, 1, 4, 30.0)
    children.started[0].hear({"phase": "asking", "done": "many"})
    assert run.now.done == 1
    run.stop()


def test_only_one_runs_at_a_time(tmp_path: Path) -> None:
    run, children = runner(tmp_path)
    run.begin(offered(tmp_path / "a.jsonl"), AsOf.ASKED)
    with pytest.raises(UsageError, match="another run"):
        run.begin(offered(tmp_path / "b.jsonl"), AsOf.ASKED)

    children.started[0].end(DONE)
    over(run)
    assert run.now.step is Step.FINISHED
    run.begin(offered(tmp_path / "b.jsonl"), AsOf.ASKED)
    assert len(children.started) == 2
    run.stop()


def test_a_stopped_run_leaves_nothing(tmp_path: Path) -> None:
    run, children = runner(tmp_path)
    name = run.begin(offered(tmp_path / "a.jsonl"), AsOf.ASKED).run
    finished(tmp_path, name)
    (tmp_path / "evals" / name / "summary.json").unlink()
    children.started[0].asking(2)
    now = run.stop()

    assert (now.step, now.done, children.started[0].stopped) == (Step.STOPPED, 2, True)
    assert not (tmp_path / "evals" / name).exists()
    assert run.stop().step is Step.STOPPED


def test_a_failed_run_says_why(tmp_path: Path) -> None:
    run, children = runner(tmp_path)
    run.begin(offered(tmp_path / "a.jsonl"), AsOf.ASKED)
    children.started[0].end(Ended(1, {}, "2 of the articles are not in this home", "Ingest them."))
    over(run)

    assert (run.now.step, run.now.hint) == (Step.FAILED, "Ingest them.")
    assert run.now.error == "2 of the articles are not in this home"


def test_a_child_that_dies_without_a_word_is_a_failure(tmp_path: Path) -> None:
    run, children = runner(tmp_path)
    run.begin(offered(tmp_path / "a.jsonl"), AsOf.ASKED)
    children.started[0].end(Ended(-11, {"phase": "asking"}))
    over(run)

    assert "-11" in run.now.error


def test_a_run_for_which_no_process_starts_keeps_no_other_waiting(tmp_path: Path) -> None:
    def refused(arguments: Sequence[str], hear: Callable[[Told], None]) -> Running:
        raise UsageError("no process could be started")

    run = Runner(tmp_path, start=refused)
    with pytest.raises(UsageError, match="no process"):
        run.begin(offered(tmp_path / "a.jsonl"), AsOf.ASKED)

    assert run.now.step is Step.IDLE


def test_a_set_with_a_problem_is_not_run(tmp_path: Path) -> None:
    run, children = runner(tmp_path)
    with pytest.raises(UsageError, match="not JSON"):
        run.begin(offered(tmp_path / "a.jsonl", problem="a.jsonl:3: not JSON"), AsOf.ASKED)

    assert children.started == []


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    finished(tmp_path, "20241128-080000-home")
    run, _ = runner(tmp_path)

    assert run.begin(offered(tmp_path / "q.jsonl", key="home"), AsOf.ASKED).run.endswith("-home-2")
    run.stop()
