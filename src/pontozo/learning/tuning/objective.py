"""What a step makes smaller: how unlikely the model finds what people gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from pontozo.learning.totals import responsibilities
from pontozo.learning.tuning.dealing import Read
from pontozo.learning.tuning.examples import Example
from pontozo.scorers.tuned.base import TunedScorer

Array = NDArray[np.float64]
#: Probabilities below this count as this, so that what is told stays finite.
_LEAST = 1e-12


def objective(scorer: TunedScorer, read: Sequence[Read]) -> tuple[torch.Tensor, float]:
    """The cross entropy of all items against their targets, summed, to be made smaller; and the loss, summed, to tell.

    Where only a total is known, targets are what it says of the criteria by the model's own present probabilities
    (`learning.totals`): the gradient is then that of −log P(total), which is what is told.
    """
    items = [item for each in read for item in each.example.items]
    logs = scorer.log_probabilities(items, [row for each in read for row in each.rows])
    known = logs.detach().double().exp().cpu().numpy()
    aims = np.zeros(known.shape)
    told, place = 0.0, 0
    for each in read:
        rows = slice(place, place + each.size)
        own = [row[: len(item.choices)] for row, item in zip(known[rows], each.example.items, strict=True)]
        wanted, loss = aims_of(each.example, [row / row.sum() for row in own])
        for at, aim in enumerate(wanted, place):
            aims[at, : len(aim)] = aim
        told, place = told + loss, place + each.size
    targets = torch.from_numpy(aims).to(logs)
    # Choices that an item has not are −∞, and would make 0 · ∞.
    return -(targets * logs.masked_fill(targets == 0, 0.0)).sum(), told


def aims_of(example: Example, distributions: Sequence[Array]) -> tuple[list[Array], float]:
    """The distribution that each item aims at, from those the model gives now, and the loss, −log P, of the example."""
    if example.total is None:
        aims = [np.array(target) for target in example.targets if target is not None]
        return aims, sum(_known_losses(example, distributions))
    question = example.items[0].question
    fixed = [
        np.array(target) if target is not None else row
        for target, row in zip(example.targets, distributions, strict=True)
    ]
    found = responsibilities(question, fixed, example.total)
    aims = [
        aim if target is None else np.array(target) for aim, target in zip(found.outcomes, example.targets, strict=True)
    ]
    return aims, sum(_known_losses(example, distributions)) - found.log_likelihood


def _known_losses(example: Example, distributions: Sequence[Array]) -> Iterator[float]:
    for target, row in zip(example.targets, distributions, strict=True):
        if target is not None:
            yield float(-(np.array(target) * np.log(np.maximum(row, _LEAST))).sum())
