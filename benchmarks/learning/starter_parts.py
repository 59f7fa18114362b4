"""The English starter set with whole questions kept apart, and how MiniLM is tuned on it."""

from __future__ import annotations

from typing import Any

from benchmarks.learning.asked import Asked
from benchmarks.learning.hiding import at_most, kept_apart, whole
from pontozo.formats import read
from pontozo.gradebook import Gradebook
from pontozo.learning.tuning.options import TrainOptions

#: This share of the questions is tested on.
_SHARE = 0.25
#: So many answers are learnt from, by lot, where nothing is said, so that one core has done in half an hour.
_MOST = 1000


def starter_parts(asked: Asked) -> tuple[Gradebook, Gradebook]:
    """What is learnt from and what is tested on: other questions. In a trial both are of what is learnt from."""
    learnt, tested = kept_apart(whole(read("starter-en")), _SHARE)
    if asked.trial:
        learnt, tested = kept_apart(learnt, _SHARE)
    return at_most(learnt, asked.most or _MOST), tested


def starter_options(asked: Asked, **how: Any) -> TrainOptions:
    """All weights, faster than is usual: there are few answers."""
    return TrainOptions(asked.checkpoint, epochs=5, batch=8, learning_rate=1e-4, **how)
