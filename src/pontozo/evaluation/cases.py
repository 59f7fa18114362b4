"""Grades beside what people gave: what every figure of agreement is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from pontozo.domain import Answer, Finding, Grade, Question, Rating, common_unit, outcome_named
from pontozo.gradebook import scored_ratings

#: Totals closer than this are equal.
SAME = 1e-9


@dataclass(frozen=True)
class Case:
    """A rated answer and its grade. `score` is what `rating` comes to, in points; `others` are further ratings."""

    question: Question
    answer: Answer
    grade: Grade
    rating: Rating
    score: Fraction
    others: tuple[tuple[Rating, Fraction], ...] = ()

    @property
    def gap(self) -> float | None:
        """How much more the grader gives than the person, in points; None where the answer is unscored."""
        return None if self.grade.score is None else self.grade.score - float(self.score)

    @property
    def is_exact(self) -> bool:
        """Whether the two totals are equal, as far as doubles can tell."""
        return self.gap is not None and abs(self.gap) < SAME

    @cached_property
    def criteria(self) -> tuple[RatedFinding, ...]:
        """The criteria of which both the grader and the person said something.

        None where the answer is unscored, or was judged as a whole.
        """
        findings = self.grade.findings
        named = zip(self.question.criterion_ids, self.question.criteria, findings, strict=True) if findings else ()
        return tuple(
            RatedFinding(
                finding,
                name,
                is_right=finding.credit == float(outcome_named(leaf.outcomes, name).credit),
                has_label=any(outcome.name == "met" for outcome in leaf.outcomes),
            )
            for identifier, leaf, finding in named
            if (name := self.rating.outcomes.get(identifier)) is not None
        )


@dataclass(frozen=True)
class RatedFinding:
    """What was found on one criterion, the outcome that a person set, and whether the two earn the same credit.

    A *contradicted* proposed as *missing* costs nothing and counts as right. `has_label` is false for the steps of a
    scale, none of which can be *met*: in the 2-way and 3-way views every one of them would be right.
    """

    finding: Finding
    outcome: str
    is_right: bool
    has_label: bool


@dataclass(frozen=True)
class Cases:
    """The rated answers of a gradebook with their grades, and how many others there were.

    `cases` holds scored and unscored ones, in the order they were graded; `unrated` answers have no rating that comes
    to a score (or none by the rater asked for), and say nothing of agreement.
    """

    cases: tuple[Case, ...]
    unrated: int = 0

    @cached_property
    def scored(self) -> tuple[Case, ...]:
        """Those that the grader gave a score."""
        return tuple(case for case in self.cases if case.grade.score is not None)


def cases_of(graded: Iterable[tuple[Question, Answer, Grade]], rater: str | None = None) -> Cases:
    """The rated ones among graded answers, each beside its first rating that comes to a score, or beside `rater`'s."""
    found: list[Case] = []
    unrated = 0
    for question, answer, grade in graded:
        ratings = list(scored_ratings(question, answer))
        chosen = next((each for each in ratings if rater is None or each[0].rater == rater), None)
        if chosen is None:
            unrated += 1
            continue
        others = tuple(each for each in ratings if each is not chosen)
        found.append(Case(question, answer, grade, *chosen, others))
    return Cases(tuple(found), unrated)


def step_of(question: Question) -> Fraction:
    """The smallest difference that credit can make: the greatest common divisor of all amounts a criterion can earn."""
    amounts = [
        outcome.credit * criterion.points
        for criterion in question.criteria
        for outcome in criterion.outcomes
        if outcome.credit
    ]
    return common_unit(amounts)
