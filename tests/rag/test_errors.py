from __future__ import annotations

import re
from pathlib import Path

from rag import errors
from rag.errors import ModelUnavailableError

ROOT = Path(__file__).parents[2]
CLASS = re.compile(r"^class (\w+)\((\w+Error)\)", re.MULTILINE)


def ours() -> set[str]:
    """The names of all errors below DatelineError, wherever they are defined."""
    folders = (ROOT / package for package in ("rag", "ingest", "ui", "eval"))
    sources = [path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py")]
    parents = dict(pair for source in sources for pair in CLASS.findall(source))

    def lineage(name: str) -> set[str]:
        return {name} | (lineage(parents[name]) if name in parents else set())

    return {name for name in parents if "DatelineError" in lineage(name)}


def test_the_tree_of_errors_names_every_one_a_user_can_meet() -> None:
    named = set(re.findall(r"\w+Error", errors.__doc__ or ""))

    assert ours() | {"DatelineError"} == named


def test_a_model_that_is_not_there_says_which_settings_choose_it() -> None:
    hint = ModelUnavailableError("no weights here").hint

    assert all(f"DATELINE_{name}" in hint for name in ("ENCODER", "RUNTIME", "DEVICE"))
