"""Labels of criteria, where what is unscored is wrong: published systems answer all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from pontozo.evaluation.cases import Case
from pontozo.evaluation.intervals import Interval
from pontozo.evaluation.labels import VIEWS, LabelFigure, Place, draws_of, label_interval
from pontozo.evaluation.metrics import Array, Figure, accuracy, weighted_f1
from pontozo.evaluation.metrics.weighted import for_rows, ratio, total
from pontozo.evaluation.parts import Drawing

#: The label of what got no score. People never give it, so that it agrees with nothing.
UNSCORED = "unscored"


@Figure
def macro_f1(weights: Array, human: Sequence[str], machine: Sequence[str]) -> Array:
    """Unweighted mean of the F1 of the labels that stand on either side, "unscored" excepted.

    What is unscored counts as missed for the label that people gave. It is no label to be told from others: with an F1
    of its own, always 0, it would take a third off the 2-way figure for a single answer.
    """
    weights = for_rows(weights, len(human))
    given, told = np.array(human), np.array(machine)
    found = []
    for label in sorted({*human, *machine} - {UNSCORED}):
        by_human, by_machine = (given == label).astype(float), (told == label).astype(float)
        stands = total(weights, by_human) + total(weights, by_machine)
        found.append(ratio(2 * total(weights, by_human * by_machine), stands))
    f1 = np.array(found).T
    return ratio(np.nansum(f1, axis=1), (~np.isnan(f1)).sum(axis=1).astype(float))


FIGURES: Mapping[str, LabelFigure] = {"accuracy": accuracy, "macro_f1": macro_f1, "weighted_f1": weighted_f1}


def label_figures(cases: Sequence[Case], drawing: Drawing) -> dict[str, dict[str, Interval]]:
    """By view and name, the figures of criteria that people labelled; unscored ones are wrong.

    Nothing where no criterion has the outcome *met*: of the steps of a scale there is no label.
    """
    rated = [(Place(case.question.id, place), *pair) for place, case in enumerate(cases) for pair in _labels(case)]
    if not rated:
        return {}
    places, human, machine = (list(column) for column in zip(*rated, strict=True))
    drawn = draws_of(places, drawing.count, drawing.seed)
    return {
        name: {
            figure: label_interval(statistic, view(human), _told(view, machine), drawn)
            for figure, statistic in FIGURES.items()
        }
        for name, view in VIEWS.items()
    }


def _told(view: Callable[[Sequence[str]], list[str]], outcomes: Sequence[str]) -> list[str]:
    """The view's labels of these outcomes. It knows outcomes only: what is unscored is set apart from it."""
    pairs = zip(outcomes, view(outcomes), strict=True)
    return [UNSCORED if outcome == UNSCORED else label for outcome, label in pairs]


def _labels(case: Case) -> Iterator[tuple[str, str]]:
    """The outcome that a person set and the one proposed, of each criterion that can come out as *met*.

    None where the answer was judged as a whole: no outcome was proposed.
    """
    proposed = {each.criterion: each.outcome for each in case.grade.findings}
    if case.grade.score is not None and not proposed:
        return
    for identifier, criterion in zip(case.question.criterion_ids, case.question.criteria, strict=True):
        outcome = case.rating.outcomes.get(identifier)
        if outcome is not None and any(each.name == "met" for each in criterion.outcomes):
            yield outcome, UNSCORED if case.grade.score is None else proposed[identifier]
