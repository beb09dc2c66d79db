"""A real ``chroma run`` server on a free port of this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

TRIES = 400


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Run a server over ``folder`` and give its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    program = Path(sys.executable).with_name("chroma")
    where = ["--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [str(program), "run", *where],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    ) as process:
        try:
            _wait_for(url, process)
            yield url
        finally:
            process.kill()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ask = build_opener(ProxyHandler({}))
    for _ in range(TRIES):
        try:
            with ask.open(f"{url}/api/v2/heartbeat", timeout=5):
                return
        except (URLError, ConnectionError, TimeoutError):
            pass
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"chroma run ended with {process.returncode}")
    raise AssertionError(f"chroma run did not answer at {url}")
