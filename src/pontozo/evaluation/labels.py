"""Criteria with the outcomes that people set, as labels: the 2-way and 3-way views of SemEval-2013 Task 7."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pontozo.evaluation.cases import Case, RatedFinding
from pontozo.evaluation.intervals import FEWEST, Difference, Interval, Resamples
from pontozo.evaluation.metrics import Figure, accuracy, macro_f1, three_way, two_way, weighted_f1

#: A figure of two lists of labels.
LabelFigure = Figure[[Sequence[str], Sequence[str]]]
#: The figures of labels.
LABEL_FIGURES: Mapping[str, LabelFigure] = {"accuracy": accuracy, "macro_f1": macro_f1, "weighted_f1": weighted_f1}
#: What each view makes of outcomes.
VIEWS: Mapping[str, Callable[[Sequence[str]], list[str]]] = {
    "3-way": three_way,
    "2-way": lambda outcomes: two_way(three_way(outcomes)),
}


@dataclass(frozen=True)
class Place:
    """Where a criterion was rated: in an answer, by its place, to a question."""

    question: str
    answer: int


def rated_criteria(cases: Sequence[Case]) -> list[tuple[Place, RatedFinding]]:
    """Every criterion that grader and person said something of.

    Questions that the grader judged as a whole are left out: of these only blank answers, graded by rule, have
    findings, and figures of them would speak of the rule.
    """
    whole = {case.question.id for case in cases if case.grade.score is not None and not case.grade.findings}
    return [
        (Place(case.question.id, place), each)
        for place, case in enumerate(cases)
        if case.question.id not in whole
        for each in case.criteria
    ]


def draws_of(places: Sequence[Place], count: int = 1000, seed: int = 0) -> Resamples:
    """Draws of questions; where there are few, of answers, each with all its criteria."""
    questions: list[Hashable] = [place.question for place in places]
    units = questions if len(set(questions)) >= FEWEST else [place.answer for place in places]
    return Resamples(units, count, seed)


def label_interval(figure: LabelFigure, human: Sequence[str], machine: Sequence[str], drawn: Resamples) -> Interval:
    """The figure of the labels (n), with its interval."""
    distinct, rows = _distinct([*zip(human, machine, strict=True)])
    return drawn.interval(figure.of(*distinct), rows)


def label_difference(
    figure: LabelFigure, human: Sequence[str], first: Sequence[str], second: Sequence[str], drawn: Resamples
) -> Difference:
    """How the second grader's labels (n) differ from the first's in the figure."""
    distinct, rows = _distinct([*zip(human, first, strict=True), *zip(human, second, strict=True)])
    return drawn.difference(figure.of(*distinct), (rows[: len(human)], rows[len(human) :]))


def _distinct(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[list[str], list[str]], NDArray[np.intp]]:
    """The pairs of labels of which no two are alike, and which of them each is: few are, so resampling is quick."""
    places = {pair: place for place, pair in enumerate(sorted(set(pairs)))}
    rows = np.array([places[pair] for pair in pairs], dtype=np.intp)
    return ([human for human, _ in places], [machine for _, machine in places]), rows
