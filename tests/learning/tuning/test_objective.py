"""The loss that is told is the one whose gradient is taken."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import log
from typing import Any

import numpy as np
import pytest
import torch

from pontozo.domain import Answer, Criterion, Question, Rating, Verdict, total_spread
from pontozo.learning.tuning.dealing import Read
from pontozo.learning.tuning.examples import examples_of
from pontozo.learning.tuning.objective import objective
from pontozo.scorers.tuned.batches import Ids
from pontozo.scorers.tuned.items import Item, Unit

ASKED = Question("What is a pointer?", [Criterion("holds an address"), Criterion("may be null")], id="q")


class Table:
    """Stands for a scorer whose only parameters are the logits of each item, (items, most choices)."""

    def __init__(self, logits: torch.Tensor) -> None:
        self.logits = logits

    def log_probabilities(self, items: Sequence[Item], rows: Sequence[Ids]) -> torch.Tensor:
        del rows
        allowed = torch.tensor([[at < len(item.choices) for at in range(self.logits.shape[1])] for item in items])
        return torch.log_softmax(self.logits.masked_fill(~allowed, -torch.inf), dim=1)


def told_and_gradient(rating: Rating, logits: Any) -> tuple[float, torch.Tensor]:
    """The loss of an answer rated so, and its gradient with respect to the logits."""
    examples = examples_of(ASKED, Answer("it may be null", question="q", ratings=[rating]), Unit.CRITERION)
    values = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    scorer: Any = Table(values)
    aim, told = objective(scorer, [Read(each, (Ids([0]),) * len(each.items)) for each in examples])
    torch.autograd.backward(aim)
    assert values.grad is not None
    return told, values.grad


#: A fifth choice that no item has: its probability is 0, its logarithm −∞.
_LOGITS = np.array([[0.3, -0.2, 0.9, 0.1, 5.0], [1.1, 0.4, -0.6, 0.2, 5.0]])


@pytest.mark.parametrize(
    "rating",
    [Rating(outcomes={"1": "met", "2": "partial"}), Rating(score="1.5"), Rating(score=1, outcomes={"1": "met"})],
)
def test_the_gradient_is_that_of_what_is_told(rating: Rating) -> None:
    _, found = told_and_gradient(rating, _LOGITS)
    for place in np.ndindex(*_LOGITS.shape):
        away = np.zeros_like(_LOGITS)
        away[place] = 1e-5
        more, less = (told_and_gradient(rating, _LOGITS + sign * away)[0] for sign in (1, -1))
        assert float(found[place]) == pytest.approx((more - less) / 2e-5, abs=1e-6)


def test_what_is_told_of_a_total_is_the_logarithm_of_its_probability() -> None:
    told, _ = told_and_gradient(Rating(score="1.5"), _LOGITS)
    rows = [np.exp(row[:4]) / np.exp(row[:4]).sum() for row in _LOGITS]
    whole = total_spread(ASKED, [Verdict(row.tolist()) for row in rows])
    assert told == pytest.approx(-log(whole[Fraction(3, 2)]))
