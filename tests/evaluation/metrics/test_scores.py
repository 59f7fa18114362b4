"""Figures of scores, held against scikit-learn, SciPy and the values that RSMTool publishes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import cohen_kappa_score, mean_absolute_error, root_mean_squared_error

from pontozo.evaluation.metrics import (
    Figure,
    agreement_within,
    cohens_kappa,
    exact_agreement,
    linear_weighted_kappa,
    mae,
    pearson,
    quadratic_weighted_kappa,
    rmse,
    spearman,
    standardised_mean_difference,
)
from tests.evaluation.rsmtool import published

Pairs = list[tuple[int, int]]
pairs_of_scores = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)
SIMPLE = [
    exact_agreement,
    cohens_kappa,
    linear_weighted_kappa,
    quadratic_weighted_kappa,
    pearson,
    spearman,
    rmse,
    mae,
    standardised_mean_difference,
]


def apart(pairs: Pairs) -> tuple[list[int], list[int]]:
    first, second = zip(*pairs, strict=True)
    return list(first), list(second)


@given(pairs_of_scores)
@pytest.mark.parametrize(
    ("figure", "weights"),
    [(cohens_kappa, None), (linear_weighted_kappa, "linear"), (quadratic_weighted_kappa, "quadratic")],
)
def test_kappas_are_scikit_learns(figure: Figure[...], weights: str | None, pairs: Pairs) -> None:
    first, second = apart(pairs)
    if len({*first, *second}) == 1:
        assert math.isnan(figure(first, second))
    else:
        theirs = cohen_kappa_score(first, second, weights=weights, labels=range(5))
        assert figure(first, second) == pytest.approx(theirs, abs=1e-9)


@given(pairs_of_scores)
@pytest.mark.parametrize(("figure", "theirs"), [(pearson, stats.pearsonr), (spearman, stats.spearmanr)])
def test_correlations_are_scipys(figure: Figure[...], theirs: object, pairs: Pairs) -> None:
    first, second = apart(pairs)
    assert callable(theirs)
    if len({*first}) == 1 or len({*second}) == 1:
        assert math.isnan(figure(first, second))
    else:
        assert figure(first, second) == pytest.approx(theirs(first, second).statistic, abs=1e-9)


@given(pairs_of_scores)
def test_errors_are_scikit_learns(pairs: Pairs) -> None:
    assert rmse(*apart(pairs)) == pytest.approx(root_mean_squared_error(*apart(pairs)))
    assert mae(*apart(pairs)) == pytest.approx(mean_absolute_error(*apart(pairs)))


@given(pairs_of_scores, st.data())
@pytest.mark.parametrize("figure", SIMPLE, ids=lambda each: each.__name__)
def test_a_weight_is_a_row_told_so_often(figure: Figure[...], pairs: Pairs, data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(pairs), max_size=len(pairs)))
    first, second = apart(pairs)
    repeated = figure(np.repeat(first, times), np.repeat(second, times))
    both = figure.of(first, second)(np.array([times, [1] * len(pairs)], dtype=float))
    assert both == pytest.approx([repeated, figure(first, second)], abs=1e-9, nan_ok=True)


@given(pairs_of_scores, st.integers(3, 9))
@pytest.mark.parametrize("figure", [f for f in SIMPLE if f not in (rmse, mae)], ids=lambda each: each.__name__)
def test_thirds_and_sevenths_change_nothing(figure: Figure[...], pairs: Pairs, unit: int) -> None:
    first, second = apart(pairs)
    scaled = figure([x / unit for x in first], [y * (1 / unit) for y in second])
    assert scaled == pytest.approx(figure(first, second), abs=1e-9, nan_ok=True)


def test_within_a_step_of_each_question() -> None:
    human, machine = [1, 1, 1, 1 / 3], [1.5, 1.5, 2, 2 / 3]
    assert agreement_within(human, machine, 0.5) == 0.75
    assert agreement_within(human, machine, [0.5, 0.25, 1, 1 / 3]) == 0.75
    assert exact_agreement([1 / 3], [0.1 + 0.7 / 3]) == 1


@pytest.mark.parametrize("figure", SIMPLE, ids=lambda each: each.__name__)
def test_no_answer_gives_no_figure(figure: Figure[...]) -> None:
    assert math.isnan(figure([], []))


@pytest.mark.parametrize("scores", [[0.1], [0.1, 0.1, 0.1]])
def test_constant_scores_have_no_kappa_correlation_or_spread(scores: list[float]) -> None:
    for figure in (cohens_kappa, linear_weighted_kappa, quadratic_weighted_kappa, pearson, spearman):
        assert math.isnan(figure(scores, scores))
    assert math.isnan(standardised_mean_difference(scores, [x + 1 for x in scores]))
    assert (exact_agreement(scores, scores), rmse(scores, scores), mae(scores, scores)) == (1, 0, 0)


def test_two_different_constants_agree_as_by_chance() -> None:
    for figure in (cohens_kappa, linear_weighted_kappa, quadratic_weighted_kappa):
        assert figure([0, 0, 0], [1, 1, 1]) == 0


@pytest.mark.parametrize("figure", SIMPLE, ids=lambda each: each.__name__)
def test_what_cannot_be_compared_is_refused(figure: Figure[...]) -> None:
    with pytest.raises(ValueError, match="of one length"):
        figure([1, 2], [1])
    with pytest.raises(ValueError, match="leave unscored answers out"):
        figure([1, 2], [1, math.nan])
    with pytest.raises(ValueError, match="weights for 3 rows, but 2 rows"):
        figure.of([1, 2], [1, 2])(np.ones((4, 3)))


def test_the_values_that_rsmtool_publishes() -> None:
    """lr_eval_with_h2_eval.csv, rows scale_trim and scale_trim_round."""
    data = published()
    human, machine, whole = data.human, data.machine, np.rint(data.machine)
    assert pearson(human, machine) == pytest.approx(0.7801773732608226)
    assert quadratic_weighted_kappa(human, machine) == pytest.approx(0.7797696841910529)
    assert rmse(human, machine) == pytest.approx(0.6189327249996216)
    assert standardised_mean_difference(human, machine) == pytest.approx(0.02351246133036713)
    assert exact_agreement(human, whole) == pytest.approx(0.64)
    assert agreement_within(human, whole, 1) == pytest.approx(0.99)
    assert cohens_kappa(human, whole) == pytest.approx(0.4694178334561533)
    assert quadratic_weighted_kappa(human, whole) == pytest.approx(0.7821229050279329)
    assert standardised_mean_difference(human, whole) == pytest.approx(-0.010819372603317013)


def test_two_people_as_rsmtool_publishes_it() -> None:
    """lr_eval_with_h2_consistency.csv."""
    first, second = published().human, published().second
    assert pearson(first, second) == pytest.approx(0.8366627923660599)
    assert quadratic_weighted_kappa(first, second) == pytest.approx(0.8333333333333334)
    assert cohens_kappa(first, second) == pytest.approx(0.5914577530176417)
    assert exact_agreement(first, second) == pytest.approx(0.725)
    assert standardised_mean_difference(first, second, pooled=True) == pytest.approx(-0.08250634887978765)


def test_hand_made_scores_as_rsmtool_tests_them() -> None:
    """tests/test_utils.py: test_standardized_mean_difference_*, test_quadratic_weighted_kappa."""
    human, machine = [8, 4, 6, 3], [9, 4, 5, 12]
    assert standardised_mean_difference(human, machine, pooled=True, ddof=0) == pytest.approx(0.8523247028586811)
    assert standardised_mean_difference(human, machine, ddof=0) == pytest.approx(1.171700198827415)
    assert quadratic_weighted_kappa(human, machine) == pytest.approx(-0.09210526315789469)
