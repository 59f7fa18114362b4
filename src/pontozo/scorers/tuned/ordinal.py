"""An ordinal scale's formula, for any array library: one location and one tendency against learnt thresholds.

Proportional odds (McCullagh 1980, "Regression models for ordinal data"), with the thresholds a rising function t of
credit instead of one number an outcome: P(credit > c) = σ(s − t(c)). So one head judges criteria with different
outcomes, and what it learns of one scale helps with another. Of what earns nothing, *contradicted* takes a share of its
own: P(contradicted | no credit) = σ(r). Other outcomes of equal credit share it evenly.

It stands here once: torch learns by it (`head`), and NumPy grades by it where there is no torch (`exported`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf, log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pontozo.scorers.tuned.items import Choice

#: t is linear between so many credits, evenly spaced from 0 on.
KNOTS = 11
#: Thresholds of different credits are held apart by at least this, so that a logarithm of their distance is finite.
_APART = 1e-6


@dataclass(frozen=True)
class Library:
    """A library of arrays, and what torch and NumPy do not call by one name."""

    arrays: Any
    logsigmoid: Callable[[Any], Any]
    whole: Callable[[Any], Any]


@dataclass(frozen=True)
class Columns:
    """Of each choice: between which credits it lies, the logarithm of its share among its equals, and, where a
    tendency to contradict decides, on which side it stands (1 contradicted, −1 the others, 0 elsewhere)."""

    lower: tuple[float, ...]
    upper: tuple[float, ...]
    share: tuple[float, ...]
    side: tuple[float, ...]


@dataclass(frozen=True)
class Table:
    """The columns of several items as arrays (n, most choices)."""

    lower: Any
    upper: Any
    share: Any
    side: Any


def table_of(choices: Sequence[Sequence[Choice]], array: Callable[[list[list[float]]], Any]) -> Table:
    """The items' choices as arrays that `array` makes; an item with fewer than most has a share of 0 in the rest."""
    columns = [_columns(tuple(own)) for own in choices]
    most = max(map(len, choices))

    def filled(name: str, filler: float) -> Any:
        return array([[*getattr(own, name), *[filler] * (most - len(own.share))] for own in columns])

    return Table(filled("lower", -inf), filled("upper", inf), filled("share", -inf), filled("side", 0.0))


def log_probabilities(found: Any, knots: Any, table: Table, library: Library) -> Any:
    """Logarithms of probabilities (n, most choices), −inf where an item has fewer choices.

    `found` (n, 2) holds locations and tendencies to contradict, `knots` the values of t at credits 0, 0.1, …, 1.
    """
    levels = _levels(found[:, :1], knots, table, library)
    split = library.arrays.where(table.side == 0, 0.0, library.logsigmoid(table.side * found[:, 1:]))
    return levels + split + table.share


def thresholds(credits: Any, knots: Any, library: Library) -> Any:
    """t at these credits (0 to below 1)."""
    place = credits * (KNOTS - 1)
    below = library.whole(library.arrays.floor(place).clip(max=KNOTS - 2))
    share = place - below
    return knots[below] + share * (knots[below + 1] - knots[below])


def _levels(place: Any, knots: Any, table: Table, library: Library) -> Any:
    """log P(lower < credit ≤ upper): the difference of two logistic curves, as a product that loses no digits.

    σ(a) − σ(b) = σ(a) · σ(−b) · (1 − exp(b − a)), with a = t(upper) − s and b = t(lower) − s. An end that is
    infinite is the end of the scale.
    """
    where, logsigmoid = library.arrays.where, library.logsigmoid
    from_below, to_above = library.arrays.isfinite(table.lower), library.arrays.isfinite(table.upper)
    low = thresholds(where(from_below, table.lower, 0.0), knots, library)
    high = thresholds(where(to_above, table.upper, 0.0), knots, library)
    # Each term is worked out everywhere on numbers that keep its gradient finite, and counted where it belongs.
    between = from_below & to_above
    apart = where(between, high - low, 1.0).clip(min=_APART)
    return (
        where(to_above, logsigmoid(high - place), 0.0)
        + where(from_below, logsigmoid(place - low), 0.0)
        + where(between, library.arrays.log(-library.arrays.expm1(-apart)), 0.0)
    )


NUMPY = Library(np, lambda values: -np.logaddexp(0.0, -values), lambda values: values.astype(int))


def distribution(found: NDArray[np.floating], knots: NDArray[np.float64], choices: Sequence[Choice]) -> NDArray[Any]:
    """One item's probabilities, by NumPy: from its location and tendency (2,) alone, whatever is judged beside it."""
    table = table_of([choices], np.array)
    (logs,) = log_probabilities(np.asarray(found, np.float64)[None], knots, table, NUMPY)
    probabilities = np.exp(logs)
    return np.asarray(probabilities / probabilities.sum())


@lru_cache(maxsize=4096)
def _columns(choices: tuple[Choice, ...]) -> Columns:
    credits = sorted({choice.credit for choice in choices})
    lower = dict(zip(credits, [-inf, *credits[:-1]], strict=True))
    upper = dict(zip(credits, [*credits[:-1], inf], strict=True))
    nothing = [choice for choice in choices if choice.credit == credits[0]]
    splits = len({choice.contradicts for choice in nothing}) == 2

    def side(choice: Choice) -> float:
        return 0.0 if not splits or choice.credit != credits[0] else 1.0 if choice.contradicts else -1.0

    equals = Counter((choice.credit, side(choice)) for choice in choices)

    return Columns(
        tuple(lower[choice.credit] for choice in choices),
        tuple(upper[choice.credit] for choice in choices),
        tuple(-log(equals[choice.credit, side(choice)]) for choice in choices),
        tuple(side(choice) for choice in choices),
    )
