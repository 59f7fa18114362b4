"""Agreement with people on what is held out, in the middle of a run and at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pontozo.domain import Judgement, Task
from pontozo.evaluation.agreement import agreement
from pontozo.evaluation.cases import Case
from pontozo.evaluation.crossfit import cross_fitted
from pontozo.gradebook import Gradebook
from pontozo.learning.tuning.examples import examples_of
from pontozo.learning.tuning.history import HeldOut
from pontozo.learning.tuning.objective import aims_of
from pontozo.learning.tuning.processes import Processes
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.items import Unit


@dataclass(frozen=True)
class Measured:
    """The answers held out as they were graded, confidence not calibrated, and what they come to."""

    cases: tuple[Case, ...]
    held_out: HeldOut


class _Heard:
    """A scorer that remembers what it said of each answer."""

    def __init__(self, scorer: TunedScorer) -> None:
        self.name = scorer.name
        self.said: dict[tuple[str, str], Judgement] = {}
        self._scorer = scorer

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        judged = self._scorer.judge(tasks)
        self.said.update(
            {(task.question.revision, task.answer): each for task, each in zip(tasks, judged, strict=True)}
        )
        return judged


def measure(scorer: TunedScorer, held: Gradebook, processes: Processes) -> Measured:
    """What the scorer makes of the rated answers held out, each process of its part, and all know of all."""
    heard = _Heard(scorer)
    part = replace(held, answers=processes.own(tuple(held.answers)))
    cases = processes.gathered(list(cross_fitted([(part, part)], lambda _: heard)))
    losses = _losses(heard, part, scorer.settings.unit)
    loss, items = processes.summed([sum(loss for loss, _ in losses), float(sum(items for _, items in losses))])
    return Measured(tuple(cases), replace(_figures(cases), loss=loss / items if items else np.nan))


def _figures(cases: Sequence[Case]) -> HeldOut:
    if not any(case.grade.score is not None for case in cases):
        return HeldOut(unscored=len(cases))
    found = agreement(cases)
    return HeldOut(found.answers, found.unscored, found.qwk, found.exact, found.criterion_accuracy)


def _losses(heard: _Heard, part: Gradebook, unit: Unit) -> list[tuple[float, int]]:
    """The loss of each example that the scorer judged, and its items."""
    found = []
    for question, answer in part.pairs():
        for example in examples_of(question, answer, unit):
            judged = heard.said.get((question.revision, example.items[0].answer))
            if judged is not None and not judged.unscored:
                rows = [_distribution(judged, item.place) for item in example.items]
                found.append((aims_of(example, rows)[1], len(rows)))
    return found


def _distribution(judged: Judgement, place: int | None) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([*judged.whole.values()] if place is None else judged.verdicts[place].distribution)
