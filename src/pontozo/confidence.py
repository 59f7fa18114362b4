"""How sure a grade is, and when a person must look.

A scorer's own probability of the total it proposes is calibrated by Platt scaling (Platt 1999, "Probabilistic outputs
for support vector machines"): confidence = sigmoid(slope · logit(p) + intercept), with one pair of numbers a language,
fitted on totals of questions that the scorer had not seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from pydantic.dataclasses import dataclass

#: Probabilities are held this far from 0 and 1, so that one fitted on a few hundred totals never claims certainty.
_EDGE = 0.01


@dataclass(frozen=True)
class Platt:
    """The two numbers of one language's calibration, and on how many totals they were fitted."""

    slope: float
    intercept: float
    totals: int

    def confidence(self, probability: float) -> float:
        """The calibrated probability, between 0.01 and 0.99."""
        value = 1 / (1 + math.exp(-(self.slope * _logit(probability) + self.intercept)))
        return min(max(value, _EDGE), 1 - _EDGE)


@dataclass(frozen=True)
class Calibration:
    """Calibration by language, and the confidence below which a person must look."""

    languages: Mapping[str, Platt] = Field(default_factory=dict)
    review_below: float = 0.5

    def confidence(self, probability: float, language: str) -> float | None:
        """The calibrated probability that a teacher would give the total; None in a language without calibration."""
        platt = self.languages.get(language)
        return None if platt is None else platt.confidence(probability)

    def review(self, confidence: float | None) -> str:
        """Why a person must look: "uncalibrated", "unsure" (codes of `pontozo.wording`), or "" where nobody must."""
        if confidence is None:
            return "uncalibrated"
        return "unsure" if confidence < self.review_below else ""


def _logit(probability: float) -> float:
    held = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))


def fit_platt(probabilities: Sequence[float], right: Sequence[bool]) -> Platt:
    """Platt scaling fitted on the scorer's probability of each total it proposed, and whether the total was right.

    The fit is regularised as Platt proposes, by targets a little inside 0 and 1. Raises ValueError for no totals.
    """
    from scipy.optimize import minimize

    if not probabilities:
        raise ValueError("calibration needs at least one rated answer")
    logits = np.array([_logit(each) for each in probabilities])
    hits = np.array(right, dtype=bool)
    targets = np.where(hits, (hits.sum() + 1) / (hits.sum() + 2), 1 / ((~hits).sum() + 2))

    def loss(parameters: NDArray[np.float64]) -> float:
        margin = parameters[0] * logits + parameters[1]
        return float((np.logaddexp(0, margin) - targets * margin).sum())

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    slope, intercept = float(found[0]), float(found[1])
    # A scorer that is surer where it is wrong is told by a flat line, not by a confidence turned upside down.
    if slope < 0:
        share = float(targets.mean())
        slope, intercept = 0.0, math.log(share / (1 - share))
    return Platt(slope, intercept, len(logits))
