"""How often which score was proposed where people gave which."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pontozo.domain import exact, show
from pontozo.evaluation.cases import Case
from pontozo.evaluation.results import Confusion

#: At most so many different scores are told one by one.
_MOST = 11
#: Steps of shares of the maximum, where there are more, or several maxima: nothing and all by themselves.
_STEPS = ("0", "1–24%", "25–49%", "50–74%", "75–99%", "100%")


def confusion_of(cases: Sequence[Case]) -> Confusion:
    """A row for each score that people gave, a column for each that the grader did, and one for unscored answers."""
    scores = {score for case in cases for score in (case.score, _machine(case)) if score is not None}
    of_points = len({case.question.maximum for case in cases}) == 1 and len(scores) <= _MOST
    found = sorted(scores)
    labels = tuple(show(score) for score in found) if of_points else _STEPS

    def place(case: Case, score: Fraction | None) -> int:
        if score is None:
            return len(labels)
        return found.index(score) if of_points else _step(score / case.question.maximum)

    counts = np.zeros((len(labels), len(labels) + 1), dtype=int)
    for case in cases:
        counts[place(case, case.score), place(case, _machine(case))] += 1
    return Confusion(labels, of_points, tuple(tuple(map(int, row)) for row in counts))


def _machine(case: Case) -> Fraction | None:
    return None if case.grade.score is None else exact(case.grade.score)


def _step(share: Fraction) -> int:
    if share <= 0:
        return 0
    return len(_STEPS) - 1 if share >= 1 else 1 + int(share * 4)
