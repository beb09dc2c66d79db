"""What Chroma and its transport raise, told in our own words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import DatelineError, IndexUnavailableError


@contextmanager
def translated(what: str, *, hint: str | None = None) -> Iterator[None]:
    """Turn a failure of the store into IndexUnavailableError that begins with ``what``.

    Only calls into Chroma belong inside: their ValueErrors and bare Exceptions are failures too.
    """
    try:
        yield
    except DatelineError:
        raise
    # Chroma's Rust core panics on a damaged store, and its PanicException is a BaseException
    # that cannot be imported: it has to be caught by what it is called. The rest goes on up.
    except BaseException as error:
        if not _is_failure(error):
            raise
        raise IndexUnavailableError(f"{what}: {_in_words(error)}", hint=hint) from error


def _is_failure(error: BaseException) -> bool:
    import httpx
    from chromadb.errors import ChromaError

    transport = (httpx.HTTPError, httpx.InvalidURL, OSError)
    known = (ChromaError, *transport, ValueError, LookupError, RuntimeError)
    # For an answer it does not understand Chroma's client raises Exception itself.
    return (
        isinstance(error, known)
        or type(error) is Exception
        or type(error).__name__ == "PanicException"
    )


def _in_words(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__
