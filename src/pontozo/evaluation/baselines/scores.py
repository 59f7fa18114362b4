"""Scores that come free, with no grader: what any grader must beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pontozo.evaluation.baselines.nearness import Array, numbers_of
from pontozo.evaluation.baselines.predictions import line, most_frequent, question_mean
from pontozo.evaluation.baselines.rated import RatedText, drawn, folds, rated_answers, rated_cases
from pontozo.evaluation.baselines.totals import Totals
from pontozo.evaluation.cases import Case
from pontozo.gradebook import Gradebook

#: All there are, in the order of a report.
BASELINES = ("most frequent", "question mean", "length", "overlap", "cosine")
#: A line is drawn through so many rated answers of a gradebook at most: each must be encoded, and more move it little.
_MOST_FOR_LINES = 1000


def baseline_scores(
    cases: Sequence[Case],
    learnt_from: Gradebook | None = None,
    seed: int = 0,
    together: Sequence[str] | None = None,
) -> dict[str, Array]:
    """By the names of `BASELINES`, a score for each of n cases, in points, (n,): unscored and blank ones too.

    "most frequent" and "question mean" are of the scores that people gave to the question, by its text and guide; where
    it was not met, of those of all questions, as shares of the maximum. The others read one number off the answer
    (`numbers_of`), from which a least squares line leads to the share of the maximum, held to 0…1. All but a
    question's own most frequent score are rounded to the nearest score that the guide can give.

    They learn from the rated answers of `learnt_from`. Where it is not given, or has none, they learn from the cases
    in ten folds, so that neither an answer's own score nor that of an equal one has a part in what is said of it; with
    `together` (n,), nor that of any answer of which it says the same.
    Then there may be nothing to learn from, with no two different answers: no baseline is given.

    Raises DataError for an answer in `learnt_from` to a question that is not there.
    """
    asked = _Numbered.of(rated_cases(cases))
    learnt = [] if learnt_from is None else list(rated_answers(learnt_from))
    if not learnt:
        return _by_folds(asked, folds(asked.rated, together, seed))
    return _told(asked, learnt, _Numbered.of(drawn(learnt, _MOST_FOR_LINES, seed)), Totals())


@dataclass(frozen=True)
class _Numbered:
    """Rated answers (n), and by the names of `numbers_of` one number of each, (n,)."""

    rated: Sequence[RatedText]
    numbers: Mapping[str, Array]

    @classmethod
    def of(cls, rated: Sequence[RatedText]) -> _Numbered:
        return cls(rated, numbers_of(rated))

    def only(self, places: NDArray[np.intp]) -> _Numbered:
        rated = [self.rated[place] for place in places]
        return _Numbered(rated, {name: numbers[places] for name, numbers in self.numbers.items()})


def _by_folds(asked: _Numbered, fold_of: NDArray[np.intp]) -> dict[str, Array]:
    """What is told of each fold by the others."""
    if len(np.unique(fold_of)) < 2:
        return {}
    totals = Totals()
    found = {name: np.empty(len(fold_of)) for name in BASELINES}
    for fold in np.unique(fold_of):
        own = np.flatnonzero(fold_of == fold)
        others = asked.only(np.flatnonzero(fold_of != fold))
        for name, scores in _told(asked.only(own), others.rated, others, totals).items():
            found[name][own] = scores
    return found


def _told(asked: _Numbered, learnt: Sequence[RatedText], for_lines: _Numbered, totals: Totals) -> dict[str, Array]:
    """Every baseline's scores of what is asked, in points, from what was learnt."""
    shares = np.array([float(each.share) for each in for_lines.rated])
    predicted = {
        "question mean": question_mean(asked.rated, learnt),
        **{name: line(numbers, shares, asked.numbers[name]) for name, numbers in for_lines.numbers.items()},
    }
    found = {name: totals.nearest_of(asked.rated, told) for name, told in predicted.items()}
    return {"most frequent": most_frequent(asked.rated, learnt, totals), **found}
