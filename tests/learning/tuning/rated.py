"""Rated answers that a tiny model can learn from in seconds: what they say, and with it the score, is in few words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, Literal

from pontozo.domain import ALL_OR_NOTHING, Answer, Criterion, Question, Rating
from pontozo.gradebook import Gradebook

_SAID = {True: ("the address of a variable", "may be null"), False: ("another name", "is empty")}
_LETTERS = "abcdefghijklmnopqrstuvwx"


def question(place: int = 0, criteria: int = 2) -> Question:
    """One of 24 questions of one or two criteria, told apart by a letter.

    The second earns two points, and neither is met in part, so that a total tells which of the two are met.
    """
    guide = [
        Criterion("holds the address", outcomes=ALL_OR_NOTHING),
        Criterion("may be null", points=2, outcomes=ALL_OR_NOTHING),
    ]
    return Question(f"A pointer {_LETTERS[place]}?", guide[:criteria], id=f"q{place}", language="en")


def book(
    questions: int = 2,
    answers: int = 8,
    by: Literal["outcomes", "totals"] = "outcomes",
    *,
    criteria: int = 2,
    times: int = 1,
    wrongly: int = 0,
) -> Gradebook:
    """So many answers to each question, each saying its say so many times.

    The ratings of the last `wrongly` questions say the opposite of the rest.
    """
    asked = [question(place, criteria) for place in range(questions)]
    return Gradebook.of(
        asked,
        tuple(
            each
            for place, one in enumerate(asked)
            for each in _answers(one, answers, by, times, is_wrong=place >= questions - wrongly)
        ),
    )


def _score(asked: Question, names: list[str]) -> float:
    return float(sum(each.points for each, name in zip(asked.criteria, names, strict=True) if name == "met"))


def _answers(asked: Question, count: int, by: str, times: int, *, is_wrong: bool) -> Iterator[Answer]:
    """Each combination of what is said in turn."""
    combinations = list(product((True, False), repeat=2))
    for place in range(count):
        first, second = combinations[place % len(combinations)]
        text = f"{' '.join([_SAID[first][0], _SAID[second][1]] * times)} {_LETTERS[place]}"
        names = ["met" if said is not is_wrong else "missing" for said in (first, second)][: len(asked.criteria)]
        outcomes = dict(zip(asked.criterion_ids, names, strict=True))
        rating = Rating(outcomes=outcomes) if by == "outcomes" else Rating(score=_score(asked, names))
        yield Answer(text, question=asked.id, id=f"{asked.id}-{place}", ratings=(rating,))


def rows(gradebook: Gradebook) -> list[dict[str, Any]]:
    """A `book` rated by totals as the rows of a JSON file."""
    return [
        {
            "id": answer.id,
            "task": question.id,
            "question": question.text,
            "maximum_score": 3,
            "scoring_guide": [{"point": 1, "criteria": "holds the address"}, {"point": 2, "criteria": "may be null"}],
            "answer": answer.text,
            "score": float(answer.ratings[0].score or 0),
        }
        for question, answer in gradebook.pairs()
    ]
