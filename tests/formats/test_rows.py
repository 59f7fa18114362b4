"""Rows made into answers."""

import datetime
from fractions import Fraction
from typing import Any

import pytest

from pontozo.domain import Answer, Criterion, Deduct, Guide, Outcome, Question, Rating
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
        (1 / 3, Fraction(1, 3)),
        ("0.333333333333333", Fraction(1, 3)),
        ("0,3333333333333333", Fraction(1, 3)),
        (0.1 + 0.2, Fraction(3, 10)),
        ("0.0001234567", Fraction(1234567, 10**10)),
        ("−0", 0),
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
    [({"question": " "}, "question"), ({"kérdés": ""}, "kérdés"), ({"task": None}, "task"), ({}, "question")],
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
        {"outcomes": "met, missing"},
        {"outcomes": " met ,missing "},
        {"credit_1": 1, "credit_2": "0"},
        {"points_1": "2", "szempont_2": 0.0},
        {"outcome_1": "met", "points_2": "0", "credit 1": 1},
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
        (
            {"outcomes": "met"},
            "f, row 2, field 'outcomes': must list one outcome for each criterion of the guide (2), not 1",
        ),
        ({"outcomes": "[met]"}, 'f, row 2, field \'outcomes\': must be a JSON list such as ["met", "missing"]'),
        (
            {"outcomes": "met, good"},
            "f, row 2, field 'outcomes': criterion so: outcome 'good' is none of contradicted, missing, partial, met",
        ),
        (
            {"outcomes": {"7": "met"}},
            "f, row 2, field 'outcomes': there is no criterion '7' in the guide of question 'q1'",
        ),
        ({"Pont [A]": 4}, "f, row 2, field 'Pont [A]': score 4 is more than the question's maximum, 3"),
        (
            {"score 2": "x"},
            "f, row 2, field 'score 2': must be a number, not 'x'; leave it empty where nobody has scored",
        ),
        (
            {"credit_1": 0.3},
            "f, row 2, field 'credit_1': 0.3 is nothing that this criterion can earn; "
            "its outcomes earn 0, 0.5, 1 credit",
        ),
        (
            {"points_1": "3"},
            "f, row 2, field 'points_1': 3 is nothing that this criterion can earn; its outcomes earn 0, 1, 2 points",
        ),
        (
            {"szempont_3": 1},
            "f, row 2, field 'szempont_3': there is no criterion 3; the guide of question 'q1' has fewer",
        ),
        (
            {"outcome_0": "met"},
            "f, row 2, field 'outcome_0': there is no criterion 0; the guide of question 'q1' has fewer",
        ),
        (
            {"outcome_1": "met", "credit_1": 0},
            "f, row 2, field 'credit_1': says otherwise than another column of criterion 1",
        ),
        (
            {"outcomes": "met, met", "points_2": 0},
            "f, row 2, field 'points_2': says otherwise than another column of criterion 2",
        ),
        (
            {"ratings": {"score": 1}},
            "f, row 2, field 'ratings': must be a list such as "
            '[{"rater": "A", "score": 2}, {"rater": "B", "score": 3}], not an object with the keys score',
        ),
        (
            {"ratings": "Anna: 2"},
            "f, row 2, field 'ratings': must be a JSON list such as "
            '[{"rater": "A", "score": 2}, {"rater": "B", "score": 3}]',
        ),
        (
            {"ratings": [{"name": "A", "score": 1}]},
            "f, row 2, field 'ratings': must hold objects with the keys rater, score and outcomes, "
            "not an object with the keys name, score",
        ),
        ({"ratings": [{"score": 4}]}, "f, row 2, field 'ratings': score 4 is more than the question's maximum, 3"),
        ({"answer format": "rtf"}, "f, row 2, field 'answer format': must be plain or html, not 'rtf'"),
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


def test_a_credit_that_several_outcomes_earn_is_the_one_that_says_less() -> None:
    (rating,) = answer_of({"question": "q1", "answer": "a", "credit_1": 0, "credit_2": "0,5"}).ratings
    assert rating.outcomes == {"1": "missing", "so": "partial"}


def test_the_points_of_a_mistake_may_have_a_minus() -> None:
    mistake = Criterion("wrong", points="1/2", outcomes="all-or-nothing")
    guide: list[Guide] = [Criterion("because", points=2), Deduct([mistake])]
    book = Gradebook.of([Question("Why?", guide, id="q")])
    for cost in ("-0,5", 0.5, "−1/2"):
        (rating,) = answer_of({"question": "q", "answer": "a", "points_1": 2, "points_2": cost}, book).ratings
        assert rating.outcomes == {"1": "met", "2": "met"}


def test_each_rater_has_a_rating_in_the_order_of_the_columns() -> None:
    row = {
        "answer": "a",
        "question": "q1",
        "score": "1",
        "rater": "K",
        "pont [Őri Á.]": 2,
        "szempont_1 [Őri Á.]": "2",
        "score 2": "0,5",
        "rater 2": "L",
        "score [M]": "",
        "score_3": 3,
        "ratings": '[{"rater": "N", "outcomes": ["met", "met"]}, {"score": 1}]',
    }
    assert answer_of(row).ratings == (
        Rating("K", 1),
        Rating("Őri Á.", 2, {"1": "met"}),
        Rating("L", "1/2"),
        Rating("rater 3", 3),
        Rating("N", None, {"1": "met", "so": "met"}),
        Rating("", 1),
    )


def test_an_outcome_may_have_spaces_around_its_name() -> None:
    own = (Outcome(" no", 0), Outcome("yes ", 1))
    book = Gradebook.of([Question("Why?", [Criterion("because", 1, own)], id="q")])
    (rating,) = answer_of({"question": "q", "answer": "a", "outcome_1": "yes "}, book).ratings
    assert rating.outcomes == {"1": "yes "}
    assert answer_of({"question": "q1", "answer": "a", "outcome_1": " met "}).ratings[0].outcomes == {"1": "met"}


def test_a_question_is_found_by_its_id_even_with_spaces_around_it() -> None:
    book = Gradebook.of([Question("Why?", [Criterion("a")], id=" q"), Question("How?", [Criterion("b")], id="q")])
    assert answer_of({"question": " q", "answer": "a"}, book).question == " q"
    assert answer_of({"question": "q ", "answer": "a"}, book).question == "q"


@pytest.mark.parametrize("said", ["html", " HTML ", "Html"])
def test_rich_text_is_kept_and_read_in_its_plain_form(said: str) -> None:
    html = "<p>it <b>frees</b></p><ul><li>memory</li></ul>"
    got = answer_of({"question": "q1", "válasz": html, "válasz formátuma": said})
    assert (got.html, got.text) == (html, "it frees\n- memory")


@pytest.mark.parametrize("said", ["plain", "", None])
def test_a_text_that_is_not_said_to_be_rich_stays_as_it_is(said: str | None) -> None:
    got = answer_of({"question": "q1", "answer": "#include <b>", "answer_format": said})
    assert (got.html, got.text) == ("", "#include <b>")
