"""Several raters: Krippendorff's published examples, the definition written out, RSMTool's published values."""

from __future__ import annotations

import math
from itertools import product
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pontozo.evaluation.metrics import Level, krippendorffs_alpha, prmse
from tests.evaluation.rsmtool import published

NONE = math.nan
LEVELS: tuple[Level, ...] = get_args(Level)
#: Krippendorff 2011, "Computing Krippendorff's alpha-reliability", sections C and D: four observers, missing values.
FOUR_OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
).T
table_of_ratings = st.integers(1, 4).flatmap(
    lambda raters: st.lists(
        st.lists(st.one_of(st.integers(0, 3), st.just(NONE)), min_size=raters, max_size=raters), min_size=1, max_size=12
    )
)


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_four_observers_as_published(level: Level, alpha: float) -> None:
    assert krippendorffs_alpha(FOUR_OBSERVERS, level) == pytest.approx(alpha, abs=0.0005)


def test_two_observers_of_two_values_as_published() -> None:
    """The same paper, section A: ten articles, binary, alpha .095."""
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert krippendorffs_alpha(np.stack([first, second], axis=1), "nominal") == pytest.approx(0.095, abs=0.0005)


def test_two_observers_of_five_values_as_published() -> None:
    """The same paper, section B: twelve units, alpha .692."""
    ratings = [
        ["aabbdcccedda".index(c) for c in pair] for pair in zip("aabbdcccedda", "babbbcccedd" + "d", strict=True)
    ]
    assert krippendorffs_alpha(ratings, "nominal") == pytest.approx(0.692, abs=0.0005)


def written_out(ratings: NDArray[np.float64], level: Level) -> float:
    """Alpha from the coincidence matrix, as the paper has it."""
    values = sorted({float(value) for row in ratings for value in row if not math.isnan(value)})
    coincidences = dict.fromkeys(product(values, values), 0.0)
    for row in ratings:
        there = [float(value) for value in row if not math.isnan(value)]
        for i, j in product(range(len(there)), repeat=2):
            if i != j:
                coincidences[there[i], there[j]] += 1 / (len(there) - 1)
    count = {c: sum(coincidences[c, k] for k in values) for c in values}

    def distance(c: float, k: float) -> float:
        if level == "nominal":
            return float(c != k)
        if level == "interval":
            return (c - k) ** 2
        low, high = min(c, k), max(c, k)
        return (sum(count[g] for g in values if low <= g <= high) - (count[low] + count[high]) / 2) ** 2

    whole = sum(count.values())
    observed = sum(coincidences[pair] * distance(*pair) for pair in coincidences)
    expected = sum(count[c] * count[k] * distance(c, k) for c, k in coincidences)
    return 1 - (whole - 1) * observed / expected if expected else math.nan


@given(table_of_ratings)
@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_what_the_definition_says(level: Level, rows: list[list[float]]) -> None:
    ratings = np.array(rows)
    expected = written_out(ratings, level)
    assert krippendorffs_alpha(ratings, level) == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(table_of_ratings, st.data())
@pytest.mark.parametrize("level", LEVELS)
def test_a_weight_is_an_answer_told_so_often(level: Level, rows: list[list[float]], data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    weights, repeated = np.array([times], dtype=float), np.repeat(np.array(rows), times, axis=0)
    expected = krippendorffs_alpha(repeated, level)
    assert krippendorffs_alpha.of(rows, level)(weights) == pytest.approx([expected], abs=1e-9, nan_ok=True)
    machine = np.arange(len(rows)) % 3
    told = prmse(repeated, np.repeat(machine, times))
    assert prmse.of(rows, machine)(weights) == pytest.approx([told], rel=1e-6, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize("ratings", [np.empty((0, 2)), [[1, NONE], [NONE, 2]], [[0.1, 0.1], [0.1, 0.1]], [[1], [2]]])
def test_where_nothing_can_be_told_there_is_no_figure(ratings: list[list[float]]) -> None:
    for level in LEVELS:
        assert math.isnan(krippendorffs_alpha(ratings, level))
    assert math.isnan(prmse(ratings, np.zeros(len(ratings))))


def test_other_shapes_are_refused() -> None:
    with pytest.raises(ValueError, match="answers × raters"):
        krippendorffs_alpha([1, 2, 3])
    with pytest.raises(ValueError, match="one number for each rated answer"):
        prmse([[1, 2], [2, 2]], [1])
    with pytest.raises(ValueError, match="one number for each rated answer"):
        prmse([[1, 2], [2, 2]], [1, NONE])


def test_prmse_as_rsmtool_publishes_it() -> None:
    """lr_eval_with_h2_true_score_eval.csv: all 200 answers rated twice."""
    data = published()
    ratings = np.stack([data.human, data.second], axis=1)
    assert prmse(ratings, data.machine) == pytest.approx(0.6696885002619487)
    assert prmse(ratings, np.rint(data.machine)) == pytest.approx(0.6666120367841208)


def test_prmse_where_only_some_were_rated_twice() -> None:
    """lr_eval_with_subset_double_scored_true_score_eval.csv: 49 of 200, the machine's scores rounded to 9 decimals."""
    data = published()
    ratings = np.stack([data.human, data.second_of_some], axis=1)
    assert prmse(ratings, data.machine) == pytest.approx(0.6931997647981583, abs=1e-8)
    assert prmse(ratings, np.rint(data.machine)) == pytest.approx(0.6734907750049122)


def test_an_answer_that_nobody_rated_has_no_say() -> None:
    ratings: list[list[float]] = [[1, 2], [3, 3], [0, 1], [2, NONE]]
    assert prmse([*ratings, [NONE, NONE]], [1, 3, 0, 2, 9]) == pytest.approx(prmse(ratings, [1, 3, 0, 2]))


def test_raters_who_share_nothing_leave_nothing_to_tell() -> None:
    assert math.isnan(prmse([[0, 4], [4, 0], [0, 4]], [1, 2, 3]))
