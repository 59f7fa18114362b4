"""What a teacher brings: questions with their revision, answers, ratings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from pydantic import TypeAdapter

from pontozo.domain import (
    All,
    Alternatives,
    Answer,
    BestOf,
    Criterion,
    Deduct,
    Level,
    Levels,
    Outcome,
    Question,
    Rating,
    Span,
    check_maximum,
    check_rating,
)
from tests.strategies import questions

QUESTIONS = TypeAdapter(Question)
TWO = [Criterion("malloc() is a C function", points=2), Criterion("new is an operator")]
QUESTION = Question("What is the difference?", TWO, id="q1", language="en")


def numbers(value: object, names: tuple[str, ...]) -> Iterator[object]:
    """Every value that stands under one of `names` in JSON."""
    if isinstance(value, dict):
        yield from (each for name, each in value.items() if name in names)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from numbers(inner, names)


@given(questions())
def test_json_keeps_a_question_exactly(question: Question) -> None:
    again = QUESTIONS.validate_json(QUESTIONS.dump_json(question))
    assert again == question
    assert again.maximum == question.maximum
    assert again.revision == question.revision


@given(questions())
def test_points_and_credits_are_numbers_in_json(question: Question) -> None:
    found = list(numbers(json.loads(QUESTIONS.dump_json(question)), ("points", "credit")))
    assert found
    assert all(type(each) in (int, float) for each in found)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_schema_of_a_question_says_number(mode: Any) -> None:
    parts = QUESTIONS.json_schema(mode=mode)["$defs"]
    points = [parts[name]["properties"]["points"] for name in ("Criterion", "Level")]
    assert [each["type"] for each in (*points, parts["Outcome"]["properties"]["credit"])] == ["number"] * 3
    assert points[0]["default"] == 1


def test_a_plain_list_is_all() -> None:
    assert QUESTION.guide == All(TWO)
    assert QUESTION.maximum == 3
    assert QUESTION.criteria == tuple(TWO)


def test_a_question_as_files_write_it() -> None:
    written = {
        "question": "What is the difference?",
        "scoring_guide": [{"point": 2, "criteria": "malloc() is a C function"}, {"criterion": ["new is an operator"]}],
        "id": "q1",
        "language": "en",
    }
    assert QUESTIONS.validate_python(written) == QUESTION


def test_every_kind_of_guide_as_files_write_it() -> None:
    written = {
        "text": "Why?",
        "guide": [
            {
                "best": 1,
                "of": [{"criterion": "a"}, {"levels": [{"points": 0, "text": "no"}, {"points": 2, "text": "b"}]}],
            },
            {
                "alternatives": [
                    [{"criterion": "c"}, {"criterion": "d"}],
                    {"all": [{"criterion": "e", "points": "1/3"}]},
                ]
            },
            {"deduct": [{"criterion": "f", "outcomes": "all-or-nothing"}]},
        ],
    }
    guide = All(
        [
            BestOf(1, [Criterion("a"), Levels([Level(0, "no"), Level(2, "b")])]),
            Alternatives([[Criterion("c"), Criterion("d")], All([Criterion("e", points=Fraction(1, 3))])]),
            Deduct([Criterion("f", outcomes="all-or-nothing")]),
        ]
    )
    assert QUESTIONS.validate_python(written) == Question("Why?", guide)
    assert QUESTIONS.validate_python(written).deductions == (False, False, False, False, False, True)


def test_criteria_are_called_by_their_id_or_their_place() -> None:
    assert Question("Why?", [Criterion("a"), Criterion("b", id="reason"), Criterion("c")]).criterion_ids == (
        "1",
        "reason",
        "3",
    )


def test_reference_answers_are_wordings_of_one_criterion() -> None:
    question = Question.from_references("Why?", ["because", "therefore"], maximum=5)
    assert question.criteria == (Criterion(["because", "therefore"], points=5),)
    assert question.maximum == 5


def test_a_question_without_an_id_is_called_after_its_revision() -> None:
    question = Question("Why?", TWO)
    assert question.id == f"q-{question.revision[:8]}"
    assert QUESTIONS.validate_python({"text": "Why?", "guide": TWO, "id": 7}).id == "7"


CHANGED = {
    "text": Question("What is the difference", TWO, language="en"),
    "language": Question("What is the difference?", TWO, language="hu"),
    "no language": Question("What is the difference?", TWO),
    "points": Question("What is the difference?", [Criterion(TWO[0].wordings, points="2.001"), TWO[1]], language="en"),
    "wording": Question("What is the difference?", [TWO[0], Criterion("new is a keyword")], language="en"),
    "another wording": Question(
        "What is the difference?", [Criterion([*TWO[0].wordings, "x"], 2), TWO[1]], language="en"
    ),
    "order": Question("What is the difference?", TWO[::-1], language="en"),
    "outcomes": Question(
        "What is the difference?", [TWO[0], Criterion(TWO[1].wordings, 1, "all-or-nothing")], language="en"
    ),
    "tree": Question("What is the difference?", BestOf(2, TWO), language="en"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_the_revision_changes_with_what_matters(what: str) -> None:
    assert CHANGED[what].revision != QUESTION.revision


def test_the_revision_is_one_for_each_change() -> None:
    assert len({question.revision for question in CHANGED.values()}) == len(CHANGED)


def test_the_revision_stays_with_what_does_not_matter() -> None:
    same = Question(
        "What is the difference?",
        All([Criterion("malloc() is a C function", points="2.0"), TWO[1]]),
        id="b",
        language="en",
    )
    assert same.revision == QUESTION.revision


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_revision_does_not_depend_on_the_process(seed: str) -> None:
    program = (
        "from pontozo.domain import Criterion, Question\n"
        "guide = [Criterion('malloc() is a C function', points=2), Criterion('new is an operator')]\n"
        "print(Question('What is the difference?', guide, language='en').revision)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert told.stdout.strip() == QUESTION.revision


BAD: dict[str, tuple[Callable[[], object], str]] = {
    "guide that only deducts": (lambda: Question("Why?", Deduct(TWO)), "guide: nothing in it earns points"),
    "two criteria of one id": (
        lambda: Question("Why?", [Criterion("a", id="x"), Criterion("b", id="x")]),
        "guide: two criteria have the same id",
    ),
    "id that is another's place": (
        lambda: Question("Why?", [Criterion("a", id="2"), Criterion("b")]),
        "guide: two criteria have the same id",
    ),
    "empty guide": (lambda: Question("Why?", []), "at least 1 item"),
    "part of no kind": (
        lambda: QUESTIONS.validate_python({"text": "Why?", "guide": [{"point": 1}]}),
        "a part of a guide is a criterion, or has one of the keys: all, best (with of), alternatives, levels, deduct",
    ),
    "misspelt key": (
        lambda: QUESTIONS.validate_python({"text": "Why?", "guide": [{"criterion": "a", "pionts": 1}]}),
        "pionts",
    ),
    "no text": (lambda: QUESTIONS.validate_python({"guide": TWO}), "text"),
    "no guide": (lambda: QUESTIONS.validate_python({"text": "Why?"}), "guide"),
    "language that is a name": (lambda: Question("Why?", TWO, language="English"), "should match pattern"),
    "id that is a truth value": (
        lambda: QUESTIONS.validate_python({"text": "Why?", "guide": TWO, "id": True}),
        "should be a valid string",
    ),
    "empty span": (lambda: Span(3, 3), "a span must not be empty"),
    "span that ends before it starts": (lambda: Span(3, 1), "a span must not be empty"),
    "span before the text": (lambda: Span(-1, 3), "greater than or equal to 0"),
    "negative score": (lambda: Rating(score=-1), "greater than or equal to 0"),
    "score that is no number": (lambda: Rating(score="good"), "must be a number, not 'good'"),
    "score that is not finite": (lambda: Rating(score=float("nan")), "must be a finite number"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_makes_no_sense_is_refused(name: str) -> None:
    make, message = BAD[name]
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is compared below, literally
        make()
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("thing", "name"),
    [(QUESTION, "text"), (QUESTION, "guide"), (Answer("because"), "text"), (Rating(score=1), "score")],
)
def test_records_do_not_change(thing: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(thing, name, getattr(thing, name))


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        (3, None),
        ("3.0", None),
        (4, "says 4, but its criteria add up to 3"),
        (2.5, "says 2.5, but its criteria add up to 3"),
        ("many", "must be a number, not 'many'"),
        (None, "must be a number, not None"),
    ],
)
def test_a_stated_maximum_is_held_against_the_guide(stated: object, message: str | None) -> None:
    assert check_maximum(QUESTION, stated) == message


def test_a_stated_maximum_is_held_against_a_tree() -> None:
    assert check_maximum(Question("Why?", BestOf(1, TWO)), 3) == "says 3, but the guide gives 2"


@pytest.mark.parametrize(
    ("rating", "message"),
    [
        (Rating(score=3), None),
        (Rating(outcomes={"1": "met", "2": "missing"}), None),
        (Rating("anna", "2.5", {"1": "partial"}), None),
        (Rating(score=3.5), "score 3.5 is more than the question's maximum, 3"),
        (Rating(outcomes={"3": "met"}), "there is no criterion '3' in the guide of question 'q1'"),
        (
            Rating(outcomes={"1": "good"}),
            "criterion 1: outcome 'good' is none of contradicted, missing, partial, met",
        ),
    ],
)
def test_a_rating_is_held_against_the_question(rating: Rating, message: str | None) -> None:
    assert check_rating(QUESTION, rating) == message


def test_a_criterion_keeps_outcomes_written_as_objects() -> None:
    written = {"criterion": "a", "outcomes": [{"name": "no", "credit": 0}, {"name": "yes", "credit": 1}]}
    (criterion,) = QUESTIONS.validate_python({"text": "Why?", "guide": [written]}).criteria
    assert criterion.outcomes == (Outcome("no", 0), Outcome("yes", 1))
