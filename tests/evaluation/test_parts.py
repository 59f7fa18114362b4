"""The figures of some of the answers: nobody is in two parts, nobody is in none."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from sklearn.metrics import f1_score

from pontozo.domain import Criterion, Deduct, Question, Rating, scale
from pontozo.evaluation.cases import Case, Cases
from pontozo.evaluation.intervals import FEWEST
from pontozo.evaluation.metrics import quadratic_weighted_kappa
from pontozo.evaluation.parts import Drawing, criterion_parts, label_parts, part_of, parts_by
from pontozo.gradebook import trait
from tests.evaluation.helpers import FEW, asked, case, some_cases

FOUR = asked(4, id="four")


def test_a_part_counts_its_answers_and_measures_the_scored_ones() -> None:
    cases = [
        case("met met", "met met"),
        case("missing met", "met met"),
        case("met", "partial", question=FOUR),
        case("", "met", question=asked(1, id="one")),
    ]
    found = part_of("mine", cases, FEW)
    assert (found.name, found.answers, found.unscored, found.questions) == ("mine", 4, 1, 3)
    assert found.human_mean == pytest.approx((1 + 1 + 0.5) / 3)
    assert found.machine_mean == pytest.approx((1 + 1 / 3 + 1) / 3)
    assert found.figures["exact"].value == pytest.approx(1 / 3)
    assert found.figures["qwk"].value == pytest.approx(quadratic_weighted_kappa([1, 1, 0.5], [1, 1 / 3, 1]))
    assert found.unit == "answer"
    many = [case("met", "met", question=asked(1, id=str(place))) for place in range(FEWEST)]
    assert part_of("many", many, FEW).unit == "question"


@pytest.mark.parametrize("cases", [[], [case("", "met met")]])
def test_where_nothing_is_scored_there_is_no_figure(cases: list[Case]) -> None:
    found = part_of("none", cases, FEW)
    assert (found.answers, found.unscored, found.figures) == (len(cases), len(cases), {})
    assert math.isnan(found.human_mean)
    assert math.isnan(found.machine_mean)


def test_the_same_seed_draws_the_same() -> None:
    cases = [case("met" if i % 3 else "missing", "met", question=asked(1, id=f"q{i}")) for i in range(60)]
    first, again, other = (part_of("all", cases, Drawing(50, seed)).figures["exact"] for seed in (1, 1, 2))
    assert first == again
    assert first != other


@given(some_cases())
@settings(max_examples=10)
def test_parts_by_a_trait_hold_each_answer_once(found: Cases) -> None:
    for name in ("question", "student", "group", "domain"):
        values = [trait(each.question, each.answer, name) for each in found.cases]
        parts = parts_by(values, found.cases, FEW)
        assert [(part.name, part.answers) for part in parts] == list(Counter(values).items())
        assert sum(part.unscored for part in parts) == len(found.cases) - len(found.scored)


def test_labels_are_seen_three_ways_and_two() -> None:
    cases = [
        case("met missing", "met contradicted"),
        case("partial met", "met met"),
        case("contradicted partial", "contradicted missing"),
    ]
    three, two = label_parts(cases, FEW)
    human = ["correct", "contradictory", "correct", "correct", "contradictory", "incorrect"]
    machine = ["correct", "incorrect", "incorrect", "correct", "contradictory", "incorrect"]
    assert (three.view, three.criteria, two.view, two.criteria) == ("3-way", 6, "2-way", 6)
    assert three.figures["accuracy"].value == pytest.approx(4 / 6)
    assert three.figures["macro_f1"].value == pytest.approx(f1_score(human, machine, average="macro"))
    # A contradiction told as missing is no mistake between right and wrong.
    assert two.figures["accuracy"].value == pytest.approx(5 / 6)


def test_the_steps_of_a_scale_are_no_labels() -> None:
    """None of them is correct or contradictory, so that any two would agree."""
    steps = asked(4, id="steps", outcomes=scale(4))
    (only,) = criterion_parts([case("0", "4", question=steps)])
    assert (only.rated, only.right.value) == (1, 0)
    assert label_parts([case("0", "4", question=steps)], FEW) == ()
    assert {
        part.criteria for part in label_parts([case("0", "4", question=steps), case("met met", "met met")], FEW)
    } == {2}


def test_without_outcomes_there_are_no_labels_and_no_criteria() -> None:
    cases = [case("met met", Rating("A", 2)), case("", "met met")]
    assert label_parts(cases, FEW) == ()
    assert criterion_parts(cases) == ()


def test_a_criterion_says_what_it_is_mistaken_for() -> None:
    names = ["met"] * 3 + ["partial"] * 2 + ["missing"]
    rated = ["met", "missing", "missing", "met", "partial", "contradicted"]
    found = criterion_parts([case(one, other, question=FOUR) for one, other in zip(names, rated, strict=True)])
    (only,) = found
    assert (only.question, only.criterion, only.wording, only.points) == ("four", "1", "thought 1", 4)
    assert (only.rated, only.right.value) == (6, 0.5)
    assert [(each.human, each.machine, each.answers) for each in only.mistaken] == [
        ("missing", "met", 2),
        ("met", "partial", 1),
    ]


def test_what_is_surely_wrong_most_often_comes_first() -> None:
    """One slip of two may be chance; a hundred of three hundred are not."""
    slips = {"often": (100, 300), "once": (1, 2), "never": (0, 50), "always": (5, 5)}
    cases = [
        case("met", "missing" if place < wrong else "met", question=asked(1, id=name))
        for name, (wrong, count) in slips.items()
        for place in range(count)
    ]
    assert [each.question for each in criterion_parts(cases)] == ["always", "often", "once", "never"]


def test_a_mistake_that_costs_points_is_a_criterion_too() -> None:
    question = Question("Why?", [Criterion("because", 2, id="yes"), Deduct([Criterion("wrong", id="no")])], id="d")
    found = criterion_parts([case("met missing", "met met", question=question)])
    assert [(each.criterion, each.right.value) for each in found] == [("no", 0), ("yes", 1)]


def can_be_met(question: Question, name: str) -> bool:
    leaf = question.criteria[question.criterion_ids.index(name)]
    return "met" in [outcome.name for outcome in leaf.outcomes]


@given(some_cases(most=12))
@settings(max_examples=30)
def test_every_rated_criterion_of_a_scored_answer_is_counted_once(found: Cases) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for each in found.scored:
        expected.update((each.question.id, name) for name in each.rating.outcomes)
    parts = criterion_parts(found.cases)
    assert {(part.question, part.criterion): part.rated for part in parts} == expected
    for part in parts:
        assert part.right.value * part.rated == pytest.approx(part.rated - sum(each.answers for each in part.mistaken))
    questions = {each.question.id: each.question for each in found.cases}
    labelled = sum(count for (question, name), count in expected.items() if can_be_met(questions[question], name))
    assert {part.criteria for part in label_parts(found.cases, FEW)} == ({labelled} if labelled else set())


def test_parts_come_in_the_order_in_which_their_values_are_met() -> None:
    cases = [case("met met", "met met")] * 4
    parts = parts_by(["a", "", "a", "b"], cases, FEW)
    assert [(part.name, part.answers) for part in parts] == [("a", 2), ("", 1), ("b", 1)]
