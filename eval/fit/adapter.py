"""Learns the reader's adapter: python -m eval.fit.adapter --help.

Each question stands beside a text as one input; the loss is the cross-entropy of where the
answer begins and where it ends, any of its places counting, the first piece ([CLS]) standing
for no answer (Devlin et al., NAACL 2019, for SQuAD 2.0).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from eval.fit.examples import (
    Example,
    any_choice,
    beside_others,
    good_articles,
    own,
    paragraphs,
    parted,
)
from eval.fit.low_rank import Learner, save
from eval.measures.auroc import auroc
from rag.adapters.question_pieces import LONGEST, PairedInput, QuestionPieces
from rag.adapters.weights import bundled
from rag.ports import Titled

BATCH = 16
MASKED = 0.04  # share of pieces hidden while learning
MASK, PLAIN = 103, 998  # [MASK], and the last id of a piece that is not a word's
OTHERS = 0.35  # share of answered questions put beside another text, too
OFF = -1e4  # logit of a piece that stands for no place
TOLD = 50  # steps between two lines


@dataclass(frozen=True, slots=True)
class Target:
    """An input and where its answers begin and end; 0, the first piece, is nowhere."""

    paired: PairedInput
    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (texts, pieces); ``places`` is true where an answer may stand."""

    ids: Tensor
    mask: Tensor
    kinds: Tensor
    begins: Tensor
    ends: Tensor
    places: Tensor


def target(pieces: QuestionPieces, one: Example) -> Target:
    """Return an example as the model sees it; an answer past what it reads is nowhere."""
    (paired,) = pieces.beside(one.question, [Titled(one.title, one.text)])
    begins, ends = [], []
    for start, end in one.spans:
        inside = (paired.offsets[:, 0] < end) & (paired.offsets[:, 1] > start)
        at = np.flatnonzero(inside & (paired.offsets[:, 0] >= 0))
        if len(at) and paired.offsets[at[-1], 1] >= end:
            begins.append(paired.first + int(at[0]))
            ends.append(paired.first + int(at[-1]))
    return Target(paired, tuple(begins) or (0,), tuple(ends) or (0,))


def batches(targets: Sequence[Target], *, shuffled: bool) -> Iterator[tuple[list[int], Batch]]:
    """Yield rows and their tensors, like lengths together."""
    rows = list(range(len(targets)))
    if shuffled:
        random.shuffle(rows)
    wide = BATCH * 16
    groups = [
        sorted(rows[at : at + wide], key=lambda row: len(targets[row].paired.ids))
        for at in range(0, len(rows), wide)
    ]
    cut = [group[at : at + BATCH] for group in groups for at in range(0, len(group), BATCH)]
    if shuffled:
        random.shuffle(cut)
    for some in cut:
        yield some, _tensors([targets[row] for row in some])


def loss(logits: Tensor, batch: Batch) -> Tensor:
    """Return the mean of both cross-entropies, any right place counting."""
    total = torch.zeros(())
    for channel, right in enumerate((batch.begins, batch.ends)):
        open_ = logits[..., channel].masked_fill(~batch.places, OFF)
        total = (
            total
            + (
                torch.logsumexp(open_, 1) - torch.logsumexp(open_.masked_fill(~right, OFF), 1)
            ).mean()
        )
    return total / 2


def learn(
    learner: Learner,
    pieces: QuestionPieces,
    examples: Sequence[Example],
    *,
    epochs: int,
    rate: float,
    seed: int,
) -> None:
    """Move the learner's parameters by AdamW, the rate rising for a tenth and then falling."""
    per_epoch = (len(examples) + len(beside_others(examples, share=OTHERS, seed=seed))) // BATCH
    total, step, begun = per_epoch * epochs, 0, time.monotonic()
    optimizer = torch.optim.AdamW(learner.learnt(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda at: min(1.0, (at + 1) / (0.1 * total)) * max(0.02, 1 - at / total)
    )
    losses: list[float] = []
    learner.train()
    for epoch in range(epochs):
        some = [*examples, *beside_others(examples, share=OTHERS, seed=seed + epoch)]
        for _, batch in batches([target(pieces, one) for one in some], shuffled=True):
            hidden = (torch.rand(batch.ids.shape) < MASKED) & (batch.ids > PLAIN)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = learner(torch.where(hidden, MASK, batch.ids), batch.mask, batch.kinds)
            found = loss(logits.float(), batch)
            optimizer.zero_grad()
            found.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(learner.learnt(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(found.item())
            step += 1
            if step % TOLD == 0:
                left = (time.monotonic() - begun) / step * max(total - step, 0)
                mean = sum(losses[-TOLD:]) / TOLD
                sys.stderr.write(f"{step}/{total} loss {mean:.3f}, {left:.0f} s left\n")


def figures(
    learner: Learner, pieces: QuestionPieces, examples: Sequence[Example]
) -> dict[str, dict[str, float]]:
    """Return for each origin how often the answer's first word is hit, and the AUROC.

    AUROC of telling texts that answer from texts that do not, where there are both.
    """
    targets = [target(pieces, one) for one in examples]
    hit: dict[str, list[bool]] = {}
    score: dict[str, tuple[list[float], list[float]]] = {}
    learner.eval()
    for rows, batch in batches(targets, shuffled=False):
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            logits = learner(batch.ids, batch.mask, batch.kinds).float()[..., 0]
        logits = logits.masked_fill(~batch.places, OFF)
        nowhere = logits[:, 0].clone()
        logits[:, 0] = OFF
        for at, row in enumerate(rows):
            one = examples[row]
            if one.spans:
                hit.setdefault(one.origin, []).append(
                    int(logits[at].argmax()) in targets[row].begins
                )
            scores = score.setdefault(one.origin, ([], []))
            scores[0 if one.spans else 1].append(
                float(torch.logsumexp(logits[at], 0) - nowhere[at])
            )
    found: dict[str, dict[str, float]] = {}
    for origin, (answered, unanswered) in score.items():
        found[origin] = {"begins": sum(hit.get(origin, [])) / max(len(hit.get(origin, [])), 1)}
        if answered and unanswered:
            found[origin]["auroc"] = auroc(answered, unanswered)
    return found


def _tensors(targets: Sequence[Target]) -> Batch:
    shape = len(targets), max(len(one.paired.ids) for one in targets)
    ids, mask, kinds = (torch.zeros(shape, dtype=torch.int64) for _ in range(3))
    begins, ends, places = (torch.zeros(shape, dtype=torch.bool) for _ in range(3))
    for row, one in enumerate(targets):
        length = len(one.paired.ids)
        ids[row, :length] = torch.tensor(one.paired.ids)
        kinds[row, :length] = torch.tensor(one.paired.kinds)
        mask[row, :length] = 1
        begins[row, list(one.begins)] = True
        ends[row, list(one.ends)] = True
        places[row, 0] = True
        places[row, one.paired.first : length - 1] = True
    return Batch(ids, mask, kinds, begins, ends, places)


def main() -> None:
    """Read the texts, learn, test on groups left aside, and write the adapter."""
    parser = argparse.ArgumentParser(prog="python -m eval.fit.adapter", description=__doc__)
    parser.add_argument("--reading", type=Path, default=Path("eval/sample/reading"))
    parser.add_argument("--squad2", type=Path, help="folder of articles and questions")
    parser.add_argument("--evotemp", type=Path)
    parser.add_argument("--newspolluted", type=Path)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    read = [(given.reading, own), (given.squad2, paragraphs), (given.evotemp, good_articles)]
    read.append((given.newspolluted, any_choice))
    examples = [one for folder, of in read if folder for one in of(folder)]
    learnt, held = parted(examples)
    weights = bundled()
    pieces = QuestionPieces.read(weights.folder)
    learner = Learner(weights.folder)
    learn(learner, pieces, learnt, epochs=given.epochs, rate=given.rate, seed=given.seed)
    save(learner, given.out, {"made_by": "eval/fit/adapter.py", "longest": str(LONGEST)})
    counts = {"learnt": len(learnt), "held": len(held)}
    sys.stdout.write(json.dumps({**counts, **figures(learner, pieces, held)}) + "\n")


if __name__ == "__main__":
    main()
