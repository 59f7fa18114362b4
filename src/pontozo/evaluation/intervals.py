"""How far a figure would move with other questions: bootstrap intervals, and whether two graders really differ.

Answers to one question resemble each other, so whole questions are drawn, with all their answers (cluster bootstrap:
Davison & Hinkley 1997, "Bootstrap methods and their application", 3.8; percentile intervals: Efron & Tibshirani 1993).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pontozo.evaluation.metrics.weighted import SAME, Array, Statistic

Places = NDArray[np.intp]
#: A difference is real where its interval leaves 0 out and so much is rarer than this among graders that are alike.
RARE = 0.05
#: Percentile intervals of fewer clusters are much too narrow.
FEWEST = 10
#: So many weights are made at a time, at most (but for one resample of more answers than that).
_CELLS = 1_000_000


@dataclass(frozen=True)
class Interval:
    """A figure of all answers, and between what it lies in 95 of 100 resamples; NaN where it cannot be told."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 lies outside, so that the figure is hardly 0 by chance. False where it cannot be told."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Difference:
    """What the second grader has more than the first, of a figure; `p` is how likely so much is if they are alike."""

    first: float
    second: float
    more: Interval
    p: float


def share_interval(hits: int, count: int) -> Interval:
    """`hits` of `count` as a share, with Wilson's 95% score interval (Wilson 1927); NaN where `count` is 0.

    For shares of single answers, where no questions are drawn.
    """
    from scipy.stats import binomtest

    if not count:
        return Interval(np.nan, np.nan, np.nan)
    bounds = binomtest(hits, count).proportion_ci(method="wilson")
    return Interval(hits / count, float(bounds.low), float(bounds.high))


class Resamples:
    """Draws of whole questions with replacement, the same for the same seed.

    `questions` says for each of n answers what it must not be parted from: its question, or its student. Of fewer than
    `FEWEST` of them, answers are drawn one by one, and `unit` is then "answer": what is found speaks of these questions
    only, since so few say nothing of others. `units` is how many there are to draw from.

    Many answers have equal scores. A statistic may therefore be of fewer rows than answers: `rows` (n,) then says
    for each answer which row it is.
    """

    def __init__(self, questions: Sequence[Hashable], count: int = 1000, seed: int = 0) -> None:
        by_question = {question: place for place, question in enumerate(dict.fromkeys(questions))}
        self.unit = "question" if len(by_question) >= FEWEST else "answer"
        places = [by_question[question] for question in questions]
        self._unit_of = np.array(places if self.unit == "question" else range(len(places)), dtype=np.intp)
        self.units = len(by_question) if self.unit == "question" else len(places)
        self._count = count
        self._seed = seed

    def interval(self, statistic: Statistic, rows: Places | None = None) -> Interval:
        """The figure with its 95% percentile interval; `statistic` is of the n answers, or of their `rows`.

        Resamples in which the figure is undefined are left out; the interval is NaN where these are more than half.
        """
        (found,) = self.intervals(lambda weighted: statistic(weighted)[:, None], rows)
        return found

    def intervals(self, statistic: Statistic, rows: Places | None = None) -> list[Interval]:
        """Several figures at once, with their intervals: `statistic` gives (b, figures) instead of (b,)."""
        weights = self._weights(np.arange(len(self._unit_of)) if rows is None else rows)
        values = statistic(weights(self._everything))[0]
        drawn = self._in_chunks(self._draws, lambda chosen: statistic(weights(chosen)))
        if self.units < 2:
            return [Interval(float(value), np.nan, np.nan) for value in values]
        return [_interval(float(value), column) for value, column in zip(values, drawn.T, strict=True)]

    def difference(self, both: Statistic, rows: tuple[Places, Places] | None = None) -> Difference:
        """How two graders differ; `both` is of 2n rows: all answers with the first, then all with the second.

        With `rows`, `both` is of those: for each answer the row that it is with the first, and with the second.

        The interval is a paired bootstrap, which tells how large the difference is. The p-value is of a permutation
        test by question: with the two graders exchanged on random questions, how often they differ as much. It needs
        no large number of questions to be right, as a p-value read off the bootstrap would, and holds for any figure.
        It is never below `least_p`.
        """
        count = len(self._unit_of)
        of_first, of_second = rows or (np.arange(count), np.arange(count, 2 * count))
        size = int(max(of_first.max(initial=-1), of_second.max(initial=-1))) + 1
        first, second = self._weights(of_first, size), self._weights(of_second, size)
        before, after = (float(both(weights(self._everything))[0]) for weights in (first, second))
        drawn = self._in_chunks(self._draws, lambda chosen: both(second(chosen)) - both(first(chosen)))
        swapped = self._in_chunks(
            self._coins,
            lambda coins: both(first(coins) + second(1 - coins)) - both(second(coins) + first(1 - coins)),
        )
        more = after - before
        # Of few units, 1,000 exchanges may by chance hold those of none and of all fewer times than their share.
        p = max(_p_value(more, swapped), least_p(self.units))
        return Difference(before, after, _interval(more, drawn), p)

    def _weights(self, rows: Places, size: int | None = None) -> Callable[[Array], Array]:
        """Makes weights of rows (b, size) from weights of units (b, units)."""
        from scipy.sparse import csr_array

        shape = (self.units, int(rows.max(initial=-1)) + 1 if size is None else size)
        table = csr_array((np.ones(len(rows)), (self._unit_of, rows)), shape=shape)
        return lambda chosen: np.asarray(chosen @ table, dtype=float)

    @property
    def _everything(self) -> Array:
        return np.ones((1, self.units))

    @cached_property
    def _draws(self) -> Array:
        """How often each unit was drawn, (count, units)."""
        if not self.units:
            return np.zeros((self._count, 0))
        shares = np.full(self.units, 1 / self.units)
        return np.random.default_rng(self._seed).multinomial(self.units, shares, self._count).astype(float)

    @cached_property
    def _coins(self) -> Array:
        """For each unit 0 or 1, (count, units)."""
        return np.random.default_rng(self._seed + 1).integers(0, 2, (self._count, self.units)).astype(float)

    def _in_chunks(self, chosen: Array, compute: Statistic) -> Array:
        """`compute` of all rows of `chosen`, some at a time."""
        size = max(1, _CELLS // max(1, len(self._unit_of)))
        return np.concatenate([compute(chosen[at : at + size]) for at in range(0, len(chosen), size)])


def least_p(units: int) -> float:
    """The smallest p-value that so many units allow: of all 2ⁿ exchanges, that of none and that of all always differ as
    much as what was seen."""
    return float(2.0 ** (1 - units)) if units else 1.0


def _interval(value: float, values: Array) -> Interval:
    defined = values[~np.isnan(values)]
    if np.isnan(value) or 2 * len(defined) < len(values):
        return Interval(value, np.nan, np.nan)
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(value, float(low), float(high))


def _p_value(difference: float, swapped: Array) -> float:
    """The share of exchanges that differ as much; what was seen counts as one of them (Phipson & Smyth 2010)."""
    defined = swapped[~np.isnan(swapped)]
    if np.isnan(difference) or 2 * len(defined) < len(swapped):
        return np.nan
    as_much = (abs(defined) >= abs(difference) - SAME).sum()
    return float((1 + as_much) / (1 + len(defined)))
