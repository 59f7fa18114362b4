"""What the tests of the forms share: two questions, grades made by hand, and faults as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from pontozo.domain import Answer, Criterion, Finding, Grade, Question, Reason
from pontozo.formats import GradeWriter, open_writer, read
from pontozo.gradebook import DataError, Gradebook

QUESTIONS = Gradebook.of(
    [
        Question("Why?", [Criterion("because", points=2), Criterion("therefore", id="so")], id="q1"),
        Question("Mi a pointer?", [Criterion("cím")], id="q2"),
    ]
)
ONE_QUESTION = Gradebook.of([Question("Why?", [Criterion("because")], id="only")])


def faults(path: Path, questions: Path | Gradebook | None = QUESTIONS) -> list[str]:
    """What is said of the file, its folder left out."""
    with pytest.raises(DataError) as caught:
        read(path, questions)
    return [str(fault).replace(f"{path.parent}/", "") for fault in caught.value.faults]


def grade_of(answer: Answer) -> Grade:
    """A grade with everything in it: two criteria of which one is a deduction."""
    findings = (
        Finding("1", "because", "met", credit=1, points=2, earned=2, probability=0.9, evidence=("a",)),
        Finding("so", "therefore", "partial", credit=0.5, points=1, earned=-0.5, probability=0.6, deducts=True),
    )
    return Grade(
        answer=answer.id,
        question=answer.question,
        score=1.5,
        max_score=3.0,
        findings=findings,
        comment='=Szép, őszinte; "idézett"\nválasz',
        confidence=0.87654,
        review=(Reason("short", "very short"), Reason("off", "off topic")),
        unscored=None,
        grader="probe@1",
        revision="r1",
        language="hu",
    )


def unscored(answer: Answer) -> Grade:
    """A grade that is none."""
    return Grade(
        answer=answer.id,
        question=answer.question,
        score=None,
        max_score=3.0,
        findings=(),
        comment="",
        confidence=None,
        review=(),
        unscored=Reason("scorer_failed", "the scorer failed"),
        grader="probe@1",
        revision="r1",
        language="hu",
    )


def write_all(path: Path, gradebook: Gradebook) -> None:
    """Writes every answer of the gradebook with a grade."""
    with open_writer(path, gradebook) as writer:
        for answer in gradebook.answers:
            writer.write(answer, grade_of(answer))


def write_until(error: BaseException, writer: GradeWriter, answers: Iterable[Answer]) -> None:
    """Writes the answers, then fails within the writer's block."""
    with writer:
        for answer in answers:
            writer.write(answer, grade_of(answer))
        raise error


def texts_of(gradebook: Gradebook) -> list[str]:
    return [answer.text for answer in gradebook.answers]
