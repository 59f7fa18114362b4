"""The figures of some of the answers: overall, by question, by criterion, by any column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pontozo.evaluation.agreement import scores_of
from pontozo.evaluation.cases import Case, RatedFinding
from pontozo.evaluation.figures import measure, measure_labels
from pontozo.evaluation.intervals import Resamples, share_interval
from pontozo.evaluation.metrics import three_way, two_way
from pontozo.evaluation.results import CriterionPart, LabelPart, Mistaken, Part

#: Labels of outcomes: what the 3-way view makes of them, and the 2-way view of that.
VIEWS: Mapping[str, Callable[[Sequence[str]], list[str]]] = {
    "3-way": three_way,
    "2-way": lambda outcomes: two_way(three_way(outcomes)),
}


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


def parts_by(value: Callable[[Case], str], cases: Sequence[Case], drawing: Drawing) -> tuple[Part, ...]:
    """A part for each value, in the order in which they are met."""
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(value(case), []).append(case)
    return tuple(part_of(name, own, drawing) for name, own in groups.items())


def label_parts(cases: Sequence[Case], drawing: Drawing) -> tuple[LabelPart, ...]:
    """Both views of the criteria whose outcome a person set; none where nobody set any."""
    rated = [(case.question.id, each) for case in cases for each in case.criteria]
    if not rated:
        return ()
    drawn = Resamples([question for question, _ in rated], drawing.count, drawing.seed)
    human, machine = [each.outcome for _, each in rated], [each.finding.outcome for _, each in rated]
    return tuple(
        LabelPart(name, len(rated), measure_labels(view(human), view(machine), [q for q, _ in rated], drawn))
        for name, view in VIEWS.items()
    )


def criterion_parts(cases: Sequence[Case]) -> tuple[CriterionPart, ...]:
    """Each criterion of which people set outcomes, the one that the grader gets wrong most often first."""
    groups: dict[tuple[str, str], list[RatedFinding]] = {}
    questions = {case.question.id: case.question for case in cases}
    for case in cases:
        for each in case.criteria:
            groups.setdefault((case.question.id, each.finding.criterion), []).append(each)
    found = []
    for (question, criterion), rated in groups.items():
        asked = questions[question]
        leaf = asked.criteria[asked.criterion_ids.index(criterion)]
        right = share_interval(sum(each.is_right for each in rated), len(rated))
        mistaken = Counter((each.outcome, each.finding.outcome) for each in rated if not each.is_right)
        told = tuple(Mistaken(human, machine, count) for (human, machine), count in mistaken.most_common())
        found.append(
            CriterionPart(question, criterion, leaf.wordings[0], float(leaf.points), len(rated), right, told)
        )
    return tuple(sorted(found, key=_wrong_first))


def _wrong_first(part: CriterionPart) -> tuple[float, int]:
    """By how often it is wrong at least, so that one slip of two does not come before a hundred of three hundred."""
    return part.right.high, -part.rated
