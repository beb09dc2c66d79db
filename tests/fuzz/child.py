"""``python -m tests.fuzz.child LAW [libFuzzer options] [corpus]``: one law, until it breaks."""

from __future__ import annotations

import sys

import atheris


def main(arguments: list[str]) -> None:
    """Let libFuzzer make inputs, led by the branches that our own code takes; never returns."""
    with atheris.instrument_imports(include=["rag", "ingest"]):
        from tests.fuzz.laws import LAWS
    atheris.Setup([arguments[0], *arguments[2:]], LAWS[arguments[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
