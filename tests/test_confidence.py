"""Calibration: probabilities that come true as often as they say."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.confidence import Calibration, Platt, fit_platt


def drawn(count: int, truth: Platt, seed: int = 1) -> tuple[list[float], list[bool]]:
    """Probabilities of a scorer, and outcomes that come true as often as `truth` says."""
    draw = random.Random(seed)
    probabilities = [draw.uniform(0.05, 0.95) for _ in range(count)]
    return probabilities, [draw.random() < truth.confidence(each) for each in probabilities]


def test_it_finds_the_curve_that_the_outcomes_follow() -> None:
    fitted = fit_platt(*drawn(20_000, Platt(0.5, -0.7, 0)))
    assert fitted.slope == pytest.approx(0.5, abs=0.05)
    assert fitted.intercept == pytest.approx(-0.7, abs=0.05)
    assert fitted.totals == 20_000


@given(st.floats(0, 1), st.floats(-5, 5), st.floats(-5, 5))
def test_confidence_is_a_probability_that_never_claims_certainty(
    probability: float, slope: float, shift: float
) -> None:
    assert 0.01 <= Platt(slope, shift, 1).confidence(probability) <= 0.99


def test_a_surer_scorer_is_never_trusted_less() -> None:
    probabilities, right = drawn(400, Platt(1.0, 0.0, 0))
    upside_down = fit_platt(probabilities, [not each for each in right])
    assert upside_down.slope == 0
    assert upside_down.confidence(0.9) == upside_down.confidence(0.1)
    assert upside_down.confidence(0.5) == pytest.approx(1 - sum(right) / 400, abs=0.01)


@pytest.mark.parametrize("right", [True, False])
def test_outcomes_all_alike_do_not_make_it_certain(right: bool) -> None:
    fitted = fit_platt([0.4, 0.5, 0.9], [right] * 3)
    assert math.isfinite(fitted.slope)
    assert 0.01 <= fitted.confidence(0.5) <= 0.99


def test_nothing_to_fit_on_is_said() -> None:
    with pytest.raises(ValueError, match="at least one rated answer"):
        fit_platt([], [])


def test_who_must_look() -> None:
    calibration = Calibration({"en": Platt(1.0, 0.0, 10)}, review_below=0.6)
    assert calibration.review(calibration.confidence(0.7, "en")) == ""
    assert calibration.review(calibration.confidence(0.5, "en")) == "unsure"
    assert calibration.confidence(0.7, "hu") is None
    assert calibration.review(None) == "uncalibrated"
