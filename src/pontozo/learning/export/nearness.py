"""How near one grader is to another: their probabilities and their scores on the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import Answer, Grade, Judgement, Question, Task
from pontozo.gradebook import Gradebook
from pontozo.gradebook.digests import digest
from pontozo.grader import Grader
from pontozo.scorers.base import Scorer

#: Hands grades on, and may show how many there are of how many: what is done, its name, its number.
Watch = Callable[[Iterable[Grade], str, int], Iterator[Grade]]
_Key = tuple[str, str]


@dataclass(frozen=True)
class Nearness:
    """Of so many answers that both graders judged, of `source`: how far apart their probabilities and scores are.

    Of each criterion (or of the totals, where the whole guide is judged) the largest difference of an outcome's two
    probabilities counts: `largest` and `mean` are over these. `changed` is the share of answers whose score is another.
    """

    source: str
    answers: int
    largest: float
    mean: float
    changed: float


@dataclass(frozen=True)
class Said:
    """What a grader said of some answers: their scores in order, and the probabilities of each answer judged."""

    scores: tuple[float | None, ...]
    judged: dict[_Key, Judgement]


class _Heard:
    """A scorer that remembers what it said of each answer."""

    def __init__(self, scorer: Scorer) -> None:
        self.name = scorer.name
        self.judged: dict[_Key, Judgement] = {}
        self._scorer = scorer

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        judged = self._scorer.judge(tasks)
        for task, judgement in zip(tasks, judged, strict=True):
            self.judged[task.question.revision, task.answer] = judgement
        return judged


def unwatched(grades: Iterable[Grade], name: str, total: int) -> Iterator[Grade]:
    """Shows nothing."""
    del name, total
    yield from grades


def said(grader: Grader, pairs: Sequence[tuple[Question, Answer]], name: str, watch: Watch = unwatched) -> Said:
    """What the grader says of the answers; `name` is what is shown while it does."""
    heard = _Heard(grader.scorer)
    grades = watch(replace(grader, scorer=heard).grade_many(pairs), name, len(pairs))
    return Said(tuple(grade.score for grade in grades), heard.judged)


def nearness(one: Said, other: Said, source: str) -> Nearness:
    """How near they are on the answers that both judged, of which there must be some."""
    both = [(judgement, other.judged[key]) for key, judgement in one.judged.items() if key in other.judged]
    pairs = [pair for first, second in both for pair in zip(_rows(first), _rows(second), strict=True)]
    apart = np.array([np.abs(first - second).max() for first, second in pairs])
    changed = [first != second for first, second in zip(one.scores, other.scores, strict=True)]
    return Nearness(source, len(changed), float(apart.max()), float(apart.mean()), sum(changed) / len(changed))


def drawn(gradebook: Gradebook, most: int) -> list[tuple[Question, Answer]]:
    """At most so many of the answers by lot, in their order; the same lot whenever it is drawn."""
    pairs = list(gradebook.pairs())
    lots = [(digest(question.id, answer.id, answer.text), place) for place, (question, answer) in enumerate(pairs)]
    return [pairs[place] for place in sorted(place for _, place in sorted(lots)[:most])]


def _rows(judgement: Judgement) -> list[NDArray[np.float64]]:
    if judgement.whole:
        return [np.array([*judgement.whole.values()])]
    return [np.array(verdict.distribution) for verdict in judgement.verdicts]
