"""How often which score was proposed where people gave which."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from pontozo.domain import show
from pontozo.evaluation.cases import Case
from pontozo.evaluation.results import Confusion

#: At most so many different scores are told one by one.
_MOST = 11
#: So many digits of scores count.
_DIGITS = 9
#: Steps of shares of the maximum, where there are more, or several maxima: nothing and all by themselves.
_STEPS = ("0", "1–24%", "25–49%", "50–74%", "75–99%", "100%")


def confusion_of(cases: Sequence[Case]) -> Confusion:
    """A row for each score that people gave, a column for each that the grader did, and one for unscored answers."""
    pairs = [(_points(case.score), None if case.grade.score is None else _points(case.grade.score)) for case in cases]
    found = sorted({score for pair in pairs for score in pair if score is not None})
    of_points = len({case.question.maximum for case in cases}) == 1 and len(found) <= _MOST
    labels = tuple(map(show, found)) if of_points else _STEPS

    def place(case: Case, score: float | None) -> int:
        if score is None:
            return len(labels)
        return found.index(score) if of_points else _step(score / case.grade.max_score)

    counts = np.zeros((len(labels), len(labels) + 1), dtype=int)
    for case, (human, machine) in zip(cases, pairs, strict=True):
        counts[place(case, human), place(case, machine)] += 1
    return Confusion(labels, of_points, tuple(tuple(map(int, row)) for row in counts))


def _points(score: Fraction | float) -> float:
    """The score to as many digits as doubles can tell: not every total is read back from its double."""
    return round(float(score), _DIGITS)


def _step(share: float) -> int:
    quarters = round(4 * share, _DIGITS)
    if quarters <= 0:
        return 0
    return len(_STEPS) - 1 if quarters >= 4 else 1 + int(quarters)
