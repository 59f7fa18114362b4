"""What people's ratings say of an answer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pontozo.domain import Answer, Criterion, Deduct, Question, Rating
from pontozo.gradebook import rated_outcomes, rated_score
from tests.gradebook.helpers import TWO

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
