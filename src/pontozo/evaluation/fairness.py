"""Whether a grader treats groups alike: differences in score and in error at equal human score.

As RSMTool defines them (Loukina, Madnani & Zechner 2019, "The many dimensions of algorithmic fairness in educational
applications"): DSM, and OSA, OSD, CSD, which are regressions of the error on the group. All regressors are
categories, so that counts and sums by group and human score are all that is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pontozo.evaluation.intervals import Interval, Resamples
from pontozo.evaluation.metrics.weighted import (
    Array,
    Statistic,
    categories,
    distinct_rows,
    for_rows,
    paired,
    ratio,
    sums_by,
    variance,
)
from pontozo.wording.fairness import GroupTold, fairness_told

#: Sums of squares below this share of what they are taken from are rounding.
_NOISE = 1e-12


@dataclass(frozen=True)
class GroupDifference:
    """How one group fares beside the reference group; scores and errors (machine less human) as given.

    `dsm`: how much higher the machine places the group, in standard deviations, than people do, the group's own
    figure. The others are differences from the reference group: `osa` of the mean squared error, `osd` of the mean
    error, `csd` of the mean error among answers with equal human scores. For the reference these are 0.
    """

    group: str
    answers: int
    human_mean: float
    machine_mean: float
    dsm: Interval
    osa: Interval
    osd: Interval
    csd: Interval


@dataclass(frozen=True)
class Explained:
    """How much of the variance the group explains (adjusted R²), and the p-value of its F test."""

    share: float
    p: float


@dataclass(frozen=True)
class Fairness:
    """The figures by group, the reference first, then the largest first; and what the group explains overall."""

    reference: str
    groups: tuple[GroupDifference, ...]
    osa: Explained
    osd: Explained
    csd: Explained

    def told(self, language: str) -> list[str]:
        """What the figures mean, in plain sentences; scores must have been shares of the maximum."""
        first, *others = self.groups
        rows = [
            GroupTold(
                each.group,
                each.answers,
                (each.csd.value, each.csd.low, each.csd.high),
                (each.dsm.value, each.dsm.low, each.dsm.high),
                (each.osa.value, each.osa.low, each.osa.high),
            )
            for each in others
        ]
        return fairness_told(first.group, rows, language)


def fairness(
    human: ArrayLike,
    machine: ArrayLike,
    groups: Sequence[str],
    units: Sequence[Hashable],
    reference: str | None = None,
    resamples: Resamples | None = None,
) -> Fairness:
    """How a grader treats groups of answers.

    `human` and `machine` are scores (n,) on one scale; where questions are worth different points, shares of the
    maximum. `units` says what is drawn for the intervals: best the student, since a group is made of students; else
    the question. The `reference` is the largest group unless it is named (of equals, the first by name).

    p-values and R² are RSMTool's, which takes answers as independent; the intervals do not.

    Raises ValueError for no answers, for lists of different lengths, and for a reference that is no group.
    """
    _, x, y = paired(np.ones((1, 1)), human, machine)
    if not len(x) == len(groups) == len(units):
        raise ValueError(f"there are {len(x)} scores, {len(groups)} groups and {len(units)} units: give one an answer")
    names = _in_order(groups, reference)
    cells = _Cells(x, y, np.array([names.index(group) for group in groups], dtype=np.intp), len(names))
    drawn = resamples or Resamples(units)
    few, rows = cells.distinct
    # All coefficients of a regression come of one solution, so they are drawn together.
    csd = drawn.intervals(few.differences_at_equal_score, rows)
    told = tuple(_group(cells, drawn, place, name, csd[place]) for place, name in enumerate(names))
    return Fairness(names[0], told, cells.explained(cells.error**2), cells.explained(cells.error), cells.at_equal_score)


def _in_order(groups: Sequence[str], reference: str | None) -> list[str]:
    """The groups, the reference first, then by size, then by name."""
    names = [name for name, _ in sorted(Counter(groups).items(), key=lambda each: (-each[1], each[0]))]
    if not names:
        raise ValueError("there is no answer to compare groups on")
    if reference is not None and reference not in names:
        raise ValueError(f"the reference {reference!r} is none of the groups; these are {', '.join(names)}")
    return sorted(names, key=lambda name: name != (reference or names[0]))


def _group(cells: _Cells, drawn: Resamples, place: int, name: str, csd: Interval) -> GroupDifference:
    own = cells.of == place
    few, rows = cells.distinct
    return GroupDifference(
        name,
        int(own.sum()),
        float(cells.human[own].mean()),
        float(cells.machine[own].mean()),
        drawn.interval(few.standardised_difference(place), rows),
        drawn.interval(few.difference(few.error**2, place), rows),
        drawn.interval(few.difference(few.error, place), rows),
        csd,
    )


@dataclass(frozen=True, eq=False)
class _Cells:
    """Scores (n,), and the group of each, as a place among so many; the first is the reference."""

    human: Array
    machine: Array
    of: NDArray[np.intp]
    groups: int

    @cached_property
    def error(self) -> Array:
        return self.machine - self.human

    @cached_property
    def distinct(self) -> tuple[_Cells, NDArray[np.intp]]:
        """The answers of which no two are alike, and for each of the n answers which of these it is."""
        columns = np.stack([self.human, self.machine, self.of], axis=1)
        first, rows = distinct_rows(columns)
        return _Cells(self.human[first], self.machine[first], self.of[first], self.groups), rows

    @cached_property
    def _cell(self) -> tuple[int, NDArray[np.intp]]:
        """How many different human scores there are, and for each answer the place of its score and group."""
        found, (places,) = categories(self.human)
        return len(found), places * self.groups + self.of

    def _means(self, weights: Array, values: Array) -> Array:
        weights = for_rows(weights, len(values))
        return ratio(sums_by(weights, self.of, self.groups, values), sums_by(weights, self.of, self.groups))

    def difference(self, values: Array, place: int) -> Statistic:
        """The group's mean less the reference's."""

        def statistic(weights: Array) -> Array:
            means = self._means(weights, values)
            return means[:, place] - means[:, 0]

        return statistic

    def standardised_difference(self, place: int) -> Statistic:
        """DSM: the mean, in the group, of the machine's z-score less the human one; z over all answers."""

        def statistic(weights: Array) -> Array:
            return self._mean_z(weights, self.machine)[:, place] - self._mean_z(weights, self.human)[:, place]

        return statistic

    def _mean_z(self, weights: Array, scores: Array) -> Array:
        weights = for_rows(weights, len(scores))
        count = weights.sum(axis=1)
        away = self._means(weights, scores) - ratio(weights @ scores, count)[:, None]
        return ratio(away, np.sqrt(ratio(variance(weights, scores) * count, count - 1))[:, None])

    def differences_at_equal_score(self, weights: Array) -> Array:
        """CSD (b, groups): each group's coefficient in the regression of the error on group and human score, a category
        each; the reference's is 0."""
        matrix, vector, _ = self._normal(for_rows(weights, len(self.error)))
        found = _solved(matrix, vector)
        # Where groups share no human score, directly or by way of others, nothing can be told.
        found[np.linalg.matrix_rank(matrix, hermitian=True) < self.groups - 1] = np.nan
        return np.concatenate([np.zeros((len(weights), 1)), found], axis=1)

    def _normal(self, weights: Array) -> tuple[Array, Array, Array]:
        """The normal equations (b, g − 1, g − 1) and (b, g − 1), and what is left of the sum of squares (b,).

        Human scores are taken out first (Frisch & Waugh 1933); the reference has no coefficient.
        """
        scores, cell = self._cell
        shape = (len(weights), scores, self.groups)
        counts = sums_by(weights, cell, scores * self.groups).reshape(shape)
        errors = sums_by(weights, cell, scores * self.groups, self.error).reshape(shape)
        of_score, error_of_score = counts.sum(axis=2), errors.sum(axis=2)
        mean = np.nan_to_num(ratio(error_of_score, of_score))
        shares = np.nan_to_num(ratio(counts, of_score[:, :, None]))
        matrix = np.einsum("bg,gh->bgh", counts.sum(axis=1), np.eye(self.groups))
        matrix -= np.einsum("bsg,bsh->bgh", counts, shares)
        vector = errors.sum(axis=1) - np.einsum("bsg,bs->bg", counts, mean)
        left = weights @ self.error**2 - (mean * error_of_score).sum(axis=1)
        return matrix[:, 1:, 1:], vector[:, 1:], left

    def explained(self, values: Array) -> Explained:
        """How much of the values' variance the group explains."""
        everything = float(((values - values.mean()) ** 2).sum())
        means = self._means(np.ones((1, 1)), values)[0]
        left = float(((values - means[self.of]) ** 2).sum())
        return Explained(
            _adjusted(left, everything, len(values), self.groups),
            _f_test(everything, left, self.groups - 1, len(values) - self.groups, _NOISE * float((values**2).sum())),
        )

    @cached_property
    def at_equal_score(self) -> Explained:
        """How much of the error's variance the group explains beyond the human score."""
        count = len(self.error)
        matrix, vector, before = self._normal(np.ones((1, count)))
        left = float(before[0] - (vector * _solved(matrix, vector)).sum())
        everything = float(((self.error - self.error.mean()) ** 2).sum())
        scores = self._cell[0]
        added = int(np.linalg.matrix_rank(matrix, hermitian=True)[0]) if self.groups > 1 else 0
        share = _adjusted(left, everything, count, scores + added) - _adjusted(before[0], everything, count, scores)
        noise = _NOISE * float((self.error**2).sum())
        return Explained(float(share), _f_test(float(before[0]), left, added, count - scores - added, noise))


def _solved(matrix: Array, vector: Array) -> Array:
    """Coefficients (b, k), the shortest where there are many."""
    return np.asarray(np.einsum("bgh,bh->bg", np.linalg.pinv(matrix, hermitian=True), vector), dtype=float)


def _adjusted(left: float, everything: float, count: int, coefficients: int) -> float:
    """Adjusted R²: 1 − (left / (n − p)) / (everything / (n − 1)); NaN where nothing varies or nothing is to spare."""
    if everything <= 0 or count <= coefficients:
        return np.nan
    return 1 - left / (count - coefficients) / (everything / (count - 1))


def _f_test(before: float, after: float, added: int, spare: int, noise: float) -> float:
    """The p-value of what so many more coefficients explain; NaN where nothing could be left over."""
    from scipy.stats import f

    if added < 1 or spare < 1 or before <= noise:
        return np.nan
    if after <= noise:
        return 0.0
    return float(f.sf(max(before - after, 0.0) / added / (after / spare), added, spare))
