"""Figures that take several ratings of each answer: how far raters agree, and how much of what they share is told."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pontozo.evaluation.metrics.weighted import (
    SAME,
    Array,
    Figure,
    categories,
    for_rows,
    midranks,
    ratio,
    sums_by,
    total,
)

Level = Literal["nominal", "ordinal", "interval"]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]


@Figure
def krippendorffs_alpha(weights: Array, ratings: ArrayLike, level: Level = "interval") -> Array:
    """Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's alpha-reliability").

    `ratings` is (n, raters), numbers, NaN where a rater did not rate; answers with fewer than two ratings have no
    say. `level` says what counts as disagreement: being unequal (nominal), the distance in ranks (ordinal), the
    distance (interval), the last two squared. 1 is perfect, 0 is what chance gives.

    NaN where no answer was rated twice or all ratings are the same. Raises ValueError unless `ratings` has two
    dimensions.
    """
    values = _by_answer(ratings)
    there = ~np.isnan(values)
    there &= there.sum(axis=1, keepdims=True) > 1
    weights = for_rows(weights, len(values))
    found, (places,) = categories(np.where(there, values, 0.0))
    counts = np.zeros((len(weights), len(found)))
    for column, rated in zip(places.T, there.T, strict=True):
        counts += sums_by(weights, column, len(found), rated.astype(float))
    pairable = counts.sum(axis=1)
    if level == "nominal":
        observed = total(weights, _unequal(places, there))
        by_chance = pairable**2 - (counts**2).sum(axis=1)
    else:
        at = midranks(counts) if level == "ordinal" else np.broadcast_to(found - found[:1], counts.shape)
        observed = total(weights, _squares(at[:, places], there))
        by_chance = 2 * (pairable * (counts * at**2).sum(axis=1) - (counts * at).sum(axis=1) ** 2)
    varied = (counts > 0).sum(axis=1) > 1
    return 1 - ratio(observed * (pairable - 1), np.where(varied, by_chance, 0.0))


@Figure
def prmse(weights: Array, ratings: ArrayLike, machine: ArrayLike) -> Array:
    """How much of the variance of the true human score the machine tells (PRMSE; Loukina et al. 2020, "Using PRMSE").

    `ratings` is (n, raters), numbers, NaN where a rater did not rate; `machine` is (n,). The true score is what
    raters would give on average; how far a rating is from it is estimated from the answers rated more than once.
    Usually between 0 and 1; below 0 for a machine worse than the mean, above 1 where too few answers were rated
    twice. Answers without a rating have no say.

    NaN where no answer was rated twice, or raters differ so much that no variance is left for the true score. Raises
    ValueError for arrays of other shapes and for NaN among the machine's scores.
    """
    values, scores = _by_answer(ratings), np.asarray(machine, dtype=float)
    if scores.shape != values.shape[:1] or np.isnan(scores).any():
        raise ValueError("the machine's scores must be one number for each rated answer")
    weights = for_rows(weights, len(values))
    there = ~np.isnan(values)
    count = there.sum(axis=1).astype(float)
    # Taken from one of the ratings, so that less cancels out.
    start = values[there][:1].sum()
    values = np.where(there, values - start, 0.0)
    means = np.nan_to_num(ratio(values.sum(axis=1), count))
    within = np.where(there, values - means[:, None], 0.0) ** 2
    error = ratio(total(weights, within.sum(axis=1)), total(weights, np.maximum(count - 1, 0)))
    missed = total(weights, count * (means - (scores - start)) ** 2)
    missed -= total(weights, (count > 0).astype(float)) * error
    return 1 - ratio(missed, total(weights, count) * _true_variance(weights, count, means, error))


def _true_variance(weights: Array, count: Array, means: Array, error: Array) -> Array:
    """The variance of true scores (b,), 0 where nothing is left for them.

    From how many ratings (n,) each answer has, their mean, and the variance of ratings about the true score (b,).
    """
    given, rated = total(weights, count), total(weights, (count > 0).astype(float))
    between = total(weights, count * means**2) - ratio(total(weights, count * means) ** 2, given)
    found = ratio(between - (rated - 1) * error, given - ratio(total(weights, count**2), given))
    # What is left of a difference of nearly equal numbers is their rounding, not a variance.
    least = np.maximum(SAME**2, 1e-9 * (np.abs(between) + error))
    return np.where(found > least, found, 0.0)


def _by_answer(ratings: ArrayLike) -> Array:
    values = np.asarray(ratings, dtype=float)
    if values.ndim != 2:
        raise ValueError(f"ratings must be a table, answers × raters, not of shape {values.shape}")
    return values


def _unequal(places: Places, there: Flags) -> Array:
    """For each answer (n,), the unequal ordered pairs of its ratings, by one less than their number."""
    pairs: Array = ((places[:, :, None] != places[:, None, :]) & there[:, :, None] & there[:, None, :]).astype(float)
    return ratio(pairs.sum(axis=(1, 2)), np.maximum(there.sum(axis=1) - 1.0, 1.0))


def _squares(values: Array, there: Flags) -> Array:
    """For each answer (b, n), the squared distances of all ordered pairs of its ratings, by one less than their number.

    Values are (b, n, raters). Σᵢⱼ (vᵢ − vⱼ)² = 2 m Σ (v − mean)².
    """
    count = np.maximum(there.sum(axis=1), 1)
    means = np.where(there, values, 0.0).sum(axis=2) / count
    apart = np.where(there, values - means[..., None], 0.0) ** 2
    return ratio(2 * count * apart.sum(axis=2), np.maximum(count - 1.0, 1.0))
