"""A scorer that does what a test tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pontozo.domain import Judgement, Task, Verdict

MISSING, PARTIAL, MET = (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)


class Rule:
    """A scorer that gives each criterion what a function of wording and answer says."""

    name = "rule"

    def __init__(self, rule: Callable[[str, str], tuple[float, ...] | None]) -> None:
        self._rule = rule

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [self._judged(task) for task in tasks]

    def _judged(self, task: Task) -> Judgement:
        found = [self._rule(criterion.wordings[0], task.answer) for criterion in task.question.criteria]
        said = [each for each in found if each is not None]
        return Judgement([Verdict(each) for each in said]) if len(said) == len(found) else Judgement(unscored="no")
