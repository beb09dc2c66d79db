"""What made a run what it is: code, settings, libraries, machine."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rag.settings import Settings

PACKAGES = (
    "dateline",
    "chromadb",
    "langchain-core",
    "numpy",
    "openvino",
    "sentence-transformers",
    "tokenizers",
    "torch",
)
# where things lie, not what is done with them; a URL may carry a password
_PLACES = frozenset({"home", "cache", "chroma_url"})


@dataclass(frozen=True, slots=True)
class Provenance:
    """Enough to say whether two runs may be compared; nothing that names a person or a path."""

    settings_sha256: str
    settings: dict[str, object]
    commit: str | None
    versions: dict[str, str]
    machine: str
    cpus: int


def provenance(settings: Settings) -> Provenance:
    """Gather it; reads no file of the home."""
    shown = settings.model_dump(mode="json", exclude=set(_PLACES))
    return Provenance(
        settings_sha256=sha256(canonical(shown).encode()).hexdigest(),
        settings=shown,
        commit=commit(Path(__file__).parent),
        versions={"python": platform.python_version(), **versions(PACKAGES), **_prompts(settings)},
        machine=f"{platform.system()} {platform.machine()}",
        cpus=os.cpu_count() or 1,
    )


def _prompts(settings: Settings) -> dict[str, str]:
    """Return the versions of the prompts, where a chat model reads them."""
    if settings.chat_model is None:
        return {}
    from rag.generate import prompt_version

    return {"prompts": prompt_version()}


def canonical(value: object) -> str:
    """Return JSON in one fixed form: sorted keys, no spaces, every character as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commit(folder: Path) -> str | None:
    """Return the commit this code runs from, with ``-dirty`` if files were changed since.

    None where git or a repository is missing, or the folder only lies inside somebody
    else's repository (an installed package in a project's own environment).
    """
    git = shutil.which("git")
    if git is None or _git(git, folder, "ls-files", "--error-unmatch", "provenance.py") is None:
        return None
    head = _git(git, folder, "rev-parse", "HEAD")
    changed = _git(git, folder, "status", "--porcelain", "--untracked-files=no")
    return f"{head}-dirty" if head and changed else head


def _git(git: str, folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603  # our own constants, no shell
            [git, "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def versions(packages: Iterable[str]) -> dict[str, str]:
    """Return package -> version of those that are installed."""
    found: dict[str, str] = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
