"""``python -m eval.bench``: progress on stderr, the table or JSON on stdout."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from eval.bench.articles import questions, read_questions, take, write
from eval.bench.compare import Ground, Part, Tell, compare, has_bf16
from eval.bench.lines import Line, as_json, table
from eval.bench.million import million
from eval.bench.peer import missing
from eval.bench.scale import FEW, MANY, scale
from rag.errors import DatelineError, UsageError
from rag.settings import load

DONE, FAILED, USAGE, MISSED = 0, 1, 2, 5
EXIT_CODES = "Exit codes: 0 every target met, 1 failure, 2 usage, 5 a target missed."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench and return the exit code."""
    asked = _parser().parse_args(arguments)
    asked.articles = asked.articles or (MANY if asked.scale else FEW)
    try:
        lines = _run(asked, _tell)
    except DatelineError as error:
        _tell(f"error: {error}")
        if error.hint:
            _tell(f"hint: {error.hint}")
        return USAGE if isinstance(error, UsageError) else FAILED
    sys.stdout.write(_shown(lines, asked) + "\n")
    return MISSED if any(line.met is False for line in lines) else DONE


def _shown(lines: Sequence[Line], asked: argparse.Namespace) -> str:
    if asked.json:
        return json.dumps([as_json(line) for line in lines], indent=2)
    if asked.million is not None:
        return table(lines, ours="so many passages", other="the home it grew from")
    if asked.scale:
        return table(lines, ours=f"{asked.articles} articles", other=f"{FEW} articles")
    return table(lines, ours="Dateline", other="the peer")


def _run(asked: argparse.Namespace, tell: Tell) -> list[Line]:
    with ExitStack() as kept:
        folder = asked.folder or Path(kept.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        articles = take(asked.articles_at, asked.articles, load())
        asking = (
            read_questions(asked.questions)[: asked.count]
            if asked.questions
            else questions(articles[:FEW], asked.count, seed=asked.seed)
        )
        file = write(articles, folder / "articles.jsonl")
        if asked.million is not None:
            return million(file, asked.million, asking, folder, tell)
        if asked.scale:
            few = write(articles[:FEW], folder / "few.jsonl")
            return scale(few, file, (min(FEW, len(articles)), len(articles)), asking, folder, tell)
        if lacking := missing():
            raise UsageError(
                f"the peer needs {', '.join(lacking)}", hint="Run `pip install 'dateline[bench]'`."
            )
        ground = Ground(file, len(articles), asking, folder, has_bf16())
        return compare(ground, asked.only or tuple(Part), tell)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.bench",
        description="Measure Dateline beside the default LangChain pipeline, as ratios.",
        epilog=EXIT_CODES,
    )
    add = parser.add_argument
    add("articles_at", metavar="ARTICLES", help="anything that `dateline ingest` reads")
    add("--articles", type=int, help=f"how many of them ({FEW}; with --scale {MANY})")
    add("--only", type=Part, action="append", choices=tuple(Part), help="a part; may be repeated")
    add("--questions", type=Path, help="a file of questions; else made from the articles")
    add("--count", type=int, default=100, help="how many questions (%(default)s)")
    add("--seed", type=int, default=20, help="of the drawing of questions (%(default)s)")
    add("--scale", action="store_true", help=f"beside {FEW} articles instead of the peer")
    add(
        "--million",
        type=int,
        nargs="?",
        const=1_000_000,
        metavar="N",
        help="beside N passages of real ones' texts and vectors with noise (%(const)s)",
    )
    add("--folder", type=Path, help="where both homes are made and kept; else nothing is kept")
    add("--json", action="store_true", help="print JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
