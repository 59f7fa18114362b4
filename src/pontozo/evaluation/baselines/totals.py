"""The scores that a guide can give."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from pontozo.domain import Question, spread
from pontozo.evaluation.baselines.nearness import Array
from pontozo.evaluation.baselines.rated import RatedText

#: Of two totals whose distances differ by less, in points, neither is the nearer.
_SAME = 1e-9


class Totals:
    """Every total that guides can come to, in points; those of one revision of a question are worked out once."""

    def __init__(self) -> None:
        self._by_revision: dict[str, list[float]] = {}

    def nearest(self, question: Question, share: float) -> float:
        """The total nearest to this share of the maximum, in points; the lower of two equally near."""
        points = share * float(question.maximum)
        possible = self._of(question)
        place = min(bisect_left(possible, points), len(possible) - 1)
        lower, upper = possible[max(place - 1, 0)], possible[place]
        return upper if upper - points < points - lower - _SAME else lower

    def nearest_of(self, asked: Sequence[RatedText], shares: Array) -> Array:
        """`nearest` for each of n answers and its share, (n,)."""
        pairs = zip(asked, shares.tolist(), strict=True)
        return np.array([self.nearest(each.question, share) for each, share in pairs], dtype=float)

    def _of(self, question: Question) -> Sequence[float]:
        if question.revision not in self._by_revision:
            credits = [{outcome.credit: 1.0 for outcome in leaf.outcomes} for leaf in question.criteria]
            self._by_revision[question.revision] = sorted(map(float, spread(question.guide, credits)))
        return self._by_revision[question.revision]
