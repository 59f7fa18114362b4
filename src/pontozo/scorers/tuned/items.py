"""What a tuned model judges at once: a criterion, or the whole guide, against one answer, over choices in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from pontozo.domain import Leaf, Question, Spread, Task, show, spread


class Unit(StrEnum):
    """What is judged at once."""

    CRITERION = "criterion"
    GUIDE = "guide"


@dataclass(frozen=True)
class Choice:
    """One thing an item can come out as: its name, the credit it earns (0 to 1), and whether it says the opposite.

    `total` is the score in points that stands for a choice of the whole guide.
    """

    name: str
    credit: float
    contradicts: bool = False
    total: Fraction | None = None


@dataclass(frozen=True)
class Item:
    """One criterion (by its place in the guide), or the whole guide where `place` is None, against one answer.

    `answer` is in canonical form. `choices` rise in credit.
    """

    question: Question
    place: int | None
    answer: str
    choices: tuple[Choice, ...]

    @property
    def criterion(self) -> Leaf | None:
        """The criterion; None for the whole guide."""
        return None if self.place is None else self.question.criteria[self.place]


def items_of(task: Task, unit: Unit) -> list[Item]:
    """What has to be judged of a task: an item for each criterion, or one for the guide."""
    question = task.question
    if unit is Unit.GUIDE:
        return [Item(question, None, task.answer, totals_of(question))]
    return [Item(question, place, task.answer, _choices(question, place)) for place in range(len(question.criteria))]


def _choices(question: Question, place: int) -> tuple[Choice, ...]:
    criterion = question.criteria[place]
    return tuple(Choice(each.name, float(each.credit), each.name == "contradicted") for each in criterion.outcomes)


@lru_cache(maxsize=4096)
def totals_of(question: Question) -> tuple[Choice, ...]:
    """Every total that the guide can come to, as choices; their credit is the share of the maximum."""
    everything: list[Spread] = [
        {outcome.credit: 1 / len(leaf.outcomes) for outcome in leaf.outcomes} for leaf in question.criteria
    ]
    totals = sorted(spread(question.guide, everything))
    return tuple(Choice(show(total), float(total / question.maximum), total=total) for total in totals)
