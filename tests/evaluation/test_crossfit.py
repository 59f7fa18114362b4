"""Questions left out in turn: nothing of a question is seen by what grades it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pontozo.domain import Answer, Criterion, Deduct, Judgement, Question, Rating, Task, Verdict
from pontozo.evaluation.crossfit import calibrate, cross_fitted, leave_questions_out, one_criterion_each
from pontozo.gradebook import Gradebook, by_answer, folds, rated_outcomes

QUESTIONS = [Question(f"question {i}", [Criterion(f"thought {i}")], id=f"q{i}", language="en") for i in range(3)]
MET, MISSING = Rating("me", outcomes={"1": "met"}), Rating("me", outcomes={"1": "missing"})
ANSWERS = [
    Answer(f"answer {i} to {question.id}", question.id, id=f"{question.id}-{i}", ratings=[MET if i % 2 else MISSING])
    for i in range(40)
    for question in QUESTIONS
]


class Sure:
    """Always says met, with one probability."""

    name = "sure"

    def __init__(self, probability: float) -> None:
        self._row = [0, 1 - probability, 0, probability]
        self.seen: list[str] = []
        self.texts: list[str] = []

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        self.seen += [task.question.id for task in tasks]
        self.texts += [task.answer for task in tasks]
        return [Judgement([Verdict(self._row)]) for _ in tasks]


def test_each_question_meets_only_the_scorer_fitted_without_it() -> None:
    scorers: dict[str, Sure] = {}

    def fit_without(question: str) -> Sure:
        return scorers.setdefault(question, Sure(0.9))

    held_out = list(leave_questions_out(Gradebook.of(QUESTIONS, ANSWERS), fit_without))
    assert len(held_out) == len(ANSWERS)
    assert {question: set(scorer.seen) for question, scorer in scorers.items()} == {q.id: {q.id} for q in QUESTIONS}
    assert {each.answer.id: float(each.score) for each in held_out} == {
        answer.id: float(answer.ratings[0] == MET) for answer in ANSWERS
    }


def test_an_answer_is_graded_where_its_rating_comes_to_a_score() -> None:
    alone = Answer("answer", "q0", id="a score alone", ratings=[Rating("me", score=1)])
    nothing = Answer("answer", "q0", id="no rating")
    held_out = leave_questions_out(Gradebook.of(QUESTIONS, [*ANSWERS, alone, nothing]), lambda _: Sure(0.9))
    found = {each.answer.id: float(each.score) for each in held_out}
    assert found["a score alone"] == 1
    assert set(found) == {*(answer.id for answer in ANSWERS), "a score alone"}


def test_each_part_meets_only_the_scorer_fitted_on_its_rest() -> None:
    fitted: list[tuple[set[str], Sure]] = []

    def fit(rest: Gradebook) -> Sure:
        fitted.append(({answer.text for answer in rest.answers}, Sure(0.9)))
        return fitted[-1][1]

    held_out = list(cross_fitted(folds(Gradebook.of(QUESTIONS, ANSWERS), 4, by_answer), fit))
    assert sorted(each.answer.id for each in held_out) == sorted(answer.id for answer in ANSWERS)
    assert len(fitted) == 4
    for rest, scorer in fitted:
        assert scorer.texts
        assert not rest & set(scorer.texts)


def test_a_part_without_a_rated_answer_needs_no_scorer() -> None:
    unrated = Gradebook.of(QUESTIONS, [Answer("answer", "q0"), Answer(" ", "q0", ratings=[MET])])

    def fit(rest: Gradebook) -> Sure:
        raise AssertionError(f"fitted on {rest} for nothing")

    assert list(cross_fitted([(Gradebook.of(QUESTIONS, ANSWERS), unrated)], fit)) == []


def test_calibration_turns_too_sure_into_as_often_as_it_is_right() -> None:
    held_out = leave_questions_out(Gradebook.of(QUESTIONS, ANSWERS), lambda _: Sure(0.9))
    calibration = calibrate(held_out)
    assert set(calibration.languages) == {"en"}
    assert calibration.languages["en"].totals == len(ANSWERS)
    assert calibration.confidence(0.9, 1, "en") == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("probability", [0.999, 1.0])
def test_a_held_out_grade_carries_the_scorers_own_probability(probability: float) -> None:
    held_out = leave_questions_out(Gradebook.of(QUESTIONS, ANSWERS), lambda _: Sure(probability))
    assert {each.grade.confidence for each in held_out} == {probability}


@pytest.mark.parametrize("text", [" ", "\u200b \u00ad"])
def test_blank_answers_calibrate_nothing(text: str) -> None:
    blank = [Answer(text, "q0", id=f"blank {i}", ratings=[MISSING]) for i in range(50)]
    held_out = leave_questions_out(Gradebook.of(QUESTIONS, [*ANSWERS, *blank]), lambda _: Sure(0.9))
    assert calibrate(held_out).languages["en"].totals == len(ANSWERS)


def test_unscored_answers_calibrate_nothing() -> None:
    held_out = list(leave_questions_out(Gradebook.of(QUESTIONS, ANSWERS), lambda _: Failing()))
    assert len(held_out) == len(ANSWERS)
    assert calibrate(held_out).languages == {}


class Failing:
    """Cannot judge anything."""

    name = "failing"

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [Judgement(unscored="cannot") for _ in tasks]


def test_a_language_is_calibrated_on_its_own_answers() -> None:
    asked = Question("mi az?", [Criterion("ez")], id="hu", language="hu")
    right = [Answer(f"válasz {i}", "hu", id=f"hu-{i}", ratings=[MET]) for i in range(30)]
    book = Gradebook.of([*QUESTIONS, asked], [*ANSWERS, *right])
    languages = calibrate(leave_questions_out(book, lambda _: Sure(0.9)), review_below=0.7).languages
    assert {code: platt.totals for code, platt in languages.items()} == {"en": len(ANSWERS), "hu": 30}
    assert languages["hu"].confidence(0.9, 1) > 0.9 > languages["en"].confidence(0.9, 1)


def test_each_criterion_by_itself() -> None:
    question = Question("q", [Criterion("a", 2), Criterion("b", id="second"), Deduct([Criterion("c")])], id="q")
    rated = Answer("x", "q", id="1", ratings=[Rating("me", outcomes={"1": "met", "second": "partial", "3": "met"})])
    singles, whole = one_criterion_each(Gradebook.of([question], [rated, Answer("unrated", "q", id="2")]))
    assert whole == {"q/1": "q", "q/2": "q"}
    assert [each.maximum for each in singles.questions.values()] == [2, 1]
    outcomes = [rated_outcomes(each, answer) for each, answer in singles.pairs()]
    assert outcomes == [("met",), ("partial",)]
