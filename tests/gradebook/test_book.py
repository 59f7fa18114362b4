"""The gradebook, and what is said of one that cannot be used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pontozo.domain import Answer, Criterion, Question
from pontozo.gradebook import DataError, Fault, Gradebook
from tests.gradebook.helpers import GOOD, QUESTIONS


def test_a_fault_leaves_out_what_is_not_known() -> None:
    assert str(Fault("a.csv", "is empty")) == "a.csv: is empty"
    assert str(Fault("a.csv", "is blank", row="row 3")) == "a.csv, row 3: is blank"


def test_a_data_error_says_the_first_fault_and_how_many_more() -> None:
    one, two, three = (Fault("a.csv", "is blank", row=f"row {row}", field="answer") for row in (2, 3, 4))
    assert str(DataError([one])) == "a.csv, row 2, field 'answer': is blank"
    assert str(DataError([one, two, three])) == "a.csv, row 2, field 'answer': is blank (and 2 more)"
    assert DataError([one, two]).faults == (one, two)


def test_two_questions_of_one_id_are_refused() -> None:
    other = Question("Why else?", [Criterion("because")], id="q1")
    with pytest.raises(DataError, match="two questions have the id 'q1'"):
        Gradebook.of([QUESTIONS["q1"], other])
    assert Gradebook.of([QUESTIONS["q1"], QUESTIONS["q1"]]).questions == {"q1": QUESTIONS["q1"]}


def test_answers_come_with_their_question_in_order() -> None:
    answers = (GOOD, Answer("therefore", "q2"), Answer("so", "q1"))
    book = Gradebook.of(QUESTIONS.values(), answers)
    assert list(book.pairs()) == [(QUESTIONS[each.question], each) for each in answers]


def test_an_answer_to_no_question_is_told_when_it_comes() -> None:
    pairs = Gradebook(QUESTIONS, [GOOD, Answer("so", "q9", id="a7")]).pairs()
    assert next(pairs) == (QUESTIONS["q1"], GOOD)
    with pytest.raises(DataError, match=r"a7, field 'question': there is no question 'q9'; the questions are q1, q2"):
        next(pairs)


def test_answers_are_counted_whether_or_not_they_know_their_number() -> None:
    class Streamed:
        def __iter__(self) -> Iterator[Answer]:
            return iter([GOOD, GOOD])

    assert Gradebook(QUESTIONS, Streamed()).count() == 2
    assert Gradebook(QUESTIONS, [GOOD]).count() == 1
    assert Gradebook(QUESTIONS).count() == 0


def test_answers_that_can_be_gone_through_once_are_refused() -> None:
    with pytest.raises(ValueError, match="more than once"):
        Gradebook({}, iter(()))
