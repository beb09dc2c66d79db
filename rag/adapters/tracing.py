"""Whether LangChain reports runs to LangSmith: only where settings ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, copy_context


@contextmanager
def untraced() -> Iterator[None]:
    """Keep LangSmith out of what runs inside, whatever its variables in the environment say."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        yield


def context(*, traced: bool) -> Context:
    """Return a copy of this context to run in; without ``traced`` LangSmith hears of nothing."""
    if traced:
        return copy_context()
    with untraced():
        return copy_context()
