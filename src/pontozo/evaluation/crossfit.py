"""Grading each question by a scorer that never saw it: what a teacher with a new question gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pontozo.confidence import Calibration, Platt, fit_platt
from pontozo.domain import Answer, Question, score
from pontozo.evaluation.agreement import Compared, outcome_named
from pontozo.gradebook import Gradebook, rated_outcomes
from pontozo.grader import Grader
from pontozo.scorers.base import Scorer
from pontozo.text.language import language_of


@dataclass(frozen=True)
class HeldOut:
    """An answer graded by a scorer that was fitted without its question. The grade's confidence is not calibrated."""

    answer: Answer
    compared: Compared


def leave_questions_out(gradebook: Gradebook, fit_without: Callable[[str], Scorer]) -> Iterator[HeldOut]:
    """Each rated answer of the gradebook, graded by the scorer that `fit_without(question id)` gives."""
    for identifier, question in gradebook.questions.items():
        own = [answer for answer in gradebook.answers if answer.question == identifier]
        rated = [(answer, outcomes) for answer in own if (outcomes := rated_outcomes(question, answer))]
        grader = Grader(fit_without(identifier), _as_it_is(question))
        grades = grader.grade_many((question, answer) for answer, _ in rated)
        for (answer, outcomes), grade in zip(rated, grades, strict=True):
            named = [outcome_named(each.outcomes, name) for each, name in zip(question.criteria, outcomes, strict=True)]
            yield HeldOut(answer, Compared(question, grade, outcomes, score(question, named)))


def _as_it_is(question: Question) -> Calibration:
    """A calibration that leaves the scorer's own probability as it is."""
    return Calibration({language_of(question): Platt(1.0, 0.0, 0)})


def calibrate(held_out: Iterable[HeldOut], review_below: float = 0.5) -> Calibration:
    """Calibration on totals, by language, from answers to questions that the scorer had not seen.

    Blank answers are left out: they are graded by rule.
    """
    by_language: dict[str, list[tuple[float, bool]]] = {}
    for each in held_out:
        grade = each.compared.grade
        if grade.score is not None and grade.confidence is not None and each.answer.text.strip():
            right = abs(grade.score - float(each.compared.score)) < 1e-9
            by_language.setdefault(grade.language, []).append((grade.confidence, right))
    fitted = {
        code: fit_platt([probability for probability, _ in totals], [right for _, right in totals])
        for code, totals in by_language.items()
    }
    return Calibration(fitted, review_below)
