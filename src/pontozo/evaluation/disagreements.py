"""The answers on which grader and person are furthest apart: what a teacher looks at first."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nlargest

from pontozo.evaluation.cases import SAME, Case
from pontozo.evaluation.results import Disagreement


def disagreements_of(cases: Iterable[Case], most: int) -> tuple[Disagreement, ...]:
    """At most so many, by the distance of the two scores as a share of the maximum, then the surest first."""
    worst = nlargest(most, (case for case in cases if _apart(case) > SAME), key=_order)
    return tuple(_told(case, case.grade.score) for case in worst if case.grade.score is not None)


def _apart(case: Case) -> float:
    return 0.0 if case.gap is None else abs(case.gap) / case.grade.max_score


def _order(case: Case) -> tuple[float, float]:
    return round(_apart(case), 9), case.grade.confidence or 0.0


def _told(case: Case, proposed: float) -> Disagreement:
    return Disagreement(
        question=case.question.id,
        question_text=case.question.text,
        answer=case.answer.id,
        text=case.answer.text,
        human=float(case.score),
        rater=case.rating.rater,
        machine=proposed,
        maximum=case.grade.max_score,
        confidence=case.grade.confidence,
        findings=case.grade.findings,
        outcomes=case.rating.outcomes,
        comment=case.grade.comment,
    )
