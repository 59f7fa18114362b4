"""Two graders side by side on the same answers: which differences are real, on which questions, on which answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from pontozo.errors import UserError
from pontozo.evaluation.agreement import scores_of
from pontozo.evaluation.cases import SAME, Case, Cases
from pontozo.evaluation.figures import FIGURES, compare
from pontozo.evaluation.intervals import RARE, Difference, Interval, Resamples
from pontozo.evaluation.labels import LABEL_FIGURES, VIEWS, Place, draws_of, label_difference, rated_criteria
from pontozo.evaluation.metrics import accuracy
from pontozo.gradebook import Seen

#: The figures of which less is better, and those of which neither more nor less is (best is 0).
_LESS_IS_BETTER = {"rmse", "rmse_share", "mae", "mae_share"}
_NEITHER = {"smd"}
#: The names of all figures in which two graders are compared; those of labels are "accuracy_3-way" and the like.
NAMES = (*FIGURES, "prmse", "criterion_accuracy", *(f"{name}_{view}" for view in VIEWS for name in LABEL_FIGURES))
_UNDEFINED = Difference(nan, nan, Interval(nan, nan, nan), nan)

#: A case as the first grader has it, and as the second.
Pair = tuple[Case, Case]


@dataclass(frozen=True)
class Graded:
    """What a grader of this name gave; `seen` is what it was fitted on, None where that is not known."""

    name: str
    cases: Cases
    seen: Seen | None = None

    def count_seen(self) -> int:
        """How many of the answers it was fitted on."""
        seen = self.seen
        return 0 if seen is None else sum(seen.holds(case.question, case.answer) for case in self.cases.cases)


@dataclass(frozen=True)
class FigureDifference:
    """A figure of both graders, and how much more of it the second has, with interval and p-value.

    `is_real`: the interval leaves 0 out and p is below .05. `better` says whose value is the better one, by however
    little: "first" or "second"; "" where they are equal, or where more is neither better nor worse (smd).
    """

    first: float
    second: float
    more: Interval
    p: float
    is_real: bool
    better: str


@dataclass(frozen=True)
class QuestionDifference:
    """The mean absolute errors of both graders on a question, as shares of its maximum; `better` has the smaller one
    ("" where they are equal)."""

    question: str
    text: str
    answers: int
    maximum: float
    first: float
    second: float
    better: str


@dataclass(frozen=True)
class AnswerDifference:
    """An answer that the graders score differently: their scores and the human one, in points.

    `apart` is the difference of the two as a share of the maximum, 0 to 1.
    """

    question: str
    question_text: str
    answer: str
    text: str
    human: float
    rater: str
    first: float
    second: float
    maximum: float
    apart: float


@dataclass(frozen=True)
class Comparison:
    """Everything that one comparison finds; `first` and `second` name the graders, `decides` the figure that decides.

    Of `answers` rated ones, `compared` were scored by both and stand in all figures; `first_unscored` and
    `second_unscored` count what each left unscored, `first_seen` and `second_seen` the answers that each is known to
    have been fitted on. `unrated` answers say nothing. `criteria` counts the rated criteria
    compared, `labelled` those of them with the outcome *met*, of which the 2-way and 3-way figures are.

    `unit` ("question" or "answer") and `units` say what was drawn for the intervals. `figures` holds all `NAMES`, NaN
    where one is undefined. `questions` and `apart` begin with the largest difference; `apart` is cut.
    """

    first: str
    second: str
    decides: str
    answers: int
    unrated: int
    compared: int
    first_unscored: int
    second_unscored: int
    first_seen: int
    second_seen: int
    criteria: int
    labelled: int
    unit: str
    units: int
    seed: int
    figures: Mapping[str, FigureDifference]
    questions: tuple[QuestionDifference, ...]
    apart: tuple[AnswerDifference, ...]


def check_figure(name: str) -> None:
    """Raises UserError where there is no figure of this name."""
    if name not in NAMES:
        raise UserError(f"there is no figure {name!r}; choose one of {', '.join(NAMES)}")


def compare_graders(first: Graded, second: Graded, decides: str = "qwk", seed: int = 0, most: int = 10) -> Comparison:
    """Two graders on the same rated answers; `most` answers on which they differ are told.

    Raises UserError for a figure that is not there and where the graders scored no answer in common, and ValueError
    unless both graded the same answers, in the same order.
    """
    check_figure(decides)
    pairs = _both_scored(first, second)
    drawn = Resamples([one.question.id for one, _ in pairs], seed=seed)
    criteria = _criteria(pairs)
    found = {**_of_scores(pairs, drawn), **_of_criteria(criteria, seed)}
    return Comparison(
        first=first.name,
        second=second.name,
        decides=decides,
        answers=len(first.cases.cases),
        unrated=first.cases.unrated,
        compared=len(pairs),
        first_unscored=len(first.cases.cases) - len(first.cases.scored),
        second_unscored=len(second.cases.cases) - len(second.cases.scored),
        first_seen=first.count_seen(),
        second_seen=second.count_seen(),
        criteria=len(criteria),
        labelled=sum(each.has_label for each in criteria),
        unit=drawn.unit,
        units=drawn.units,
        seed=seed,
        figures={name: _figure(name, found.get(name, _UNDEFINED)) for name in NAMES},
        questions=_questions(pairs),
        apart=_apart(pairs, most),
    )


def _both_scored(first: Graded, second: Graded) -> list[Pair]:
    """The answers that both scored."""
    one, other = first.cases.cases, second.cases.cases
    if [(each.answer, each.score) for each in one] != [(each.answer, each.score) for each in other]:
        raise ValueError("two graders are compared on the same rated answers, in the same order")
    scored = [pair for pair in zip(one, other, strict=True) if all(each.grade.score is not None for each in pair)]
    if not scored:
        unscored = [len(each.cases.cases) - len(each.cases.scored) for each in (first, second)]
        raise UserError(
            f"{first.name} and {second.name} scored none of the {len(one)} rated answers in common ({unscored[0]} and "
            f"{unscored[1]} are unscored); give answers that both can score"
        )
    return scored


@dataclass(frozen=True)
class _Criterion:
    """A rated criterion of one answer: what the person set, what each grader proposed, and whether that is right."""

    place: Place
    human: str
    proposed: tuple[str, str]
    right: tuple[bool, bool]
    has_label: bool


def _criteria(pairs: Sequence[Pair]) -> list[_Criterion]:
    """The rated criteria of which both graders said something."""
    first, second = (
        {(at, each.finding.criterion): each for at, each in rated_criteria(cases)} for cases in zip(*pairs, strict=True)
    )
    return [
        _Criterion(
            at,
            mine.outcome,
            (mine.finding.outcome, second[at, criterion].finding.outcome),
            (mine.is_right, second[at, criterion].is_right),
            mine.has_label,
        )
        for (at, criterion), mine in first.items()
        if (at, criterion) in second
    ]


def _of_scores(pairs: Sequence[Pair], drawn: Resamples) -> dict[str, Difference]:
    first, second = (scores_of(cases) for cases in zip(*pairs, strict=True))
    return compare(first, second, drawn)


def _of_criteria(criteria: Sequence[_Criterion], seed: int) -> dict[str, Difference]:
    """The figures of criteria: how often credit is right, and the labels in both views."""
    first, second = (["right" if each.right[grader] else "wrong" for each in criteria] for grader in (0, 1))
    drawn = draws_of([each.place for each in criteria], seed=seed)
    found = {"criterion_accuracy": label_difference(accuracy, ["right"] * len(criteria), first, second, drawn)}
    labelled = [each for each in criteria if each.has_label]
    drawn = draws_of([each.place for each in labelled], seed=seed)
    for view, labels_of in VIEWS.items():
        human = labels_of([each.human for each in labelled])
        first, second = (labels_of([each.proposed[grader] for each in labelled]) for grader in (0, 1))
        for name, figure in LABEL_FIGURES.items():
            found[f"{name}_{view}"] = label_difference(figure, human, first, second, drawn)
    return found


def _figure(name: str, found: Difference) -> FigureDifference:
    is_real = found.more.excludes_zero and found.p < RARE
    more = 0.0 if isnan(found.more.value) or name in _NEITHER else found.more.value
    return FigureDifference(
        found.first, found.second, found.more, found.p, is_real, _better(-more if name in _LESS_IS_BETTER else more)
    )


def _better(lead: float) -> str:
    """Who is ahead, where the second leads by so much."""
    if abs(lead) < SAME:
        return ""
    return "second" if lead > 0 else "first"


def _questions(pairs: Sequence[Pair]) -> tuple[QuestionDifference, ...]:
    by_question: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_question.setdefault(pair[0].question.id, []).append(pair)
    found = [_question(own) for own in by_question.values()]
    return tuple(sorted(found, key=lambda each: -abs(each.first - each.second)))


def _question(own: Sequence[Pair]) -> QuestionDifference:
    question = own[0][0].question
    maximum = float(question.maximum)
    errors = [[abs(_score(case) - float(case.score)) for case in pair] for pair in own]
    first, second = (float(error) for error in np.mean(errors, axis=0) / maximum)
    return QuestionDifference(question.id, question.text, len(own), maximum, first, second, _better(first - second))


def _apart(pairs: Sequence[Pair], most: int) -> tuple[AnswerDifference, ...]:
    found = [_answer(one, other) for one, other in pairs]
    differ = [each for each in found if each.apart >= SAME]
    return tuple(sorted(differ, key=lambda each: -each.apart)[:most])


def _answer(one: Case, other: Case) -> AnswerDifference:
    first, second = _score(one), _score(other)
    maximum = float(one.question.maximum)
    return AnswerDifference(
        question=one.question.id,
        question_text=one.question.text,
        answer=one.answer.id,
        text=one.answer.text,
        human=float(one.score),
        rater=one.rating.rater,
        first=first,
        second=second,
        maximum=maximum,
        apart=abs(first - second) / maximum,
    )


def _score(case: Case) -> float:
    """The grader's score, in points; NaN where there is none."""
    return nan if case.grade.score is None else case.grade.score
