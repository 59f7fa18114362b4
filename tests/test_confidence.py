"""Calibration: probabilities that come true as often as they say."""

import math
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pontozo.confidence import Calibration, Platt, Total, fit_platt


def drawn(count: int, truth: Platt, most: int = 1) -> list[Total]:
    """Totals of a scorer, that come true as often as `truth` says."""
    draw = random.Random(1)
    totals = []
    for _ in range(count):
        probability, criteria = draw.uniform(0.05, 0.95), draw.randint(1, most)
        totals.append(Total(probability, criteria, draw.random() < truth.confidence(probability, criteria)))
    return totals


def test_it_finds_the_curve_that_the_outcomes_follow() -> None:
    fitted = fit_platt(drawn(20_000, Platt(slope=0.5, intercept=-0.7)))
    assert fitted.slope == pytest.approx(0.5, abs=0.05)
    assert fitted.intercept == pytest.approx(-0.7, abs=0.05)
    assert (fitted.totals, fitted.most_criteria) == (20_000, 1)


def test_it_finds_how_the_curve_moves_with_the_number_of_criteria() -> None:
    truth = Platt(slope=1.0, intercept=0.0, slope_by_count=0.3, intercept_by_count=0.8, most_criteria=4)
    fitted = fit_platt(drawn(40_000, truth, most=4))
    for criteria in (1, 2, 4):
        for probability in (0.1, 0.5, 0.9):
            expected = truth.confidence(probability, criteria)
            assert fitted.confidence(probability, criteria) == pytest.approx(expected, abs=0.03)
    # Beyond what it has seen, it goes on as at the most it has seen.
    assert fitted.confidence(0.3, 9) == fitted.confidence(0.3, 4)


@example(1e-4, 100.0, 0.0, 1)
@given(st.floats(0, 1), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(0, 50))
def test_confidence_is_a_probability_that_never_claims_certainty(
    probability: float, slope: float, shift: float, criteria: int
) -> None:
    platt = Platt(slope=slope, intercept=shift, slope_by_count=shift, intercept_by_count=slope, most_criteria=9)
    assert 0.01 <= platt.confidence(probability, criteria) <= 0.99


def test_the_curve_is_the_logistic_one() -> None:
    steep = Platt(slope=1.0, intercept=-1.5)
    for probability in (0.2, 0.5, 0.9):
        odds = probability / (1 - probability) * math.exp(-1.5)
        assert steep.confidence(probability, 1) == pytest.approx(odds / (1 + odds))


def test_a_surer_scorer_is_never_trusted_less() -> None:
    totals = drawn(400, Platt(slope=1.0, intercept=0.0))
    upside_down = fit_platt([Total(each.probability, 1, not each.right) for each in totals])
    assert upside_down.confidence(0.9, 1) == upside_down.confidence(0.1, 1)


@pytest.mark.parametrize("right", [True, False])
def test_outcomes_all_alike_do_not_make_it_certain(right: bool) -> None:
    fitted = fit_platt([Total(probability, 2, right) for probability in (0.4, 0.5, 0.9)])
    assert math.isfinite(fitted.slope)
    assert 0.05 <= fitted.confidence(0.5, 2) <= 0.95


def test_nothing_to_fit_on_is_said() -> None:
    with pytest.raises(ValueError, match="at least one rated answer"):
        fit_platt([])


def test_who_must_look() -> None:
    calibration = Calibration({"en": Platt(slope=1.0, intercept=0.0)}, review_below=0.6)
    assert calibration.review(calibration.confidence(0.7, 1, "en")) == ""
    assert calibration.review(calibration.confidence(0.5, 1, "en")) == "unsure"
    assert calibration.confidence(0.7, 1, "hu") is None
    assert calibration.review(None) == "uncalibrated"
