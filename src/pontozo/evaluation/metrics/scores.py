"""Figures of two lists of scores, one score an answer each: people's and a grader's, or two people's.

All take `human` and `machine`, n numbers each, on one scale: in points or, where questions are worth different
points, as shares of the maximum. All raise ValueError for lists of different lengths and for what is no finite
number, and are NaN where there is no answer. Formulas and sources: docs/metrics.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from pontozo.evaluation.metrics.weighted import (
    SAME,
    Array,
    Figure,
    categories,
    correlation,
    mean,
    midranks,
    paired,
    ratio,
    sums_by,
    variance,
)


@Figure
def exact_agreement(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Share of answers with equal scores, 0 to 1."""
    weights, x, y = paired(weights, human, machine)
    return mean(weights, (abs(x - y) < SAME).astype(float))


@Figure
def agreement_within(weights: Array, human: ArrayLike, machine: ArrayLike, step: ArrayLike) -> Array:
    """Share of answers whose scores are at most `step` apart, 0 to 1; `step` is one number or one an answer."""
    weights, x, y = paired(weights, human, machine)
    return mean(weights, (abs(x - y) < np.asarray(step, dtype=float) + SAME).astype(float))


@Figure
def cohens_kappa(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Cohen's kappa, every score a category of its own (Cohen 1960, "A coefficient of agreement for nominal scales").

    1 is perfect, 0 is what chance gives. NaN where both lists are constant and equal.
    """
    weights, x, y = paired(weights, human, machine)
    found, (of_x, of_y) = categories(x, y)
    shares_x, shares_y = _shares(sums_by(weights, of_x, len(found))), _shares(sums_by(weights, of_y, len(found)))
    by_chance = (shares_x * shares_y).sum(axis=1)
    return 1 - _over_chance(mean(weights, (of_x != of_y).astype(float)), 1 - by_chance)


@Figure
def linear_weighted_kappa(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Cohen's kappa, each disagreement weighted by its size (Cohen 1968, "Weighted kappa").

    κ = 1 − Σᵢ |xᵢ − yᵢ| / n ÷ Σᵢⱼ |xᵢ − yⱼ| / n², which needs no categories and, for scores on one evenly spaced
    scale, equals the table form. NaN where both lists are constant and equal.
    """
    weights, x, y = paired(weights, human, machine)
    found, (of_x, of_y) = categories(x, y)
    below_x, below_y = (_shares(sums_by(weights, each, len(found))).cumsum(axis=1)[:, :-1] for each in (of_x, of_y))
    # |x − y| is the length of all gaps between neighbouring values that lie between the two.
    apart = below_x * (1 - below_y) + below_y * (1 - below_x)
    return 1 - _over_chance(mean(weights, abs(found[of_x] - found[of_y])), apart @ np.diff(found))


@Figure
def quadratic_weighted_kappa(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Cohen's kappa with quadratic weights (Cohen 1968; Haberman 2019): 1 is perfect, 0 is what chance gives.

    It needs no categories and, for scores on one scale, equals the table form. NaN where both lists are constant and
    equal.
    """
    weights, x, y = paired(weights, human, machine)
    by_chance = variance(weights, x) + variance(weights, y) + mean(weights, x - y) ** 2
    return 1 - _over_chance(mean(weights, (x - y) ** 2), by_chance)


@Figure
def pearson(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Pearson's correlation; NaN where one of the lists is constant, thus for a single answer."""
    weights, x, y = paired(weights, human, machine)
    return correlation(weights, x, y)


@Figure
def spearman(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Spearman's rank correlation: Pearson's of the ranks, ties at their mean rank. NaN where a list is constant."""
    weights, x, y = paired(weights, human, machine)
    return correlation(weights, _ranks(weights, x), _ranks(weights, y))


@Figure
def rmse(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Root of the mean squared error, in the unit of the scores."""
    weights, x, y = paired(weights, human, machine)
    return np.sqrt(mean(weights, (x - y) ** 2))


@Figure
def mae(weights: Array, human: ArrayLike, machine: ArrayLike) -> Array:
    """Mean absolute error, in the unit of the scores."""
    weights, x, y = paired(weights, human, machine)
    return mean(weights, abs(x - y))


@Figure
def standardised_mean_difference(
    weights: Array, human: ArrayLike, machine: ArrayLike, pooled: bool = False, ddof: int = 1
) -> Array:
    """How much higher the machine scores on average, in standard deviations of the human scores (RSMTool 7 and later).

    `pooled` divides by the root of the mean of both variances instead: RSMTool's choice between two people. `ddof` is
    taken off the number of answers in the variances. NaN where the divisor is 0, thus for a single answer.
    """
    weights, x, y = paired(weights, human, machine)
    count = weights.sum(axis=1)
    spread = (variance(weights, x) + variance(weights, y)) / 2 if pooled else variance(weights, x)
    return ratio(mean(weights, y - x), np.sqrt(ratio(spread * count, count - ddof)))


def _shares(counts: Array) -> Array:
    return ratio(counts, counts.sum(axis=1, keepdims=True))


def _over_chance(observed: Array, by_chance: Array) -> Array:
    """Observed disagreement by what chance gives; NaN where chance gives none, as far as doubles can tell."""
    return ratio(observed, np.where(by_chance < SAME**2, 0.0, by_chance))


def _ranks(weights: Array, values: Array) -> Array:
    """The mean rank (b, n) of each value among the weighted values."""
    found, (places,) = categories(values)
    return midranks(sums_by(weights, places, len(found)))[:, places]
