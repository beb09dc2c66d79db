"""``python -m eval.convert.multihop_score RUN QUESTIONS``: MultiHop-RAG's scores, honest ones too.

RUN is a folder that ``dateline eval`` wrote for a set that this package converted, QUESTIONS that
set's questions.jsonl.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.convert.multihop import NO_ANSWER
from eval.convert.rows import Checked, Row, rows
from eval.convert.shape import Converted
from eval.files import RESULTS
from eval.measures.answer import holds
from eval.measures.average_precision import average_precision
from eval.measures.multihop_answers import INSUFFICIENT, shares_a_word
from eval.measures.multihop_ranking import fact_ranks, multihop_ranking
from rag.errors import DatelineError, EvalError

THEIRS = "{} (MultiHop-RAG's)"
OVERALL = "all"
Values = Mapping[str, float]


class FactRow(Row):
    """A fact that the answer needs."""

    fact: str


class AskedRow(Row):
    """One question of the converted set."""

    id: str
    type: str
    answer: str
    evidence: list[FactRow]
    published_answer: str = ""


class QuoteRow(Row):
    """One quotation of an answer."""

    quote: str


class HitRow(Row):
    """One passage found."""

    title: str | None = None
    text: str


class ResultRow(Row):
    """One line of a run's results.jsonl."""

    id: str
    status: str
    answer: str | None = None
    citations: tuple[QuoteRow, ...] = ()
    hits: list[HitRow] | None = None


def score(asked: AskedRow, result: ResultRow) -> dict[str, float]:
    """Return the measures that apply to one question: theirs, and the honest ones.

    An abstention is taken as the words that MultiHop-RAG's own prompt asks for. Questions that
    the corpus does not answer are left out of the ranking, as theirs are.
    """
    abstained = result.status == "abstained"
    said = INSUFFICIENT if abstained else result.answer or ""
    wanted = asked.answer or asked.published_answer
    values = {THEIRS.format("Accuracy"): shares_a_word(said, wanted)}
    if asked.type == NO_ANSWER:
        return values | {"Right": float(abstained), "Refused": float(abstained)}
    quoted = holds([citation.quote for citation in result.citations], [[asked.answer]])
    values |= {"Right": float(quoted), "Answer in quote": float(quoted)}
    facts = [one.fact for one in asked.evidence]
    if result.hits is None or not facts:
        return values
    texts = [hit.text for hit in result.hits]
    ranks = fact_ranks(texts, facts)
    theirs = multihop_ranking(texts, facts)
    values |= {THEIRS.format(name): value for name, value in theirs.items()}
    return values | {
        "AP@10": average_precision(ranks, k=10),
        "Facts@10": sum(rank is not None for rank in ranks) / len(facts),
        "Facts@4": sum(rank is not None and rank <= 4 for rank in ranks) / len(facts),
    }


def score_run(run: Path, questions: Path) -> dict[str, dict[str, tuple[float, int]]]:
    """Return each measure's mean and the number of questions, by type and for all together.

    Raises EvalError if a file is missing, has a bad line, or the run asked other questions.
    """
    asked = {row.id: row for row in _read(questions, AskedRow)}
    values: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for result in _read(run / RESULTS, ResultRow):
        if result.id not in asked:
            raise EvalError(
                f"{questions} has no question {result.id!r}, which {run} asked",
                hint="Name the questions.jsonl that the run was made with.",
            )
        for name, value in score(asked[result.id], result).items():
            values[asked[result.id].type][name].append(value)
            values[OVERALL][name].append(value)
    return {
        type_: {name: (sum(of) / len(of), len(of)) for name, of in measures.items()}
        for type_, measures in sorted(values.items(), key=lambda one: one[0] == OVERALL)
    }


def table(scores: Mapping[str, Mapping[str, tuple[float, int]]]) -> str:
    """Return the scores as lines of text, theirs marked as such."""
    lines = list[str]()
    for type_, measures in scores.items():
        lines.append(f"{type_}:")
        lines += [
            f"  {name:<28} {value:.4f}  n {n}" for name, (value, n) in sorted(measures.items())
        ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores and return the exit code: 0 done, 1 failure."""
    parser = argparse.ArgumentParser(prog="python -m eval.convert.multihop_score")
    parser.add_argument("run", metavar="RUN", type=Path, help="folder that `dateline eval` wrote")
    parser.add_argument("questions", metavar="QUESTIONS", type=Path, help="its questions.jsonl")
    parser.add_argument("--json", action="store_true", help="print JSON")
    wanted = parser.parse_args(arguments)
    try:
        scores = score_run(wanted.run, wanted.questions)
    except DatelineError as error:
        sys.stderr.write(f"error: {error}\n" + (f"hint: {error.hint}\n" if error.hint else ""))
        return 1
    sys.stdout.write((json.dumps(scores) if wanted.json else table(scores)) + "\n")
    return 0


def _read(path: Path, model: type[Checked]) -> Iterator[Checked]:
    into = Converted()
    for _, row in rows(path, model, into):
        yield row
    if into.left_out:
        first = into.left_out[0]
        raise EvalError(f"{path} cannot be scored: {first.where}: {first.reason}")


if __name__ == "__main__":
    sys.exit(main())
