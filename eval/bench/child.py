"""One side in a process of its own: JSON requests in by the line, JSON replies out.

Run as ``python -m eval.bench.child SIDE HOME``; a request is [method, positional, named].
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import Any, TextIO

READY: dict[str, Any] = {"ready": True}


def serve(side: Any, requests: TextIO, replies: TextIO) -> None:  # whatever the methods take
    """Answer every request in turn until there are no more."""
    for line in requests:
        method, given, named = json.loads(line)
        reply = getattr(side, method)(*given, **named)
        print(json.dumps(reply), file=replies, flush=True)


def main() -> None:
    """Open a side and serve it; what libraries print goes to stderr."""
    name, home = sys.argv[1:]
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with _opened(name, Path(home)) as side:
        print(json.dumps(READY), file=replies, flush=True)
        serve(side, sys.stdin, replies)


def _opened(name: str, home: Path) -> AbstractContextManager[object]:
    if name == "ours":
        from eval.bench.ours import Ours

        return closing(Ours(home))
    if name == "peer":
        from eval.bench.peer import Peer

        return nullcontext(Peer(home))
    raise ValueError(f"no side is called {name!r}")


if __name__ == "__main__":
    main()
