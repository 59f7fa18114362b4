"""What every family of scorers has in common: the two protocols."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import STANDARD, Judgement, Leaf, Levels, Outcome, Question, Span, Task, Verdict, decide


class Scorer(Protocol):
    """Judges answers. What is said of one task does not depend on the tasks beside it."""

    @property
    def name(self) -> str:
        """The family's name, as in a saved grader's manifest."""

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        """A judgement for each task, in order. What cannot be judged comes back unscored with the reason."""


@dataclass(frozen=True)
class Pair:
    """One wording of one criterion against one answer in canonical form."""

    question: Question
    wording: str
    answer: str


class PairScorer(ABC):
    """A scorer that is one array function over pairs; the guide's own outcomes and forms are handled here."""

    #: What the columns of `probabilities` stand for.
    columns: ClassVar[tuple[Outcome, ...]] = STANDARD

    @property
    @abstractmethod
    def name(self) -> str:
        """The family's name, as in a saved grader's manifest."""

    @abstractmethod
    def probabilities(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        """Array (pairs, 4): for each pair a distribution over contradicted, missing, partial, met.

        A row must not depend on the other rows.
        """

    @abstractmethod
    def evidence(self, pair: Pair) -> tuple[Span, ...]:
        """Where in the answer the thought of the pair stands, or is spoken against."""

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        """A judgement for each task: every wording of every criterion is scored, the best wording counts."""
        pairs = [
            Pair(task.question, wording, task.answer)
            for task in tasks
            for criterion in task.question.criteria
            for wording in wordings_to_score(criterion)
        ]
        rows = iter(zip(pairs, self.probabilities(pairs), strict=True)) if pairs else iter(())
        judgements = []
        for task in tasks:
            verdicts = []
            for criterion in task.question.criteria:
                scored = [next(rows) for _ in wordings_to_score(criterion)]
                verdicts.append(self._verdict(criterion, scored))
            judgements.append(Judgement(verdicts))
        return judgements

    def _verdict(self, criterion: Leaf, scored: Sequence[tuple[Pair, NDArray[np.float64]]]) -> Verdict:
        credits = np.array([float(outcome.credit) for outcome in self.columns])
        worth = [float((row * credits).sum()) for _, row in scored]
        if isinstance(criterion, Levels):
            distribution = reached(worth)
            best = max(range(len(scored)), key=lambda i: (distribution[i + 1], i))
        else:
            best = max(range(len(scored)), key=lambda i: worth[i])
            distribution = onto(criterion.outcomes, scored[best][1])
        decided = decide(criterion.outcomes, distribution)
        shown = decided.credit > 0 or decided.name == "contradicted"
        return Verdict(distribution, self.evidence(scored[best][0]) if shown else ())


def wordings_to_score(criterion: Leaf) -> tuple[str, ...]:
    """The texts to hold an answer against: a criterion's wordings, or what each level above the lowest describes."""
    if isinstance(criterion, Levels):
        return tuple(level.text for level in criterion.levels[1:])
    return criterion.wordings


def reached(worth: Sequence[float]) -> list[float]:
    """A distribution over levels from the expected credit of each level's description but the lowest's.

    A level is reached when it and all below it are: the probability of reaching it is the least of theirs.
    """
    at_least = [1.0, *np.minimum.accumulate(np.clip(worth, 0.0, 1.0)).tolist(), 0.0]
    return [high - low for high, low in pairwise(at_least)]


def onto(outcomes: Sequence[Outcome], standard: Sequence[float] | NDArray[np.float64]) -> list[float]:
    """A distribution over the standard outcomes, carried over to a criterion's own.

    Outcomes of the same name take it as it is. Else: contradicted and missing go to the lowest outcome, met to the
    highest, partial in equal parts to all in between; where there is none between, half to each end.
    """
    places = {outcome.name: i for i, outcome in enumerate(outcomes)}
    last = len(outcomes) - 1
    between: Mapping[int, float] = {i: 1.0 for i, outcome in enumerate(outcomes) if 0 < outcome.credit < 1} or {
        places.get("missing", 0): 1.0,
        last: 1.0,
    }
    fallback: dict[str, Mapping[int, float]] = {
        "contradicted": {places.get("missing", 0): 1.0},
        "missing": {0: 1.0},
        "partial": between,
        "met": {last: 1.0},
    }
    result = [0.0] * len(outcomes)
    for outcome, probability in zip(STANDARD, standard, strict=True):
        shares = {places[outcome.name]: 1.0} if outcome.name in places else fallback[outcome.name]
        for place, share in shares.items():
            result[place] += float(probability) * share / sum(shares.values())
    return result
