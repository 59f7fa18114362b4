"""What answers can be told apart by."""

from __future__ import annotations

import pytest

from pontozo.domain import Answer, Question
from pontozo.gradebook import Gradebook, trait, trait_names

QUESTION = Question.from_references("Miért fagy meg a víz?", ["mert hideg van"], id="q")
ANSWER = Answer("x", "q", "1", student="Ann", attempt="2", group="b", extra={"Age": 12, "empty": None, "group": "own"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("question", "q"),
        ("language", "hu"),
        ("student", "Ann"),
        ("attempt", "2"),
        ("Age", "12"),
        ("empty", ""),
        ("never there", ""),
    ],
)
def test_what_stands_under_a_name(name: str, value: str) -> None:
    assert trait(QUESTION, ANSWER, name) == value


def test_a_column_of_the_file_comes_before_a_field_of_the_same_name() -> None:
    assert trait(QUESTION, ANSWER, "group") == "own"
    assert trait(QUESTION, Answer("x", group="b"), "group") == "b"


def test_the_names_there_are() -> None:
    names = trait_names(Gradebook({"q": QUESTION}, [ANSWER], columns=("Age", "group")))
    assert names == ("question", "language", "student", "group", "attempt", "Age", "empty")
