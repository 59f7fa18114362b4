"""All figures at once: complete, by question, side by side, and quick."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from pontozo.evaluation.figures import (
    FIGURES,
    Scores,
    compare,
    measure,
)
from pontozo.evaluation.metrics import krippendorffs_alpha, prmse, rmse, spearman


def scores(count: int, questions: int, seed: int = 0) -> Scores:
    """Answers to questions of different worth, rated by two people and a machine, in steps of one half."""
    draw = np.random.default_rng(seed)
    of = draw.integers(0, questions, count)
    maximum = draw.integers(2, 6, questions)[of].astype(float)
    human = np.round(2 * draw.random(count) * maximum) / 2
    second = moved(human, maximum, draw.integers(-1, 2, count))
    ratings = np.stack([human, np.where(draw.random(count) < 0.5, np.nan, second)], axis=1)
    machine = moved(human, maximum, draw.integers(-2, 3, count))
    return Scores.of(human, machine, maximum, 0.5, [f"q{question}" for question in of], ratings)


def moved(human: NDArray[np.float64], maximum: NDArray[np.float64], steps: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.clip(human + steps / 2, 0, maximum)


def test_every_figure_is_there_with_its_interval() -> None:
    given = scores(300, 12)
    found = measure(given)
    assert set(found) == {*FIGURES, "prmse"}
    for interval in found.values():
        assert interval.low <= interval.value <= interval.high
    shares = (given.human / given.maximum, given.machine / given.maximum)
    assert found["rmse"].value == pytest.approx(rmse(given.human, given.machine))
    assert found["rmse_share"].value == pytest.approx(rmse(*shares))
    assert found["spearman"].value == pytest.approx(spearman(*shares))
    assert found["alpha_ordinal"].value == pytest.approx(krippendorffs_alpha(np.stack(shares, axis=1), "ordinal"))
    assert given.ratings is not None
    assert found["prmse"].value == pytest.approx(prmse(given.ratings / given.maximum[:, None], shares[1]))
    assert "prmse" not in measure(replace(given, ratings=None))


def test_no_answer_and_one_answer_have_figures_that_say_so() -> None:
    nothing = measure(Scores.of([], [], 1, 1, [], np.empty((0, 2))))
    assert all(math.isnan(each.value) for each in nothing.values())
    one = measure(Scores.of([1], [1], 2, 1, ["q"]))
    assert (one["exact"].value, one["mae"].value) == (1, 0)
    assert all(math.isnan(one[name].value) for name in ("qwk", "kappa", "pearson", "alpha_ordinal", "smd"))


def test_a_part_of_the_answers_is_measured_by_itself() -> None:
    given = scores(200, 5)
    part = given.only(np.array([question == "q1" for question in given.questions]))
    assert set(part.questions) == {"q1"}
    assert measure(part)["mae"].value == pytest.approx(abs(part.human - part.machine).mean())
    assert measure(part)["mae"].low < measure(part)["mae"].high


def test_two_graders_side_by_side() -> None:
    first = scores(600, 30)
    better = replace(first, machine=np.where(np.arange(600) % 2 == 0, first.human, first.machine))
    found = compare(first, better)
    assert set(found) == {*FIGURES, "prmse"}
    assert found["qwk"].first == pytest.approx(measure(first)["qwk"].value)
    assert found["qwk"].second == pytest.approx(measure(better)["qwk"].value)
    assert found["qwk"].more.low > 0
    assert found["qwk"].p < 0.01
    assert compare(first, first)["exact"].p == 1


def test_graders_of_different_answers_are_not_compared() -> None:
    with pytest.raises(ValueError, match="the same answers"):
        compare(scores(20, 3), scores(20, 3, seed=1))
    with pytest.raises(ValueError, match="for each answer"):
        Scores.of([1, 2], [1], 1, 1, ["q", "q"])
