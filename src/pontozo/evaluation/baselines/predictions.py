"""What can be told of an answer's score without understanding it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from statistics import fmean
from typing import TypeVar

import numpy as np

from pontozo.evaluation.baselines.nearness import Array
from pontozo.evaluation.baselines.rated import RatedText
from pontozo.evaluation.baselines.totals import Totals

#: Numbers that lie no further apart do not vary.
_SAME = 1e-9

Found = TypeVar("Found", Fraction, float)


def most_frequent(asked: Sequence[RatedText], learnt: Sequence[RatedText], totals: Totals) -> Array:
    """The score that people gave most often to the question, in points, (n,); the lowest of several.

    Where nothing was learnt of the question, the share of the maximum that they gave most often at all, rounded.
    """
    by_question, at_all = _by_question(learnt, _most_common)
    return np.array(
        [
            float(by_question[each.question.revision] * each.question.maximum)
            if each.question.revision in by_question
            else totals.nearest(each.question, float(at_all))
            for each in asked
        ]
    )


def question_mean(asked: Sequence[RatedText], learnt: Sequence[RatedText]) -> Array:
    """The mean share that people gave to the question, (n,), or to all where nothing was learnt of it."""
    by_question, at_all = _by_question(learnt, _mean)
    return np.array([by_question.get(each.question.revision, at_all) for each in asked])


def line(numbers: Array, shares: Array, asked: Array) -> Array:
    """What the least squares line from numbers to shares says at the numbers asked, (n,), held to 0…1.

    Where the numbers do not vary, the mean share.
    """
    away = numbers - numbers.mean()
    slope = away @ shares / (away @ away) if np.ptp(numbers) > _SAME else 0.0
    told: Array = np.clip(shares.mean() + slope * (asked - numbers.mean()), 0, 1)
    return told


def _by_question(
    learnt: Sequence[RatedText], statistic: Callable[[Sequence[Fraction]], Found]
) -> tuple[dict[str, Found], Found]:
    """The statistic of the shares given, by the question's revision, and of all of them."""
    shares: dict[str, list[Fraction]] = {}
    for each in learnt:
        shares.setdefault(each.question.revision, []).append(each.share)
    return {revision: statistic(own) for revision, own in shares.items()}, statistic([each.share for each in learnt])


def _most_common(shares: Sequence[Fraction]) -> Fraction:
    counts = Counter(shares)
    most = max(counts.values())
    return min(share for share, count in counts.items() if count == most)


def _mean(shares: Sequence[Fraction]) -> float:
    return fmean(map(float, shares))
