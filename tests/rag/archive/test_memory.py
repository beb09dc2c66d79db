from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.archive.memory import Memory


@given(keys=st.lists(st.integers(0, 9)))
def test_it_stays_small_and_keeps_what_was_last_asked_for(keys: list[int]) -> None:
    """Key n is a list of n rows: at most 4 answers and 12 rows, a longer one by itself."""
    memory, read = Memory(answers=4, rows=12), list[int]()

    def row(key: int) -> list[int]:
        read.append(key)
        return [key] * key

    for key in keys:
        assert memory.get(key, row) == [key] * key
        assert len(memory) <= 4
        assert memory.rows <= 12
    before = len(read)
    for key in keys[-1:]:
        memory.get(key, row)

    assert len(read) == before


def test_what_is_longer_than_all_may_be_is_kept_by_itself() -> None:
    memory = Memory(answers=4, rows=12)
    memory.get("short", lambda _: [1])
    memory.get("long", lambda _: [1] * 50)

    assert (len(memory), memory.rows) == (1, 50)
    assert memory.get("long", lambda _: []) == [1] * 50
    memory.get("short", lambda _: [1])
    assert (len(memory), memory.rows) == (1, 1)
