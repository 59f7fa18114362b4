"""What confidence is worth, held against scikit-learn and against going through every threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, cohen_kappa_score

from pontozo.domain import Answer, Criterion, Grade, Question, Rating, Reason, scale
from pontozo.evaluation import curves
from pontozo.evaluation.cases import Case
from pontozo.evaluation.curves import coverage, reliability
from pontozo.evaluation.metrics import quadratic_weighted_kappa
from pontozo.evaluation.results import Bin, Coverage, Reach

MOST = 4


def case(confidence: float | None, human: int, machine: int | None, most: int = MOST) -> Case:
    """An answer worth `most` points, of which a person gave some and the grader others, or none at all."""
    question = Question("", [Criterion("a thought", most, scale(most))], id=f"worth {most}", language="en")
    grade = Grade(
        answer="",
        question=question.id,
        score=machine,
        max_score=most,
        findings=(),
        comment="",
        confidence=confidence,
        review=(),
        unscored=Reason("too_long", "it is too long") if machine is None else None,
        grader="",
        revision=question.revision,
        language="en",
    )
    return Case(question, Answer("text", question.id), grade, Rating("me", human), Fraction(human))


#: Confidences that lie on no edge of a bin.
within_bins = st.integers(0, 999).map(lambda thousandths: (thousandths + 0.5) / 1000)
graded = st.lists(st.tuples(within_bins, st.booleans()), min_size=1, max_size=60)


@given(graded)
def test_reliability_is_scikit_learns(answers: list[tuple[float, bool]]) -> None:
    found = reliability([case(confidence, 2, 2 if right else 1) for confidence, right in answers])
    assert found is not None
    told, right = zip(*answers, strict=True)
    assert found.brier == pytest.approx(brier_score_loss(right, told, pos_label=True))
    shares, means = calibration_curve(right, told, n_bins=10)
    assert [each.right.value for each in found.bins] == pytest.approx(shares)
    assert [each.told for each in found.bins] == pytest.approx(means)
    apart = [each.answers * abs(share - mean) for each, share, mean in zip(found.bins, shares, means, strict=True)]
    assert found.error == pytest.approx(sum(apart) / len(answers))
    assert found.answers == sum(each.answers for each in found.bins) == len(answers)


@given(graded)
def test_a_bin_holds_what_it_says(answers: list[tuple[float, bool]]) -> None:
    found = reliability([case(confidence, 2, 2 if right else 1) for confidence, right in answers])
    assert found is not None
    for each in found.bins:
        assert each.low <= each.told <= each.high
        assert 0 <= each.right.low <= each.right.value <= each.right.high <= 1
        assert each.answers == sum(each.low <= confidence < each.high for confidence, _ in answers)


def test_known_values_of_reliability() -> None:
    eight_of_ten = [case(0.75, 2, 2)] * 8 + [case(0.75, 2, 3)] * 2
    found = reliability([*eight_of_ten, *[case(0.25, 1, 1)] * 3])
    assert found is not None
    low, high = found.bins
    assert (low.low, low.high, low.answers, low.right.value) == (0.2, 0.3, 3, 1)
    assert (low.right.low, low.right.high) == pytest.approx((0.4385, 1), abs=5e-5)  # Wilson's, of 3 of 3
    assert (high.right.low, high.right.high) == pytest.approx((0.4902, 0.9433), abs=5e-5)  # and of 8 of 10
    assert found.error == pytest.approx((3 * 0.75 + 10 * 0.05) / 13)
    assert found.brier == pytest.approx((3 * 0.75**2 + 8 * 0.25**2 + 2 * 0.75**2) / 13)


@pytest.mark.parametrize(
    ("confidence", "low"), [(0.0, 0.0), (0.1, 0.1), (0.3, 0.3), (0.7, 0.7), (0.9, 0.9), (1.0, 0.9)]
)
def test_a_confidence_on_an_edge_belongs_above_it(confidence: float, low: float) -> None:
    found = reliability([case(confidence, 1, 1)])
    assert found is not None
    assert [(each.low, each.answers) for each in found.bins] == [(low, 1)]


@pytest.mark.parametrize("cases", [[], [case(None, 1, 1)], [case(None, 1, None)]])
def test_without_confidence_nothing_is_told(cases: list[Case]) -> None:
    assert reliability(cases) is None
    assert coverage(cases, 5, 0.5) is None


def test_what_has_no_confidence_is_in_no_bin_and_never_accepted() -> None:
    cases = [case(0.8, 1, 1), case(None, 1, 2), case(None, 1, None)]
    calibrated, found = reliability(cases), coverage(cases, 3, 0.5)
    assert calibrated is not None
    assert calibrated.answers == 1
    assert [type(each) for each in calibrated.bins] == [Bin]
    assert found is not None
    assert same(found.curve[-1], Reach(0.8, 1 / 3, 0, math.nan))
    assert len(found.curve) == 1


def covered(cases: Sequence[Case], rated: int | None = None, review_below: float = 0.5) -> Coverage:
    found = coverage(cases, len(cases) if rated is None else rated, review_below)
    assert found is not None
    return found


def by_hand(cases: Sequence[Case], threshold: float, rated: int) -> Reach:
    """What a threshold gives, with scikit-learn's kappa."""
    accepted = [each for each in cases if each.grade.confidence is not None and each.grade.confidence >= threshold]
    human, machine = [int(each.score) for each in accepted], [int(each.grade.score or 0) for each in accepted]
    varies = len({*human, *machine}) > 1
    qwk = cohen_kappa_score(human, machine, weights="quadratic", labels=range(MOST + 1)) if varies else math.nan
    wrong = np.mean([a != b for a, b in zip(human, machine, strict=True)]) if accepted else math.nan
    return Reach(threshold, len(accepted) / rated, float(wrong), float(qwk))


def same(found: Reach, expected: Reach) -> bool:
    pairs = [(getattr(found, name), getattr(expected, name)) for name in ("threshold", "share", "wrong", "qwk")]
    return all(one == pytest.approx(other, abs=1e-9, nan_ok=True) for one, other in pairs)


#: Answers whose grades are mostly right, many of one confidence.
answers = st.builds(
    lambda confidence, human, slip: case(confidence / 8, human, min(max(human + slip, 0), MOST)),
    st.integers(0, 8),
    st.integers(0, MOST),
    st.sampled_from([0, 0, 0, 0, 0, -1, 1, 2]),
)


@given(st.lists(answers, min_size=1, max_size=70), st.integers(0, 9), st.integers(0, 3))
def test_coverage_is_what_going_through_every_threshold_finds(cases: list[Case], own: int, unscored: int) -> None:
    rated = len(cases) + unscored
    found = covered([*cases, *[case(None, 1, None)] * unscored], rated, own / 8)
    thresholds = sorted({each.grade.confidence or 0.0 for each in cases}, reverse=True)
    expected = [by_hand(cases, threshold, rated) for threshold in thresholds]
    assert len(found.curve) == len(expected)
    assert all(map(same, found.curve, expected))
    good = [each.share for each in expected if each.qwk >= 0.8 - 1e-9 and each.share * rated > 29.5]
    assert found.at_qwk_80 == pytest.approx(max(good, default=0))
    assert found.own is not None
    assert same(found.own, by_hand(cases, own / 8, rated))


def many(count: int, seed: int = 0) -> list[Case]:
    """Answers to questions of two maxima, each with a confidence of its own; the less sure, the more often wrong."""
    draw = np.random.default_rng(seed)
    confidences = draw.permutation(np.linspace(0.01, 0.99, count))
    most = draw.choice([3, 4], count)
    human = draw.integers(0, most + 1)
    machine = np.where(draw.random(count) < confidences, human, draw.integers(0, most + 1))
    rows = zip(confidences.tolist(), human.tolist(), machine.tolist(), most.tolist(), strict=True)
    return [case(*row) for row in rows]


def prefixes(cases: Sequence[Case]) -> list[float]:
    """The QWK of the one surest answer, of the two surest, and so on."""
    ranked = sorted(cases, key=lambda each: -(each.grade.confidence or 0))
    human = [float(each.score) / each.grade.max_score for each in ranked]
    machine = [(each.grade.score or 0) / each.grade.max_score for each in ranked]
    return [quadratic_weighted_kappa(human[:count], machine[:count]) for count in range(1, len(ranked) + 1)]


def test_questions_of_different_worth_are_pooled_as_shares() -> None:
    cases = many(80)
    assert [each.qwk for each in covered(cases).curve] == pytest.approx(prefixes(cases), nan_ok=True)


def test_a_curve_of_many_answers_is_thinned_out_but_the_reach_is_not() -> None:
    cases = many(997)
    found = covered(cases, 1000)
    assert len(found.curve) == 101
    shares = [each.share for each in found.curve]
    assert (shares[0], shares[-1]) == (0.001, 0.997)
    assert max(np.diff(shares)) < 0.012
    reached = max(count for count, qwk in enumerate(prefixes(cases), 1) if qwk >= 0.8 and count >= 30)
    assert found.at_qwk_80 == reached / 1000
    assert found.at_qwk_80 not in shares


def test_weights_made_in_many_blocks_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = many(300)
    whole = covered(cases)
    monkeypatch.setattr(curves, "_CELLS", 40)
    assert all(map(same, covered(cases).curve, whole.curve))


def test_few_answers_reach_nothing_however_well_they_agree() -> None:
    right = [case(0.9, score % 5, score % 5) for score in range(29)]
    assert covered(right).at_qwk_80 == 0
    assert covered([*right, case(0.9, 1, 1)]).at_qwk_80 == 1


def test_a_threshold_above_all_confidences_accepts_nothing() -> None:
    own = covered([case(0.6, 1, 1), case(0.7, 2, 2)], review_below=0.8).own
    assert own is not None
    assert (own.threshold, own.share) == (0.8, 0)
    assert math.isnan(own.wrong)
    assert math.isnan(own.qwk)


def test_the_order_of_the_answers_says_nothing() -> None:
    cases = many(150)
    turned, found = covered(cases[::-1]), covered(cases)
    assert all(map(same, turned.curve, found.curve))
    assert turned.at_qwk_80 == found.at_qwk_80 > 0


def test_more_graded_than_rated_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="more than the 1 that were rated"):
        coverage([case(0.5, 1, 1), case(0.5, 1, 1)], 1, 0.5)


def test_right_is_what_comes_to_the_same_total_as_far_as_doubles_can_tell() -> None:
    third = case(0.5, 1, 1, most=3)
    near = replace(third, grade=replace(third.grade, score=1 + 1e-12))
    found = reliability([near])
    assert found is not None
    assert found.bins[0].right.value == 1
