"""Examples as tensors, and what is lost by a model's logits for them.

The loss is the cross-entropy of where the answer begins and where it ends, any of its places
counting, the first piece ([CLS]) standing for no answer (Devlin et al., NAACL 2019, for SQuAD
2.0); the same over all texts of a question that has an answer, without "no answer" (shared
normalisation, Clark and Gardner, ACL 2018); and whether a text answers at all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import torch
from torch import Tensor

from eval.fit.examples import Example
from rag.adapters.question_pieces import PairedInput, QuestionPieces
from rag.ports import Titled
from rag.read.headed import headed

BATCH = 16  # texts
WIDE = 24  # batches whose questions are sorted by length
PAD = 16  # lengths are multiples of it: kernels are made anew for every shape
OFF = -1e4  # logit of a piece that stands for no place
SHARED = 0.5  # weight of the loss over a question's texts
WHOLE = 0.5  # weight of whether a text answers


@dataclass(frozen=True, slots=True)
class Target:
    """An input and where its answers begin and end; 0, the first piece, is nowhere."""

    paired: PairedInput
    begins: tuple[int, ...]
    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of shape (texts, pieces); ``places`` is true where an answer may stand.

    ``questions``, of shape (texts,), numbers each text's question from 0.
    """

    ids: Tensor
    mask: Tensor
    kinds: Tensor
    begins: Tensor
    ends: Tensor
    places: Tensor
    questions: Tensor


def target(pieces: QuestionPieces, one: Example) -> Target:
    """Return an example as the model sees it; an answer past what it reads is nowhere."""
    day = date.fromisoformat(one.date) if one.date else None
    (paired,) = pieces.beside(one.question, [Titled(headed(one.title, day), one.text)])
    begins, ends = [], []
    for start, end in one.spans:
        inside = (paired.offsets[:, 0] < end) & (paired.offsets[:, 1] > start)
        at = np.flatnonzero(inside & (paired.offsets[:, 0] >= 0))
        if len(at) and paired.offsets[at[-1], 1] >= end:
            begins.append(paired.first + int(at[0]))
            ends.append(paired.first + int(at[-1]))
    return Target(paired, tuple(begins) or (0,), tuple(ends) or (0,))


def batches(questions: Sequence[Sequence[Target]], chance: random.Random) -> Iterator[Batch]:
    """Yield the questions' texts in batches of about ``BATCH``, like lengths together."""
    cut: list[list[Sequence[Target]]] = []
    wide = BATCH * WIDE // 3
    for at in range(0, len(questions), wide):
        some = sorted(questions[at : at + wide], key=_longest)
        cut.append([])
        for one in some:
            if sum(map(len, cut[-1])) + len(one) > BATCH:
                cut.append([])
            cut[-1].append(one)
    chance.shuffle(cut)
    for part in cut:
        if part:
            yield tensors(part)


def loss(logits: Tensor, batch: Batch) -> Tensor:
    """Return the loss of logits of shape (texts, pieces, 3)."""
    total = torch.zeros(())
    answered = ~batch.begins[:, 0]
    for channel, right in enumerate((batch.begins, batch.ends)):
        open_ = logits[..., channel].masked_fill(~batch.places, OFF)
        every = torch.logsumexp(open_, 1)
        hit = torch.logsumexp(open_.masked_fill(~right, OFF), 1)
        total = total + (every - hit).mean() / 2
        total = total + SHARED * _shared(open_[:, 1:], right[:, 1:], batch.questions, answered) / 2
    whole = torch.nn.functional.binary_cross_entropy_with_logits(logits[:, 0, 2], answered.float())
    return total + WHOLE * whole


def _shared(open_: Tensor, right: Tensor, questions: Tensor, answered: Tensor) -> Tensor:
    every = torch.logsumexp(open_, 1)
    hit = torch.logsumexp(open_.masked_fill(~right, OFF), 1)
    found = [
        torch.logsumexp(every[own], 0) - torch.logsumexp(hit[own & answered], 0)
        for own in (questions == number for number in set(questions.tolist()))
        if bool((own & answered).any())
    ]
    return torch.stack(found).mean() if found else torch.zeros(())


def tensors(questions: Sequence[Sequence[Target]]) -> Batch:
    """Return some questions' texts as one batch."""
    targets = [one for some in questions for one in some]
    longest = max(len(one.paired.ids) for one in targets)
    shape = len(targets), -(-longest // PAD) * PAD
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
        inside = np.flatnonzero(one.paired.offsets[:, 0] >= 0) + one.paired.first
        places[row, torch.from_numpy(inside)] = True
    numbers = [number for number, some in enumerate(questions) for _ in some]
    return Batch(ids, mask, kinds, begins, ends, places, torch.tensor(numbers))


def _longest(some: Sequence[Target]) -> int:
    return max(len(one.paired.ids) for one in some)
