"""Figures of many weightings of the same rows at once, which makes resampling quick: the sums they are made of."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, Generic, ParamSpec

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
#: A figure of fixed rows: weights (b, n) → values (b,). A weight says how often a row counts.
Statistic = Callable[[Array], Array]
P = ParamSpec("P")

#: Values closer than this are equal.
SAME = 1e-9
#: As many decimals are told apart in values that are categories.
_DECIMALS = 9
#: A variance below this share of the mean square is rounding, not variation.
_NOISE = 1e-12
#: Every row once.
_ONCE = np.ones((1, 1))


class Figure(Generic[P]):
    """A figure of n aligned rows: called with the rows it is a number; `of` gives it for many weightings of them.

    Written once, as a function of weights (b, n), then the rows, that gives (b,). NaN stands where it is undefined.
    """

    def __init__(self, function: Callable[Concatenate[Array, P], Array]) -> None:
        self._function = function
        update_wrapper(self, function)

    def __call__(self, *rows: P.args, **options: P.kwargs) -> float:
        return float(self._function(_ONCE, *rows, **options)[0])

    def of(self, *rows: P.args, **options: P.kwargs) -> Statistic:
        """The figure of these rows, as a function of weights (b, n) that gives (b,)."""
        return lambda weights: self._function(weights, *rows, **options)


def for_rows(weights: Array, rows: int) -> Array:
    """Weights for each of so many rows, (b, rows). Raises ValueError for weights of other rows."""
    if weights.shape[1] not in (1, rows):
        raise ValueError(f"there are weights for {weights.shape[1]} rows, but {rows} rows")
    return np.broadcast_to(weights, (len(weights), rows))


def paired(weights: Array, first: ArrayLike, second: ArrayLike) -> tuple[Array, Array, Array]:
    """Weights (b, n) and two arrays of n numbers.

    Raises ValueError unless both hold as many numbers, all finite: what is unscored has no place in a figure.
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if x.ndim != 1 or x.shape != y.shape:
        raise ValueError(f"scores must be two lists of one length, not of shapes {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("a score is no number: leave unscored answers out, and count them")
    return for_rows(weights, len(x)), x, y


def ratio(top: Array, bottom: Array) -> Array:
    """top / bottom, NaN where that is nothing by nothing or endless."""
    found = np.full(np.broadcast(top, bottom).shape, np.nan)
    np.divide(top, bottom, out=found, where=bottom != 0)
    return found


def total(weights: Array, values: Array) -> Array:
    """Weighted sum of values (n,) or, where each weighting has its own, (b, n)."""
    return weights @ values if values.ndim == 1 else np.einsum("bn,bn->b", weights, values)


def mean(weights: Array, values: Array) -> Array:
    """Weighted mean of values (n,) or (b, n); NaN where nothing has weight."""
    return ratio(total(weights, values), weights.sum(axis=1))


def covariance(weights: Array, x: Array, y: Array) -> Array:
    """Weighted covariance over n, of values (n,) or (b, n). Exactly 0 where one of the two does not vary."""
    # Taken from the first value, which takes most of what cancels out, and all where nothing varies.
    x, y = x - x[..., :1], y - y[..., :1]
    mean_x, mean_y = mean(weights, x), mean(weights, y)
    found = mean(weights, x * y) - mean_x * mean_y
    square_x, square_y = mean(weights, x * x), mean(weights, y * y)
    constant = (square_x - mean_x**2 <= _NOISE * square_x) | (square_y - mean_y**2 <= _NOISE * square_y)
    return np.where(constant, 0.0, found)


def variance(weights: Array, values: Array) -> Array:
    """Weighted variance over n, of values (n,) or (b, n)."""
    return covariance(weights, values, values)


def correlation(weights: Array, x: Array, y: Array) -> Array:
    """Pearson's correlation of values (n,) or (b, n); NaN where one of the two does not vary."""
    spread = np.sqrt(variance(weights, x) * variance(weights, y))
    return np.clip(ratio(covariance(weights, x, y), spread), -1, 1)


def categories(*values: Array) -> tuple[Array, list[NDArray[np.intp]]]:
    """The different values (k,) in order, and for each array the places of its values among them."""
    flat = np.concatenate([each.ravel() for each in values])
    _, first, places = np.unique(np.round(flat, _DECIMALS), return_index=True, return_inverse=True)
    ends = np.cumsum([each.size for each in values])[:-1]
    parts = np.split(places, ends)
    return flat[first], [part.reshape(each.shape) for part, each in zip(parts, values, strict=True)]


def sums_by(weights: Array, places: NDArray[np.intp], size: int, values: Array | None = None) -> Array:
    """Weighted sums (b, size) of values (n,), or of ones, over the rows of each place."""
    from scipy.sparse import csr_array

    data = np.ones(len(places)) if values is None else values
    table = csr_array((data, places, np.arange(len(places) + 1)), shape=(len(places), size))
    return np.asarray(weights @ table, dtype=float)


def midranks(counts: Array) -> Array:
    """The mean rank of each value, (b, k), from how often each stands there."""
    return counts.cumsum(axis=1) - (counts - 1) / 2


def distinct_rows(table: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of the rows (n, columns), the places of those of which no two are alike, and for each row which of them it is."""
    _, first, rows = np.unique(table, axis=0, return_index=True, return_inverse=True)
    return first, rows.reshape(-1)  # numpy 2.0 alone gives a column
