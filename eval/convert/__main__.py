"""``python -m eval.convert FORMAT FILES... --out DIR``: what is left out is named on stderr."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from eval.convert.formats import convert
from eval.convert.left_out import SHOWN, left_out_lines
from eval.convert.names import Format
from rag.errors import DatelineError

DONE, FAILED, USAGE, LEFT_OUT = 0, 1, 2, 4
EXIT_CODES = "Exit codes: 0 done, 1 failure, 2 usage, 4 some items were left out."


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert and return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        converted, written = convert(Format(asked.format), asked.files, asked.out)
    except DatelineError as error:
        _tell(f"error: {error}")
        if error.hint:
            _tell(f"hint: {error.hint}")
        return FAILED
    for line in left_out_lines(converted.left_out, shown=None if asked.verbose else SHOWN):
        _tell(line)
    sys.stdout.write(
        f"{len(converted.articles)} articles, {len(converted.questions)} questions,"
        f" {len(converted.left_out)} left out\n"
    )
    sys.stdout.writelines(f"{path}\n" for path in written)
    return LEFT_OUT if converted.left_out else DONE


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.convert",
        description="Turn a public question set's own files into what ingest and eval read.",
        epilog=EXIT_CODES,
    )
    parser.add_argument("format", metavar="FORMAT", choices=list(Format), help=", ".join(Format))
    parser.add_argument("files", metavar="FILES", nargs="+", type=Path, help="files or folders")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--verbose", action="store_true", help="name every item left out")
    return parser


if __name__ == "__main__":
    sys.exit(main())
