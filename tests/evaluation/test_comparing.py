"""Two graders side by side: fair to both, on the same answers, and nothing unscored is lost from sight."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.domain import (
    Answer,
    Criterion,
    Finding,
    Grade,
    Question,
    Rating,
    Reason,
    outcome_named,
    scale,
    score,
)
from pontozo.errors import UserError
from pontozo.evaluation.agreement import scores_of
from pontozo.evaluation.cases import Cases, cases_of
from pontozo.evaluation.comparing import NAMES, Comparison, FigureDifference, Graded, compare_graders
from pontozo.evaluation.figures import compare
from pontozo.evaluation.intervals import Resamples
from pontozo.evaluation.labels import LABEL_FIGURES
from pontozo.evaluation.metrics import three_way
from pontozo.evaluation.results import as_json

#: The outcomes of the criteria of an answer; None where there is no score.
Outcomes = tuple[str, ...] | None

STANDARD = st.sampled_from(["contradicted", "missing", "partial", "met"])
STEPS = st.sampled_from(["0", "1", "2", "3"])
GUIDES = (
    [Criterion("one thing", 2), Criterion("another", 1)],
    [Criterion("all of it", 5)],
    [Criterion("one thing", 1), Criterion("how well", 3, scale(3))],
)
QUESTIONS = [Question("Why?", guide, id=f"q{place}") for place, guide in enumerate(GUIDES)]


def graded_as(question: Question, outcomes: Outcomes) -> Grade:
    """What a grader says that finds these outcomes."""
    found = outcomes or ()
    named = zip(question.criterion_ids, question.criteria, found, strict=bool(found))
    decided = [(identifier, leaf, outcome_named(leaf.outcomes, name)) for identifier, leaf, name in named]
    findings = [
        Finding(name, "", each.name, float(each.credit), float(leaf.points), float(each.credit * leaf.points), 1)
        for name, leaf, each in decided
    ]
    return Grade(
        answer="",
        question=question.id,
        score=float(score(question, [each for _, _, each in decided])) if found else None,
        max_score=float(question.maximum),
        findings=tuple(findings),
        comment="",
        confidence=None,
        review=(),
        unscored=None if found else Reason("cannot", "cannot"),
        grader="",
        revision="",
        language="en",
    )


#: An answer: its question, what people set, what each of two graders found.
Row = tuple[Question, tuple[str, ...], Outcomes, Outcomes]


def both(rows: Sequence[Row]) -> tuple[Graded, Graded]:
    """The rows as two graders have them."""
    first, second = (
        Cases(
            cases_of(
                (question, rated(question, human, place), graded_as(question, proposed[grader]))
                for place, (question, human, *proposed) in enumerate(rows)
            ).cases
        )
        for grader in (0, 1)
    )
    return Graded("one", first), Graded("other", second)


def rated(question: Question, human: tuple[str, ...], place: int) -> Answer:
    outcomes = dict(zip(question.criterion_ids, human, strict=True))
    return Answer(f"text {place}", question.id, str(place), ratings=[Rating("Anna", outcomes=outcomes)])


@st.composite
def outcomes_of(draw: st.DrawFn, question: Question) -> tuple[str, ...]:
    return tuple(draw(STEPS if leaf.outcomes[0].name == "0" else STANDARD) for leaf in question.criteria)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Answers to one to three questions, of which both graders score one at least."""

    def row(must: bool) -> Row:
        question = draw(st.sampled_from(QUESTIONS))
        human, first, second = (draw(outcomes_of(question)) for _ in range(3))
        missed = [not must and draw(st.integers(0, 4)) == 0 for _ in range(2)]
        return question, human, None if missed[0] else first, None if missed[1] else second

    return [row(not place) for place in range(draw(st.integers(1, 10)))]


def same(one: float, other: float) -> bool:
    return one == pytest.approx(other, abs=1e-9, nan_ok=True)


@settings(max_examples=40)
@given(rows())
def test_swapping_the_graders_swaps_what_is_found(given_rows: list[Row]) -> None:
    first, second = both(given_rows)
    one, other = compare_graders(first, second), compare_graders(second, first)
    swapped = {"first": "second", "second": "first", "": ""}
    for name in NAMES:
        here, there = one.figures[name], other.figures[name]
        assert same(here.first, there.second)
        assert same(here.more.value, -there.more.value)
        assert same(here.more.low, -there.more.high)
        assert same(here.p, there.p)
        assert (here.is_real, here.better) == (there.is_real, swapped[there.better])
    assert (one.first_unscored, one.second_unscored) == (other.second_unscored, other.first_unscored)
    assert one.questions == tuple(
        replace(each, first=each.second, second=each.first, better=swapped[each.better]) for each in other.questions
    )
    assert one.apart == tuple(replace(each, first=each.second, second=each.first) for each in other.apart)


@settings(max_examples=20)
@given(rows())
def test_a_grader_does_not_differ_from_itself(given_rows: list[Row]) -> None:
    first, second = both(given_rows)
    for grader in (first, second):
        found = compare_graders(grader, grader)
        for each in found.figures.values():
            assert same(each.more.value, 0) or np.isnan(each.more.value)
            assert each.p == 1 or np.isnan(each.p)
            assert (each.is_real, each.better) == (False, "")
        assert found.apart == ()
        assert all(each.first == each.second for each in found.questions)
        assert found.figures["exact"].p == 1


@settings(max_examples=20)
@given(rows())
def test_only_answers_that_both_scored_are_compared_and_the_others_are_counted(given_rows: list[Row]) -> None:
    found = compare_graders(*both(given_rows))
    kept = [row for row in given_rows if row[2] is not None and row[3] is not None]
    alone = compare_graders(*both(kept))
    assert (found.answers, found.compared) == (len(given_rows), len(kept))
    assert found.first_unscored == sum(row[2] is None for row in given_rows)
    assert found.second_unscored == sum(row[3] is None for row in given_rows)
    assert json.dumps(as_json(found.figures)) == json.dumps(as_json(alone.figures))
    assert sum(each.answers for each in found.questions) == len(kept)


def many(questions: int = 24, of_each: int = 8, seed: int = 0) -> list[Row]:
    """Answers that the second grader judges as people do most of the time, and the first by lot."""
    draw = np.random.default_rng(seed)
    found: list[Row] = []
    for place in range(questions):
        question = replace(QUESTIONS[2 * (place % 2)], id=f"question {place}")
        names = [[each.name for each in leaf.outcomes] for leaf in question.criteria]
        for _ in range(of_each):
            human, lot = (tuple(str(draw.choice(own)) for own in names) for _ in range(2))
            found.append((question, human, lot, human if draw.random() < 0.8 else lot))
    return found


def labels_of(graded: Graded) -> tuple[list[str], list[str], list[str]]:
    """Of the criteria that can be met, the question of each, what people set and what was proposed."""
    rated = [
        (case.question.id, each)
        for case in graded.cases.cases
        for each in case.criteria
        if each.outcome not in ("0", "1", "2", "3")
    ]
    questions, findings = zip(*rated, strict=True)
    human, proposed = [each.outcome for each in findings], [each.finding.outcome for each in findings]
    return list(questions), three_way(human), three_way(proposed)


def test_the_figures_are_those_of_scores_and_of_labels() -> None:
    first, second = both(many())
    found = compare_graders(first, second, seed=3)
    assert tuple(found.figures) == NAMES
    assert (found.unit, found.units, found.compared, found.answers) == ("question", 24, 192, 192)
    assert (found.criteria, found.labelled) == (2 * 192, 1.5 * 192)
    drawn = Resamples([case.question.id for case in first.cases.cases], seed=3)
    for name, each in compare(scores_of(first.cases.cases), scores_of(second.cases.cases), drawn).items():
        assert is_as(found.figures[name], each.first, each.second, each.more.low, each.p)
    (questions, human, one), (_, _, other) = labels_of(first), labels_of(second)
    drawn = Resamples(questions, seed=3)
    for name, figure in LABEL_FIGURES.items():
        each = drawn.difference(figure.of([*human, *human], [*one, *other]))
        assert is_as(found.figures[f"{name}_3-way"], each.first, each.second, each.more.low, each.p)
    right = [each.is_right for case in second.cases.cases for each in case.criteria]
    assert found.figures["criterion_accuracy"].second == pytest.approx(np.mean(right))


def is_as(found: FigureDifference, *numbers: float) -> bool:
    told = (found.first, found.second, found.more.low, found.p)
    return all(same(one, other) for one, other in zip(told, numbers, strict=True))


def test_the_better_grader_is_told_whichever_way_a_figure_runs() -> None:
    found = compare_graders(*both(many()))
    assert found.figures["qwk"].more.low > 0
    assert found.figures["rmse"].more.high < 0
    for name in ("qwk", "rmse", "criterion_accuracy", "macro_f1_2-way"):
        assert (found.figures[name].is_real, found.figures[name].better) == (True, "second")
    assert found.figures["smd"].better == ""


def test_answers_to_one_question_are_drawn_each_with_all_its_criteria() -> None:
    rows = many(questions=1, of_each=60)
    found = compare_graders(*both(rows))
    assert (found.unit, found.units) == ("answer", 60)
    # Each criterion twice tells no more than once: the interval of their mean is that of one.
    pairs = [(question, (human[0],) * 2, (one[0],) * 2, (two[0],) * 2) for question, human, one, two in known(rows)]
    double = Question("?", [Criterion("a", 1), Criterion("b", 1)], id="q")
    single = Question("?", [Criterion("a", 1)], id="q")
    twice = compare_graders(*both([(double, *row[1:]) for row in pairs]))
    once = compare_graders(*both([(single, row[1][:1], row[2][:1], row[3][:1]) for row in pairs]))
    assert twice.figures["criterion_accuracy"] == once.figures["criterion_accuracy"]
    assert twice.figures["macro_f1_3-way"].p == once.figures["macro_f1_3-way"].p


def known(rows: Sequence[Row]) -> list[tuple[Question, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    return [(question, human, one, two) for question, human, one, two in rows if one is not None and two is not None]


def test_the_questions_and_answers_with_the_largest_difference_come_first() -> None:
    first, second = QUESTIONS[:2]
    rows: list[Row] = [
        (first, ("met", "met"), ("met", "met"), ("met", "missing")),
        (first, ("met", "met"), ("missing", "missing"), ("missing", "missing")),
        (second, ("met",), ("missing",), ("met",)),
        (second, ("partial",), ("partial",), ("met",)),
    ]
    found = compare_graders(*both(rows))
    assert [(each.question, each.first, each.second, each.better) for each in found.questions] == [
        ("q1", 0.5, 0.25, "second"),
        ("q0", 0.5, pytest.approx(2 / 3), "first"),
    ]
    told = [(each.answer, each.human, each.first, each.second, each.maximum) for each in found.apart]
    assert told == [("2", 5, 0, 5, 5), ("3", 2.5, 2.5, 5, 5), ("0", 3, 3, 2, 3)]
    assert [each.apart for each in found.apart] == [1, 0.5, pytest.approx(1 / 3)]
    assert [each.answer for each in compare_graders(*both(rows), most=1).apart] == ["2"]


def test_figures_that_are_not_there_are_undefined_and_the_whole_is_json() -> None:
    rows: list[Row] = [(QUESTIONS[1], ("met",), ("met",), ("met",))]
    found = compare_graders(*both(rows), decides="prmse")
    assert np.isnan(found.figures["prmse"].first)
    assert (found.figures["prmse"].is_real, found.figures["prmse"].better) == (False, "")
    assert json.loads(json.dumps(as_json(found), allow_nan=False))["figures"]["prmse"]["p"] is None


def test_scores_alone_have_no_figures_of_criteria() -> None:
    question = QUESTIONS[0]
    answer = Answer("text", question.id, "1", ratings=[Rating("Anna", Fraction(2)), Rating("Béla", Fraction(3))])
    cases = cases_of([(question, answer, graded_as(question, ("met", "met")))])
    found = compare_graders(Graded("one", cases), Graded("other", cases))
    assert (found.criteria, found.labelled) == (0, 0)
    assert np.isnan(found.figures["criterion_accuracy"].first)
    assert found.figures["mae"].first == 1


def refused(*rows: Row, decides: str = "qwk") -> str:
    with pytest.raises(UserError) as error:
        compare_graders(*both(rows), decides=decides)
    return str(error.value)


def test_what_cannot_be_compared_is_said() -> None:
    question = QUESTIONS[1]
    said = refused((question, ("met",), None, ("met",)), (question, ("met",), ("met",), None))
    assert "scored none of the 2 rated answers in common (1 and 1 are unscored)" in said
    said = refused((question, ("met",), ("met",), ("met",)), decides="kapa")
    assert said.startswith("there is no figure 'kapa'; choose one of exact, within_one_step, kappa")


def test_graders_of_different_answers_are_not_compared() -> None:
    row: Row = (QUESTIONS[1], ("met",), ("met",), ("met",))
    other: Row = (QUESTIONS[1], ("partial",), ("met",), ("met",))
    for rows in ([row, row], [other]):
        with pytest.raises(ValueError, match="the same rated answers"):
            compare_graders(both([row])[0], both(rows)[1])


def test_the_same_seed_finds_the_same() -> None:
    def found(seed: int) -> Comparison:
        return compare_graders(*both(many(questions=6)), seed=seed)

    assert as_json(found(1)) == as_json(found(1))
    assert found(1).figures["qwk"].more != found(2).figures["qwk"].more
