"""Learns the reader's adapter: python -m eval.fit.adapter --help.

Each question stands beside a text as one input; ``batches`` says what is lost, ``gathered``
what is shown. Half an hour to an hour on two processors.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed
from torch.multiprocessing.spawn import spawn

from eval.fit.batches import BATCH, OFF, Batch, batches, loss, target, tensors
from eval.fit.examples import (
    Example,
    any_choice,
    good_articles,
    own,
    paragraphs,
    parted,
)
from eval.fit.gathered import Gathering
from eval.fit.low_rank import Learner, begin_from, save
from eval.measures.auroc import auroc
from rag.adapters.question_pieces import LONGEST, QuestionPieces
from rag.adapters.weights import bundled

MASKED = 0.04  # share of pieces hidden while learning
MASK, PLAIN = 103, 998  # [MASK], and the last id of a piece that is not a word's
TOLD = 25  # steps between two lines
TOGETHER = 8  # steps after which processes take their mean


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast to learn: at most ``epochs``, and ``seconds`` where these end first.

    ``rank`` of ``processes`` learns from its part of each epoch.
    """

    epochs: int
    rate: float
    seed: int
    seconds: float = float("inf")
    rank: int = 0
    processes: int = 1


def learn(
    learner: Learner,
    pieces: QuestionPieces,
    examples: Sequence[Example],
    course: Course,
    keep: Callable[[], None] = lambda: None,
) -> int:
    """Move the learner's parameters by AdamW; return the steps taken.

    ``keep`` is called now and then, for a run that may be ended from outside.

    The rate rises for a twentieth of the course and then falls to nothing. Processes that learn
    together take each other's mean every ``TOGETHER`` steps (local SGD, Stich, ICLR 2019).
    """
    optimizer = torch.optim.AdamW(learner.learnt(), lr=course.rate, weight_decay=0.01)
    losses: list[float] = []
    learner.train()
    begun = float("inf")
    for at, batch in _course(pieces, examples, course):
        begun = min(begun, time.monotonic())  # after the texts are made ready
        done = torch.tensor(max(at, (time.monotonic() - begun) / course.seconds))
        meet = len(losses) % TOGETHER == 0
        if meet:
            _take_means([*learner.learnt(), done], course.processes)
        if at == 1 or (meet and done >= 1):
            break
        for group in optimizer.param_groups:
            group["lr"] = course.rate * float(min(20 * done + 0.02, 1.02 - done))
        losses.append(_step(learner, batch))
        torch.nn.utils.clip_grad_norm_(learner.learnt(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if len(losses) % TOLD == 0:
            mean, gone = sum(losses[-TOLD:]) / TOLD, time.monotonic() - begun
            sys.stderr.write(f"{len(losses)}: loss {mean:.3f}, {float(done):.1%}, {gone:.0f} s\n")
            keep()
    _take_means(learner.learnt(), course.processes)
    return len(losses)


def _course(
    pieces: QuestionPieces, examples: Sequence[Example], course: Course
) -> Iterator[tuple[float, Batch]]:
    """Yield what share of the course is done, and the next batch; each process sees as many."""
    gathering = Gathering.of(examples)
    for epoch in range(course.epochs):
        chance = random.Random(course.seed + epoch)  # noqa: S311  no secret
        shown = gathering.epoch(course.seed + epoch)
        targets = [[target(pieces, one) for one in some] for some in shown]
        made = list(batches(targets, chance))
        made = made[: len(made) // course.processes * course.processes]
        own = made[course.rank :: course.processes]
        for number, batch in enumerate(own):
            yield (epoch + number / len(own)) / course.epochs, batch
    yield 1.0, own[-1]


def _step(learner: Learner, batch: Batch) -> float:
    hidden = (torch.rand(batch.ids.shape) < MASKED) & (batch.ids > PLAIN)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = learner(torch.where(hidden, MASK, batch.ids), batch.mask, batch.kinds)
    found = loss(logits.float(), batch)
    found.backward()  # type: ignore[no-untyped-call]
    return found.item()


def _take_means(tensors_: Sequence[torch.Tensor], processes: int) -> None:
    if processes == 1:
        return
    with torch.no_grad():
        flat = torch.cat([one.reshape(-1) for one in tensors_])
        torch.distributed.all_reduce(flat)
        at = 0
        for one in tensors_:
            one.copy_((flat[at : at + one.numel()] / processes).reshape(one.shape))
            at += one.numel()


def figures(
    learner: Learner, pieces: QuestionPieces, examples: Sequence[Example]
) -> dict[str, dict[str, float]]:
    """Return for each origin how often the answer's first word is hit, and AUROCs.

    AUROC of telling texts that answer from texts that do not, where there are both: by the
    places' logits, and by that of the whole.
    """
    targets = [target(pieces, one) for one in examples]
    rows = sorted(range(len(targets)), key=lambda row: len(targets[row].paired.ids))
    hit: dict[str, list[bool]] = {}
    score: dict[str, tuple[list[tuple[float, float]], list[tuple[float, float]]]] = {}
    learner.eval()
    for at in range(0, len(rows), BATCH):
        some = rows[at : at + BATCH]
        batch = tensors([[targets[row]] for row in some])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            found = learner(batch.ids, batch.mask, batch.kinds).float()
        logits = found[..., 0].masked_fill(~batch.places, OFF)
        nowhere = logits[:, 0].clone()
        logits[:, 0] = OFF
        for place, row in enumerate(some):
            one = examples[row]
            if one.spans:
                hit.setdefault(one.origin, []).append(
                    int(logits[place].argmax()) in targets[row].begins
                )
            begins = float(torch.logsumexp(logits[place], 0) - nowhere[place])
            scores = score.setdefault(one.origin, ([], []))
            scores[0 if one.spans else 1].append((begins, float(found[place, 0, 2])))
    return {
        origin: _told(hit.get(origin, []), answered, silent)
        for origin, (answered, silent) in score.items()
    }


def _told(
    hit: Sequence[bool],
    answered: Sequence[tuple[float, float]],
    silent: Sequence[tuple[float, float]],
) -> dict[str, float]:
    found = {"begins": sum(hit) / max(len(hit), 1)}
    if answered and silent:
        for channel, name in enumerate(("auroc", "whole")):
            found[name] = auroc(
                [one[channel] for one in answered], [one[channel] for one in silent]
            )
    return {name: round(value, 3) for name, value in found.items()}


def main() -> None:
    """Read the texts, learn, test on groups left aside, and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.adapter", description=__doc__)
    parser.add_argument("--reading", type=Path, default=Path("eval/sample/reading"))
    parser.add_argument("--squad2", type=Path, help="folder of articles and questions")
    parser.add_argument("--evotemp", type=Path)
    parser.add_argument("--newspolluted", type=Path)
    parser.add_argument("--begin", type=Path, help="an adapter to learn on from")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--processes", type=int, default=1, help="that learn together")
    parser.add_argument("--every", type=int, default=1, help="nth text left aside is tested on")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    if given.processes == 1:
        _run(0, given)
    else:
        _meeting(given).unlink(missing_ok=True)  # of a run that was ended
        spawn(_run, (given,), nprocs=given.processes)  # type: ignore[no-untyped-call]


def _run(rank: int, given: argparse.Namespace) -> None:
    torch.manual_seed(given.seed)
    if given.processes > 1:
        torch.set_num_threads(1)
        torch.distributed.init_process_group(
            "gloo", init_method=f"file://{_meeting(given)}", rank=rank, world_size=given.processes
        )
    read = [(given.reading, own), (given.squad2, paragraphs), (given.evotemp, good_articles)]
    read.append((given.newspolluted, any_choice))
    learnt, held = parted([one for folder, of in read if folder for one in of(folder)])
    weights = bundled()
    pieces = QuestionPieces.read(weights.folder)
    learner = Learner(weights.folder)
    if given.begin:
        begin_from(learner, given.begin)
    course = Course(
        epochs=given.epochs,
        rate=given.rate,
        seed=given.seed,
        seconds=given.minutes * 60,
        rank=rank,
        processes=given.processes,
    )

    def keep() -> None:
        if rank == 0:
            save(learner, given.out, {"made_by": "eval/fit/adapter.py", "longest": str(LONGEST)})

    steps = learn(learner, pieces, learnt, course, keep)
    keep()
    if rank == 0:
        counts = {"learnt": len(learnt), "held": len(held), "steps": steps * given.processes}
        sys.stdout.write(
            json.dumps({**counts, **figures(learner, pieces, held[:: given.every])}) + "\n"
        )


def _meeting(given: argparse.Namespace) -> Path:
    """Return the file over which processes find each other."""
    file: Path = given.out.with_suffix(".meeting").absolute()
    return file


if __name__ == "__main__":
    main()
