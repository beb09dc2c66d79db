from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from eval.provenance import canonical, commit, provenance, versions
from rag.settings import Retrieval, Settings


def test_settings_hash_tells_settings_apart_but_not_where_files_lie(tmp_path: Path) -> None:
    here = provenance(Settings(home=tmp_path))
    there = provenance(Settings(home=tmp_path / "other", chroma_url="http://u:pw@localhost:1"))
    other = provenance(Settings(home=tmp_path, retrieval=Retrieval(top_k=5)))

    assert here.settings_sha256 == there.settings_sha256
    assert here.settings_sha256 != other.settings_sha256
    assert "pw" not in str(there)
    assert str(tmp_path) not in str(here)


def test_python_and_installed_libraries_are_named() -> None:
    assert {"python", "numpy"} <= provenance(Settings()).versions.keys()


def test_prompts_are_named_where_a_chat_model_reads_them() -> None:
    without, with_model = (provenance(Settings(chat_model=one)) for one in (None, "openai:any"))

    assert "prompts" not in without.versions
    assert with_model.versions["prompts"].startswith("answer@")


def test_a_library_that_is_not_installed_is_left_out() -> None:
    assert versions(["no-such-library", "numpy"]).keys() == {"numpy"}


def test_canonical_json_does_not_depend_on_order() -> None:
    assert canonical({"b": 1, "a": "é"}) == '{"a":"é","b":1}'


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_commit_says_whether_files_were_changed_since(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    module = tmp_path / "provenance.py"
    module.write_text("one", encoding="utf-8")
    untracked = commit(tmp_path)
    git(tmp_path, "add", "provenance.py")
    git(tmp_path, "commit", "-qm", "one")
    clean = commit(tmp_path)
    module.write_text("two", encoding="utf-8")

    assert untracked is None  # a package installed inside somebody else's repository
    assert clean is not None
    assert len(clean) == 40
    assert commit(tmp_path) == f"{clean}-dirty"


def test_outside_a_repository_there_is_no_commit(tmp_path: Path) -> None:
    assert commit(tmp_path) is None
