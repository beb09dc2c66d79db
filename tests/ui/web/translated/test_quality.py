from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eval.compare import compare
from rag import errors
from rag.domain import Answer
from tests.eval.builders import task
from tests.eval.runs import NOTHING, RIGHT, WRONG, finish
from tests.ui.web.translated.asked import (
    ZONE,
)
from tests.ui.web.translated.pseudo import Known, left
from ui.web.quality import progress as at_work
from ui.web.quality.comparison import comparison
from ui.web.quality.offers import offers
from ui.web.quality.overview import overview
from ui.web.quality.past import Past
from ui.web.quality.report import report
from ui.web.quality.runner import Now, Step
from ui.web.quality.sets import Offered


def test_the_quality_page(tmp_path: Path) -> None:
    broke = errors.EvalError("it broke")
    asked: dict[str, Answer | errors.DatelineError] = {
        "who": RIGHT,
        "what": WRONG,
        "when": NOTHING,
        "why": broke,
    }
    tasks = {"when": task("when", id_="when")}
    first = finish(tmp_path / "evals" / "20240101-000000-a", asked, tasks=tasks)
    second = finish(
        tmp_path / "evals" / "20240102-000000-a", {**asked, "who": WRONG, "when": RIGHT}
    )
    (tmp_path / "evals" / "unfinished").mkdir()
    (tmp_path / "evals" / "other").mkdir()
    (tmp_path / "evals" / "unfinished" / "results.jsonl").write_text("")
    broken = tmp_path / "evals" / "broken"
    broken.mkdir()
    (broken / "summary.json").write_text("{}")
    facts = {
        *("set/questions.jsonl", "fact", "ferry", "tram", "Amsel", "unfinished", "other", "broken"),
        *("results.jsonl", "summary.json", "report.html", "Linux x86_64", "few"),
    }
    sets = [
        Offered("sample", Path("a.jsonl"), 4, 1),
        Offered("sets/few.jsonl", Path("few.jsonl"), None),
        Offered("sets/few.jsonl", Path("few.jsonl"), problem="line 3 is no question"),
    ]
    said = [*asked, "it broke", "line 3 is no question", *_read_of(first), str(tmp_path)]
    said += [one.problem for one in Past(tmp_path).all()]
    mine = Known.of(said, facts)
    kept = Past(tmp_path).all()

    assert left(overview(sets, Now(), kept, ZONE) + offers([], busy=True), mine) == []
    ends = {"answered right": 3}
    for step in Step:
        now = Now(step, "few", "run", 1_000, 2_000, ends, 90.0, "it broke", "Try `again`.")
        told = Known.of([*said, "Try again."], facts)
        assert left(at_work.progress(now), told) == []
    assert left(_without_settings(report(first, {}, ZONE)), mine) == []
    assert left(comparison(compare(first, second, shared=True), ZONE), mine) == []


def _read_of(run: Any) -> Iterator[str]:
    for record in run.records:
        yield from (record.question, record.reason or "", record.type, record.id)
        for quote in (*record.citations, *record.nearest):
            yield from (quote.quote, quote.publisher or "", quote.title or "")
        yield from (one.title or one.external_id for one in record.judged.wanted)


def _without_settings(html: str) -> str:
    """The report without the values of what the run was made with."""
    head, _, about = html.partition('<details class="q-about">')
    return head + "".join(part.partition("</td>")[2] for part in about.split("<td>"))
