"""``python -m tests.fuzz [SECONDS] [LAW...]``: look for bytes that break a law, each law in turn.

What is found stands in ``out/fuzz/LAW-crash-...``, its exception above; exit code 1. Needs the
extra ``fuzz``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.fuzz.laws import LAWS

OUT = Path("out/fuzz")
GOLDEN = Path("tests/ingest")
ONE_INPUT_S = 20  # longer than that for a few kilobytes is a fault too
SEED_BYTES = 20_000


def main(arguments: list[str]) -> int:
    """Run every law, or those named, for so many seconds each."""
    seconds = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else 20
    broken = [law for law in arguments or LAWS if not _holds(law, seconds)]
    sys.stdout.write(f"broken: {', '.join(broken) or 'none'}\n")
    return 1 if broken else 0


def _holds(law: str, seconds: int) -> bool:
    corpus = OUT / law
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in GOLDEN.glob("**/golden/*"):
        if seed.is_file() and seed.stat().st_size < SEED_BYTES:
            shutil.copy(seed, corpus)
    sys.stdout.write(f"{law}: {seconds} s\n")
    sys.stdout.flush()
    limits = [f"-max_total_time={seconds}", f"-timeout={ONE_INPUT_S}", "-verbosity=0"]
    command = [sys.executable, "-m", "tests.fuzz.child", law, *limits]
    command += [f"-artifact_prefix={OUT}/{law}-"]
    return subprocess.run([*command, str(corpus)], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
