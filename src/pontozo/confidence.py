"""How sure a grade is, and when a person must look.

A scorer's own probability of the total it proposes is calibrated by Platt scaling (Platt 1999, "Probabilistic outputs
for support vector machines"), confidence = sigmoid(slope · logit(p) + intercept), fitted by language on totals of
questions that the scorer had not seen. A total of several criteria comes out right more often than criteria taken as
independent say, so slope and intercept each move with the logarithm of their number.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass as plain_dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from pydantic.dataclasses import dataclass

Array = NDArray[np.float64]

#: Confidence is held this far from 0 and 1, so that what was fitted on a few hundred totals never claims certainty.
_EDGE = 0.01
#: How much the numbers that move with the count of criteria are held to nothing, against one total's say.
_HELD = 1.0


@plain_dataclass(frozen=True)
class Total:
    """A proposed total: the scorer's probability of it, of how many criteria it is, and whether it was right."""

    probability: float
    criteria: int
    right: bool


@dataclass(frozen=True)
class Platt:
    """One language's calibration, and on how many totals, of at most how many criteria, it was fitted."""

    slope: float
    intercept: float
    slope_by_count: float = 0.0
    intercept_by_count: float = 0.0
    totals: int = 0
    most_criteria: int = 1

    def confidence(self, probability: float, criteria: int) -> float:
        """The calibrated probability, between 0.01 and 0.99, of a total of so many criteria."""
        count = math.log(min(max(criteria, 1), self.most_criteria))
        slope = max(self.slope + self.slope_by_count * count, 0.0)
        margin = slope * _logit(probability) + self.intercept + self.intercept_by_count * count
        return min(max(_sigmoid(margin), _EDGE), 1 - _EDGE)


@dataclass(frozen=True)
class Calibration:
    """Calibration by language, and the confidence below which a person must look."""

    languages: Mapping[str, Platt] = Field(default_factory=dict)
    review_below: float = 0.5

    def confidence(self, probability: float, criteria: int, language: str) -> float | None:
        """The calibrated probability that a teacher would give the total; None in a language without calibration."""
        platt = self.languages.get(language)
        return None if platt is None else platt.confidence(probability, criteria)

    def review(self, confidence: float | None) -> str:
        """Why a person must look: "uncalibrated", "unsure" (codes of `pontozo.wording`), or "" where nobody must."""
        if confidence is None:
            return "uncalibrated"
        return "unsure" if confidence < self.review_below else ""


def _logit(probability: float) -> float:
    held = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))


def _sigmoid(margin: float) -> float:
    """The logistic function; the exponential is taken of what is below 0 only, so that it cannot overflow."""
    small = math.exp(-abs(margin))
    return (1.0 if margin >= 0 else small) / (1 + small)


def fit_platt(totals: Sequence[Total]) -> Platt:
    """Platt scaling fitted on totals of which it is known whether they were right.

    The fit is regularised as Platt proposes, by targets a little inside 0 and 1. Raises ValueError for no totals.
    """
    from scipy.optimize import minimize

    if not totals:
        raise ValueError("calibration needs at least one rated answer")
    logits = np.array([_logit(each.probability) for each in totals])
    counts = np.log([each.criteria for each in totals])
    terms = np.stack([logits, np.ones(len(totals)), logits * counts, counts], axis=1)
    targets = _targets(np.array([each.right for each in totals]))

    def loss(parameters: Array) -> float:
        margin = terms @ parameters
        return float((np.logaddexp(0, margin) - targets * margin).sum() + _HELD * (parameters[2:] ** 2).sum())

    slope, intercept, slope_by_count, intercept_by_count = minimize(loss, np.array([1.0, 0, 0, 0]), method="BFGS").x
    return Platt(
        slope=float(slope),
        intercept=float(intercept),
        slope_by_count=float(slope_by_count),
        intercept_by_count=float(intercept_by_count),
        totals=len(totals),
        most_criteria=max(each.criteria for each in totals),
    )


def _targets(right: NDArray[np.bool_]) -> Array:
    """What the fit aims at: nearly 1 for a total that was right, nearly 0 for another."""
    hits = int(right.sum())
    return np.where(right, (hits + 1) / (hits + 2), 1 / (len(right) - hits + 2))
