"""Run as a module in a child process, in which a damaged index may crash: it is audited there.

One line of JSON in, a Request; lines of JSON out, the last of them the findings.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rag.adapters.chroma_index import ChromaIndex
from rag.adapters.chroma_server import ChromaServerIndex
from rag.adapters.core_file import without_core_file
from rag.adapters.index_audit import Request, audit
from rag.archive import held
from rag.archive.archive import Archive
from rag.archive.lock import IndexLock
from rag.archive.seal import Compare
from rag.errors import DatelineError


class _Lines:
    """A Progress told to the parent in lines of JSON."""

    def phase(self, name: str, total: int | None, unit: str) -> None:
        _say(phase=[name, total, unit])

    def advance(self, units: int, note: str = "") -> None:  # noqa: ARG002
        _say(advance=units)

    def problem(self, line: str) -> None:
        _say(problem=line)


def _say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _open(request: Request) -> ChromaIndex | ChromaServerIndex:
    if request.chroma_url:
        return ChromaServerIndex.open(
            request.chroma_url,
            request.index_name,
            fingerprint=request.fingerprint,
            dim=request.dim,
            create=False,
        )
    home = Path(request.home)
    return ChromaIndex.open(
        home / "index" / request.index_name,
        lock=IndexLock(home),
        fingerprint=request.fingerprint,
        dim=request.dim,
        reopen_after_s=0,
        generation=lambda: 0,
        create=False,
    )


def answer(request: Request) -> None:
    """Say what is found in the index, in lines of which the last has the findings or the error."""
    try:
        archive = Archive.open(Path(request.home), compare=Compare.NEVER)
        with archive.database.reading() as connection:
            ids = held.live(connection, request.sample)
        _say(phase=["opening the index", None, "index"])
        index = _open(request)
        _say(findings=asdict(audit(archive, index, ids, request, _Lines())))
        index.close()
        archive.close()
    except DatelineError as error:
        _say(error=[str(error), error.hint])


def main() -> None:
    """Answer one request on stdin."""
    without_core_file()
    answer(Request(**json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
