"""Rows made into answers."""

import datetime
from fractions import Fraction
from typing import Any

import pytest

from pontozo.domain import Answer, Criterion, Question, Rating
from pontozo.formats.base import Row
from pontozo.formats.rows import RowReader
from pontozo.formats.values import as_points, as_text
from pontozo.gradebook import Gradebook
from tests.formats.helpers import ONE_QUESTION, QUESTIONS


def answer_of(values: dict[str, Any], gradebook: Gradebook = QUESTIONS) -> Answer:
    (row,) = RowReader("f", gradebook.questions).read(values, "row 2")
    assert isinstance(row, Row), row
    return row.answer


def faults_of(values: dict[str, Any]) -> list[str]:
    return [str(each) for each in RowReader("f", QUESTIONS.questions).read(values, "row 2")]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  a ", "  a "),
        (2, "2"),
        (2.0, "2"),
        (0.1, "0.1"),
        (1 / 3, "0.333333333333333"),
        (True, "true"),
        (datetime.datetime(2024, 5, 2), "2024-05-02"),
        (datetime.datetime(2024, 5, 2, 8, 30), "2024-05-02 08:30:00"),
        (datetime.time(8, 30), "08:30:00"),
    ],
)
def test_a_cell_is_the_text_a_person_sees(cell: object, text: str) -> None:
    assert as_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "points"),
    [
        ("2,5", Fraction(5, 2)),
        (" 2.5 ", Fraction(5, 2)),
        (2.5, Fraction(5, 2)),
        ("1/3", Fraction(1, 3)),
        ("", None),
        (" ", None),
        (None, None),
        (0, 0),
    ],
)
def test_a_score_is_read_with_comma_or_point(cell: object, points: Fraction | None) -> None:
    assert as_points(cell) == points


@pytest.mark.parametrize("cell", ["jó", "1,234,5", "nan", "1e999999999", True, "1/0", "9" * 5000, [1]])
def test_what_is_no_number_is_no_score(cell: object) -> None:
    with pytest.raises(ValueError, match="must be"):
        as_points(cell)


@pytest.mark.parametrize(
    ("values", "question"),
    [
        ({"question": "q2"}, "q2"),
        ({"kérdés": " q2 "}, "q2"),
        ({"question": "Mi a\n pointer?"}, "q2"),
        ({"task": "q2"}, "q2"),
        ({"question": "something else", "task": "q2"}, "q2"),
        ({"question": "q1", "task": "q2"}, "q1"),
        ({"question": "nowhere"}, "nowhere"),
    ],
)
def test_a_question_is_named_by_id_or_text_or_task(values: dict[str, Any], question: str) -> None:
    assert answer_of({**values, "answer": "a"}).question == question


def test_a_text_that_two_questions_have_names_neither() -> None:
    twins = Gradebook.of([Question("Why?", [Criterion("a")], id="a"), Question("Why?", [Criterion("b")], id="b")])
    assert answer_of({"question": "Why?", "answer": "x"}, twins).question == "Why?"


def test_where_there_is_one_question_it_need_not_be_named() -> None:
    assert answer_of({"answer": "x"}, ONE_QUESTION).question == "only"


def test_every_part_of_an_answer_is_read_and_the_whole_row_kept() -> None:
    row = {
        "id": 7,
        "diák": "Ő",
        "próbálkozás": 2.0,
        "csoport": "A",
        "kérdés": "q1",
        "válasz": "a",
        "pont": "1,5",
        "értékelő": "K",
        "x": None,
    }
    assert answer_of(row) == Answer(
        "a", question="q1", id="7", student="Ő", attempt="2", group="A", ratings=[Rating("K", 1.5)], extra=row
    )


def test_without_an_id_the_place_of_the_row_is_it() -> None:
    assert answer_of({"question": "q1", "answer": "a"}).id == "row 2"
    assert answer_of({"id": " ", "question": "q1", "answer": "a"}).id == "row 2"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"question": " "}, "question"), ({"kérdés": ""}, "kérdés"), ({"task": None}, "task"), ({}, "task")],
)
def test_an_empty_question_is_a_fault_of_its_cell(values: dict[str, Any], field: str) -> None:
    said = f"f, row 2, field {field!r}: is empty; each row needs its question's id"
    assert faults_of({**values, "answer": "a"}) == [said]


def test_an_empty_question_is_the_only_one_there_is() -> None:
    assert answer_of({"question": " ", "answer": "x"}, ONE_QUESTION).question == "only"


@pytest.mark.parametrize(
    "values",
    [
        {"outcomes": ["met", "missing"]},
        {"outcomes": '["met", "missing"]'},
        {"outcomes": {"1": "met", "so": "missing"}},
        {"outcome_1": "met", "outcome_2": "missing"},
    ],
)
def test_outcomes_are_kept_by_criterion(values: dict[str, Any]) -> None:
    answer = answer_of({"question": "q1", "answer": "a", "rater": "K", **values})
    assert answer.ratings == (Rating("K", outcomes={"1": "met", "so": "missing"}),)


@pytest.mark.parametrize("outcomes", [["met", None], ["met", ""], '["met", null]'])
def test_a_criterion_may_be_left_out_of_the_outcomes(outcomes: object) -> None:
    answer = answer_of({"question": "q1", "answer": "a", "outcomes": outcomes})
    assert answer.ratings == (Rating(outcomes={"1": "met"}),)


@pytest.mark.parametrize("values", [{}, {"score": ""}, {"outcomes": ""}, {"outcome_1": " "}, {"rater": "K"}])
def test_without_a_score_or_outcome_there_is_no_rating(values: dict[str, Any]) -> None:
    assert answer_of({"question": "q1", "answer": "a", **values}).ratings == ()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"outcomes": ["met"]},
            "f, row 2, field 'outcomes': must list one outcome for each criterion of the guide (2), not 1",
        ),
        ({"outcomes": "met"}, 'f, row 2, field \'outcomes\': must be a JSON list such as ["met", "missing"]'),
        ({"outcomes": 5}, "f, row 2, field 'outcomes': must be a list of outcomes, not 5"),
        ({"Pont": "-1"}, "f, row 2, field 'Pont': must be at least 0, not -1"),
        ({"id": ["a"]}, "f, row 2, field 'id': must be text, not a list"),
    ],
)
def test_a_fault_names_row_and_column(values: dict[str, Any], message: str) -> None:
    assert faults_of({"question": "q1", "answer": "a", **values}) == [message]


def test_all_faults_of_a_row_are_told() -> None:
    assert len(faults_of({"question": "q1", "answer": {}, "score": "x", "student": []})) == 3


def test_a_row_without_an_answer_says_what_it_has() -> None:
    assert faults_of({"id": 1, "text": "a"}) == [
        "f, row 2, field 'answer': has no answer; found an object with the keys id, text"
    ]
