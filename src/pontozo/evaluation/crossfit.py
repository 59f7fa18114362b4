"""Grading each question by a scorer that never saw it: what a teacher with a new question gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from pontozo.confidence import Calibration, Total, fit_platt
from pontozo.domain import Answer, Question, Rating, outcome_named, score
from pontozo.evaluation.agreement import Compared
from pontozo.gradebook import Gradebook, rated_outcomes
from pontozo.grader import Grader
from pontozo.scorers.base import Scorer
from pontozo.text.canonical import canonical


@dataclass(frozen=True)
class HeldOut:
    """An answer graded by a scorer that was fitted without its question.

    The grade's confidence is not calibrated: it is the scorer's own probability of the total, as calibration meets it
    when it grades.
    """

    answer: Answer
    compared: Compared


class _Uncalibrated(Calibration):
    """Leaves the scorer's own probability as it is, not even held from 0 and 1."""

    def confidence(self, probability: float, criteria: int, language: str) -> float:
        del criteria, language
        return probability


def leave_questions_out(gradebook: Gradebook, fit_without: Callable[[str], Scorer]) -> Iterator[HeldOut]:
    """Each rated answer of the gradebook, graded by the scorer that `fit_without(question id)` gives.

    Blank answers are left out: they are graded by rule, and would only make agreement look better.
    """
    by_question: dict[str, list[Answer]] = {}
    for answer in gradebook.answers:
        if canonical(answer.text).text:
            by_question.setdefault(answer.question, []).append(answer)
    for identifier, question in gradebook.questions.items():
        own = by_question.get(identifier, [])
        rated = [(answer, outcomes) for answer in own if (outcomes := rated_outcomes(question, answer))]
        grader = Grader(fit_without(identifier), _Uncalibrated())
        grades = grader.grade_many((question, answer) for answer, _ in rated)
        for (answer, outcomes), grade in zip(rated, grades, strict=True):
            named = [outcome_named(each.outcomes, name) for each, name in zip(question.criteria, outcomes, strict=True)]
            yield HeldOut(answer, Compared(question, grade, outcomes, score(question, named)))


def calibrate(held_out: Iterable[HeldOut], review_below: float = 0.5) -> Calibration:
    """Calibration on totals, by language, from answers to questions that the scorer had not seen.

    With questions of one criterion among them (`one_criterion_each`), it holds for those too.
    """
    by_language: dict[str, list[Total]] = {}
    for each in held_out:
        grade = each.compared.grade
        if grade.score is not None and grade.confidence is not None:
            total = Total(grade.confidence, len(each.compared.question.criteria), each.compared.is_exact)
            by_language.setdefault(grade.language, []).append(total)
    return Calibration({code: fit_platt(totals) for code, totals in by_language.items()}, review_below)


def one_criterion_each(gradebook: Gradebook) -> tuple[Gradebook, dict[str, str]]:
    """The same rated answers to questions of one criterion each, and for each of these the question it is part of.

    Deductions are left out: by themselves they are no question.
    """
    questions: dict[str, Question] = {}
    answers: list[Answer] = []
    whole: dict[str, str] = {}
    for question in gradebook.questions.values():
        for place, criterion in enumerate(question.criteria):
            if not question.deductions[place]:
                one = Question(question.text, criterion, f"{question.id}/{place + 1}", question.language)
                questions[one.id], whole[one.id] = one, question.id
                answers += _rated_by(gradebook, question, place, one)
    return Gradebook(questions, tuple(answers)), whole


def _rated_by(gradebook: Gradebook, question: Question, place: int, one: Question) -> Iterator[Answer]:
    """The answers to `question`, rated by its criterion at `place` alone, as answers to `one`."""
    for answer in gradebook.answers:
        if answer.question == question.id and (outcomes := rated_outcomes(question, answer)):
            rating = Rating(outcomes={one.criterion_ids[0]: outcomes[place]})
            yield replace(answer, question=one.id, ratings=(rating,))
