"""What is wrong with answers, and what is merely odd."""

from __future__ import annotations

from typing import Any

import pytest

from pontozo.domain import LONGEST_ANSWER, Answer, Criterion, Level, Levels, Question, Rating
from pontozo.gradebook import Checker, Gradebook, Remarker, check
from tests.gradebook.helpers import GOOD, QUESTIONS, TWO


def faults(*answers: Answer) -> list[tuple[str, str]]:
    checker = Checker(QUESTIONS)
    return [fault for answer in answers for fault in checker.faults(answer)]


@pytest.mark.parametrize(
    ("answer", "field", "message"),
    [
        (Answer("because", "q9"), "question", "there is no question 'q9'; the questions are q1, q2, q3"),
        (Answer("be\x00cause", "q1"), "answer", "holds a NUL byte or half a character"),
        (Answer("be\ud83dcause", "q1"), "answer", "holds a NUL byte or half a character"),
        (Answer("because", "q1", id="\ud83d"), "id", "holds a NUL byte or half a character"),
        (Answer("because", "q1", student="\x00"), "student", "holds a NUL byte or half a character"),
        (Answer("because", "q1", extra={"Class": "7\x00b", "Year": 7}), "Class", "holds a NUL byte"),
        (Answer("because", "q1", group="7\ud83d"), "group", "holds a NUL byte or half a character"),
        (Answer("because", "q1", html="<p>\x00</p>"), "answer", "holds a NUL byte or half a character"),
        (Answer("because", "q1", ratings=[Rating("\ud83d", 1)]), "rater", "holds a NUL byte or half a character"),
        (Answer("x" * 5_000_000, "q1"), "answer", "is 5,000,000 characters long; at most 100,000 can be graded"),
        (Answer("because", "q1", ratings=[Rating(score=3)]), "score", "score 3 is more than the question's maximum, 2"),
        (Answer("because", "q1", ratings=[Rating(outcomes={"7": "met"})]), "score", "there is no criterion '7'"),
    ],
)
def test_a_bad_answer_is_told_by_field_and_sentence(answer: Answer, field: str, message: str) -> None:
    ((found, sentence),) = faults(answer)
    assert found == field
    assert sentence.startswith(message)


def test_good_answers_have_no_faults() -> None:
    longest = Answer("x" * LONGEST_ANSWER, "q1", id="a2")
    rated = Answer("", "q2", id="a1", ratings=[Rating("anna", 2), Rating("béla", 0)])
    assert faults(GOOD, longest, rated, Answer("because", "q1"), Answer("because", "q1")) == []


def test_an_id_may_stand_once_for_a_question() -> None:
    assert faults(GOOD, Answer("therefore", "q2", id="a1")) == []
    ((field, message),) = faults(GOOD, Answer("therefore", "q1", id="a1"))
    assert field == "id"
    assert message == "the id 'a1' stands twice for question 'q1'; give each answer its own"


def test_every_fault_of_an_answer_is_told() -> None:
    worst = Answer("\x00" * (LONGEST_ANSWER + 1), "q9", id="a1")
    assert [field for field, _ in faults(Answer("", "q9", id="a1"), worst)] == ["question"] * 2 + ["id"] + [
        "answer"
    ] * 2


def test_only_some_of_many_questions_are_named() -> None:
    many = {f"q{n}": QUESTIONS["q1"] for n in range(6)}
    ((_, message),) = Checker(many).faults(Answer("", "x"))
    assert message.endswith("the questions are q0, q1, q2, q3, q4, …")
    ((_, message),) = Checker({}).faults(Answer("", "x"))
    assert message.endswith("the questions are none")


def test_check_tells_where_each_fault_stands() -> None:
    book = Gradebook(QUESTIONS, [GOOD, Answer("", "q9"), GOOD])
    assert [str(fault) for fault in check(book, "answers.csv")] == [
        "answers.csv, answer 2, field 'question': there is no question 'q9'; the questions are q1, q2, q3",
        "answers.csv, answer 3, field 'id': the id 'a1' stands twice for question 'q1'; give each answer its own",
    ]
    assert list(check(Gradebook(QUESTIONS, [GOOD]))) == []


@pytest.mark.parametrize("bad", ["\x00", "\ud83d"])
def test_a_question_that_is_no_text_is_told_once(bad: str) -> None:
    questions = {
        "text": Question(f"Why{bad}?", [Criterion("because")], id="text"),
        "guide": Question("Why?", [Criterion(["because", f"since{bad}"])], id="guide"),
        "levels": Question("Why?", [Levels([Level(0, f"no{bad}ne"), Level(1, "because")])], id="levels"),
    }
    checker = Checker(questions)
    for name in questions:
        ((field, message),) = checker.faults(Answer("because", name))
        assert field == "question"
        assert message.startswith(f"the text or the guide of question {name!r} holds a NUL byte or half a character")
        assert list(checker.faults(Answer("because", name))) == []


def remarks(*answers: Answer) -> list[str]:
    """What is said of the score of each answer."""
    remarker = Remarker({**QUESTIONS, "two": TWO})
    told = [remark for answer in answers for remark in remarker.remarks(answer)]
    assert {field for field, _ in told} <= {"score"}
    return [message for _, message in told]


@pytest.mark.parametrize(
    ("rating", "said"),
    [
        (Rating("A", 3, {"1": "met", "so": "missing"}), ["says 3, but the outcomes beside it come to 2"]),
        (Rating("A", "1/2", {"1": "missing", "so": "met"}), ["says 0.5, but the outcomes beside it come to 1"]),
        (Rating("A", 2, {"1": "met", "so": "missing"}), []),
        (Rating("A", 3, {"1": "met"}), []),
        (Rating("A", 3), []),
        (Rating("A", None, {"1": "met", "so": "met"}), []),
    ],
)
def test_a_score_that_the_outcomes_do_not_come_to_is_odd(rating: Rating, said: list[str]) -> None:
    assert remarks(Answer("a", "two", ratings=[rating])) == said


def test_every_rater_is_heard() -> None:
    odd = {"1": "met", "so": "met"}
    answer = Answer("a", "two", ratings=[Rating("A", 1, odd), Rating("B", 3, odd), Rating("C", 2, odd)])
    assert len(remarks(answer)) == 2


def rated(text: str, *scores: Any, question: str = "q1") -> Answer:
    return Answer(text, question, ratings=[Rating(str(rater), score) for rater, score in enumerate(scores)])


OTHERWISE = "the same text was rated otherwise further above; one of the two may be a slip"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([rated("so", 1), rated("so", 2)], [OTHERWISE]),
        ([rated("so", 1), rated(" so\n", 2)], [OTHERWISE]),
        ([rated("so", 1), rated("so", 1)], []),
        ([rated("so", 1), rated("so", 2), rated("so", 1)], [OTHERWISE]),
        ([rated("so", 1), rated("so", 1, 1)], []),
        ([rated("so", 1, 2), rated("so", 2, 1)], []),
        ([rated("so", 1), rated("so")], []),
        ([rated("so", 1), rated("so", 2, question="q2")], []),
        ([rated("", 0), rated(" ", 1)], []),
    ],
)
def test_one_text_with_different_scores_is_odd(answers: list[Answer], said: list[str]) -> None:
    assert remarks(*answers) == said


def test_a_text_rated_by_its_outcomes_is_compared_too() -> None:
    by_outcomes = Answer("so", "two", ratings=[Rating("A", None, {"1": "met", "so": "missing"})])
    in_part = Answer("so", "two", ratings=[Rating("A", None, {"1": "missing"})])
    assert remarks(by_outcomes, rated("so", 2, question="two"), in_part) == []
    assert remarks(by_outcomes, rated("so", 1, question="two")) == [OTHERWISE]


def test_questions_without_answers_are_known_at_the_end() -> None:
    remarker = Remarker(QUESTIONS)
    list(remarker.remarks(Answer("a", "q2")))
    assert remarker.unanswered() == ["q1", "q3"]
