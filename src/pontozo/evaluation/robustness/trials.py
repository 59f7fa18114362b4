"""Rated answers, edited and graded."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from pontozo.domain import Answer, Grade, Question
from pontozo.evaluation.robustness.edit import Duty, Edit
from pontozo.gradebook import Gradebook, scored_ratings
from pontozo.grader import Grader
from pontozo.text.canonical import canonical
from pontozo.text.language import language_of

#: Doubles that are closer than this are equal.
SAME = 1e-9

#: Stands between the grader and the figures, to show how far the work is: is given the grades as they come, and how
#: many there will be, and gives them on, all and in their order.
Watch = Callable[[Iterator[Grade], int], Iterable[Grade]]


class Standing(StrEnum):
    """How an answer stands by people's ratings."""

    WRONG = "wrong"
    PARTIAL = "partial"
    RIGHT = "right"


@dataclass(frozen=True)
class Subject:
    """A rated answer on which edits are tried."""

    question: Question
    answer: Answer
    standing: Standing

    @property
    def language(self) -> str:
        """The language of the answer, as graders take it."""
        return language_of(self.question)


def passes(share: float, pass_mark: float) -> bool:
    """Whether a score, as a share of the maximum, reaches the pass mark; NaN does not."""
    return share >= pass_mark - SAME


@dataclass(frozen=True)
class Trial:
    """An edit of the subject at `place`, graded. Scores are shares of the maximum, NaN where unscored."""

    place: int
    subject: Subject
    edit: Edit
    before: float
    after: float
    control: float | None

    @property
    def raises(self) -> bool:
        """Whether the score is watched for rising, else for falling."""
        return self.edit.duty is Duty.MUST_NOT_RAISE

    @property
    def is_scored(self) -> bool:
        """Whether there is a score each time."""
        return not math.isnan(self.before + self.after + (self.control or 0.0))

    def crosses(self, score: float, pass_mark: float) -> bool:
        """Whether `score` lies on the other side of the pass mark than the score before, in the watched direction."""
        passed, passes_now = passes(self.before, pass_mark), passes(score, pass_mark)
        return passes_now and not passed if self.raises else passed and not passes_now

    def moves(self, score: float) -> bool:
        """Whether `score` differs from the score before in the watched direction."""
        return score > self.before + SAME if self.raises else score < self.before - SAME


@dataclass(frozen=True)
class _Plan:
    """What is to be graded of a subject: the answer as it is, and for each edit its text and its control's."""

    subject: Subject
    edits: tuple[tuple[Edit, str, str | None], ...]

    def texts(self) -> Iterator[str]:
        yield self.subject.answer.text
        for _, edited, control in self.edits:
            yield edited
            if control is not None:
                yield control


def subjects(gradebook: Gradebook, pass_mark: float, left_out: Counter[str]) -> list[Subject]:
    """The rated answers of the gradebook, those to one question together; `left_out` counts "unrated" and "blank"."""
    found: dict[str, list[Subject]] = {identifier: [] for identifier in gradebook.questions}
    for question, answer in gradebook.pairs():
        standing = _standing(question, answer, pass_mark)
        if standing is None:
            left_out["unrated"] += 1
        elif not canonical(answer.text).text:
            left_out["blank"] += 1
        else:
            found[question.id].append(Subject(question, answer, standing))
    return list(chain.from_iterable(found.values()))


def _standing(question: Question, answer: Answer, pass_mark: float) -> Standing | None:
    """How the answer stands by the first rating that comes to a score; None without one."""
    score = next((score for _, score in scored_ratings(question, answer)), None)
    if score is None:
        return None
    if score == 0:
        return Standing.WRONG
    return Standing.RIGHT if passes(float(score / question.maximum), pass_mark) else Standing.PARTIAL


def tried(
    grader: Grader, subjects: Iterable[Subject], edits: Sequence[Edit], seed: int, watch: Watch | None = None
) -> list[Trial]:
    """Every edit that can be made of each subject and is meant for its standing, graded under the eyes of `watch`."""
    plans = [_plan(subject, edits, seed) for subject in subjects]
    shares = _shares(grader, plans, watch)
    trials = []
    for place, plan in enumerate(plans):
        before = next(shares)
        for edit, _, control in plan.edits:
            after = next(shares)
            of_control = None if control is None else next(shares)
            trials.append(Trial(place, plan.subject, edit, before, after, of_control))
    return trials


def is_meant_for(edit: Edit, subject: Subject) -> bool:
    """Whether the edit has a duty to answers of the subject's standing."""
    return (edit.duty is Duty.MUST_NOT_RAISE) != (subject.standing is Standing.RIGHT)


def _plan(subject: Subject, edits: Sequence[Edit], seed: int) -> _Plan:
    question, text, language = subject.question, subject.answer.text, subject.language
    planned = []
    for edit in edits:
        edited = edit(question, text, language, seed) if is_meant_for(edit, subject) else None
        if edited is not None:
            has_control = edit.duty is Duty.MUST_NOT_RAISE
            control = edit.control(question, text, language, edited, seed) if has_control else None
            planned.append((edit, edited, control))
    return _Plan(subject, tuple(planned))


def _shares(grader: Grader, plans: Sequence[_Plan], watch: Watch | None) -> Iterator[float]:
    """The score of every planned text in order, as a share of the maximum; NaN where unscored."""
    pairs = (
        (plan.subject.question, Answer(text, plan.subject.question.id, plan.subject.answer.id))
        for plan in plans
        for text in plan.texts()
    )
    graded = grader.grade_many(pairs)
    watched = watch(graded, sum(1 for plan in plans for _ in plan.texts())) if watch else graded
    for grade in watched:
        yield math.nan if grade.score is None else grade.score / grade.max_score
