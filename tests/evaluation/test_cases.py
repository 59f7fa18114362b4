"""Grades beside ratings: which answers make a case, by which rating, and what is right in it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import ALL_OR_NOTHING, Answer, Criterion, Level, Levels, Question, Rating, scale
from pontozo.evaluation.cases import Cases, cases_of, step_of
from tests.evaluation.helpers import ONE, TWO, asked, case, grade, rating, some_cases
from tests.strategies import ratings


@pytest.mark.parametrize(
    ("guide", "step"),
    [
        ([Criterion("a", 2), Criterion("b", 1)], Fraction(1, 2)),
        ([Criterion("a", 2, ALL_OR_NOTHING), Criterion("b", 4, ALL_OR_NOTHING)], 2),
        ([Criterion("a", 5, scale(5, "0.5"))], Fraction(1, 2)),
        ([Criterion("a", "1/3", ALL_OR_NOTHING), Criterion("b", "1/2", ALL_OR_NOTHING)], Fraction(1, 6)),
        ([Levels([Level(0, "a"), Level(3, "b"), Level(9, "c")])], 3),
    ],
)
def test_a_step_is_the_smallest_difference_credit_makes(guide: list[Criterion], step: Fraction) -> None:
    assert step_of(Question("", guide)) == step


@pytest.mark.parametrize(
    ("found", "rated", "gap"),
    [("met met", "met met", 0), ("met met", "partial met", 1), ("missing met", "met met", -2)],
)
def test_the_gap_is_what_the_grader_gives_more(found: str, rated: str, gap: float) -> None:
    told = case(found, rated)
    assert told.gap == gap
    assert told.is_exact is (gap == 0)


def test_thirds_that_add_up_are_the_whole() -> None:
    thirds = asked("1/3", "1/3", "1/3", outcomes=ALL_OR_NOTHING)
    assert case("met met missing", Rating("A", 0.6666666666666666), question=thirds).is_exact
    assert not case("met met missing", Rating("A", 0.667), question=thirds).is_exact


def test_an_unscored_answer_has_no_gap_and_no_criteria() -> None:
    told = case("", "met met")
    assert (told.gap, told.is_exact, told.criteria) == (None, False, ())


def test_what_earns_the_same_credit_is_right() -> None:
    told = case("missing partial", "contradicted met").criteria
    assert [(each.finding.criterion, each.finding.outcome, each.outcome, each.is_right) for each in told] == [
        ("1", "missing", "contradicted", True),
        ("2", "partial", "met", False),
    ]


def test_criteria_that_nobody_rated_are_left_out() -> None:
    assert case("met met", Rating("A", 2)).criteria == ()
    (one,) = case("met met", Rating("A", 2, {"2": "missing"})).criteria
    assert (one.finding.criterion, one.outcome) == ("2", "missing")


HALF = Rating("half", outcomes={"1": "met"})


def test_the_first_rating_that_comes_to_a_score_counts_and_the_rest_stand_beside() -> None:
    told = case("met met", HALF, rating("met partial", "Anna"), Rating("Béla", 1), HALF, Rating("Cili", 0))
    assert (told.rating.rater, told.score) == ("Anna", Fraction(5, 2))
    assert [(each.rater, float(score)) for each, score in told.others] == [("Béla", 1), ("Cili", 0)]


def test_a_rater_may_be_asked_for() -> None:
    answers = [
        Answer("a", "q", "1", ratings=[Rating("Anna", 1), Rating("Béla", 3)]),
        Answer("b", "q", "2", ratings=[Rating("Anna", 1)]),
        Answer("c", "q", "3", ratings=[Rating("Béla", 2), Rating("Anna", 0)]),
        Answer("d", "q", "4", ratings=[Rating("Béla", outcomes={"1": "met"})]),
    ]
    found = cases_of([(TWO, each, grade(TWO, each, ("met", "met"), 0.9)) for each in answers], rater="Béla")
    assert [(each.answer.id, float(each.score)) for each in found.cases] == [("1", 3), ("3", 2)]
    assert [[other.rater for other, _ in each.others] for each in found.cases] == [["Anna"], ["Anna"]]
    assert found.unrated == 2


def test_unscored_answers_are_cases_too() -> None:
    answers = [Answer(name, "q", name, ratings=[Rating("A", 1)]) for name in ("met", "unscored", "missing")]
    said = {"met": ("met",), "unscored": (), "missing": ("missing",)}
    found = cases_of((ONE, each, grade(ONE, each, said[each.id], 0.9)) for each in answers)
    assert [each.answer.id for each in found.cases] == ["met", "unscored", "missing"]
    assert [each.answer.id for each in found.scored] == ["met", "missing"]


@given(st.lists(st.lists(ratings(TWO), max_size=3), max_size=8))
def test_every_answer_is_a_case_or_counted_as_unrated(rated: list[list[Rating]]) -> None:
    answers = [Answer("x", "q", str(place), ratings=each) for place, each in enumerate(rated)]
    found = cases_of((TWO, each, grade(TWO, each, ("met", "met"), None)) for each in answers)
    assert len(found.cases) + found.unrated == len(answers)
    kept = [int(each.answer.id) for each in found.cases]
    assert kept == sorted(kept)
    with_score = [place for place, each in enumerate(rated) if any(one.score is not None for one in each)]
    assert set(with_score) <= set(kept)


@given(some_cases())
def test_a_criterion_that_is_right_costs_nothing(found: Cases) -> None:
    """Where a person set every outcome and all are right, the totals are equal too."""
    for each in found.cases:
        whole = len(each.criteria) == len(each.question.criteria) and each.rating.score is None
        if whole and all(one.is_right for one in each.criteria):
            assert each.is_exact
