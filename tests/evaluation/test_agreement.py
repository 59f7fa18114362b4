"""Figures of agreement, held against other implementations and known values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from pontozo.confidence import Calibration, Platt
from pontozo.domain import ALL_OR_NOTHING, Criterion, Judgement, Level, Levels, Question, Task, Verdict, scale
from pontozo.evaluation.agreement import Compared, agreement, quadratic_weighted_kappa, step_of
from pontozo.grader import Grader

scores = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40)


@given(scores)
def test_kappa_is_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    first, second = zip(*pairs, strict=True)
    ours = quadratic_weighted_kappa(first, second)
    if len({*first, *second}) == 1:
        assert math.isnan(ours)
    else:
        assert ours == pytest.approx(cohen_kappa_score(first, second, weights="quadratic", labels=range(5)), abs=1e-9)


@given(scores, st.integers(2, 9))
def test_kappa_does_not_depend_on_the_unit(pairs: list[tuple[int, int]], unit: int) -> None:
    first, second = zip(*pairs, strict=True)
    if len({*first, *second}) > 1:
        scaled = quadratic_weighted_kappa([x / unit for x in first], [y / unit for y in second])
        assert scaled == pytest.approx(quadratic_weighted_kappa(first, second))


@pytest.mark.parametrize(
    ("guide", "step"),
    [
        ([Criterion("a", 2), Criterion("b", 1)], Fraction(1, 2)),
        ([Criterion("a", 2, ALL_OR_NOTHING), Criterion("b", 4, ALL_OR_NOTHING)], 2),
        ([Criterion("a", 5, scale(5, "0.5"))], Fraction(1, 2)),
        ([Criterion("a", "1/3", ALL_OR_NOTHING), Criterion("b", "1/2", ALL_OR_NOTHING)], Fraction(1, 6)),
        ([Levels([Level(0, "a"), Level(3, "b"), Level(9, "c")])], 3),
    ],
)
def test_a_step_is_the_smallest_difference_credit_makes(guide: list[Criterion], step: Fraction) -> None:
    assert step_of(Question("", guide)) == step


class Always:
    """Judges every answer by the outcome whose name it holds; fails on others."""

    name = "always"

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        rows = {"met": [0, 0, 0, 1], "partial": [0, 0, 1, 0], "missing": [0, 1, 0, 0]}
        return [
            Judgement([Verdict(rows[word]) for word in task.answer.split()])
            if all(word in rows for word in task.answer.split())
            else Judgement(unscored="cannot")
            for task in tasks
        ]


QUESTION = Question("", [Criterion("one thing", 2), Criterion("another thing", 1)], language="en")


def compared(answer: str, *outcomes: str) -> Compared:
    grade = Grader(Always(), Calibration({"en": Platt(slope=1, intercept=0)})).grade(QUESTION, answer)
    credit = {"met": Fraction(1), "partial": Fraction(1, 2), "missing": Fraction(0), "contradicted": Fraction(0)}
    points = credit[outcomes[0]] * 2 + credit[outcomes[1]]
    return Compared(QUESTION, grade, outcomes, points)


def test_known_values() -> None:
    found = agreement(
        [
            compared("met met", "met", "met"),
            compared("met partial", "met", "met"),
            compared("missing missing", "met", "missing"),
            compared("missing missing", "contradicted", "missing"),
            compared("fails here", "met", "met"),
        ]
    )
    assert (found.answers, found.unscored) == (4, 1)
    assert found.exact == 0.5
    assert found.within_one_step == 0.75
    assert found.criterion_accuracy == 6 / 8
    assert found.qwk == pytest.approx(quadratic_weighted_kappa([3, 2.5, 0, 0], [3, 3, 2, 0]))


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(ValueError, match="no scored answer"):
        agreement([compared("fails here", "met", "met")])
