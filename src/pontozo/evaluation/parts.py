"""The figures of some of the answers: overall, by question, by criterion, by any column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pontozo.evaluation.agreement import scores_of
from pontozo.evaluation.cases import Case, RatedFinding
from pontozo.evaluation.figures import measure
from pontozo.evaluation.intervals import Resamples, share_interval
from pontozo.evaluation.labels import LABEL_FIGURES, VIEWS, draws_of, label_interval, rated_criteria
from pontozo.evaluation.results import CriterionPart, LabelPart, Mistaken, Part


@dataclass(frozen=True)
class Drawing:
    """How intervals are drawn: so many resamples, from one seed."""

    count: int = 1000
    seed: int = 0

    def resamples(self, cases: Sequence[Case]) -> Resamples:
        """Draws of the questions of these cases."""
        return Resamples([case.question.id for case in cases], self.count, self.seed)


def part_of(name: str, cases: Sequence[Case], drawing: Drawing) -> Part:
    """The figures of these answers, unscored ones counted."""
    scored = [case for case in cases if case.grade.score is not None]
    drawn = drawing.resamples(scored)
    scores = scores_of(scored)
    human, machine = (float(each.mean()) if scored else np.nan for each in scores.shares)
    return Part(
        name=name,
        answers=len(cases),
        unscored=len(cases) - len(scored),
        questions=len({case.question.id for case in cases}),
        human_mean=human,
        machine_mean=machine,
        unit=drawn.unit,
        figures=measure(scores, drawn) if scored else {},
    )


def parts_by(values: Sequence[str], cases: Sequence[Case], drawing: Drawing) -> tuple[Part, ...]:
    """A part for each value (one an answer), in the order in which they are met."""
    groups: dict[str, list[Case]] = {}
    for value, case in zip(values, cases, strict=True):
        groups.setdefault(value, []).append(case)
    return tuple(part_of(name, own, drawing) for name, own in groups.items())


def label_parts(cases: Sequence[Case], drawing: Drawing) -> tuple[LabelPart, ...]:
    """Both views of the criteria whose outcome a person set; none where nobody set any, or all are scales."""
    rated = [(place, each) for place, each in rated_criteria(cases) if each.has_label]
    if not rated:
        return ()
    drawn = draws_of([place for place, _ in rated], drawing.count, drawing.seed)
    human, machine = [each.outcome for _, each in rated], [each.finding.outcome for _, each in rated]
    return tuple(_label_part(view, human, machine, drawn) for view in VIEWS)


def _label_part(view: str, human: Sequence[str], machine: Sequence[str], drawn: Resamples) -> LabelPart:
    given, proposed = VIEWS[view](human), VIEWS[view](machine)
    figures = {name: label_interval(figure, given, proposed, drawn) for name, figure in LABEL_FIGURES.items()}
    return LabelPart(view, len(human), figures)


def criterion_parts(cases: Sequence[Case]) -> tuple[CriterionPart, ...]:
    """Each criterion of which people set outcomes, the one that the grader gets wrong most often first."""
    groups: dict[tuple[str, str], list[RatedFinding]] = {}
    questions = {case.question.id: case.question for case in cases}
    for place, each in rated_criteria(cases):
        groups.setdefault((place.question, each.finding.criterion), []).append(each)
    found = []
    for (question, criterion), rated in groups.items():
        asked = questions[question]
        leaf = asked.criteria[asked.criterion_ids.index(criterion)]
        right = share_interval(sum(each.is_right for each in rated), len(rated))
        mistaken = Counter((each.outcome, each.finding.outcome) for each in rated if not each.is_right)
        told = tuple(Mistaken(human, machine, count) for (human, machine), count in mistaken.most_common())
        found.append(CriterionPart(question, criterion, leaf.wordings[0], float(leaf.points), len(rated), right, told))
    return tuple(sorted(found, key=_wrong_first))


def _wrong_first(part: CriterionPart) -> tuple[float, int]:
    """By how often it is wrong at least, so that one slip of two does not come before a hundred of three hundred."""
    return part.right.high, -part.rated
