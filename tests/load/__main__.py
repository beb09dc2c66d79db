"""``python -m tests.load --home DIR``: fifty people ask the served page for a minute.

Prints how long a question takes beside one person asking alone, how often somebody was asked to
try again past the end of the queue, and whether the server's memory stays. Exit code 1: somebody
met an error, or the memory grew.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from importlib.resources import files
from pathlib import Path

from rag.settings import Limits
from tests.load.crowd import Seen, crowd
from tests.load.server import Server, running, stays

SAMPLE = Path(str(files("eval"))) / "sample" / "questions.jsonl"


def main() -> int:
    """Serve the home with the default queue, then with a short one."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--questions", type=Path, default=SAMPLE)
    given = parser.parse_args()
    lines = given.questions.read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    queue, short = Limits().queue, max(given.people // 5, 1)
    with running(given.home, queue=queue) as server:
        _measure(server, questions, 1, 5.0)  # until everything is loaded
        alone, _ = _measure(server, questions, 1, min(given.seconds, 10.0))
        first = server.memory()
        all_, last = _measure(server, questions, given.people, given.seconds)
    with running(given.home, queue=short) as server:
        past, _ = _measure(server, questions, given.people, min(given.seconds, 15.0))
    _tell("one person", alone)
    _tell(f"{given.people} people and the default queue of {queue}", all_)
    ratios = [all_.at(share) / alone.at(share) for share in (0.5, 0.95)]
    _say(f"beside one person: p50 {ratios[0]:.1f} x, p95 {ratios[1]:.1f} x")
    verdict = "it stays" if stays(first, last) else "it grows"
    _say(
        f"memory: {first / 1e6:.0f} MB before, {last / 1e6:.0f} MB after,"
        f" {last / first - 1:+.0%}: {verdict}"
    )
    _tell(f"{given.people} people and a queue of {short}", past)
    return int(bool(alone.errors or all_.errors or past.errors) or not stays(first, last))


def _measure(server: Server, questions: list[str], people: int, seconds: float) -> tuple[Seen, int]:
    seen = asyncio.run(crowd(server.url, questions, people=people, seconds=seconds, pause_s=0.5))
    return seen, server.memory()


def _tell(who: str, seen: Seen) -> None:
    if seen.answered:
        times = f"p50 {seen.at(0.5):.2f} s, p95 {seen.at(0.95):.2f} s"
        _say(f"{who}: {len(seen.answered)} answered, {times}, {seen.refused} asked to try again")
    for error in seen.errors[:5]:
        _say(f"  error: {error}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}{os.linesep}")


if __name__ == "__main__":
    raise SystemExit(main())
