"""What a run says of its figures."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.learning.tuning.history import HeldOut
from pontozo.learning.tuning.verdict import FEWEST, doubts, figure, no_better, too_few

MEAN = HeldOut(20, 0, 0.0, 0.3)


@given(st.integers(0, 100))
def test_few_answers_are_told_and_none_is_another_matter(answers: int) -> None:
    assert bool(too_few(HeldOut(answers))) is (0 < answers < FEWEST)


@pytest.mark.parametrize(
    ("qwk", "exact", "mean", "is_better"),
    [
        (0.4, 0.1, MEAN, True),
        (-0.4, 0.9, MEAN, False),
        # One score for all of them is often right, and says nothing.
        (0.0, 0.9, MEAN, False),
        (nan, 0.9, MEAN, False),
        # What is told of both is 0.000.
        (0.0004, 0.3, MEAN, False),
        (0.5, 0.5, HeldOut(20, 0, 0.5, 0.5), False),
        (0.1, 0.5, HeldOut(20, 0, nan, 0.5), True),
        (nan, 0.5, HeldOut(20, 0, nan, 0.4), True),
        (nan, 0.4, HeldOut(20, 0, nan, 0.4), False),
        # Beside what is not known there is nothing to say.
        (0.0, 0.0, HeldOut(), True),
    ],
)
def test_a_grader_no_better_than_the_mean_is_told(qwk: float, exact: float, mean: HeldOut, is_better: bool) -> None:
    assert (no_better(HeldOut(20, 0, qwk, exact), mean) == "") is is_better


def test_both_may_have_to_be_said() -> None:
    few, useless = doubts(HeldOut(2, 0, 0.0, 0.5), MEAN)
    assert "Only 2 answers held out could be compared" in few
    assert "no better than the mean score of each question" in useless
    assert doubts(HeldOut(20, 0, 0.5, 0.5), MEAN) == doubts(HeldOut(), HeldOut()) == []


@given(st.floats(-1, 1))
def test_no_figure_is_a_minus_zero(value: float) -> None:
    assert figure(value) != "-0.000"
    assert float(figure(value)) == pytest.approx(value, abs=0.000501)
