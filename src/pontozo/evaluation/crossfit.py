"""Grading each question by a scorer that never saw it: what a teacher with a new question gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pontozo.confidence import Calibration, Total, fit_platt
from pontozo.domain import Answer, Question, Rating
from pontozo.evaluation.cases import Case, cases_of
from pontozo.gradebook import Gradebook, rated_outcomes, scored_ratings
from pontozo.grader import Grader
from pontozo.scorers.base import Scorer
from pontozo.text.canonical import canonical


class _Uncalibrated(Calibration):
    """Leaves the scorer's own probability as it is, not even held from 0 and 1."""

    def confidence(self, probability: float, criteria: int, language: str) -> float:
        del criteria, language
        return probability


def leave_questions_out(gradebook: Gradebook, fit_without: Callable[[str], Scorer]) -> Iterator[Case]:
    """Each rated answer of the gradebook, graded by the scorer that `fit_without(question id)` gives.

    Blank answers are left out: they are graded by rule, and would only make agreement look better. The grades'
    confidence is not calibrated: it is the scorer's own probability of the total, as calibration meets it when it
    grades.
    """
    by_question: dict[str, list[Answer]] = {}
    for answer in gradebook.answers:
        by_question.setdefault(answer.question, []).append(answer)
    for identifier, question in gradebook.questions.items():
        if own := _to_grade((question, answer) for answer in by_question.get(identifier, [])):
            yield from _graded(own, fit_without(identifier))


def cross_fitted(parts: Iterable[tuple[Gradebook, Gradebook]], fit: Callable[[Gradebook], Scorer]) -> Iterator[Case]:
    """Each rated answer of each held-out part, graded by a scorer fitted on the part's rest; see `leave_questions_out`.

    `parts` are (rest, held out), as `gradebook.folds` gives them.
    """
    for rest, held in parts:
        if own := _to_grade(held.pairs()):
            yield from _graded(own, fit(rest))


def _to_grade(pairs: Iterable[tuple[Question, Answer]]) -> list[tuple[Question, Answer]]:
    return [
        (question, answer)
        for question, answer in pairs
        if canonical(answer.text).text and any(scored_ratings(question, answer))
    ]


def _graded(pairs: Sequence[tuple[Question, Answer]], scorer: Scorer) -> Sequence[Case]:
    grades = Grader(scorer, _Uncalibrated()).grade_many(pairs)
    graded = ((question, answer, grade) for (question, answer), grade in zip(pairs, grades, strict=True))
    return cases_of(graded).cases


def calibrate(held_out: Iterable[Case], review_below: float = 0.5) -> Calibration:
    """Calibration on totals, by language, from answers to questions that the scorer had not seen.

    With questions of one criterion among them (`one_criterion_each`), it holds for those too.
    """
    by_language: dict[str, list[Total]] = {}
    for case in held_out:
        grade = case.grade
        if grade.score is not None and grade.confidence is not None:
            total = Total(grade.confidence, len(case.question.criteria), case.is_exact)
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
