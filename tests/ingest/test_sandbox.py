"""A parser that freezes, explodes, dies or reaches out costs the article it is at; real ones do."""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from ingest.inputs.charset import UnreadableError
from ingest.inputs.options import InputFile, Item, ReadOptions
from ingest.inputs.read import parse, read
from ingest.sandbox import open_parser
from ingest.sandbox.parent import DEATHS, Sandbox
from ingest.sandbox.wire import Task
from rag.domain import Failure
from rag.errors import InputError
from rag.settings import Limits, Parsing
from tests.ingest.inputs.items import codes, failure, only
from tests.ui.cli.command import ROOT, plain_environment

CRASHING = "tests.ingest.crashing:parse"
TIGHT = Parsing(cpu_s=0.3, memory_bytes=50_000_000)
GOLDEN = Path(__file__).parent / "inputs" / "golden"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it")


@pytest.fixture
def options() -> ReadOptions:
    return ReadOptions(zone=ZoneInfo("UTC"), limits=Limits())


def told(
    *lines: str, options: ReadOptions, kind: str = "lines", limits: Parsing = TIGHT
) -> list[Item]:
    """What comes of telling the test's parser these lines."""
    with open_parser(limits, target=CRASHING) as parse:
        return list(parse("\n".join(lines).encode(), kind, "a", options))


def texts(items: Iterable[Item]) -> list[str]:
    """The articles' texts and the failures' codes."""
    return [item.code if isinstance(item, Failure) else item.text for item in items]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("loop", "E_TIMEOUT", "0.3 s of a processor (DATELINE_PARSING__CPU_S)"),
        ("crash", "E_CRASH", "died of SIGSEGV"),
        ("exit 3", "E_CRASH", "ended with status 3"),
        ("fail now", "E_CRASH", "KeyError: 'now'"),
        ("crash 40", "E_CRASH", "died of signal 40"),
        ('babble ["item", 1]', "E_CRASH", "an answer that is no article"),
        ('babble ["song"]', "E_CRASH", "an answer that means nothing"),
        ("babble {}", "E_CRASH", "an answer that is no message"),
        ("babble long", "E_CRASH", "an answer of 18,446,744,073,709,551,615 bytes"),
        pytest.param("grow", "E_MEMORY", "50,000,000 bytes (DATELINE_PARSING__MEMORY_BYTES)",
                     marks=LINUX),
    ],
)  # fmt: skip
def test_a_bad_article_is_named_and_the_others_are_in(
    options: ReadOptions, line: str, code: str, said: str
) -> None:
    items = told("one", line, "three", line, "five", options=options)

    assert codes(items) == [
        ("a:1", "in"),
        ("a:2", code),
        ("a:3", "in"),
        ("a:4", code),
        ("a:5", "in"),
    ]
    assert isinstance(items[1], Failure)
    assert said in items[1].reason


def test_a_parser_that_waits_for_ever_is_stopped_by_the_clock(options: ReadOptions) -> None:
    items = told("one", "wait", "three", options=options, limits=Parsing(wall_s=0.5))

    assert texts(items) == ["one", "E_TIMEOUT", "three"]
    assert "0.5 s (DATELINE_PARSING__WALL_S)" in str(items[1])


def test_every_article_has_the_whole_time(options: ReadOptions) -> None:
    one = "print " + "x" * 5_000
    limits = Parsing(cpu_s=0.1, wall_s=30)  # together they take several times that

    items = told(*[one] * 300, options=options, limits=limits)

    assert set(texts(items)) == {"printed"}


def test_the_file_of_one_article_is_not_tried_again(options: ReadOptions) -> None:
    items = told("loop", options=options, kind="html")

    assert codes(items) == [("a", "E_TIMEOUT")]


def test_a_parser_that_dies_at_the_same_place_again_is_given_up(options: ReadOptions) -> None:
    with open_parser(TIGHT, target="tests.ingest.crashing:broken") as parse:
        first = failure(parse(b"x", "json", "a", options))
        second = failure(parse(b"x", "feed", "b", options))

    assert (first.where, first.code) == ("a", "E_CRASH")
    assert "RuntimeError: never works" in first.reason
    assert second.where == "b"


def test_one_that_dies_too_often_is_given_up_and_what_is_lost_is_said(options: ReadOptions) -> None:
    items = told("one", *["fail"] * (DEATHS + 5), options=options)

    assert codes(items)[-1] == ("a", "E_CRASH")
    assert len(items) == DEATHS + 1
    assert f"what follows its article {DEATHS} is left out" in str(items[-1])


def test_one_that_cannot_be_passed_over_keeps_what_came_before(options: ReadOptions) -> None:
    items = told("one", "two", "crash", "four", options=options, kind="rude")

    assert texts(items) == ["one", "two", "E_CRASH"]
    assert "what follows its article 2 is left out" in str(items[-1])


def test_an_unreadable_charset_is_raised_as_ever(options: ReadOptions) -> None:
    with open_parser(Parsing()) as parse:
        with pytest.raises(UnreadableError, match="UTF-7"):
            list(parse(b"+/v8-", "text", "a", options))
        assert only(parse(b"Words.", "text", "a", options)).text == "Words."


def test_tasks_may_be_under_way_together_and_read_in_any_order(options: ReadOptions) -> None:
    with open_parser(TIGHT, target=CRASHING) as parse:
        first = parse(b"one\ncrash\nthree", "lines", "a", options)
        begun = next(first)
        second = parse(b"four\ncrash", "lines", "b", options)
        left = parse(b"five\nsix", "lines", "c", options)
        third = parse(b"seven", "lines", "d", options)
        next(left)
        cast("Generator[Item]", left).close()

        assert texts(third) == ["seven"]
        assert texts(second) == ["four", "E_CRASH"]
        assert texts([begun, *first]) == ["one", "E_CRASH", "three"]


def test_nothing_is_started_for_nothing(options: ReadOptions) -> None:
    with open_parser(TIGHT) as parse:
        assert isinstance(parse, Sandbox)
        assert parse.pid is None


def test_one_process_serves_them_all_until_it_dies(options: ReadOptions) -> None:
    with open_parser(TIGHT, target=CRASHING) as parse:
        assert isinstance(parse, Sandbox)
        pids = []
        for line in (b"one", b"two", b"crash", b"four"):
            list(parse(line, "lines", "a", options))
            pids.append(parse.pid)

    assert pids[0] == pids[1] != pids[3]


def test_nothing_is_left_behind(options: ReadOptions) -> None:
    gc.collect()  # what tests before have left open is no part of this
    threads = threading.active_count()
    before = descriptors()
    with open_parser(TIGHT, target=CRASHING) as parse:
        assert isinstance(parse, Sandbox)
        list(parse(b"one\ncrash\nthree\nfail\nfive", "lines", "a", options))
        for _ in range(50):
            unread = parse(b"x" * 10_000_000, "text", "b", options)
        pid = parse.pid

    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RuntimeError, match="closed"):
        next(unread)
    assert threading.active_count() <= threads
    assert descriptors() <= before


def test_a_process_that_cannot_start_is_an_error_with_its_reason(options: ReadOptions) -> None:
    with (
        open_parser(TIGHT, target="tests.ingest.nowhere:parse") as parse,
        pytest.raises(InputError, match="ModuleNotFoundError"),
    ):
        list(parse(b"one", "lines", "a", options))


def test_the_network_is_out_of_reach(options: ReadOptions) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        item = failure(told(f"connect {server.getsockname()[1]}", options=options))
        with pytest.raises(BlockingIOError):
            server.accept()

    assert "PermissionError: a parser may not socket" in item.reason


@LINUX
def test_there_is_no_network_where_the_kernel_allows(options: ReadOptions) -> None:
    allowed = subprocess.run(["unshare", "--user", "--net", "true"], check=False).returncode == 0
    item = only(told("interfaces", options=options))

    assert item.text == "lo" or not allowed


def test_neither_processes_nor_files_are_made(options: ReadOptions, tmp_path: Path) -> None:
    path = tmp_path / "made.txt"

    items = told("run", f"write {path}", "three", options=options)

    assert texts(items) == ["E_CRASH", "E_CRASH", "three"]
    assert not path.exists()


def test_the_environment_is_not_handed_on(
    options: ReadOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")

    item = only(told("environment", options=options))

    assert "OPENAI_API_KEY" not in item.text.split()


def test_what_a_parser_prints_goes_nowhere(
    options: ReadOptions, capfd: pytest.CaptureFixture[str]
) -> None:
    assert texts(told("print " + "x" * 500, "two", options=options)) == ["printed", "two"]
    assert capfd.readouterr() == ("", "")


HOLDING = """
import sys
from zoneinfo import ZoneInfo
from ingest.inputs.options import ReadOptions
from ingest.sandbox import open_parser
from rag.settings import Limits, Parsing

with open_parser(Parsing(), target="tests.ingest.crashing:parse") as parse:
    items = parse(b"one\\n%s", "lines", "a", ReadOptions(ZoneInfo("UTC"), Limits()))
    next(items)
    print(parse.pid, flush=True)
    next(items, None)
    sys.stdin.read()
"""


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize(("line", "end"), [
    ("wait", signal.SIGKILL), ("wait", signal.SIGINT), ("two", signal.SIGKILL),
])  # fmt: skip
def test_a_parser_ends_with_who_started_it(line: str, end: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING % line],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=plain_environment(),
        start_new_session=True,
    ) as holder:
        assert holder.stdout is not None
        parser = os.pidfd_open(int(holder.stdout.readline()))
        os.killpg(holder.pid, end)
        ended, _, _ = select.select([parser], [], [], 30)
        os.close(parser)

    assert ended
    assert holder.returncode == -end


def descriptors() -> int:
    """How many files and pipes this process has open, where the system says."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def story(number: int) -> str:
    return f"<p>The harbour master counted {number} ships, and wrote number {number} down.</p>"


def page(middle: str) -> bytes:
    before, after = "".join(map(story, range(5))), "".join(map(story, range(5, 10)))
    inner = f"<h1>Ships</h1>{before}{middle}{after}"
    return f"<html><body><article>{inner}</article></body></html>".encode()


def test_deep_nesting_loses_nothing_or_is_named(options: ReadOptions) -> None:
    inner = "".join(map(story, range(10, 20)))
    with open_parser(Parsing()) as parse:
        deep = only(parse(page("<div>" * 300 + inner + "</div>" * 300), "html", "a", options))
        deeper = failure(parse(page("<div>" * 3000 + inner), "html", "b", options))

    assert all(f"number {n} down" in deep.text for n in range(20))
    assert deeper.code == "E_DEPTH"


@pytest.mark.parametrize("middle", [
    pytest.param("<table>" + "<tr><td>cell</td></tr>" * 80_000 + "</table>", id="table"),
    pytest.param("<a href=x>word " * 100_000, id="unclosed"),
])  # fmt: skip
def test_a_page_that_takes_too_long_or_too_much_is_named(options: ReadOptions, middle: str) -> None:
    with open_parser(Parsing(cpu_s=0.05)) as parse:
        slow = failure(parse(page(middle), "html", "a.html", options))
        next_one = only(parse(b"Words.", "text", "b", options))
    with open_parser(Parsing(memory_bytes=10_000_000)) as parse:
        large = failure(parse(page(middle), "html", "a.html", options))

    assert (slow.where, slow.code) == ("a.html", "E_TIMEOUT")
    assert next_one.text == "Words."
    assert large.code == "E_MEMORY" or sys.platform != "linux"


def test_too_wide_a_cell_is_in(options: ReadOptions) -> None:
    cell = "<table><tr><td colspan=9007199254740991>Ninety ships in all.</td></tr></table>"
    with open_parser(Parsing()) as parse:
        item = only(parse(page(cell), "html", "a", options))

    assert "Ninety ships in all." in item.text


@pytest.mark.parametrize("unit", ["word ", "w"])
def test_ten_megabytes_in_one_line_are_in(options: ReadOptions, unit: str) -> None:
    long = unit * (10_500_000 // len(unit))
    with open_parser(Parsing()) as parse:
        in_page = only(parse(page(f"<p>{long}</p>"), "html", "a", options))
        alone = only(parse(long.encode(), "text", "b", options))

    assert long.strip() in in_page.text
    assert alone.text == long


def feed(*bodies: str) -> bytes:
    items = (f"<item><title>T{n}</title><description>{body}</description></item>"
             for n, body in enumerate(bodies))  # fmt: skip
    return f"<rss><channel><title>F</title>{''.join(items)}</channel></rss>".encode()


def test_an_entry_of_broken_tags_costs_itself(options: ReadOptions) -> None:
    with open_parser(Parsing()) as parse:
        broken = '&lt;a href="' * 200_000
        items = list(parse(feed("Words.", broken, "More words."), "feed", "f", options))

    assert codes(items) == [("f#1", "in"), ("f#2", "E_EMPTY"), ("f#3", "in")]


def test_a_record_that_takes_too_long_costs_itself(options: ReadOptions) -> None:
    slow = json.dumps({"body_html": "<p>" + "<a href=x>w" * 300_000})
    data = "\n".join(['[{"body": "One."},', slow + ",", '{"body": "Three."}]'])
    with open_parser(Parsing(cpu_s=0.3)) as parse:
        items = list(parse(data.encode(), "json", "a", options))

    assert codes(items) == [("a:1", "in"), ("a:2", "E_TIMEOUT"), ("a:3", "in")]


def test_a_large_file_of_many_articles_has_time_by_its_size(options: ReadOptions) -> None:
    assert Task(b"x" * 9_000_000, "feed", "f", options).shares == 3
    assert Task(b"x" * 9_000_000, "html", "f", options).shares == 1


def test_json_lines_are_read_ahead_and_exactly_as_without(
    options: ReadOptions, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    body = b"Words of the article. " * 40  # together more than the parser is given ahead
    good = b'{"id": %d, "body": "%s", "date": "2031-05-06", "by": "x\\ud800"}\n'
    lines = [good % (number, body) for number in range(1_600)]
    lines[777] = b"{oops}\n"
    lines[1234] = b"\n"
    path.write_bytes(b"".join(lines))
    file = InputFile(path, "a.jsonl", path.stat().st_size)
    with open_parser(Parsing()) as parse:
        items = list(read(file, options, parse=parse))

    assert items == list(read(file, options))
    assert [pair for pair in codes(items) if pair[1] != "in"] == [("a.jsonl:778", "E_JSON")]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("json", b'[{"body": "One."}, {"body": "Two."},\n{"body": "Three."}]'),
        ("csv", b"body,title\nOne.,T\nTwo.,T\nThree.,T\n"),
        ("csv", b"a,b\n1,2\n"),
        ("csv", b'body\nOne.\n"Two'),
        ("lines", b'{"body": "One."}\n\n{"body": "Two."}\n' + b'{"body": "' + b"x" * 999 + b'"}'),
        ("feed", b"<rss><channel><item><title>T</title><description>One.</description></item>"
                 b"<item><description>Two.</description></item></channel></rss>"),
        ("parquet", (GOLDEN / "desk.parquet").read_bytes()),
    ],
)  # fmt: skip
def test_every_format_that_is_taken_up_again_names_and_passes_over(
    options: ReadOptions, kind: str, data: bytes
) -> None:
    """From any article on, the rest is as it was, and the one before it is named as it was."""
    options = replace(options, limits=Limits(record_bytes=900))
    whole = list(parse(data, kind, "a", options))
    for after in range(1, len(whole)):
        ended, *rest = parse(data, kind, "a", replace(options, after=after))

        assert (ended.where, codes([ended])[0][1]) == (whole[after - 1].where, "E_ENDED")
        assert rest == whole[after:]
