"""Scores that come free, with no grader: what any grader must beat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from pontozo.evaluation.baselines.nearness import numbers_of
from pontozo.evaluation.baselines.rated import RatedText, drawn, folds, rated_answers, rated_cases
from pontozo.evaluation.baselines.totals import Totals
from pontozo.evaluation.cases import Case
from pontozo.gradebook import Gradebook

Array = NDArray[np.float64]

#: All there are, in the order of the report.
BASELINES = ("most frequent", "question mean", "length", "overlap", "cosine")
#: A line is drawn through so many rated answers at most: more move it little, and each must be encoded.
_MOST_FOR_LINES = 1000
#: Numbers that lie closer together do not vary.
_SAME = 1e-9


def baseline_scores(cases: Sequence[Case], learnt_from: Gradebook | None = None, seed: int = 0) -> dict[str, Array]:
    """By the names of `BASELINES`, a score for each of n cases, in points, (n,); unscored and blank ones included.

    "most frequent" and "question mean" are of the scores that people gave to the question (of the same text and
    guide), or to all questions, as shares of the maximum, where it was not met. The others read one number off the
    answer (`numbers_of`); a least squares line leads from it to the share of the maximum, held to 0…1. All but a
    question's own most frequent score are rounded to the nearest score that the guide can give.

    They are learnt from the rated answers of `learnt_from`, which may hold the cases if the grader has seen them too.
    Where it is not given, or has none, from the cases themselves in ten folds, so that an answer's own score, and
    those of equal answers, have no part in what it is told. Empty where there is then nothing to learn from: no case,
    or no two different ones. Raises DataError for an answer in `learnt_from` to a question that is not there.
    """
    asked = _Numbered(rated_cases(cases))
    totals = Totals()
    learnt = [] if learnt_from is None else list(rated_answers(learnt_from))
    if learnt:
        return _told(asked, learnt, _Numbered(drawn(learnt, _MOST_FOR_LINES, seed)), totals)
    fold_of = folds(asked.rated, seed)
    if len(set(fold_of.tolist())) < 2:
        return {}
    found = {name: np.empty(len(cases)) for name in BASELINES}
    for fold in np.unique(fold_of):
        own, others = np.flatnonzero(fold_of == fold), asked.only(np.flatnonzero(fold_of != fold))
        for name, scores in _told(asked.only(own), others.rated, others, totals).items():
            found[name][own] = scores
    return found


@dataclass(frozen=True)
class _Numbered:
    """Rated answers (n), and one number of each by the names of `numbers_of`."""

    rated: Sequence[RatedText]

    @cached_property
    def numbers(self) -> Mapping[str, Array]:
        return numbers_of(self.rated)

    @cached_property
    def shares(self) -> Array:
        return np.array([float(each.share) for each in self.rated])

    def only(self, places: NDArray[np.intp]) -> _Numbered:
        return self
