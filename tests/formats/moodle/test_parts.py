"""The parts of reading a report: headings, texts of questions, cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Criterion, Question
from pontozo.formats.moodle.cells import is_cut, response_text
from pontozo.formats.moodle.headings import headings_of
from pontozo.formats.moodle.question_texts import QuestionFinder, without_tags


def finder(*texts: str) -> QuestionFinder:
    return QuestionFinder({str(n): Question(text, [Criterion("x")], id=str(n)) for n, text in enumerate(texts)})


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Surname", "last name"), ("Last name", "last name"), ("lastname", "last name"), ("vezetknv", "last name"),
        ("Keresztnév", "first name"), ("Email address", "email"), ("E-mail cím", "email"), ("e-mailcm", "email"),
        ("ID number", "id number"), ("State", "status"), ("Status", "status"), ("Állapot", "status"),
        ("Started on", "started"), ("Started", "started"), ("kezdsideje", "started"), ("Kész", "completed"),
        ("Time taken", "duration"), ("Duration", "duration"), ("Felhasznált idő", "duration"),
        ("Grade/10.00", "grade"), ("grade1000", "grade"), ("Pont/10,00", "grade"), ("pont1000", "grade"),
    ],
)  # fmt: skip
def test_columns_of_attempts_are_known_in_every_version(heading: str, role: str) -> None:
    assert headings_of([heading]).attempt == {role: 0}


@pytest.mark.parametrize(
    ("question", "response", "right", "number"),
    [
        ("Question 1", "Response 1", "Right answer 1", "1"),
        ("question12", "response12", "rightanswer12", "12"),
        ("3 kérdés", "3 válasz", "3 helyes válasz", "3"),
        ("3. kérdés", "3. válasz", "3. helyes válasz", "3"),
        ("Kérdés 3", "Válasz 3", "Helyes válasz 3", "3"),
        ("1krds", "1vlasz", "1helyesvlasz", "1"),
        ("Question 1a", "Response 1a", "Right answer 1a", "1a"),
        ("1a kérdés", "1a válasz", "1a helyes válasz", "1a"),
    ],
)
def test_columns_of_questions_are_known(question: str, response: str, right: str, number: str) -> None:
    headings = headings_of(["Last name", "First name", question, response, right])
    (columns,) = headings.responses
    assert (columns.number, columns.question, columns.response, columns.right_answer) == (number, 2, 3, 4)
    assert headings.is_responses


def test_unknown_columns_are_kept_apart() -> None:
    headings = headings_of(["Vezetéknév", "Neptun", "1 válasz", "Response", "Q. 1 /3.00"])
    assert headings.others == (1, 3, 4)
    assert headings.is_hungarian


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("std::vector<T> and list<T>:\n- access\n- memory", "std::vector and list:      \t* access   \t* memory"),
        ("What does the const at the end mean?", "What does the CONST at the end mean?"),
        ("Is it O(n)?", "Is it O[No]?"),
        ("1. first\n2. second", "\t* first\n\t* second"),
        ("x^2 and n", "x2 and n"),
        ("Mit jelent? („idézőjel”)", "MIT JELENT? („idézőjel”)"),
        ("See std::cout << x; and more > that", "See std::cout  that"),
        ("See std::cout << x; all of it", "See std::cout "),
        ("Why is a < b?", "Why is a < b?"),
    ],
)  # fmt: skip
def test_a_question_is_found_by_the_text_that_moodle_damaged(asked: str, shown: str) -> None:
    assert finder("something else", asked).by_text(shown) == ("1",)


def test_other_letters_or_digits_are_another_question() -> None:
    assert finder("What is a list?").by_text("What is a last?") == ()
    assert finder("What is a kor?").by_text("What is a kór?") == ()
    assert finder("Name 2 of them").by_text("Name 3 of them") == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        # What PHP 8.2 makes of them.
        ("a < b", "a < b"),
        ("x <a> y", "x  y"),
        ('std::cout << t[5] << "\\n"; // O(1)\n} p->next end', "std::cout "),
        ("vector<int> t", "vector t"),
        ("if (a<b && c>d) z", "if (ad) z"),
        ('a <"x>y"> b', "a  b"),
    ],
)
def test_tags_are_cut_as_php_cuts_them(text: str, left: str) -> None:
    assert without_tags(text) == left


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("a   b", "a\nb"),
        ("a      b", "a\n\nb"),
        ("a         b", "a\n\nb"),
        ("a  b", "a  b"),
        ("{    \u00a0\u00a0x", "{\n  x"),
        ("-", ""),
        (" \u00a0 ", ""),
        ("", ""),
        ("- x", "- x"),
        ("a\n    b", "a\n    b"),
    ],
)
def test_line_breaks_come_back(cell: str, text: str) -> None:
    assert response_text(cell, is_exact=False) == text


def test_an_exact_cell_keeps_its_spaces() -> None:
    assert response_text("a   b\r\nc", is_exact=True) == "a   b\nc"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("#include \nint main", True), ("#include", True), ("# include  x", False), ("#include <a>", False),
        ('#include "a.h"', False), ("the #include line", False), ("print it with std::cout", True),
        ("cout is used", False),
        ("std::vector t(100);", True), ("std::vector<int> t;", False), ("a std::list is", False), ("", False),
    ],
)  # fmt: skip
def test_what_was_cut_shows(text: str, cut: bool) -> None:
    assert is_cut(text) is cut


@given(st.text(), st.booleans())
def test_any_cell_can_be_read(cell: str, is_exact: bool) -> None:
    text = response_text(cell, is_exact=is_exact)
    is_cut(text)
    without_tags(cell)
    headings_of([cell])
    assert finder("a").by_text(cell) in ((), ("0",))
