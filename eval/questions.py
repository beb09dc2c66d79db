"""Question sets: JSON lines of questions, what would answer them, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from eval.question_lines import QuestionLine, asked_at, parse_line
from rag.errors import EvalError
from rag.question.nouns import Turn

WANTED = (
    "A question set has a JSON object a line, with an id and a question, and what is known of the"
    ' answer: {"id": "q1", "question": "Who owns the ferry?", "accepted": ["Norlink"],'
    ' "evidence": [{"article_id": "ferry-1"}]}.'
)
SHOWN_PROBLEMS = 20  # of a bad file; the rest are counted
PARAGRAPH = "paragraph"  # the context that a question's own ``paragraph`` makes

Label = Literal["gold", "silver", "good", "other"]
_LABELS: Mapping[str | None, Label] = {
    None: "gold",
    "gold": "gold",
    "silver": "silver",
    "good": "good",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """An article that answers; ``article`` is an external id. Without a label it is gold."""

    article: str
    label: Label
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question and what is known of its answer; ids are external ids.

    ``accepted`` holds groups of spellings: each group must be met, by any of its spellings.
    It is empty where there is no answer or it is not known. ``asked_at`` is in epoch seconds.
    """

    id: str
    text: str
    type: str
    accepted: tuple[tuple[str, ...], ...]
    evidence: tuple[Evidence, ...]
    answerable: bool
    asked_at: int | None = None
    contexts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    history: tuple[Turn, ...] = ()

    @property
    def asks_speaker(self) -> bool:
        """Whether the answer is a speaker, compared by last name."""
        return self.type.startswith("who_said")

    def within(self, context: str) -> EvalQuestion:
        """Return the question as asked of that list alone; KeyError if it has no such list.

        Evidence outside the list is dropped; where none is left, nothing answers.
        """
        inside = frozenset(self.contexts[context])
        evidence = tuple(e for e in self.evidence if e.article in inside)
        lost = bool(self.evidence) and not evidence
        return replace(
            self,
            evidence=evidence,
            answerable=self.answerable and not lost,
            accepted=() if lost else self.accepted,
        )


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A file of questions; ``left_out`` counts, by reason, those it will not ask."""

    name: str
    sha256: str
    questions: tuple[EvalQuestion, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def load_questions(path: Path, *, zone: ZoneInfo) -> QuestionSet:
    """Read a question set; a bare ``asked`` day means its last second in ``zone``.

    Raises EvalError if the file cannot be read, holds no question, or has a bad line; then
    with file, line and every problem.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise EvalError(f"cannot read {path}: {error.strerror}", hint=WANTED) from error
    problems: list[str] = []
    lines: dict[str, QuestionLine] = {}
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        parsed = parse_line(line, zone=zone)
        if isinstance(parsed, QuestionLine) and parsed.id in lines:
            parsed = [f"id {parsed.id!r} was used before"]
        if isinstance(parsed, QuestionLine):
            lines[parsed.id] = parsed
        else:
            problems += [f"{path.name}:{number}: {problem}" for problem in parsed]
    _refuse(path, problems)
    return _question_set(_name(path), sha256(raw).hexdigest(), lines, zone)


def select(questions: QuestionSet, *, context: str | None, limit: int | None) -> QuestionSet:
    """Keep the first ``limit`` questions that have the list ``context``, asked within it.

    Raises EvalError if none has it.
    """
    kept, left_out = questions.questions, Counter(questions.left_out)
    if context is not None:
        kept = tuple(q.within(context) for q in kept if context in q.contexts)
        if not kept:
            known = sorted({name for q in questions.questions for name in q.contexts})
            raise EvalError(
                f"no question of {questions.name} has a list of articles called {context!r}",
                hint=f"It has: {', '.join(known)}." if known else "Leave out --contexts.",
            )
        if without := len(questions.questions) - len(kept):
            left_out[f"no list called {context}"] = without
    if limit is not None and len(kept) > limit:
        left_out[f"after the first {limit}"] = len(kept) - limit
        kept = kept[:limit]
    return replace(questions, questions=kept, left_out=dict(left_out))


def _name(path: Path) -> str:
    # every set's file is called questions.jsonl; its folder says which one it is
    return f"{path.resolve().parent.name}/{path.name}"


def _refuse(path: Path, problems: list[str]) -> None:
    if not problems:
        return
    shown = "; ".join(problems[:SHOWN_PROBLEMS])
    more = len(problems) - SHOWN_PROBLEMS
    tail = f"; and {more} more" if more > 0 else ""
    count = f"{len(problems)} problem{'s' * (len(problems) > 1)}"
    raise EvalError(f"{path} is not a question set, {count}: {shown}{tail}", hint=WANTED)


def _question_set(
    name: str, digest: str, lines: Mapping[str, QuestionLine], zone: ZoneInfo
) -> QuestionSet:
    # "none of the above" twins only make sense to someone who sees the choices
    asked = [line for line in lines.values() if not (line.choices and line.type.endswith("_nota"))]
    if not asked:
        raise EvalError(f"{name} holds no question that can be asked", hint=WANTED)
    nota = len(lines) - len(asked)
    return QuestionSet(
        name,
        digest,
        tuple(_question(line, zone) for line in asked),
        {"makes sense only beside its choices": nota} if nota else {},
    )


def _question(line: QuestionLine, zone: ZoneInfo) -> EvalQuestion:
    accepted = line.groups()
    answerable = line.answerable
    if answerable is None:
        known = bool(accepted) or bool(line.evidence)
        answerable = known and not line.type.endswith("_absent")
    contexts = {name: tuple(ids) for name, ids in line.contexts.items()}
    if line.paragraph is not None:
        contexts.setdefault(PARAGRAPH, (line.paragraph,))
    return EvalQuestion(
        id=line.id,
        text=line.question,
        type=line.type or "question",
        accepted=accepted if answerable else (),
        evidence=tuple(
            Evidence(e.article_id, _LABELS.get(e.label, "other"), e.fact) for e in line.evidence
        ),
        answerable=answerable,
        asked_at=asked_at(line.asked, zone=zone),
        contexts=contexts,
        history=tuple(
            Turn(turn) if isinstance(turn, str) else Turn(turn.question, turn.answer)
            for turn in line.history
        ),
    )
