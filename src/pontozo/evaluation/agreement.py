"""Agreement of proposed scores with people's, in a few plain figures; `evaluating` gives all of them with intervals.

Totals are compared as shares of each question's maximum, so that questions of different worth can be pooled.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pontozo.evaluation.cases import Case, step_of
from pontozo.evaluation.figures import FIGURES, Scores
from pontozo.evaluation.labels import rated_criteria
from pontozo.evaluation.metrics.weighted import Array


@dataclass(frozen=True)
class Agreement:
    """The figures of `agreement`. `answers` counts those compared, `unscored` those left out because unscored.

    `criterion_accuracy` is NaN where people set no outcomes, and where the grader judged the whole.
    """

    answers: int
    unscored: int
    exact: float
    within_one_step: float
    qwk: float
    criterion_accuracy: float


def agreement(cases: Iterable[Case]) -> Agreement:
    """How far grades and ratings agree; unscored answers are counted, not compared.

    `exact`: share of equal totals. `within_one_step`: share of totals at most one step of their question apart.
    `qwk`: quadratic weighted kappa of the totals as shares of the maximum. `criterion_accuracy`: share of criteria
    with the same credit (a *contradicted* proposed as *missing* costs nothing and counts as agreement).

    Raises ValueError where there is nothing to compare.
    """
    everything = list(cases)
    scored = [case for case in everything if case.grade.score is not None]
    if not scored:
        raise ValueError("there is no scored answer to compare")
    scores = scores_of(scored)
    figures = {name: FIGURES[name](scores) for name in ("exact", "within_one_step", "qwk")}
    whole = np.ones((1, len(scored)))
    hits = [each.is_right for _, each in rated_criteria(scored)]
    return Agreement(
        answers=len(scored),
        unscored=len(everything) - len(scored),
        **{name: float(figure(whole)[0]) for name, figure in figures.items()},
        criterion_accuracy=float(np.mean(hits)) if hits else np.nan,
    )


def scores_of(cases: Sequence[Case], machine: Array | None = None) -> Scores:
    """The scores of scored cases (n), in points, with further ratings where there are any.

    `machine` (n,) stands in the place of the grader's scores, where another one's are to be measured.
    """
    questions = {case.question.id: case.question for case in cases}
    steps = {identifier: float(step_of(question)) for identifier, question in questions.items()}
    own = [np.nan if case.grade.score is None else case.grade.score for case in cases]
    return Scores.of(
        [float(case.score) for case in cases],
        own if machine is None else machine,
        [case.grade.max_score for case in cases],
        [steps[case.question.id] for case in cases],
        [case.question.id for case in cases],
        _ratings(cases),
    )


def _ratings(cases: Sequence[Case]) -> Array | None:
    """Every rating (n, raters), NaN where there was none; None where no answer was rated twice."""
    most = max((len(case.others) for case in cases), default=0)
    if not most:
        return None
    rows = [[case.score, *(score for _, score in case.others)] for case in cases]
    return np.array([[*map(float, row), *[np.nan] * (1 + most - len(row))] for row in rows])
