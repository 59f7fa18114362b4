"""What people's ratings say of an answer."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Criterion, Deduct, Question, Rating
from pontozo.gradebook import rated_outcomes, rated_score, scored_ratings
from tests.gradebook.helpers import TWO
from tests.strategies import ratings

FULL = {"1": "met", "so": "missing"}


@pytest.mark.parametrize(
    ("ratings", "outcomes"),
    [
        ([], None),
        ([Rating("A", 2)], None),
        ([Rating("A", None, {"1": "met"})], None),
        ([Rating("A", None, {"1": "met"}), Rating("B", None, FULL)], ("met", "missing")),
        ([Rating("A", None, {"so": "met", "1": "partial"}), Rating("B", None, FULL)], ("partial", "met")),
    ],
)
def test_the_first_rating_with_all_outcomes_says_them_in_the_order_of_the_guide(
    ratings: list[Rating], outcomes: tuple[str, ...] | None
) -> None:
    assert rated_outcomes(TWO, Answer("a", "two", ratings=ratings)) == outcomes


@pytest.mark.parametrize(
    ("rating", "score"),
    [
        (Rating("A", "2.5"), Fraction(5, 2)),
        (Rating("A", 0, FULL), 0),
        (Rating("A", None, FULL), 2),
        (Rating("A", None, {"1": "partial", "so": "partial"}), Fraction(3, 2)),
        (Rating("A", None, {"1": "met"}), None),
        (Rating("A"), None),
    ],
)
def test_a_score_is_what_was_given_or_what_the_outcomes_come_to(rating: Rating, score: Fraction | None) -> None:
    assert rated_score(TWO, rating) == score


def test_a_mistake_takes_off_what_it_costs() -> None:
    question = Question("Why?", [Criterion("because", points=2), Deduct([Criterion("wrong", points="1/2")])])
    assert rated_score(question, Rating("A", None, {"1": "met", "2": "met"})) == Fraction(3, 2)


def test_each_rating_that_comes_to_a_score_is_told_in_order() -> None:
    given = [Rating("A"), Rating("B", 1), Rating("C", None, {"1": "met"}), Rating("D", None, FULL), Rating("B", 3)]
    found = scored_ratings(TWO, Answer("a", "two", ratings=given))
    assert [(rating.rater, float(score)) for rating, score in found] == [("B", 1), ("D", 2), ("B", 3)]
    assert list(scored_ratings(TWO, Answer("a", "two"))) == []


@given(st.lists(ratings(TWO), max_size=4))
def test_no_rating_is_told_that_has_no_score_and_none_is_lost(given: list[Rating]) -> None:
    found = list(scored_ratings(TWO, Answer("a", "two", ratings=given)))
    scores = [(each, rated_score(TWO, each)) for each in given]
    assert found == [(each, score) for each, score in scores if score is not None]
