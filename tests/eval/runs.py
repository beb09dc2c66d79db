"""Finished runs for tests, written as a run writes them and read back from their folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from eval.evaluate import evaluate
from eval.finished import Finished, read_run
from eval.options import Options
from eval.provenance import Provenance
from eval.questions import QuestionSet
from eval.tasks import Task
from rag.domain import Answer
from rag.errors import DatelineError
from rag.settings import Settings
from tests.eval.builders import task
from tests.eval.scripted import ScriptedDesk, abstained, answered, cite, passage, ranked

FERRY = passage("ferry", "The ferry belongs to Norlink. It sank in May.")
TRAM = passage("tram", "The tram belongs to the town.")
RIGHT = answered(cite(FERRY, "The ferry belongs to Norlink."), score=0.9)
WRONG = answered(cite(TRAM, "The tram belongs to the town.", speaker="Amsel"), score=0.6)
NOTHING = abstained(cite(TRAM, "The tram"), score=0.2)
MADE = Provenance(
    "5e77",
    Settings.model_construct().model_dump(mode="json", exclude={"home", "cache", "chroma_url"}),
    "c0ffee",
    {"python": "3.11"},
    "Linux x86_64",
    2,
)
PLAIN = Options(now=1_000_000)


def finish(
    folder: Path,
    answers: Mapping[str, Answer | DatelineError],
    *,
    tasks: Mapping[str, Task] | None = None,
    sha256: str = "ab" * 32,
    options: Options = PLAIN,
    made_by: Provenance = MADE,
) -> Finished:
    """Run a set in which every question is its own id, and read it back from ``folder``.

    ``tasks`` are those that are not plain questions with one right article.
    """
    asked = [
        replace(
            (tasks or {}).get(id_) or task(id_, id_=id_),
            search_only=options.search_only,
        )
        for id_ in answers
    ]
    rankings = {id_: ranked(FERRY if answers[id_] is RIGHT else TRAM, FERRY) for id_ in answers}
    script = {id_: _asked(id_, answer) for id_, answer in answers.items()}
    desk = ScriptedDesk(script, rankings, [FERRY, TRAM])
    chosen = QuestionSet("set/questions.jsonl", sha256, ())
    evaluate(desk, chosen, asked, options=options, made_by=made_by, out=folder)
    return read_run(folder)


def _asked(text: str, answer: Answer | DatelineError) -> Answer | DatelineError:
    if isinstance(answer, DatelineError):
        return answer
    return replace(answer, question=replace(answer.question, text=text))
