"""A page that is read while another process ingests: nothing breaks, lies or is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag.wiring import open_desk, open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run, settings_for
from tests.ui.cli.command import ROOT, plain_environment

pytestmark = pytest.mark.slow

ROUNDS = 5
EACH = 30  # articles a round

WRITER = """
import sys
from pathlib import Path
from ingest.withdraw import withdraw
from rag.wiring import open_for_writing
from tests.fakes import WordEncoder
from tests.ingest.jobs import lines, record, run, settings_for

home, rounds, each = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
settings, encoder = settings_for(home), WordEncoder()
print("ready", flush=True)
for number in range(1, rounds + 1):
    assert sys.stdin.readline() == "go\\n"
    first = number * each
    feed = lines(home.parent / "feed.jsonl", *(record(n) for n in range(first, first + each)),
                 record(0, f"The harbour master counted anew: corrected{number} ships."))
    run(home, feed, encoder=encoder, open_index=lambda w, e: open_for_writing(settings, w, e))
    withdraw([f"a-{first}"], settings=settings, open_encoder=lambda: encoder)
    print(number, flush=True)
"""


def test_a_desk_held_open_beside_an_ingest_never_fails_and_never_shows_what_is_gone(
    tmp_path: Path,
) -> None:
    home, encoder = tmp_path / "home", WordEncoder()
    settings = settings_for(home, retrieval={"reopen_after_s": 0})
    writer_code = [sys.executable, "-c", WRITER, str(home), str(ROUNDS), str(EACH)]
    _first_ingest(tmp_path, home, encoder)
    seen_while_writing = 0

    with (
        subprocess.Popen(
            writer_code,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=plain_environment(),
        ) as writer,
        open_desk(settings, encoder=encoder) as desk,
    ):
        assert writer.stdin is not None
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        for number in range(1, ROUNDS + 1):
            writer.stdin.write("go\n")
            writer.stdin.flush()
            for n in range(12):  # searches beside the writing
                hits = desk.search(f"harbour master counted ship {n}")
                seen_while_writing += len(hits)
                for hit in hits:
                    text = desk.article(hit.passage.article.id, hit.passage.revision.number).text

                    assert hit.passage.span.of(text) == hit.passage.text
            assert writer.stdout.readline() == f"{number}\n"

            first = number * EACH
            new = desk.search(f"ship {first + 1}", k=50)
            names = [hit.passage.article.external_ids[0] for hit in new]

            assert names[0] == f"a-{first + 1}"
            assert new[0].lexical is not None
            assert new[0].dense is not None
            assert f"a-{first}" not in names  # withdrawn

            corrected = desk.search(f"corrected{number} corrected{number - 1}", k=50)
            texts = " ".join(hit.passage.text for hit in corrected)

            assert f"corrected{number} ships" in texts
            assert f"corrected{number - 1} ships" not in texts
        writer.stdin.close()

    assert writer.returncode == 0
    assert seen_while_writing > 0


def _first_ingest(tmp_path: Path, home: Path, encoder: WordEncoder) -> None:
    settings = settings_for(home)
    feed = lines(tmp_path / "first.jsonl", *(record(n) for n in range(EACH)))
    run(home, feed, encoder=encoder, open_index=lambda w, e: open_for_writing(settings, w, e))
