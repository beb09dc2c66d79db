"""Both sides over the same articles and questions, each step in processes of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from time import perf_counter

from eval.bench.lines import Line, Target, percentile
from eval.bench.process import Side, cold

TURN = 10  # questions
K = 10  # passages a search returns
WARM_UP = 3  # questions before the clock counts
COLD_RUNS = 3  # starts of which the middle one counts
MB = 1e6

AGAIN = Target(least=100)
WORDS = Target(least=50)
EMBEDDED = {True: Target(least=4), False: Target(least=1.5)}  # with bf16, without
MEMORY = Target(most=1)
COLD = Target(most=0.25)
SEARCH = Target(most=1.25)
ANSWER = Target(most=10)

ASK = "from ui.cli.main import main; main()"  # `dateline` of this very environment


class Part(StrEnum):
    """What may be measured alone."""

    INGEST = "ingest"
    COLD = "cold"
    SERVED = "served"


@dataclass(frozen=True, slots=True)
class Ground:
    """What is measured on: one file of articles, questions, a folder for both homes."""

    file: Path
    articles: int
    questions: Sequence[str]
    folder: Path
    bf16: bool

    @property
    def ours(self) -> Path:
        """Dateline's home."""
        return self.folder / "dateline"

    @property
    def peer(self) -> Path:
        """The peer's store."""
        return self.folder / "peer"


Tell = Callable[[str], None]


def compare(ground: Ground, parts: Sequence[Part], tell: Tell) -> list[Line]:
    """Measure the parts asked for; the homes are filled in any case.

    Raises EvalError if a side's process fails.
    """
    with Side("ours", ground.folder / "warm-up"):
        pass  # the encoder's export is made once in a machine's life
    lines = _ingest(ground, tell)
    kept = lines if Part.INGEST in parts else []
    if Part.COLD in parts:
        kept += _cold(ground, tell)
    if Part.SERVED in parts:
        kept += _served(ground, tell)
    return kept


def has_bf16() -> bool:
    """Return whether the processor multiplies in bfloat16, as far as Linux tells."""
    try:
        return "bf16" in Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False


def _ingest(ground: Ground, tell: Tell) -> list[Line]:
    tell(f"Dateline ingests {ground.articles} articles")
    with Side("ours", ground.ours) as ours:
        first = ours.ask("ingest", str(ground.file))
        peak = ours.peak_bytes
        again = ours.ask("ingest", str(ground.file))
    tell(f"the peer ingests {ground.articles} articles")
    with Side("peer", ground.peer) as peer:
        theirs = peer.ask("ingest", str(ground.file))
        their_peak = peer.peak_bytes
    rate = ground.articles / theirs["embedded_s"]

    def line(name: str, seconds: float, target: Target) -> Line:
        return Line(name, ground.articles / seconds, rate, "articles/s", target)

    lines = [
        line("until searchable by words", first["words_s"], WORDS),
        line("until embedded", first["embedded_s"], EMBEDDED[ground.bf16]),
        # the peer knows no unchanged article: it embeds all of them again, at the same rate
        line("ingest again, unchanged", again["embedded_s"], AGAIN),
    ]
    if peak and their_peak:
        lines.append(Line("peak memory of ingest", peak / MB, their_peak / MB, "MB", MEMORY))
    return lines


def _cold(ground: Ground, tell: Tell) -> list[Line]:
    tell(f"both start cold, {COLD_RUNS} times")
    ours, theirs = [], []
    for question in ground.questions[:COLD_RUNS]:
        command = [sys.executable, "-c", ASK, "ask", question, "--home", str(ground.ours)]
        ours.append(cold(command))
        started = perf_counter()
        with Side("peer", ground.peer) as peer:
            peer.ask("search", question, k=K)
            theirs.append(perf_counter() - started)
    both = percentile(ours, 0.5), percentile(theirs, 0.5)
    return [Line("`dateline ask` from a cold process", *both, "s", COLD)]


def _served(ground: Ground, tell: Tell) -> list[Line]:
    """Ask both the same questions, ten each in turn, so that a busy machine falls on both.

    Not one each: torch's threads go on spinning for a while after a search, and would take
    the processor from whoever is asked next.
    """
    tell(f"both are asked {len(ground.questions)} questions in turn")
    searched, theirs, answered = list[float](), list[float](), list[float]()
    with Side("ours", ground.ours) as ours, Side("peer", ground.peer) as peer:
        for question in ground.questions[:WARM_UP]:
            ours.ask("answer", question)
            peer.ask("search", question, k=K)
        for start in range(0, len(ground.questions), TURN):
            some = ground.questions[start : start + TURN]
            searched += [ours.ask("search", question, k=K)["ms"] for question in some]
            theirs += [peer.ask("search", question, k=K)["ms"] for question in some]
        for question in ground.questions:
            answered.append(ours.ask("answer", question)["ms"])
    lines = []
    for share, name in ((0.5, "p50"), (0.95, "p95")):
        judged = name == "p50"
        peers = percentile(theirs, share)
        lines += [
            Line(
                f"a served search, {name}",
                percentile(searched, share),
                peers,
                "ms",
                SEARCH if judged else None,
            ),
            Line(
                f"a read and checked answer beside a search, {name}",
                percentile(answered, share),
                peers,
                "ms",
                ANSWER if judged else None,
            ),
        ]
    return lines
