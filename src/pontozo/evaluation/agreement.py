"""Agreement of proposed scores with people's.

Totals are compared as shares of each question's maximum, so that questions of different worth can be pooled.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pontozo.domain import Grade, Question, common_unit, outcome_named

#: Totals closer than this are equal.
_SAME = 1e-9


@dataclass(frozen=True)
class Compared:
    """A grade beside what a person gave: outcomes by criterion, and the total they come to."""

    question: Question
    grade: Grade
    outcomes: tuple[str, ...]
    score: Fraction

    @property
    def gap(self) -> float | None:
        """How far apart the two totals are, in points; None where the answer is unscored."""
        return None if self.grade.score is None else abs(self.grade.score - float(self.score))

    @property
    def is_exact(self) -> bool:
        """Whether the two totals are equal, as far as doubles can tell."""
        return self.gap is not None and self.gap < _SAME


@dataclass(frozen=True)
class Agreement:
    """The figures of `agreement`. `answers` counts those compared, `unscored` those left out because unscored."""

    answers: int
    unscored: int
    exact: float
    within_one_step: float
    qwk: float
    criterion_accuracy: float


def step_of(question: Question) -> Fraction:
    """The smallest difference that credit can make: the greatest common divisor of all amounts a criterion can earn."""
    amounts = [
        outcome.credit * criterion.points
        for criterion in question.criteria
        for outcome in criterion.outcomes
        if outcome.credit
    ]
    return common_unit(amounts)


def quadratic_weighted_kappa(first: Sequence[float], second: Sequence[float]) -> float:
    """Cohen's kappa with quadratic weights (Cohen 1968, "Weighted kappa").

    κ = 1 − Σᵢ (xᵢ − yᵢ)² / n ÷ Σᵢⱼ (xᵢ − yⱼ)² / n², which needs no categories and, for scores on one scale, equals the
    table form. 1 is perfect, 0 is what chance gives. NaN where both are constant and equal.
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    expected = x.var() + y.var() + (x.mean() - y.mean()) ** 2
    return float(1 - ((x - y) ** 2).mean() / expected) if expected else math.nan


def agreement(compared: Iterable[Compared]) -> Agreement:
    """How far grades and ratings agree; unscored answers are counted, not compared.

    `exact`: share of equal totals. `within_one_step`: share of totals at most one step of their question apart.
    `qwk`: quadratic weighted kappa of the totals as shares of the maximum. `criterion_accuracy`: share of criteria
    with the same credit (a *contradicted* proposed as *missing* costs nothing and counts as agreement).

    Raises ValueError where there is nothing to compare.
    """
    everything = list(compared)
    scored = [(each, each.grade.score) for each in everything if each.grade.score is not None]
    if not scored:
        raise ValueError("there is no scored answer to compare")
    hits = [hit for each, _ in scored for hit in _criteria_hit(each)]
    return Agreement(
        answers=len(scored),
        unscored=len(everything) - len(scored),
        exact=float(np.mean([each.is_exact for each, _ in scored])),
        within_one_step=float(np.mean([_is_within_one_step(each) for each, _ in scored])),
        qwk=quadratic_weighted_kappa(
            [score / each.grade.max_score for each, score in scored],
            [float(each.score / each.question.maximum) for each, _ in scored],
        ),
        criterion_accuracy=float(np.mean(hits)),
    )


def _is_within_one_step(compared: Compared) -> bool:
    return compared.gap is not None and compared.gap < float(step_of(compared.question)) + _SAME


def _criteria_hit(compared: Compared) -> list[bool]:
    rows = zip(compared.question.criteria, compared.grade.findings, compared.outcomes, strict=True)
    return [
        finding.credit == float(outcome_named(criterion.outcomes, name).credit) for criterion, finding, name in rows
    ]
