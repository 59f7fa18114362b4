"""Verdicts, the one decision rule, and the grade that comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pontozo.domain import (
    STANDARD,
    BestOf,
    Criterion,
    Finding,
    Grade,
    Judgement,
    Outcome,
    Question,
    Reason,
    Span,
    Task,
    Verdict,
    credit_spread,
    decide,
    decide_total,
    scale,
    score,
    total_spread,
)
from tests.strategies import distributions, judged, outcomes

QUESTION = Question("Why?", [Criterion("because", points=2), Criterion("therefore", outcomes="all-or-nothing")])
GRADE = Grade(
    answer="a1",
    question="q1",
    score=1.5,
    max_score=2,
    findings=(Finding("1", "because", "met", credit=1, points=2, earned=2, probability=0.9),),
    comment="Good.",
    confidence=0.8,
    review=(),
    unscored=None,
    grader="probe",
    revision="abc",
    language="en",
)


def median_credit(outcomes: Sequence[Outcome], weights: Sequence[int]) -> Fraction:
    """The lowest credit at or below which at least half of the weight lies, told from each credit by itself."""
    pairs = list(zip(outcomes, weights, strict=True))
    reached = {
        outcome.credit
        for outcome, _ in pairs
        if 2 * sum(weight for other, weight in pairs if other.credit <= outcome.credit) >= sum(weights)
    }
    return min(reached)


@st.composite
def weighted(draw: st.DrawFn) -> tuple[tuple[Outcome, ...], list[int]]:
    found = draw(outcomes())
    size = len(found)
    return found, draw(st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any))


@given(weighted())
def test_the_decision_is_the_median_credit(case: tuple[tuple[Outcome, ...], list[int]]) -> None:
    outcomes, weights = case
    distribution = [weight / sum(weights) for weight in weights]
    decision = decide(outcomes, distribution)
    assert decision.credit == median_credit(outcomes, weights)
    tied = [p for outcome, p in zip(outcomes, distribution, strict=True) if outcome.credit == decision.credit]
    assert distribution[outcomes.index(decision)] == max(tied)


@pytest.mark.parametrize(
    ("distribution", "name"),
    [
        ((0, 0, 0, 1), "met"),
        ((0.3, 0.1, 0.2, 0.4), "partial"),
        ((0.1, 0.3, 0.2, 0.4), "partial"),
        ((0.3, 0.2, 0.0, 0.5), "contradicted"),
        ((0.2, 0.3, 0.0, 0.5), "missing"),
        ((0.25, 0.25, 0.25, 0.25), "contradicted"),
        ((0.2, 0.2, 0.15, 0.45), "partial"),
        ((0.1, 0.1, 0.2, 0.6), "met"),
    ],
)
def test_known_decisions(distribution: tuple[float, ...], name: str) -> None:
    assert decide(STANDARD, distribution).name == name


def test_a_half_that_a_double_misses_is_a_half() -> None:
    tenths = (0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)
    assert sum(tenths[:8]) < 0.8
    assert decide(scale(9), tenths).name == "4"
    assert decide(scale(2), (0.5 - 1e-9, 0.0, 0.5 + 1e-9)).name == "0"


def test_a_distribution_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        decide(STANDARD, (0.1, 0.1, 0.1))


@given(judged())
def test_the_score_is_on_the_scale_and_can_be_reached(case: tuple[Question, tuple[Verdict, ...]]) -> None:
    question, verdicts = case
    criteria = question.criteria
    decided = [decide(each.outcomes, verdict.distribution) for each, verdict in zip(criteria, verdicts, strict=True)]
    reachable = {score(question, combination) for combination in product(*(each.outcomes for each in criteria))}
    found = score(question, decided)
    assert 0 <= found <= question.maximum
    assert found in reachable
    assert total_spread(question, verdicts).keys() <= reachable


@given(judged())
def test_the_spread_of_totals_is_a_distribution_over_the_scale(case: tuple[Question, tuple[Verdict, ...]]) -> None:
    question, verdicts = case
    found = total_spread(question, verdicts)
    assert sum(found.values()) == pytest.approx(1, abs=1e-9)
    assert all(0 <= points <= question.maximum for points in found)


def test_the_spread_of_totals_of_two_criteria() -> None:
    verdicts = [Verdict((0.1, 0.1, 0.3, 0.5)), Verdict((0.25, 0.5, 0.25))]
    assert total_spread(QUESTION, verdicts) == pytest.approx(
        {
            Fraction(0): 0.15,
            Fraction(1): 0.3 * 0.75 + 0.2 * 0.25,
            Fraction(2): 0.5 * 0.75 + 0.3 * 0.25,
            Fraction(3): 0.125,
        }
    )


def test_outcomes_of_one_credit_are_one_entry() -> None:
    assert credit_spread(Criterion("because"), (0.1, 0.2, 0.3, 0.4)) == pytest.approx(
        {Fraction(0): 0.3, Fraction(1, 2): 0.3, Fraction(1): 0.4}
    )


def test_the_score_goes_through_the_guide() -> None:
    question = Question("Why?", BestOf(1, [Criterion("because", points=2), Criterion("therefore", points=3)]))
    assert score(question, [STANDARD[3], STANDARD[2]]) == 2
    assert score(question, [STANDARD[3], STANDARD[3]]) == 3


@given(st.integers(1, 8).flatmap(lambda size: distributions(size)))
def test_a_verdict_keeps_a_distribution(distribution: tuple[float, ...]) -> None:
    stored = Verdict(distribution).distribution
    assert stored == pytest.approx(distribution, abs=1e-12)
    assert sum(stored) == pytest.approx(1, abs=1e-12)


def test_what_rounding_left_of_the_sum_is_put_right() -> None:
    assert sum(Verdict((0.5, 0.4999999)).distribution) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("distribution", "message"),
    [
        ((float("nan"), 1.0), "probabilities must be finite and at least 0"),
        ((float("inf"), 0.0), "probabilities must be finite and at least 0"),
        ((-0.5, 1.5), "probabilities must be finite and at least 0"),
        ((), "probabilities must be finite and at least 0"),
        ((0.5, 0.4), "probabilities must sum to 1, not 0.9"),
        ((0.5, 0.6), "probabilities must sum to 1, not 1.1"),
        ((0.0, 0.0), "probabilities must sum to 1, not 0.0"),
        ((0.5, 0.49999), "probabilities must sum to 1"),
    ],
)
def test_a_verdict_that_is_no_distribution_is_refused(distribution: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Verdict(distribution)


def test_a_judgement_fits_the_question_that_it_has_one_verdict_a_criterion_of() -> None:
    four, three = Verdict((0, 0, 0, 1)), Verdict((0, 0, 1))
    assert Judgement([four, three]).fits(Task(QUESTION, "because"))
    assert not Judgement([three, four]).fits(Task(QUESTION, "because"))
    assert not Judgement([four]).fits(Task(QUESTION, "because"))
    assert not Judgement(unscored="no memory").fits(Task(QUESTION, "because"))


def test_a_judgement_of_the_whole_fits_the_question_on_whose_scale_all_its_totals_lie() -> None:
    def fits(whole: dict[Any, float]) -> bool:
        return Judgement(whole=whole).fits(Task(QUESTION, "because"))

    assert fits({0: 0.25, "2.5": 0.25, 3: 0.5})
    assert not fits({0: 0.5, "3.5": 0.5})
    assert not fits({-1: 0.0, 3: 1.0})


def test_a_judgement_of_the_whole_keeps_exact_totals_in_order() -> None:
    mixed: dict[Any, float] = {"1/3": 0.2, 2: 0.5, 0.1: 0.2999999}
    stored = Judgement(whole=mixed).whole
    assert [*stored] == [Fraction(1, 10), Fraction(1, 3), Fraction(2)]
    assert [*stored.values()] == pytest.approx([0.3, 0.2, 0.5], abs=1e-6)
    assert sum(stored.values()) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        ({0: float("nan"), 1: 1.0}, "probabilities must be finite and at least 0"),
        ({0: -0.5, 1: 1.5}, "probabilities must be finite and at least 0"),
        ({0: 0.5, 1: 0.4}, "probabilities must sum to 1, not 0.9"),
        ({0.5: 0.5, "1/2": 0.5}, "probabilities must sum to 1, not 0.5"),
        ({"much": 1.0}, "must be a number"),
        ({}, "either verdicts, or a distribution over totals, or a reason"),
    ],
)
def test_a_judgement_of_the_whole_that_is_no_distribution_is_refused(whole: dict[Any, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Judgement(whole=whole)


def test_a_judgement_says_one_thing() -> None:
    verdicts, whole = [Verdict((0, 1))], {Fraction(0): 1.0}
    nothing: dict[str, Any] = {}
    both = {"verdicts": verdicts, "whole": whole}
    for said in (nothing, both, {**both, "unscored": "no memory"}, {"unscored": "no memory", "whole": whole}):
        with pytest.raises(ValueError, match="either verdicts, or a distribution over totals, or a reason"):
            Judgement(**said)


@given(judged())
def test_a_total_is_decided_by_the_rule_of_credit(case: tuple[Question, tuple[Verdict, ...]]) -> None:
    totals = total_spread(*case)
    decided = decide_total(totals)
    # Exact sums, so that a half is told from what lies just below it.
    reached = [
        t
        for t in totals
        if sum(Fraction(p) for at, p in totals.items() if at <= t) >= Fraction(1, 2) - Fraction(1, 10**6)
    ]
    assert decided == min(reached)


@pytest.mark.parametrize(
    ("totals", "decided"),
    [
        ({0: 0.5, 1: 0.2, 2: 0.3}, 0),
        ({2: 0.45, 0: 0.4, 1: 0.15}, 1),
        ({0: 0.5 - 1e-9, 3: 0.5 + 1e-9}, 0),
        ({0: 0.4, 3: 0.6}, 3),
    ],
)
def test_known_decisions_on_totals(totals: dict[int, float], decided: int) -> None:
    assert decide_total({Fraction(points): probability for points, probability in totals.items()}) == decided


def test_no_totals_decide_nothing() -> None:
    with pytest.raises(ValueError, match="do not come to one half"):
        decide_total({})


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"score": 2.5}, "score 2.5 is more than the maximum, 2"),
        ({"score": -1.0}, "greater than or equal to 0"),
        ({"score": float("nan")}, "greater than or equal to 0"),
        ({"score": float("inf")}, "more than the maximum"),
        ({"score": None}, "either a score or a reason why it is unscored"),
        ({"unscored": Reason("failed", "It failed.")}, "either a score or a reason why it is unscored"),
        ({"confidence": 1.5}, "less than or equal to 1"),
        ({"confidence": -0.5}, "greater than or equal to 0"),
    ],
)
def test_a_grade_off_the_scale_cannot_be_expressed(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(GRADE, **changed)


def test_what_could_not_be_graded_has_no_score() -> None:
    failed = Reason("failed", "It failed.")
    unscored = replace(GRADE, score=None, unscored=failed)
    assert unscored.score is None
    assert not unscored.needs_person
    assert replace(unscored, review=(failed,)).needs_person


@pytest.mark.parametrize("wrong", [{"credit": 1.5}, {"credit": -1}, {"probability": 2}, {"probability": -1}])
def test_a_finding_off_the_scale_cannot_be_expressed(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Input should be"):
        replace(GRADE.findings[0], **wrong)


GRADES = TypeAdapter(Grade)


def test_a_grade_comes_back_from_json() -> None:
    assert GRADES.validate_json(GRADES.dump_json(GRADE)) == GRADE


def test_the_schema_of_a_grade_says_number() -> None:
    schema = GRADES.json_schema()
    grade, finding = schema["properties"], schema["$defs"]["Finding"]["properties"]
    assert [each["type"] for each in grade["score"]["anyOf"]] == ["number", "null"]
    assert [each["type"] for each in grade["confidence"]["anyOf"]] == ["number", "null"]
    assert grade["max_score"]["type"] == "number"
    assert {finding[name]["type"] for name in ("credit", "points", "earned", "probability")} == {"number"}


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (GRADE, "score"),
        (GRADE.findings[0], "credit"),
        (Reason("failed", "It failed."), "code"),
        (Verdict((0, 1)), "distribution"),
        (Judgement([Verdict((0, 1))]), "verdicts"),
        (Task(QUESTION, "because"), "answer"),
        (Span(0, 1), "start"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_was_said_does_not_change(thing: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(thing, name, getattr(thing, name))
