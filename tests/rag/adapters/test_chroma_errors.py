from __future__ import annotations

import httpx
import pytest
from chromadb.errors import InternalError

from rag.adapters.chroma_errors import translated
from rag.errors import EncoderMismatchError, IndexUnavailableError


class PanicException(BaseException):
    """Named as what Chroma's Rust core raises; that one cannot be imported."""


@pytest.mark.parametrize(
    "error",
    [
        PanicException("called `Option::unwrap()` on a `None` value"),
        InternalError("database disk image is malformed"),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("timed out"),
        OSError(28, "No space left on device"),
        ValueError("Could not connect to tenant"),
        KeyError("id"),
        Exception("<html>502"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_failure_of_the_store_is_told_in_our_words(error: BaseException) -> None:
    with (
        pytest.raises(IndexUnavailableError, match="the index is gone") as told,
        translated("the index is gone", hint="look for it"),
    ):
        raise error

    assert told.value.__cause__ is error
    assert type(error).__name__ in str(told.value)
    assert told.value.hint == "look for it"


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(3), GeneratorExit(), TypeError("ours"), MemoryError()]
)
def test_everything_else_goes_on_up(error: BaseException) -> None:
    with pytest.raises(type(error)) as raised, translated("the index is gone"):
        raise error

    assert raised.value is error


def test_our_own_errors_keep_what_they_say() -> None:
    with pytest.raises(EncoderMismatchError), translated("the index is gone"):
        raise EncoderMismatchError(indexed="a", configured="b")


def test_a_failure_without_words_is_told_by_its_name_and_a_long_one_is_cut() -> None:
    with pytest.raises(IndexUnavailableError, match=r"^gone: KeyError$"), translated("gone"):
        raise KeyError
    with pytest.raises(IndexUnavailableError) as told, translated("gone"):
        raise InternalError("x" * 10_000 + "\nsecond line")

    assert len(str(told.value)) < 400
