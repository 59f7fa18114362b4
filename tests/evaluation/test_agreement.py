"""Agreement in a few plain figures, and the scores that all figures are made of."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pontozo.domain import ALL_OR_NOTHING, Rating
from pontozo.evaluation.agreement import agreement, scores_of
from pontozo.evaluation.cases import Case
from pontozo.evaluation.metrics import quadratic_weighted_kappa
from tests.evaluation.helpers import asked, case

FOUR = asked(4, id="four", outcomes=ALL_OR_NOTHING)


def test_known_values() -> None:
    found = agreement(
        [
            case("met met", "met met"),
            case("met partial", "met met"),
            case("missing missing", "met missing"),
            case("missing missing", "contradicted missing"),
            case("", "met met"),
        ]
    )
    assert (found.answers, found.unscored) == (4, 1)
    assert found.exact == 0.5
    assert found.within_one_step == 0.75
    assert found.criterion_accuracy == 6 / 8
    assert found.qwk == pytest.approx(quadratic_weighted_kappa([3, 2.5, 0, 0], [3, 3, 2, 0]))


def test_questions_of_different_worth_are_pooled_as_shares() -> None:
    found = agreement(
        [case("met", "missing", question=FOUR), case("met met", "met met"), case("missing met", "met met")]
    )
    assert found.qwk == pytest.approx(quadratic_weighted_kappa([0, 1, 1], [1, 1, 1 / 3]))
    # All or nothing of four points is one step of that question.
    assert found.within_one_step == pytest.approx(2 / 3)


def test_scores_alone_say_nothing_of_criteria() -> None:
    assert math.isnan(agreement([case("met met", Rating("A", 3))]).criterion_accuracy)


@pytest.mark.parametrize("cases", [[], [case("", "met met")]])
def test_nothing_to_compare_is_said(cases: list[Case]) -> None:
    with pytest.raises(ValueError, match="no scored answer"):
        agreement(cases)


def test_scores_are_in_points_with_every_rating() -> None:
    cases = [
        case("met met", "met met"),
        case("met", Rating("A", 4), Rating("B", 0), Rating("C", 4), question=FOUR),
        case("missing met", "partial met", Rating("B", 1)),
    ]
    found = scores_of(cases)
    assert found.human.tolist() == [3, 4, 2]
    assert found.machine.tolist() == [3, 4, 1]
    assert found.maximum.tolist() == [3, 4, 3]
    assert found.step.tolist() == [0.5, 4, 0.5]
    assert found.questions == ("q", "four", "q")
    nothing = np.nan
    np.testing.assert_array_equal(found.ratings, [[3, nothing, nothing], [4, 0, 4], [2, 1, nothing]])


def test_without_a_second_rating_there_are_no_ratings() -> None:
    assert scores_of([case("met met", "met met")]).ratings is None
    assert len(scores_of([]).human) == 0


def test_another_graders_scores_may_stand_in_place() -> None:
    cases = [case("met met", "met met"), case("missing met", "partial met")]
    found = scores_of(cases, np.array([0.5, 1.5]))
    assert found.machine.tolist() == [0.5, 1.5]
    assert found.human.tolist() == [3, 2]
