"""What both reports say: rows of figures, the cases worth reading, and facts about the run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from eval.catalog import AUROC, CATALOG, EXACT, Group, Measure
from eval.files import About
from eval.judge import Judged, Verdict, WantedArticle
from eval.measures.abstention import REFUSED, WRONGLY_REFUSED
from eval.summary import Estimate, Summary
from rag.wording import ENGLISH, Wording

GROUPS: tuple[Group, ...] = (
    "All in all",
    "Finding the article",
    "Quoting the answer",
    "Knowing when not to",
)
# columns of a cut; every measure of every part of it is in summary.json
CUT_COLUMNS = (
    "Right",
    "Hits@1",
    "RR@10",
    "Answer@1",
    "Answer@3",
    "Good@3",
    "Speaker",
    REFUSED,
    WRONGLY_REFUSED,
)
# worst first: saying what is not so, then saying nothing
TO_READ = (Verdict.FAILED, Verdict.SHOULD_REFUSE, Verdict.WRONG, Verdict.WRONGLY_REFUSED)
ABSTENTIONS_COUNT = (
    "A question that was refused or failed counts as a miss in Answer, Good, Speaker and Cited."
    " Intervals are 95%: Wilson's for shares, a seeded bootstrap over questions otherwise."
)
# C0, C1, bidi controls, invisible and unpaired: could hide or reorder what stands around them
_HARMFUL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def harmless(text: str) -> str:
    """Return ``text`` with control and direction characters shown as U+FFFD."""
    return _HARMFUL.sub("\ufffd", text)


def grouped(measures: Mapping[str, Estimate]) -> Iterator[tuple[Group, list[Measure]]]:
    """Yield each group with those of its measures that the run has."""
    for group in GROUPS:
        present = [m for m in (*CATALOG, EXACT, AUROC) if m.group == group and m.name in measures]
        if present:
            yield group, present


@dataclass(frozen=True, slots=True)
class Cut:
    """A run's measures for each part of its questions; ``head`` says what a part is."""

    title: str
    head: str
    columns: tuple[str, ...]
    parts: Mapping[str, Mapping[str, Estimate]]


def cuts(summary: Summary) -> list[Cut]:
    """Return the cuts that the reports show: those with two parts or more."""
    columns = tuple(name for name in CUT_COLUMNS if name in summary.measures)
    found = (
        Cut("By type of question", "Type", columns, summary.by_type),
        Cut("By kind of answer asked for", "Kind", columns, summary.by_kind),
    )
    return [cut for cut in found if len(cut.parts) > 1 and columns]


def cases(judged: Sequence[Judged]) -> list[Judged]:
    """Return the questions that went wrong, worst kind first, else in the set's order."""
    wrong = [record for record in judged if record.verdict in TO_READ]
    return sorted(wrong, key=lambda record: TO_READ.index(record.verdict))


def figure(value: float, words: Wording = ENGLISH) -> str:
    """Return a measure's value with three decimals."""
    return words.number(value, 3)


def spread(estimate: Estimate, words: Wording = ENGLISH) -> str:
    """Return an interval in words."""
    low, high = words.number(estimate.low, 3), words.number(estimate.high, 3)
    return words("{low} to {high}", low=low, high=high)


def moment(epoch: int) -> str:
    """Return a time for people, in UTC."""
    try:
        return datetime.fromtimestamp(epoch, UTC).strftime("%-d %B %Y, %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return f"{epoch} s since 1970"


def wanted_answer(record: Judged) -> str:
    """Return the accepted answer: groups joined by "and", spellings by "or"."""
    question = record.task.question
    if not question.answerable:
        return "no answer"
    groups = [" or ".join(group) for group in question.accepted]
    return " and ".join(groups) if groups else "any answer"


def wanted_place(article: WantedArticle, *, ranked: bool) -> str:
    """Return where a wanted article stood among those found."""
    if not ranked:
        return "not ranked"
    return "not in the first 10" if article.rank is None else f"rank {article.rank}"


def told(summary: Summary, about: About) -> str:
    """Return in one sentence how the questions ended, and what was left out."""
    ends = [
        f"{summary.verdicts[v.value]} {v.value}" for v in Verdict if v.value in summary.verdicts
    ]
    out = [f"{count} left out ({reason})" for reason, count in about.left_out.items()]
    return f"{summary.questions} questions: {', '.join(ends + out)}."


def facts(summary: Summary, about: About) -> list[tuple[str, str]]:
    """Return what the run was, as pairs of name and value."""
    made = about.provenance
    asked = "each at its own time" if about.as_of == "asked" else "all of them now"
    return [
        ("Question set", f"{about.question_set}, sha256 {about.question_set_sha256}"),
        ("Asked", f"{asked}; now = {moment(about.now)}"),
        ("Answered from", _place(about)),
        *(("Left out", f"{count}: {reason}") for reason, count in about.left_out.items()),
        ("Run", f"{about.started}, {about.seconds:.0f} s for {summary.questions} questions"),
        *((f"Archive, {name}", value) for name, value in _flat(about.archive)),
        ("Code", made.commit or "not under version control"),
        ("Settings", f"sha256 {made.settings_sha256}"),
        ("Versions", ", ".join(f"{name} {number}" for name, number in made.versions.items())),
        ("Machine", f"{made.machine}, {made.cpus} processors"),
    ]


def _place(about: About) -> str:
    return f"each question's list {about.contexts}" if about.contexts else "the whole archive"


def _flat(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name} ")
        elif value is not None:
            yield f"{prefix}{name}".replace("_", " "), str(value)
