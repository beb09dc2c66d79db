"""The child's side, run here: what is answered to tasks, what is refused, how items travel."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.inputs.charset import UnreadableError
from ingest.inputs.options import Item, ReadOptions
from ingest.inputs.read import parse
from ingest.sandbox import confine, wire
from ingest.sandbox.child import named, serve
from rag.domain import Failure, IncomingArticle, NewsTime, Precision, Warn
from rag.settings import Limits

OPTIONS = ReadOptions(
    ZoneInfo("Europe/Tallinn"), Limits(record_bytes=99), {"text": "story"}, format="json", after=2
)
TASK = wire.Task(b"\x00\xff data", "feed", "a b.xml", OPTIONS, "https://a.example/", "koi8-r")

anything = st.text()
words = st.text(st.characters())
maybe = st.none() | words
times = st.none() | st.builds(
    NewsTime, st.integers(-(2**40), 2**40), st.sampled_from(Precision), words
)
warnings = st.lists(st.builds(Warn, words, words), max_size=3).map(tuple)
articles = st.builds(
    IncomingArticle,
    **{one.name: maybe for one in fields(IncomingArticle)}
    | {"text": words, "where": words, "published": times, "modified": times, "warnings": warnings},
)


@dataclass
class Counting:
    """A guard that only notes what it is told."""

    told: list[str] = field(default_factory=list)

    def begin(self, size: int, shares: int) -> None:
        """Note it."""
        self.told.append(f"begin {size} {shares}")

    def again(self) -> None:
        """Note it."""
        self.told.append("again")

    def end(self) -> None:
        """Note it."""
        self.told.append("end")


def served(
    *tasks: wire.Task, with_parse: object = parse
) -> tuple[list[Sequence[object]], list[str]]:
    """What is answered, and what the guard was told."""
    answers: list[Sequence[object]] = []
    guard = Counting()
    stream = io.BytesIO(b"".join(piece for task in tasks for piece in wire.task_frames(task)))
    serve(stream, answers.append, with_parse, guard)  # type: ignore[arg-type]
    return answers, guard.told


def task(data: bytes, kind: str) -> wire.Task:
    return wire.Task(data, kind, "a", ReadOptions(ZoneInfo("UTC"), Limits()))


def raising(error: BaseException) -> object:
    def parse(*_: object, **__: object) -> Iterator[Item]:
        yield Failure("a", "E_EMPTY", "")
        raise error

    return parse


@given(articles | st.builds(Failure, words, words, words))
def test_an_item_arrives_as_it_was_sent(item: Item) -> None:
    assert wire.to_item(wire.loads(wire.dumps(wire.from_item(item)))) == item


def test_a_lone_surrogate_arrives() -> None:
    assert wire.loads(wire.dumps(["a\ud800b"])) == ["a\ud800b"]


def test_a_task_arrives_as_it_was_sent() -> None:
    arrived = wire.read_task(io.BytesIO(b"".join(wire.task_frames(TASK))))

    assert arrived is not None
    assert (arrived.data, arrived.kind, arrived.name) == (TASK.data, TASK.kind, TASK.name)
    assert (arrived.url, arrived.declared) == (TASK.url, TASK.declared)
    for one in fields(ReadOptions):
        sent, came = (getattr(options, one.name) for options in (OPTIONS, arrived.options))
        assert came == sent or vars(came) == vars(sent)


@given(st.binary(max_size=99), st.integers(0, 99))
def test_a_stream_cut_anywhere_is_at_its_end(payload: bytes, cut: int) -> None:
    whole = wire.frame(payload)

    assert wire.read_frame(io.BytesIO(whole)) == payload
    if cut < len(whole):
        assert wire.read_frame(io.BytesIO(whole[:cut])) is None
        assert wire.read_task(io.BytesIO(wire.frame(b"[]") + whole[:cut])) is None


def test_too_long_an_answer_is_not_read() -> None:
    with pytest.raises(wire.NonsenseError, match="1,000 bytes"):
        wire.read_frame(io.BytesIO(wire.frame(b"x" * 1000)), 999)


@pytest.mark.parametrize("payload", [b"\xff", b"{", b"[]", b"{}", b"[" * 100_000, b"9" * 5000])
def test_an_answer_that_is_no_message_is_nonsense(payload: bytes) -> None:
    with pytest.raises(wire.NonsenseError):
        wire.loads(payload)


GOOD = wire.from_item(IncomingArticle("text", "a"))


@pytest.mark.parametrize(
    "value",
    [
        None,
        ["a", "b"],
        ["a", "b", 3],
        [{}, [None, None], []],
        [{"text": "t", "where": "w"}, [None, None], []],
        [{**GOOD[0], "more": "x"}, [None, None], []],  # type: ignore[dict-item]
        [{**GOOD[0], "title": 5}, [None, None], []],  # type: ignore[dict-item]
        [GOOD[0], [None], []],
        [GOOD[0], [[1.5, "day", "x"], None], []],
        [GOOD[0], [[10**30, "day", "x"], None], []],
        [GOOD[0], [None, [1, "year", "x"]], []],
        [GOOD[0], [None, None], [["W_X"]]],
    ],
)
def test_an_answer_that_is_no_item_is_nonsense(value: object) -> None:
    with pytest.raises(wire.NonsenseError):
        wire.to_item(value)


def test_tasks_are_answered_one_after_the_other_item_by_item() -> None:
    answers, told = served(task(b"Words.", "text"), task(b"{}\n{}", "lines"))
    said = [answer[0] for answer in answers]

    assert said == ["ready", "begun", "item", "done", "begun", "item", "item", "done"]
    assert told == ["begin 6 1", "again", "end", "begin 5 1", "again", "again", "end"]


@pytest.mark.parametrize(
    ("error", "last"),
    [
        (UnreadableError("it is in UTF-7"), ["unreadable", "it is in UTF-7"]),
        (MemoryError(), ["memory"]),
        (KeyError("x"), ["crash", "KeyError: 'x'"]),
        (RecursionError("x" * 999), ["crash", f"RecursionError: {'x' * 284}"]),
    ],
)
def test_what_a_parser_raises_is_told_and_the_next_task_taken(
    error: BaseException, last: list[object]
) -> None:
    answers, told = served(task(b"", "html"), task(b"", "feed"), with_parse=raising(error))

    assert [list(answer) for answer in answers[3::3]] == [last, last]
    assert told == ["begin 0 1", "again", "end"] * 2


def test_a_parser_is_found_by_its_name() -> None:
    assert named("ingest.inputs.read:parse") is parse


@pytest.mark.parametrize(
    ("event", "args"),
    [
        ("socket.connect", (None, ("127.0.0.1", 80))),
        ("socket.getaddrinfo", ("a.example", 80, 0, 0, 0)),
        ("subprocess.Popen", ("ls", ["ls"], None, None)),
        ("os.remove", ("a", -1)),
        ("open", ("a", "w", os.O_WRONLY | os.O_CREAT)),
    ],
)
def test_what_reaches_out_is_refused(event: str, args: tuple[object, ...]) -> None:
    with pytest.raises(PermissionError, match=event):
        confine.refuse(event, args)


def test_reading_and_importing_are_not_refused() -> None:
    confine.refuse("open", ("a", "r", os.O_RDONLY))
    confine.refuse("open", (3, "r", None))
    confine.refuse("import", ("lxml", None, None, None, None))


@pytest.mark.skipif(sys.platform == "win32", reason="no such limits")
def test_limits_are_set_for_a_task_and_lifted_after_it() -> None:
    import resource

    guard = confine.Limits(cpu_s=1000, memory_bytes=1 << 40)
    guard.begin(10, 3)
    begun = signal.getitimer(signal.ITIMER_PROF)[0]
    bound = resource.getrlimit(resource.RLIMIT_AS)
    guard.again()
    again = signal.getitimer(signal.ITIMER_PROF)[0]
    guard.begin(20, 1)
    later = resource.getrlimit(resource.RLIMIT_AS)
    guard.end()
    after = resource.getrlimit(resource.RLIMIT_AS)

    assert 2_000 < begun <= 3_000.1
    assert 900 < again <= 1_000.1
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
    assert after[0] in {after[1], resource.RLIM_INFINITY}
    if sys.platform == "linux" and after[1] == resource.RLIM_INFINITY:
        assert 1 << 40 < bound[0] < 1 << 41
        assert later[0] == bound[0] + 10


def test_a_system_that_does_not_tell_what_is_mapped_bounds_no_memory(tmp_path: Path) -> None:
    assert confine.mapped_bytes(tmp_path / "statm") is None
    assert (confine.mapped_bytes() is None) == (sys.platform != "linux")
