"""What confidence is worth: how often grades are right at what they tell, and what a grader may grade alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pontozo.evaluation.cases import Case
from pontozo.evaluation.intervals import share_interval
from pontozo.evaluation.metrics import Array, quadratic_weighted_kappa
from pontozo.evaluation.metrics.weighted import distinct_rows
from pontozo.evaluation.results import Bin, Coverage, Reach, Reliability

#: So many bins of equal width hold confidences; so many points show a curve at most.
BINS, POINTS = 10, 101
#: The QWK from which on `Coverage.at_qwk_80` counts answers as graded alone, and on how many of them it must rest.
GOOD_QWK, FEWEST = 0.80, 30
#: A QWK that falls short by less falls short by rounding.
_SAME = 1e-9
#: So many weights are made at a time, at most (but for one threshold, of more pairs of scores than that).
_CELLS = 1_000_000


def reliability(cases: Sequence[Case]) -> Reliability | None:
    """Confidence against how often grades were right, over the cases with a score and a confidence; None without any.

    Ten bins of equal width, each with its lower end, the last with both; empty ones are left out. The interval of what
    was right in a bin is Wilson's 95% interval (Wilson 1927), which takes answers as independent.
    """
    sure = _with_confidence(cases)
    if not sure:
        return None
    told = np.array([each.grade.confidence for each in sure], dtype=float)
    right = np.array([each.is_exact for each in sure], dtype=float)
    bins = tuple(_bins(told, right))
    apart = sum(each.answers * abs(each.told - each.right.value) for each in bins)
    return Reliability(len(sure), bins, apart / len(sure), float(((told - right) ** 2).mean()))


def _with_confidence(cases: Sequence[Case]) -> list[Case]:
    """Those with a score and a confidence."""
    return [case for case in cases if case.grade.score is not None and case.grade.confidence is not None]


def _bins(told: Array, right: Array) -> Iterator[Bin]:
    edges = np.arange(BINS + 1) / BINS
    places = np.searchsorted(edges[1:-1], told, side="right")
    for place in np.unique(places):
        here = places == place
        share = share_interval(int(right[here].sum()), int(here.sum()))
        yield Bin(float(edges[place]), float(edges[place + 1]), int(here.sum()), float(told[here].mean()), share)


def coverage(cases: Sequence[Case], rated: int, review_below: float) -> Coverage | None:
    """What is graded with no person at each threshold of confidence, and how well; None where no grade has one.

    `rated` counts all rated answers, of which shares are told, so that what is unscored, or without a confidence, is
    never accepted but counts. `review_below` is the grader's own threshold. The curve has at most 101 points, spread
    evenly over the answers; its last is all that have a confidence. `at_qwk_80` is sought at every threshold, plotted
    or not, that accepts at least 30 answers.

    Raises ValueError where `rated` is less than what was graded.
    """
    sure = _with_confidence(cases)
    if rated < len(sure):
        raise ValueError(f"{len(sure)} answers were graded, more than the {rated} that were rated")
    if not sure:
        return None
    ranked = _Ranked.of(sure, rated)
    accepted = ranked.accepted
    good = accepted[(ranked.qwk >= GOOD_QWK - _SAME) & (accepted >= FEWEST)]
    shown = np.unique(np.searchsorted(accepted, np.linspace(accepted[0], accepted[-1], POINTS)))
    return Coverage(
        curve=tuple(ranked.reach(float(ranked.told[count - 1]), count) for count in accepted[shown].tolist()),
        at_qwk_80=float(good.max(initial=0) / rated),
        own=ranked.reach(review_below, int((ranked.told >= review_below).sum())),
    )


@dataclass(frozen=True, eq=False)
class _Ranked:
    """Graded answers (n), the surest first, of so many rated ones.

    Each has the confidence told, both scores as shares of the maximum, and 1 where they differ, else 0.
    """

    rated: int
    told: Array
    human: Array
    machine: Array
    wrong: Array

    @classmethod
    def of(cls, sure: Sequence[Case], rated: int) -> _Ranked:
        told = np.array([case.grade.confidence for case in sure], dtype=float)
        order = np.argsort(-told, kind="stable")
        maximum = np.array([case.grade.max_score for case in sure])[order]
        return cls(
            rated,
            told[order],
            np.array([float(case.score) for case in sure])[order] / maximum,
            np.array([case.grade.score for case in sure], dtype=float)[order] / maximum,
            np.array([not case.is_exact for case in sure], dtype=float)[order],
        )

    @cached_property
    def accepted(self) -> NDArray[np.intp]:
        """How many answers each threshold accepts (t,): those of one confidence go together."""
        return np.append(np.flatnonzero(np.diff(self.told)) + 1, len(self.told))

    @cached_property
    def qwk(self) -> Array:
        """The QWK of what each threshold accepts (t,), NaN where scores do not vary.

        Answers with the same two scores are one row, of which only the weight grows.
        """
        table = np.stack([self.human, self.machine], axis=1)
        first, of = distinct_rows(table)
        pairs = table[first]
        statistic = quadratic_weighted_kappa.of(*pairs.T)
        size = max(1, _CELLS // len(pairs))
        found, before, weight = [], 0, np.zeros(len(pairs))
        for counts in np.split(self.accepted, range(size, len(self.accepted), size)):
            added = np.zeros((len(counts), len(pairs)))
            fresh = np.arange(before, counts[-1])
            np.add.at(added, (np.searchsorted(counts, fresh, side="right"), of[fresh]), 1)
            weights = weight + added.cumsum(axis=0)
            found.append(statistic(weights))
            before, weight = int(counts[-1]), weights[-1]
        return np.concatenate(found)

    def reach(self, threshold: float, count: int) -> Reach:
        """What comes of a threshold that accepts the first `count`: all of one confidence, or none at all."""
        if not count:
            return Reach(threshold, 0.0, np.nan, np.nan)
        qwk = self.qwk[np.searchsorted(self.accepted, count)]
        return Reach(threshold, count / self.rated, float(self.wrong[:count].mean()), float(qwk))
