"""Learning where only a total is known: what each criterion is likely to have come out as, given the total.

The loss of a model that gives each criterion k a distribution p_k over its outcomes is −log P(total = y), P by the
guide's own fold. P is linear in each p_k, so its gradient with respect to log p_k(o) is −r_k(o), with

    r_k(o) = p_k(o) · P(total = y | k came out as o) / P(total = y),

the responsibilities (Fisher's identity; the E step of EM: Dempster, Laird & Rubin 1977, "Maximum likelihood from
incomplete data via the EM algorithm"). The cross entropy of p_k against r_k, held fixed, has the same gradient: a
training step needs r as soft targets and nothing else. See docs/learning-from-totals.md.

All conditional probabilities come from one pass back through the steps of the fold: what is done forwards is a sum of
products, so the derivative of P with respect to p_k(o) is P(total = y | k came out as o).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pontozo.domain import (
    All,
    Alternatives,
    BestOf,
    Criterion,
    Deduct,
    Guide,
    Leaf,
    Levels,
    Number,
    Question,
    common_unit,
    exact,
    leaves,
)

Array = NDArray[np.float64]
Places = NDArray[np.intp]
#: From the derivatives of P with respect to a distribution over points, those with respect to each leaf's outcomes.
_Back = Callable[[Array], list[Array]]

#: How far from 1 a distribution may sum, before it is divided by its sum: what half precision leaves of a softmax.
_ROUNDING = 0.01
#: Where the total has no probability, each distribution is mixed with even chances, in these shares, until it has.
_MIXED = (0.0, 1e-6, 1.0)
#: The least probability that a double holds in full.
_LEAST = float(np.finfo(np.float64).tiny)
#: Up to so many ways in which a part may meet what came before it, all are kept in a table; of more, where points
#: add up on a scale of at most so many units, they are found anew each time.
_LARGEST_TABLE, _WIDEST = 20_000, 500_000
#: The folds of so many guides are remembered.
_REMEMBERED = 256


@dataclass(frozen=True, eq=False)
class Responsibilities:
    """What a total says of the criteria.

    `outcomes` holds for each criterion an array (outcomes,) that sums to 1: how likely it came out as each, given the
    total. `log_likelihood` is the logarithm of the total's probability. `totals` are the totals it was taken for: the
    one given, or the nearest that the guide can come to.
    """

    outcomes: tuple[Array, ...]
    log_likelihood: float
    totals: tuple[Fraction, ...]


def responsibilities(question: Question, distributions: Sequence[ArrayLike], total: Number) -> Responsibilities:
    """What `total`, in points, says of the criteria, of which a model says `distributions`: for each, in order, an
    array (outcomes,) of probabilities.

    A total that no outcomes come to stands for the nearest that some do, for both of two equally near. A possible
    total to which the model gives no probability (its zeros rule it out, or it is too small for a double) gets the
    responsibilities of distributions mixed with even chances, one in a million: those of the outcomes that contradict
    the model least; of even chances alone where that is too small still. The log-likelihood is then of the mixture.

    Raises ValueError unless there is one distribution a criterion, over its outcomes.
    """
    rows = [_row(leaf, given) for leaf, given in zip(question.criteria, distributions, strict=True)]
    fold = _fold_of(question.guide)
    wanted = fold.nearest(exact(total))
    for share in _MIXED:
        mixed = [(1 - share) * row + share / len(row) for row in rows]
        likelihood, slopes = fold.given(mixed, wanted)
        if likelihood >= _LEAST:
            break
    weights = [row * slope for row, slope in zip(mixed, slopes, strict=True)]
    return Responsibilities(
        tuple(each / each.sum() for each in weights), math.log(likelihood), tuple(fold.totals[at] for at in wanted)
    )


def _row(leaf: Leaf, given: ArrayLike) -> Array:
    row = np.asarray(given, dtype=np.float64)
    if row.shape != (len(leaf.outcomes),):
        raise ValueError(f"a distribution over {len(leaf.outcomes)} outcomes is needed, not an array of {row.shape}")
    whole = float(row.sum())
    if not (row >= 0).all() or not abs(whole - 1) <= _ROUNDING:
        raise ValueError(f"probabilities must be at least 0 and sum to 1, not {row.tolist()}")
    return row / whole


class _Leaf:
    """A leaf as a sum of products. `points` are all amounts that it can come to, in units."""

    def __init__(self, leaf: Leaf, unit: Fraction) -> None:
        earned = [int(points / unit) for points in _earned(leaf)]
        self.points: list[int] = [*dict.fromkeys(earned)]
        self._places = np.array([self.points.index(each) for each in earned], dtype=np.intp)

    def run(self, rows: Iterator[Array]) -> tuple[Array, _Back]:
        """The distribution over `points`, from those of the leaves in order, and the way back."""
        spread = _gathered(self._places, next(rows), len(self.points))
        return spread, lambda slopes: [slopes[self._places]]


class _Table:
    """How one more part changes the state of a node: `after` (states, points) is the place of the state that each
    meeting leads to, of `size` states.
    """

    def __init__(self, after: Places, size: int) -> None:
        self._after = after
        self._size = size

    def forward(self, states: Array, part: Array) -> Array:
        """The distribution over the states after it, from those over the states before and over the part's points."""
        return _gathered(self._after.ravel(), np.outer(states, part).ravel(), self._size)

    def backward(self, slopes: Array, states: Array, part: Array) -> tuple[Array, Array]:
        """From the derivatives with respect to the states after it, those with respect to `states` and `part`."""
        met = slopes[self._after]
        return met @ part, states @ met


class _Sums:
    """The same of a node that adds, where the table would be large: one column of it at a time."""

    def __init__(self, states: Sequence[int], points: Sequence[int]) -> None:
        lowest, least = min(states), min(points)
        self._states = np.array([each - lowest for each in states], dtype=np.intp)
        self._shifts = [each - least for each in points]
        possible = np.zeros(int(self._states.max()) + max(self._shifts) + 1, dtype=bool)
        for shift in self._shifts:
            possible[self._states + shift] = True
        self._places = np.cumsum(possible) - 1
        self.sums: list[int] = [each + lowest + least for each in np.flatnonzero(possible).tolist()]

    def forward(self, states: Array, part: Array) -> Array:
        after = np.zeros(len(self.sums))
        for column, probability in zip(self._columns(), part, strict=True):
            after[column] += probability * states
        return after

    def backward(self, slopes: Array, states: Array, part: Array) -> tuple[Array, Array]:
        of_states, of_part = np.zeros(len(states)), np.zeros(len(part))
        for at, column in enumerate(self._columns()):
            of_states += part[at] * slopes[column]
            of_part[at] = states @ slopes[column]
        return of_states, of_part

    def _columns(self) -> Iterator[Places]:
        """For each of the part's points, the places of the sums with every state: no two of them are the same."""
        return (self._places[self._states + shift] for shift in self._shifts)


class _Node:
    """A node as a sum of products; see `_Leaf`."""

    def __init__(self, node: All | BestOf | Alternatives | Deduct, unit: Fraction) -> None:
        states: list[Any] = [node.start]
        self._parts: list[tuple[_Leaf | _Node, _Table | _Sums]] = []
        for each in node.parts:
            part = _part(each, unit)
            step, states = _step(node, states, part.points)
            self._parts.append((part, step))
        ends = [node.finish(state) for state in states]
        places = {points: at for at, points in enumerate(dict.fromkeys(ends))}
        self.points: list[int] = [*places]
        self._ends = np.array([places[end] for end in ends], dtype=np.intp)

    def run(self, rows: Iterator[Array]) -> tuple[Array, _Back]:
        states = np.ones(1)
        met: list[tuple[_Table | _Sums, Array, Array, _Back]] = []
        for part, step in self._parts:
            spread, back = part.run(rows)
            met.append((step, states, spread, back))
            states = step.forward(states, spread)

        def backward(slopes: Array) -> list[Array]:
            of_states, found = slopes[self._ends], []
            for step, states, spread, back in reversed(met):
                of_states, of_part = step.backward(of_states, states, spread)
                found.append(back(of_part))
            return [*chain.from_iterable(reversed(found))]

        return _gathered(self._ends, states, len(self.points)), backward


class _Fold:
    """A guide as a sum of products. `totals` are all that it can come to, in points, rising."""

    def __init__(self, guide: Guide) -> None:
        unit = common_unit(chain.from_iterable(_earned(leaf) for leaf, _ in leaves(guide)))
        self._root = _part(guide, unit)
        held = [min(max(points * unit, Fraction(0)), guide.maximum) for points in self._root.points]
        self.totals = sorted(set(held))
        places = {points: at for at, points in enumerate(self.totals)}
        self._places = np.array([places[points] for points in held], dtype=np.intp)

    def nearest(self, total: Fraction) -> list[int]:
        """The places in `totals` of the nearest to `total`: one, or two equally near."""
        place = bisect_left(self.totals, total)
        beside = [at for at in (place - 1, place) if 0 <= at < len(self.totals)]
        least = min(abs(self.totals[at] - total) for at in beside)
        return [at for at in beside if abs(self.totals[at] - total) == least]

    def given(self, rows: Sequence[Array], wanted: Sequence[int]) -> tuple[float, list[Array]]:
        """The probability that the total is a `wanted` one, and for each criterion (outcomes,) the same given each
        outcome.
        """
        counts = np.isin(self._places, wanted).astype(np.float64)
        spread, back = self._root.run(iter(rows))
        return float(spread @ counts), back(counts)


@lru_cache(_REMEMBERED)
def _fold_of(guide: Guide) -> _Fold:
    return _Fold(guide)


def _earned(leaf: Leaf) -> list[Fraction]:
    return [outcome.credit * leaf.points for outcome in leaf.outcomes]


def _part(guide: Guide, unit: Fraction) -> _Leaf | _Node:
    return _Leaf(guide, unit) if isinstance(guide, Criterion | Levels) else _Node(guide, unit)


def _step(node: Any, states: Sequence[Any], points: Sequence[int]) -> tuple[_Table | _Sums, list[Any]]:
    """The step of `node` by one more part that can come to `points`, and the states after it."""
    if node.adds and len(states) * len(points) > _LARGEST_TABLE and _width(states) + _width(points) <= _WIDEST:
        sums = _Sums(states, points)
        return sums, sums.sums
    places: dict[Any, int] = {}
    after = [[places.setdefault(node.step(state, each), len(places)) for each in points] for state in states]
    return _Table(np.array(after, dtype=np.intp), len(places)), [*places]


def _gathered(places: Places, weights: Array, size: int) -> Array:
    """The sum of the weights at each of `size` places."""
    return np.bincount(places, weights, size).astype(np.float64, copy=False)


def _width(units: Sequence[int]) -> int:
    return max(units) - min(units) + 1
