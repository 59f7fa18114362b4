"""A grader fitted on rated answers, with a calibration from answers that the scorer had not seen."""

from __future__ import annotations

from pontozo.engine import embedded_encoder
from pontozo.errors import UserError
from pontozo.evaluation.crossfit import calibrate, cross_fitted
from pontozo.gradebook import Gradebook, Seen, folds, scored_ratings
from pontozo.grader import Grader
from pontozo.learning.holding_out import held_together
from pontozo.scorers.registry import Fit, fitter

#: In so many parts the answers are graded by scorers fitted on the others, to calibrate on.
_PARTS = 5


def fit_grader(family: str, gradebook: Gradebook, seed: int = 0) -> Grader:
    """A grader of this family ("probe", "similarity") fitted on all rated answers of the gradebook.

    Its confidence is calibrated on totals that scorers fitted without the question gave (five folds by question; with
    fewer than five questions by answer, and then it holds for answers to these questions).

    Raises UnknownFamilyError, and UserError where the answers are too few or rated in a way the family cannot learn
    from.
    """
    return Fitting(family, seed).fit(gradebook)


class Fitting:
    """Fits graders of one family on parts of the same data: what a part has in common with another is read once."""

    def __init__(self, family: str, seed: int = 0) -> None:
        self._family = family
        self._seed = seed
        self._fit: Fit = fitter(family, embedded_encoder(), seed)

    def fit(self, gradebook: Gradebook) -> Grader:
        """A grader fitted on the gradebook's rated answers; see `fit_grader`."""
        scorer = self._fit(gradebook)
        rated = {question.id for question, answer in gradebook.pairs() if any(scored_ratings(question, answer))}
        key = held_together(len(rated))
        held_out = list(cross_fitted(folds(gradebook, _PARTS, key, self._seed), self._fit))
        if not held_out:
            raise UserError(f"{self._family} cannot be fitted: no answer has a rating that comes to a score")
        return Grader(scorer, calibrate(held_out), f"{self._family}, fitted anew", Seen.of(gradebook))
