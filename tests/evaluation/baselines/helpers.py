"""Cases whose grade says nothing: baselines do not look at it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pontozo.domain import Answer, Grade, Number, Question, Rating, Reason, exact
from pontozo.evaluation.cases import Case

TEXTS = (
    "A pointer holds the address of a value.",
    "It is an address.",
    "The weather is fine today, and tomorrow it will rain.",
    "A pointer is a number that tells where in memory something stands; it can be null.",
    "null",
    "",
    "I do not know",
    "pointers hold addresses",
)


def case(question: Question, text: str, score: Number) -> Case:
    """An answer that a person gave so many points."""
    grade = Grade(
        answer="",
        question=question.id,
        score=None,
        max_score=float(question.maximum),
        findings=(),
        comment="",
        confidence=None,
        review=(),
        unscored=Reason("too_long", "it is too long"),
        grader="",
        revision=question.revision,
        language="en",
    )
    return Case(question, Answer(text, question.id), grade, Rating("me", score), exact(score))


def rated(question: Question, scores: Iterable[Number], text: str = "") -> list[Answer]:
    """An answer for each score that somebody gave; each of another text, unless one is given."""
    return [
        Answer(text or f"{TEXTS[place % len(TEXTS)]} {place}", question.id, str(place), ratings=[Rating("me", score)])
        for place, score in enumerate(scores)
    ]


def shares(cases: Iterable[Case]) -> list[Fraction]:
    """What people gave, as shares of the maximum."""
    return [each.score / each.question.maximum for each in cases]
