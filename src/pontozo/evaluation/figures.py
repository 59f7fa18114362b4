"""All figures of a list of scores at once, with their intervals, and two graders side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pontozo.evaluation import metrics
from pontozo.evaluation.intervals import Difference, Interval, Resamples
from pontozo.evaluation.metrics import Array, Level, Statistic
from pontozo.evaluation.metrics.weighted import distinct_rows


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of n answers, all in points: people's and the machine's, the question's maximum, its smallest step.

    `questions` says to which question each answer belongs. `ratings` (n, raters), NaN where a rater did not rate,
    stands where several people rated. Scored answers only: what is unscored is counted elsewhere.

    Raises ValueError unless all have n rows.
    """

    human: Array
    machine: Array
    maximum: Array
    step: Array
    questions: tuple[Hashable, ...]
    ratings: Array | None = None

    @classmethod
    def of(
        cls,
        human: ArrayLike,
        machine: ArrayLike,
        maximum: ArrayLike,
        step: ArrayLike,
        questions: Sequence[Hashable],
        ratings: ArrayLike | None = None,
    ) -> Scores:
        """The scores of these answers; `maximum` and `step` are one number each, or one an answer."""
        first = np.asarray(human, dtype=float)
        return cls(
            first,
            np.asarray(machine, dtype=float),
            np.broadcast_to(np.asarray(maximum, dtype=float), first.shape),
            np.broadcast_to(np.asarray(step, dtype=float), first.shape),
            tuple(questions),
            None if ratings is None else np.asarray(ratings, dtype=float),
        )

    def __post_init__(self) -> None:
        rows = {len(each) for each in (self.human, self.machine, self.maximum, self.step, self.questions)}
        if self.ratings is not None:
            rows.add(len(self.ratings))
        if len(rows) > 1:
            raise ValueError(
                f"all of an answer's numbers must be there for each answer, not for {sorted(rows)} of them"
            )

    @property
    def shares(self) -> tuple[Array, Array]:
        """Both lists as shares of the maximum, on which questions of different worth can be pooled."""
        return self.human / self.maximum, self.machine / self.maximum

    def only(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Scores:
        """The scores of some of the answers; `which` marks them among the n, or gives their places."""
        return Scores(
            self.human[which],
            self.machine[which],
            self.maximum[which],
            self.step[which],
            tuple(self.questions[place] for place in np.arange(len(self.human))[which]),
            None if self.ratings is None else self.ratings[which],
        )

    def then(self, other: Scores) -> Scores:
        """These rows, then those of `other`."""
        ratings = None
        if self.ratings is not None and other.ratings is not None:
            ratings = np.concatenate([self.ratings, other.ratings])
        return Scores(
            np.concatenate([self.human, other.human]),
            np.concatenate([self.machine, other.machine]),
            np.concatenate([self.maximum, other.maximum]),
            np.concatenate([self.step, other.step]),
            (*self.questions, *other.questions),
            ratings,
        )


def _alpha(level: Level) -> Callable[[Scores], Statistic]:
    return lambda scores: metrics.krippendorffs_alpha.of(np.stack(scores.shares, axis=1), level)


#: By name, each figure of scores. Errors are in points; all that is told in `_share` and all that relates scores of
#: different answers takes shares of the maximum.
FIGURES: Mapping[str, Callable[[Scores], Statistic]] = {
    "exact": lambda scores: metrics.exact_agreement.of(scores.human, scores.machine),
    "within_one_step": lambda scores: metrics.agreement_within.of(scores.human, scores.machine, scores.step),
    "kappa": lambda scores: metrics.cohens_kappa.of(*scores.shares),
    "linear_weighted_kappa": lambda scores: metrics.linear_weighted_kappa.of(*scores.shares),
    "qwk": lambda scores: metrics.quadratic_weighted_kappa.of(*scores.shares),
    "alpha_nominal": _alpha("nominal"),
    "alpha_ordinal": _alpha("ordinal"),
    "alpha_interval": _alpha("interval"),
    "pearson": lambda scores: metrics.pearson.of(*scores.shares),
    "spearman": lambda scores: metrics.spearman.of(*scores.shares),
    "rmse": lambda scores: metrics.rmse.of(scores.human, scores.machine),
    "rmse_share": lambda scores: metrics.rmse.of(*scores.shares),
    "mae": lambda scores: metrics.mae.of(scores.human, scores.machine),
    "mae_share": lambda scores: metrics.mae.of(*scores.shares),
    "smd": lambda scores: metrics.standardised_mean_difference.of(*scores.shares),
}


def _prmse(scores: Scores) -> Statistic:
    ratings = np.empty((len(scores.human), 0)) if scores.ratings is None else scores.ratings
    return metrics.prmse.of(ratings / scores.maximum[:, None], scores.shares[1])


def statistics_of(scores: Scores) -> dict[str, Statistic]:
    """Every figure of these scores, by name: `FIGURES`, and "prmse" (of shares) where there are ratings."""
    found = {name: figure(scores) for name, figure in FIGURES.items()}
    return found if scores.ratings is None else {**found, "prmse": _prmse(scores)}


def _distinct(scores: Scores) -> tuple[Scores, NDArray[np.intp]]:
    """The answers of which no two are alike to any figure, and for each of the n answers which of these it is."""
    columns = [scores.human, scores.machine, scores.maximum, scores.step]
    if scores.ratings is not None:
        columns += list(np.nan_to_num(scores.ratings, nan=-1.0).T)
    first, rows = distinct_rows(np.stack(columns, axis=1))
    return scores.only(first), rows


def measure(scores: Scores, resamples: Resamples | None = None) -> dict[str, Interval]:
    """Every figure of the scores, with its interval; NaN where it is undefined.

    Without `resamples` 1,000 are drawn, by question.
    """
    drawn = resamples or Resamples(scores.questions)
    distinct, rows = _distinct(scores)
    return {name: drawn.interval(statistic, rows) for name, statistic in statistics_of(distinct).items()}


def compare(
    first: Scores, second: Scores, resamples: Resamples | None = None, names: Collection[str] | None = None
) -> dict[str, Difference]:
    """How the second grader differs from the first on the same answers, in every figure, or in those of these `names`.

    Raises ValueError unless both are of the same answers: same human scores, same questions, in one order.
    """
    if first.questions != second.questions or not np.array_equal(first.human, second.human):
        raise ValueError("two graders are compared on the same answers, in the same order")
    drawn = resamples or Resamples(first.questions)
    distinct, rows = _distinct(first.then(second))
    both = (rows[: len(first.human)], rows[len(first.human) :])
    return {
        name: drawn.difference(statistic, both)
        for name, statistic in statistics_of(distinct).items()
        if names is None or name in names
    }
