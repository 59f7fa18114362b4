"""What a total says of the criteria: against all combinations of outcomes, and against the domain's own spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from pontozo.domain import (
    ALL_OR_NOTHING,
    All,
    Alternatives,
    BestOf,
    Criterion,
    Deduct,
    Level,
    Levels,
    Question,
    credit_spread,
    scale,
    score,
    spread,
)
from pontozo.learning.totals import Responsibilities, responsibilities
from tests.strategies import distributions, questions

Array = NDArray[np.float64]
A, B = Criterion("because", 1, ALL_OR_NOTHING), Criterion("therefore", 1, ALL_OR_NOTHING)
TWO = Question("Why?", [A, B])


def totals_of(question: Question, rows: Sequence[Array]) -> dict[Fraction, float]:
    """The distribution over totals by the domain's own spread."""
    pairs = zip(question.criteria, rows, strict=True)
    return spread(question.guide, [credit_spread(leaf, row.tolist()) for leaf, row in pairs])


def given_outcome(question: Question, rows: Sequence[Array], criterion: int, outcome: int, total: Fraction) -> float:
    """P(total | the criterion came out so), by the domain's own spread."""
    sure = np.eye(len(rows[criterion]))[outcome]
    return totals_of(question, [*rows[:criterion], sure, *rows[criterion + 1 :]]).get(total, 0.0)


@st.composite
def modelled(draw: st.DrawFn) -> tuple[Question, list[Array], Fraction]:
    """A question, what a model says of an answer's criteria, and a total that the model thinks possible."""
    question = draw(questions())
    rows = [np.array(draw(distributions(len(leaf.outcomes)))) for leaf in question.criteria]
    possible = [total for total, probability in totals_of(question, rows).items() if probability > 0]
    return question, rows, draw(st.sampled_from(sorted(possible)))


@given(modelled())
def test_responsibilities_are_what_all_combinations_of_outcomes_say(
    case: tuple[Question, list[Array], Fraction],
) -> None:
    question, rows, total = case
    weights = [np.zeros(len(row)) for row in rows]
    likelihood = 0.0
    for combination in product(*(range(len(row)) for row in rows)):
        probability = math.prod(row[place] for row, place in zip(rows, combination, strict=True))
        outcomes = [leaf.outcomes[place] for leaf, place in zip(question.criteria, combination, strict=True)]
        if probability > 0 and score(question, outcomes) == total:
            likelihood += probability
            for own, place in zip(weights, combination, strict=True):
                own[place] += probability
    found = responsibilities(question, rows, total)
    assert found.totals == (total,)
    assert found.log_likelihood == pytest.approx(math.log(likelihood), abs=1e-9)
    for own, expected in zip(found.outcomes, weights, strict=True):
        assert_allclose(own, expected / likelihood, atol=1e-9)


@given(modelled(), st.data())
def test_they_are_the_gradient_of_the_loss(case: tuple[Question, list[Array], Fraction], data: st.DataObject) -> None:
    question, rows, total = case
    found = responsibilities(question, rows, total)
    criterion = data.draw(st.integers(0, len(rows) - 1))
    outcome = data.draw(st.integers(0, len(rows[criterion]) - 1))

    def loss(step: float) -> float:
        changed = [row.copy() for row in rows]
        changed[criterion][outcome] *= math.exp(step)
        return -math.log(totals_of(question, changed)[total])

    slope = (loss(1e-4) - loss(-1e-4)) / 2e-4
    assert found.outcomes[criterion][outcome] == pytest.approx(-slope, abs=1e-6)


def test_known_responsibilities() -> None:
    # One of two thoughts is there: the first alone with .8 · .4, the second alone with .2 · .6.
    found = responsibilities(TWO, [[0.05, 0.15, 0.8], [0.3, 0.1, 0.6]], 1)
    assert found.log_likelihood == pytest.approx(math.log(0.44))
    assert_allclose(found.outcomes[0], [0.03 / 0.44, 0.09 / 0.44, 0.32 / 0.44])
    assert_allclose(found.outcomes[1], [0.24 / 0.44, 0.08 / 0.44, 0.12 / 0.44])


def test_what_earns_the_same_is_told_apart_by_the_model_alone() -> None:
    found = responsibilities(TWO, [[0.3, 0.1, 0.6], [0.0, 0.1, 0.9]], 0)
    assert_allclose(found.outcomes[0], [0.75, 0.25, 0])


@pytest.mark.parametrize(
    ("guide", "total", "expected"),
    [
        # The best one counts: half the points mean that neither is met and one is partial.
        (BestOf(1, [Criterion("a"), Criterion("b")]), "1/2", [[0, 1 / 3, 2 / 3, 0]] * 2),
        # Full points by the first way or the second.
        (Alternatives([A, B]), 1, [[0, 1 / 3, 2 / 3]] * 2),
        # One point is left: it was earned, and nothing was taken off.
        (All([A, Deduct([B])]), 1, [[0, 0, 1], [0, 1, 0]]),
        (Levels([Level(0, "nothing"), Level(1, "some"), Level(3, "all")]), 1, [[0, 1, 0]]),
    ],
    ids=["best of", "alternatives", "deduct", "levels"],
)
def test_known_responsibilities_of_every_kind_of_guide(
    guide: All | BestOf | Alternatives | Levels, total: int | str, expected: Sequence[Sequence[float]]
) -> None:
    question = Question("Why?", guide)
    # All outcomes but the first, which earns nothing, are equally likely.
    rows = [np.array([0, *[1 / (len(leaf.outcomes) - 1)] * (len(leaf.outcomes) - 1)]) for leaf in question.criteria]
    if isinstance(guide, Levels):
        rows = [np.full(3, 1 / 3)]
    for own, known in zip(responsibilities(question, rows, total).outcomes, expected, strict=True):
        assert_allclose(own, known, atol=1e-12)


@given(questions(), st.data(), st.fractions(-1, 2000, max_denominator=1000))
def test_any_total_stands_for_the_nearest_that_can_be_reached(
    question: Question, data: st.DataObject, total: Fraction
) -> None:
    rows = [np.array(data.draw(distributions(len(leaf.outcomes)))) for leaf in question.criteria]
    possible = totals_of(question, [np.ones(len(row)) for row in rows])
    least = min(abs(each - total) for each in possible)
    found = responsibilities(question, rows, total)
    assert found.totals == tuple(sorted(each for each in possible if abs(each - total) == least))
    assert_distributions(question, found)


def assert_distributions(question: Question, found: Responsibilities) -> None:
    """One distribution a criterion, and a probability."""
    for leaf, own in zip(question.criteria, found.outcomes, strict=True):
        assert own.shape == (len(leaf.outcomes),)
        assert (own >= 0).all()
        assert own.sum() == pytest.approx(1, abs=1e-12)
    assert found.log_likelihood <= 1e-9


def test_two_equally_near_share_by_how_likely_they_are() -> None:
    # 1.5 lies between one thought and both: .44 and .48.
    found = responsibilities(TWO, [[0.0, 0.2, 0.8], [0.0, 0.4, 0.6]], "1.5")
    assert found.totals == (Fraction(1), Fraction(2))
    assert found.log_likelihood == pytest.approx(math.log(0.92))
    assert_allclose(found.outcomes[0], [0, 0.12 / 0.92, 0.8 / 0.92])


def test_a_total_that_the_model_rules_out_is_laid_to_the_fewest_surprises() -> None:
    sure_of_both = [np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])]
    one_more = responsibilities(TWO, sure_of_both, 2)
    assert_allclose(one_more.outcomes[0], [0, 0, 1], atol=1e-5)
    assert_allclose(one_more.outcomes[1], [0, 0, 1], atol=1e-5)
    assert math.isfinite(one_more.log_likelihood)
    one_less = responsibilities(TWO, sure_of_both, 0)
    assert_allclose(one_less.outcomes[0], [0, 1, 0], atol=1e-5)
    assert_allclose(one_less.outcomes[1], [0.5, 0.5, 0], atol=1e-5)


def test_what_is_too_unlikely_for_a_double_can_still_be_learnt_from() -> None:
    many = Question("Why?", [Criterion(f"thought {place}", 1, ALL_OR_NOTHING) for place in range(60)])
    found = responsibilities(many, [[0.0, 1.0, 1e-30]] * 60, 60)
    assert_distributions(many, found)
    for own in found.outcomes:
        assert own[2] == pytest.approx(1)


@pytest.mark.parametrize(
    "guide",
    [
        All([Criterion("a", 1, scale(1, "1/300")), Criterion("b", 2, scale(1, "1/250")), Criterion("c", 1)]),
        BestOf(3, [Criterion(f"thought {place}", place % 3 + 1) for place in range(6)]),
        All([Criterion(f"thought {place}", Fraction(place + 1, 997 - place)) for place in range(5)]),
    ],
    ids=["fine scales", "best of many", "awkward points"],
)
def test_large_guides_agree_with_the_domain(guide: All | BestOf) -> None:
    question = Question("Why?", guide)
    draw = np.random.default_rng(0)
    rows = [draw.dirichlet(np.ones(len(leaf.outcomes))) for leaf in question.criteria]
    totals = totals_of(question, rows)
    total = sorted(totals)[len(totals) // 2]
    found = responsibilities(question, rows, total)
    assert found.log_likelihood == pytest.approx(math.log(totals[total]))
    for criterion, own in enumerate(found.outcomes):
        for outcome in {0, len(own) // 3, int(own.argmax()), len(own) - 1}:
            known = given_outcome(question, rows, criterion, outcome, total)
            assert own[outcome] == pytest.approx(rows[criterion][outcome] * known / totals[total])


def test_one_rule_for_all_criteria_is_learnt_from_totals_alone() -> None:
    """A thought is met with a chance that depends on whether its words stand in the answer; only totals are told."""
    true = np.array([0.1, 0.8])  # without its words, with them

    def rows(chances: Array, words: Sequence[int]) -> list[Array]:
        return [np.array([0.0, 1 - chances[each], chances[each]]) for each in words]

    seen = [
        (words, total, share)
        for words in product((0, 1), repeat=2)
        for total, share in totals_of(TWO, rows(true, words)).items()
    ]
    chances = np.array([0.4, 0.5])
    for _ in range(100):
        met, all_told = np.zeros(2), np.zeros(2)
        for words, total, share in seen:
            for each, own in zip(words, responsibilities(TWO, rows(chances, words), total).outcomes, strict=True):
                met[each] += share * own[2]
                all_told[each] += share
        chances = met / all_told
    assert_allclose(chances, true, atol=1e-3)


def test_half_precision_does_no_harm() -> None:
    found = responsibilities(TWO, [[0.05, 0.15, 0.803], [0.3, 0.1, 0.598]], 1)
    assert_distributions(TWO, found)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[0, 0, 1]], "zip"),
        ([[0, 1], [0, 0, 1]], r"over 3 outcomes is needed, not an array of \(2,\)"),
        ([[0, 0, 1], [0.5, -0.5, 1]], "at least 0 and sum to 1"),
        ([[0, 0, 1], [0.2, 0.2, 0.2]], "at least 0 and sum to 1"),
        ([[0, 0, 1], [math.nan, 0, 1]], "at least 0 and sum to 1"),
        ([[0, 0, 1], [math.inf, 0, 1]], "at least 0 and sum to 1"),
    ],
)
def test_what_is_no_distribution_over_the_outcomes_is_refused(rows: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        responsibilities(TWO, rows, 1)
