"""What a gradebook holds, counted."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pontozo.domain import Answer, Criterion, Level, Levels, Question, Rating
from pontozo.gradebook import DataError, Gradebook, Summary, summarise
from tests.gradebook.helpers import GOOD, QUESTIONS, TWO


def test_answers_are_counted_by_question_and_in_all() -> None:
    answers = [GOOD, Answer(" \n", "q1"), Answer("so", "q2", ratings=[Rating(score=1)]), Answer("\u200b", "q2")]
    summary = summarise(Gradebook(QUESTIONS, answers))
    assert (summary.answers, summary.rated, summary.blank) == (4, 1, 2)
    assert [(each.id, each.answers, each.rated, each.blank) for each in summary.questions] == [
        ("q1", 2, 0, 1),
        ("q2", 2, 1, 1),
        ("q3", 0, 0, 0),
    ]
    assert summarise(Gradebook({})) == Summary((), {})


def test_texts_that_stood_there_before_are_counted_by_question_and_blank_ones_are_not() -> None:
    texts = ["so", " so ", "so\n", "SO", "", " "]
    answers = [*(Answer(text, "q1") for text in texts), Answer("so", "q2")]
    first, second, _ = summarise(Gradebook(QUESTIONS, answers)).questions
    assert (first.repeated, second.repeated) == (2, 0)


def test_words_are_counted_in_answers_that_are_not_blank() -> None:
    answers = [Answer("one two\nthree", "q1"), Answer("", "q1"), Answer("four", "q1")]
    first, second, _ = summarise(Gradebook(QUESTIONS, answers)).questions
    assert (first.words, first.mean_words) == (4, 2)
    assert (second.words, second.mean_words) == (0, None)


def test_scores_are_those_given_or_worked_out_from_outcomes() -> None:
    ratings = [Rating("A", "2.5"), Rating("B", None, {"1": "met", "so": "missing"}), Rating("A", None, {"1": "met"})]
    answers = [Answer("a", "two", ratings=ratings[:2]), Answer("b", "two", ratings=ratings[2:])]
    summary = summarise(Gradebook({"two": TWO}, answers))
    (question,) = summary.questions
    assert (question.rated, question.scored, question.points) == (2, 2, Fraction(9, 2))
    assert question.mean_score == Fraction(9, 4)
    assert question.maximum == 3
    assert summary.raters == {"A": 2, "B": 1}
    assert summarise(Gradebook({"two": TWO})).questions[0].mean_score is None


def test_outcomes_are_counted_by_criterion_in_the_order_of_the_guide_those_never_given_too() -> None:
    levels = Levels([Level(0, "none"), Level(2, "all")])
    question = Question("Why?", [Criterion(["because", "since"], 2, "all-or-nothing"), levels], id="q", language="hu")
    ratings = [Rating("A", None, {"1": "met", "2": "level 1"}), Rating("B", None, {"1": "met"})]
    (summary,) = summarise(Gradebook({"q": question}, [Answer("a", "q", ratings=ratings)])).questions
    assert summary.language == "hu"
    first, second = summary.criteria
    assert (first.id, first.wording, first.points) == ("1", "because", Fraction(2))
    assert list(first.outcomes.items()) == [("contradicted", 0), ("missing", 0), ("met", 2)]
    assert (second.id, second.wording, second.points) == ("2", "all", Fraction(2))
    assert list(second.outcomes.items()) == [("level 0", 0), ("level 1", 1)]


def test_an_answer_to_no_question_is_refused() -> None:
    with pytest.raises(DataError, match="there is no question 'q9'"):
        summarise(Gradebook(QUESTIONS, [Answer("a", "q9")]))
