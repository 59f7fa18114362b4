"""The scores that a guide can give."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Criterion, Level, Levels, Question, total
from pontozo.evaluation.baselines.totals import Totals
from tests.strategies import questions


def by_hand(question: Question) -> list[float]:
    """Every combination of outcomes, through the guide."""
    credits = [{outcome.credit for outcome in leaf.outcomes} for leaf in question.criteria]
    return sorted({float(total(question.guide, each)) for each in product(*credits)})


@given(questions(), st.fractions(0, 1, max_denominator=50))
def test_nothing_that_the_guide_can_give_is_nearer(question: Question, share: Fraction) -> None:
    points = float(share) * float(question.maximum)
    found = Totals().nearest(question, float(share))
    possible = by_hand(question)
    assert found in possible
    assert abs(found - points) <= min(abs(each - points) for each in possible) + 1e-9


@pytest.mark.parametrize(("share", "score"), [(0, 0), (0.5, 1), (0.6, 1), (0.61, 5), (1, 5)])
def test_of_two_equally_near_the_lower_counts(share: float, score: float) -> None:
    question = Question("", Levels([Level(0, "none"), Level(1, "some"), Level(5, "all")]))
    assert Totals().nearest(question, share) == score


def test_a_guide_of_many_odd_points_is_gone_through() -> None:
    question = Question("", [Criterion("a", Fraction(1, prime)) for prime in (2, 3, 5, 7, 11, 13, 17, 19)])
    totals = Totals()
    found = {totals.nearest(question, place / 10_000) for place in range(10_001)}
    assert len(found) > 3000
    assert max(found) == float(question.maximum)
