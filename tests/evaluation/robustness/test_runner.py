"""Graders under trial: one that can be gamed, one that cannot, one that ships."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from pontozo.artefact import load_grader
from pontozo.domain import Answer, Criterion, Question, Rating
from pontozo.errors import UserError
from pontozo.evaluation.robustness import (
    EDITS,
    Duty,
    EditResult,
    Measure,
    Robustness,
    as_json,
    measure_robustness,
    table,
)
from pontozo.evaluation.robustness.measures import Resampling
from pontozo.formats import read
from pontozo.gradebook import DataError, Gradebook
from pontozo.grader import Grader
from pontozo.text.words import words
from tests.evaluation.robustness.rule import MET, MISSING, PARTIAL, Rule


def by_keywords(wording: str, answer: str) -> tuple[float, ...]:
    wanted = {word.lemma for word in words(wording, "en") if word.is_content}
    return MET if wanted <= {word.lemma for word in words(answer, "en")} else MISSING


def by_length(wording: str, answer: str) -> tuple[float, ...]:
    del wording
    return MET if len(answer) > 25 else MISSING


GUIDE = ["the array moves elements", "the list changes pointers", "trees rotate nodes", "hashes collide rarely"]
QUESTIONS = [Question(f"What about number {i}?", [Criterion(each)], f"q{i}", "en") for i, each in enumerate(GUIDE)]


def rated(question: Question, text: str, number: int, score: float) -> Answer:
    return Answer(text, question.id, id=f"{question.id}-{number}", ratings=[Rating("me", score)])


def gradebook() -> Gradebook:
    """Two wrong answers, a partial one and two right ones to each question, a blank one and one that nobody rated."""
    answers = [
        Answer("Nobody read this.", "q0", id="unrated"),
        Answer(" ", "q0", id="blank", ratings=[Rating(score=0)]),
    ]
    for question in QUESTIONS:
        right = question.criteria[0].wordings[0]
        texts = [("I do not know.", 0.0), ("It is blue", 0.0), ("Something moves", 0.25), (f"Here {right}.", 1.0)]
        answers += [rated(question, text, i, score) for i, (text, score) in enumerate(texts)]
        answers.append(rated(question, f"Yes, {right} when it is done.", 9, 0.5))
    return Gradebook.of(QUESTIONS, answers)


def measured(rule: Callable[[str, str], tuple[float, ...] | None], pass_mark: float = 0.5) -> Robustness:
    return measure_robustness(Grader(Rule(rule)), gradebook(), pass_mark=pass_mark, resamples=200)


def of(result: Robustness, name: str) -> EditResult:
    return next(each for each in result.edits if each.edit == name)


def test_a_keyword_grader_is_gamed_by_keywords_and_by_nothing_neutral() -> None:
    result = measured(by_keywords)
    for name in ("keyword echo", "keyword heap", "guide denied"):
        each = of(result, name)
        assert each.crossed == Measure(12, 1.0, 0.0, 1.0, 1.0, 1.0)
        assert each.moved.excess == each.change.excess == 1.0
        assert (each.tried, each.not_applicable, each.unscored) == (12, 0, 0)
    for name in ("gibberish", "padding", "repetition", "injection", "question added", "guide hidden"):
        assert of(result, name).crossed == Measure(12, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert result.any_attack == Measure(12, 1.0, 0.0, 1.0, 1.0, 1.0)
    assert of(result, "denial").crossed.edited == 0.0  # a heap of words does not notice
    assert of(result, "lower case").crossed.edited == of(result, "extra blanks").crossed.edited == 0.0


def test_what_any_text_of_that_length_does_is_not_put_down_to_the_attack() -> None:
    result = measured(by_length)
    padding = of(result, "padding")
    assert padding.crossed == Measure(12, 1.0, 1.0, 0.0, 0.0, 0.0)
    assert padding.change.excess == 0.0
    assert result.any_attack.control == 1.0
    assert of(result, "guide hidden").crossed.excess == -1.0  # nobody sees it; its control is seen, and long


def test_a_leaked_guide_is_no_way_to_make_a_wrong_answer_pass() -> None:
    result = measured(lambda wording, answer: MET if answer == f"{wording}." else MISSING)
    assert of(result, "guide copied").crossed.edited == 1.0
    assert result.any_attack.edited == 0.0


@pytest.mark.parametrize("outcome", [MISSING, MET])
def test_a_constant_grader_is_not_gamed(outcome: tuple[float, ...]) -> None:
    result = measured(lambda *_: outcome)
    assert {each.change.edited for each in result.edits if each.change.answers} == {0.0}
    assert {each.moved.edited for each in result.edits if each.moved.answers} == {0.0}
    assert {each.crossed.edited for each in result.edits} <= {0.0, None}
    assert result.any_attack.edited == (0.0 if outcome == MISSING else None)
    worst = [each for each in result.edits if each.examples]
    assert all(each.duty is Duty.MUST_LOWER for each in worst)


def test_answers_are_counted_by_the_ratings() -> None:
    result = measured(by_keywords)
    assert (result.wrong, result.partial, result.right) == (8, 4, 8)
    assert (result.unrated, result.blank) == (1, 1)
    higher = measured(by_keywords, pass_mark=0.6)
    assert (higher.wrong, higher.partial, higher.right) == (8, 8, 4)


@pytest.mark.parametrize(("pass_mark", "crosses"), [(0.5, 1.0), (0.51, 0.0)])
def test_the_pass_mark_is_a_share_of_the_maximum(pass_mark: float, crosses: float) -> None:
    def half(wording: str, answer: str) -> tuple[float, ...]:
        return PARTIAL if by_keywords(wording, answer) == MET else MISSING

    assert of(measured(half, pass_mark), "keyword heap").crossed.edited == crosses


def test_unscored_answers_do_not_pass_and_are_counted() -> None:
    def shy(wording: str, answer: str) -> tuple[float, ...] | None:
        return None if answer.isupper() or "mistake" in answer else by_keywords(wording, answer)

    upper = of(measured(shy), "upper case")
    assert (upper.tried, upper.unscored, upper.unscored_before, upper.unscored_control) == (8, 8, 0, None)
    assert upper.crossed.edited == 1.0
    assert upper.change == Measure(0, None, None, None, None, None)
    assert [each.score_after for each in upper.examples] == [None] * 3
    copied = of(measured(shy), "question copied")
    assert copied.unscored == copied.tried == 12
    assert copied.unscored_control == 0
    assert copied.crossed.edited == 0.0


def test_an_answer_that_crosses_is_a_worse_example_than_one_that_rises_more() -> None:
    def rising(wording: str, answer: str) -> tuple[float, ...]:
        del wording
        if "blue" in answer:  # stands at the pass mark, and rises to the maximum
            return MET if len(answer) > 25 else PARTIAL
        return PARTIAL if len(answer) > 25 else MISSING  # crosses the pass mark

    first = of(measured(rising), "padding").examples
    assert [(each.score_before, each.score_after) for each in first] == [(0.0, 0.5)] * 3


def test_examples_are_the_worst_and_can_be_made_again() -> None:
    result = measured(by_keywords)
    for name in ("keyword echo", "denial"):
        first, *others = of(result, name).examples
        (edit,) = [each for each in EDITS if each.name == name]
        question = next(each for each in QUESTIONS if each.id == first.question)
        assert edit(question, first.before, "en", 0) == first.after
        assert len(others) == 2
    echo, denial = of(result, "keyword echo").examples[0], of(result, "denial").examples[0]
    assert (echo.score_before, echo.score_after, echo.maximum) == (0.0, 1.0, 1.0)
    assert (denial.score_before, denial.score_after) == (1.0, 1.0)
    assert of(result, "padding").examples == ()


def test_right_answers_are_watched_for_falling() -> None:
    strict = of(measured(lambda _, answer: MET if answer[:1].isupper() else MISSING), "lower case")
    assert strict.crossed == Measure(8, 1.0, None, 1.0, 1.0, 1.0)
    assert strict.moved.edited == 1.0
    assert strict.change.excess == -1.0
    assert len(strict.examples) == 3


def test_what_should_lower_and_does_is_no_example() -> None:
    alert = of(
        measured(lambda wording, answer: MISSING if "nothing" in answer else by_keywords(wording, answer)), "denial"
    )
    assert len(alert.examples) == 3  # the grader knows another word for it
    denials = ("not true", "mistake", "false", "opposite")
    alert = of(measured(lambda _, answer: MISSING if any(each in answer for each in denials) else MET), "denial")
    assert alert.crossed == Measure(8, 1.0, None, 1.0, 1.0, 1.0)
    assert alert.examples == ()


def test_what_has_nothing_to_change_is_not_applicable() -> None:
    numbers = of(measured(by_keywords), "changed number")
    assert (numbers.tried, numbers.not_applicable) == (0, 8)
    assert numbers.crossed == Measure(0, None, None, None, None, None)


def test_the_same_seed_gives_the_same_result_and_the_order_of_answers_counts_for_nothing() -> None:
    book = gradebook()
    mixed = Gradebook(book.questions, list(book.answers)[::-1])
    first, again, turned = (
        as_json(measure_robustness(Grader(Rule(by_keywords)), each, resamples=50)) for each in (book, book, mixed)
    )
    assert first == again
    for mine, other in zip(first["edits"], turned["edits"], strict=True):
        assert mine["crossed"] == other["crossed"]


def test_json_and_table_hold_what_was_found() -> None:
    result = measured(by_keywords)
    back = json.loads(json.dumps(as_json(result), allow_nan=False))
    assert back["edits"][0]["duty"] == "must not raise"
    assert back["edits"][0]["crossed"]["excess"] == 1.0
    assert back["any_attack"]["answers"] == 12
    headings, *rows = table(result)
    assert all(len(row) == len(headings) for row in rows)
    echo = dict(zip(headings, rows[0], strict=True))
    assert (echo["edit"], echo["crossed"], echo["control"], echo["95% interval"]) == (
        "keyword echo",
        "100.0",
        "0.0",
        "100.0 to 100.0",
    )
    number = dict(zip(headings, rows[[row[0] for row in rows].index("changed number")], strict=True))
    assert (number["not applicable"], number["crossed"], number["change"]) == ("8", "–", "–")


@pytest.mark.parametrize("pass_mark", [0, -1, 1.5, math.nan])
def test_a_pass_mark_that_is_no_share_is_refused(pass_mark: float) -> None:
    with pytest.raises(UserError, match="the pass mark must be a share of the maximum"):
        measured(by_keywords, pass_mark)


def test_unrated_answers_are_refused() -> None:
    book = Gradebook.of(QUESTIONS, [Answer("unrated", "q0", id="1")])
    with pytest.raises(DataError, match="no answer is rated"):
        measure_robustness(Grader(Rule(by_keywords)), book)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1, max_size=12),
)
def test_an_interval_holds_the_mean_where_questions_agree_and_knows_one_question_from_many(
    rows: list[tuple[int, int]],
) -> None:
    questions = np.array([question for question, _ in rows])
    values = np.array([value for _, value in rows], dtype=float)
    bounds = Resampling(100).bounds(values, questions)
    assert (bounds is None) == (len(set(questions)) == 1)
    if bounds is not None:
        means = [values[questions == each].mean() for each in set(questions)]
        assert min(means) - 1e-9 <= bounds[0] <= bounds[1] <= max(means) + 1e-9


def test_the_interval_is_that_of_drawing_whole_questions() -> None:
    """Against all ways to draw three of three questions with replacement, each as likely as the other."""
    values, questions = np.array([0.0, 0, 1, 1, 1, 1]), np.array([5, 5, 5, 7, 9, 9])
    by_question = [values[questions == each] for each in (5, 7, 9)]
    every = [np.concatenate(drawn).mean() for drawn in product(by_question, repeat=3)]
    bounds = Resampling(20_000).bounds(values, questions)
    assert bounds is not None
    assert_allclose(bounds, np.percentile(every, [2.5, 97.5], method="inverted_cdf"), atol=1e-9)


def test_the_shipped_grader_on_answers_of_the_starter_set() -> None:
    book = read("starter-en")
    few = [answer for _, answer in book.pairs() if answer.question in ("malloc-new", "stack-heap", "reference-pointer")]
    result = measure_robustness(load_grader(), Gradebook(book.questions, few[::6]), resamples=100)
    assert result.wrong + result.partial + result.right + result.blank == len(few[::6])
    copied, gibberish = of(result, "question copied"), of(result, "gibberish")
    assert copied.unscored == copied.tried > 0
    assert gibberish.crossed.edited == 0.0
    for name in ("extra blanks", "lower case", "upper case"):
        assert of(result, name).crossed.edited == 0.0
    for name in ("guide hidden", "invisible characters"):
        assert of(result, name).moved.edited == of(result, name).change.edited == 0.0
