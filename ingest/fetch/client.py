"""One fetch: a checked address, within limits, to a reply or a named reason."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rag.settings import Fetching


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole reply: 200 with its body, or 304 (not modified) without."""

    url: str  # where the reply came from, after redirects
    status: int  # 200 or 304
    body: bytes  # unpacked; b"" for 304
    media_type: str  # "text/html", lower case, "" where none was said
    declared: str | None  # charset of Content-Type
    etag: str | None
    last_modified: str | None


class Fetcher:
    """Fetches one URL at a time, for one thread."""

    def __init__(self, settings: Fetching) -> None:
        self._settings = settings

    def fetch(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """Return the reply to a GET of ``url``; raises FetchError, whose ``code`` says why."""
        raise NotImplementedError

    def close(self) -> None:
        """Forget what was learnt of the hosts."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
