"""What every family of scorers has in common: the two protocols."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
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
        """Array (pairs, columns): for each pair a distribution over `columns`.

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
        best = max(range(len(scored)), key=lambda i: worth[i])
        if isinstance(criterion, Levels):
            distribution, wording = reached(worth), 0
        else:
            distribution, wording = onto(criterion.outcomes, scored[best][1], self.columns), best
        decided = decide(criterion.outcomes, distribution)
        shown = decided.credit > 0 or decided.name == "contradicted"
        return Verdict(distribution, self.evidence(scored[best][0]) if shown else (), wording)


def wordings_to_score(criterion: Leaf) -> tuple[str, ...]:
    """The texts to hold an answer against: a criterion's wordings, or what each level above the lowest describes."""
    if isinstance(criterion, Levels):
        return criterion.texts[1:]
    return criterion.wordings


def reached(worth: Sequence[float]) -> list[float]:
    """A distribution over levels from the expected credit of each level's description but the lowest's.

    A level is reached when it and all below it are: the probability of reaching it is the least of theirs.
    """
    at_least = [1.0, *np.minimum.accumulate(np.clip(worth, 0.0, 1.0)).tolist(), 0.0]
    return [high - low for high, low in pairwise(at_least)]


def onto(
    outcomes: Sequence[Outcome],
    probabilities: Sequence[float] | NDArray[np.float64],
    columns: Sequence[Outcome] = STANDARD,
) -> list[float]:
    """A distribution over a scorer's `columns`, carried over to a criterion's own outcomes.

    Outcomes of the same name take it as it is. Else it goes by credit: none to *missing* or the lowest, all to the
    highest, anything between in equal parts to all that lie between; where none does, half to each end.
    """
    places = {outcome.name: i for i, outcome in enumerate(outcomes)}
    lowest, highest = [places.get("missing", 0)], [len(outcomes) - 1]
    between = [i for i, outcome in enumerate(outcomes) if 0 < outcome.credit < 1] or [*lowest, *highest]
    result = [0.0] * len(outcomes)
    for column, probability in zip(columns, probabilities, strict=True):
        by_credit = lowest if column.credit == 0 else highest if column.credit == 1 else between
        shares = [places[column.name]] if column.name in places else by_credit
        for place in shares:
            result[place] += float(probability) / len(shares)
    return result
