"""Means beside those of a control, with intervals that know that answers to one question go together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pontozo.evaluation.robustness.results import Measure

Values = NDArray[np.float64]
#: What lies outside of it on either side is left out of an interval, in per cent.
_TAIL = 2.5


@dataclass(frozen=True)
class Resampling:
    """How intervals are drawn: how often, and from which seed."""

    times: int = 1000
    seed: int = 0

    def bounds(self, values: Values, questions: NDArray[np.intp]) -> tuple[float, float] | None:
        """The interval of the mean of `values`, (n,), whose answers belong to `questions`, (n,).

        Percentile bootstrap over clusters (Davison & Hinkley 1997, Bootstrap Methods and their Application, 3.8):
        whole questions are drawn with replacement, and the mean of all their answers is taken. None for one question.
        """
        _, places = np.unique(questions, return_inverse=True)
        counts, sums = np.bincount(places), np.bincount(places, weights=values)
        if len(counts) < 2:
            return None
        drawn = np.random.default_rng(self.seed).multinomial(
            len(counts), np.full(len(counts), 1 / len(counts)), self.times
        )
        low, high = np.percentile((drawn @ sums) / (drawn @ counts), [_TAIL, 100 - _TAIL])
        return float(low), float(high)

    def measure(self, edited: Values, control: Values | None, questions: NDArray[np.intp]) -> Measure:
        """The means of `edited` and `control`, (n,) each, and of their differences, with an interval."""
        if not len(edited):
            return Measure(0, None, None, None, None, None)
        excess = edited if control is None else edited - control
        low, high = self.bounds(excess, questions) or (None, None)
        mean_of_control = None if control is None else float(control.mean())
        return Measure(len(edited), float(edited.mean()), mean_of_control, float(excess.mean()), low, high)
