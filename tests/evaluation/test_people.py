"""How far people agree with each other, beside the grader on the same answers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.domain import Question, Rating
from pontozo.evaluation.cases import Case
from pontozo.evaluation.metrics import krippendorffs_alpha, quadratic_weighted_kappa, standardised_mean_difference
from pontozo.evaluation.people import people_of
from tests.evaluation.helpers import FEW, asked, case

QUESTIONS = [asked(2, 1, id=f"q{place}") for place in range(3)]
names = st.tuples(*[st.sampled_from(["contradicted", "missing", "partial", "met"])] * 2).map(" ".join)


def test_known_values() -> None:
    cases = [
        case("met met", "met met", "met met"),
        case("met met", "met missing", "missing missing", "met met"),
        case("missing met", "missing met", "partial met"),
        case("met missing", "missing missing"),
        case("", "met met", "missing missing"),
    ]
    found = people_of(cases, FEW)
    assert found is not None
    # Rated once, and unscored, say nothing of both: three are left.
    assert (found.answers, found.raters) == (3, 3)
    first, second, machine = [1, 2 / 3, 1 / 3], [1, 0, 2 / 3], [1, 1, 1 / 3]
    assert found.first_second["qwk"].value == pytest.approx(quadratic_weighted_kappa(first, second))
    assert found.machine["qwk"].value == pytest.approx(quadratic_weighted_kappa(first, machine))
    pooled = standardised_mean_difference(first, second, pooled=True)
    assert found.first_second["smd"].value == pytest.approx(pooled)
    assert found.machine["smd"].value == pytest.approx(standardised_mean_difference(first, machine))
    ratings = [[1, 1, math.nan], [2 / 3, 0, 1], [1 / 3, 2 / 3, math.nan]]
    assert found.alpha.value == pytest.approx(krippendorffs_alpha(ratings, "interval"))


@pytest.mark.parametrize("cases", [[], [case("met met", "met met")], [case("", "met met", "met met")]])
def test_where_nobody_rated_twice_there_is_nothing_to_say(cases: list[Case]) -> None:
    assert people_of(cases, FEW) is None


def test_a_second_rating_without_a_score_is_none() -> None:
    assert people_of([case("met met", "met met", Rating("B", outcomes={"1": "met"}))], FEW) is None


@given(st.lists(st.tuples(st.sampled_from(QUESTIONS), names, names), min_size=1, max_size=15))
@settings(max_examples=25)
def test_a_grader_that_copies_the_second_rater_has_the_second_raters_figures(
    rated: list[tuple[Question, str, str]],
) -> None:
    found = people_of([case(second, first, second, question=question) for question, first, second in rated], FEW)
    assert found is not None
    for name, told in found.first_second.items():
        # Between two people the difference of means is divided by the spread of both.
        if name != "smd":
            own = found.machine[name]
            assert (own.value, own.low, own.high) == pytest.approx((told.value, told.low, told.high), nan_ok=True)


@given(st.lists(st.tuples(names, names), min_size=1, max_size=15))
@settings(max_examples=25)
def test_it_does_not_matter_who_rated_first(rated: list[tuple[str, str]]) -> None:
    one = people_of([case("met met", first, second) for first, second in rated], FEW)
    other = people_of([case("met met", second, first) for first, second in rated], FEW)
    assert one is not None
    assert other is not None
    for name in ("exact", "kappa", "qwk", "pearson", "rmse"):
        assert one.first_second[name].value == pytest.approx(other.first_second[name].value, nan_ok=True)
    assert one.first_second["smd"].value == pytest.approx(-other.first_second["smd"].value, nan_ok=True)
    assert one.alpha.value == pytest.approx(other.alpha.value, nan_ok=True)


def test_prmse_is_of_the_grader_alone() -> None:
    """A rater's own errors stand in the ratings that PRMSE takes as the measure, so it says nothing of a rater."""
    found = people_of(
        [case("met met", "met met", "met missing"), case("missing met", "missing met", "missing met")], FEW
    )
    assert found is not None
    assert "prmse" in found.machine
    assert "prmse" not in found.first_second
