"""Resampling by question: what an interval covers, and when two graders differ."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from pontozo.evaluation.intervals import FEWEST, Interval, Resamples, least_p, share_interval
from pontozo.evaluation.metrics import exact_agreement, mae, pearson, quadratic_weighted_kappa

Array = NDArray[np.float64]
DRAW = np.random.default_rng(5)


def graded(questions: int, each: int, off: float, seed: int = 0) -> tuple[list[int], Array, Array]:
    """Answers to questions that are hard or easy to grade: the machine errs on a whole question, if at all."""
    draw = np.random.default_rng(seed)
    of = np.repeat(np.arange(questions), each)
    human = draw.integers(0, 4, len(of)).astype(float)
    wrong = draw.random(questions)[of] < off
    return of.tolist(), human, np.where(wrong, (human + 1) % 4, human)


def test_one_answer_a_question_is_the_ordinary_bootstrap() -> None:
    human = DRAW.integers(0, 5, 80).astype(float)
    machine = np.clip(human + DRAW.integers(-1, 2, 80), 0, 4)
    ours = Resamples(range(80), count=4000).interval(pearson.of(human, machine))
    theirs = stats.bootstrap(
        (human, machine),
        lambda x, y: stats.pearsonr(x, y).statistic,
        paired=True,
        vectorized=False,
        n_resamples=4000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.02)
    assert ours.value == pytest.approx(pearson(human, machine))


def test_whole_questions_are_drawn() -> None:
    questions, human, machine = graded(questions=12, each=40, off=0.5)
    by_question = Resamples(questions).interval(exact_agreement.of(human, machine))
    by_answer = Resamples(range(len(questions))).interval(exact_agreement.of(human, machine))
    assert by_question.high - by_question.low > 3 * (by_answer.high - by_answer.low)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        questions, human, machine = graded(questions=30, each=5, off=0.4, seed=seed)
        found = Resamples(questions, count=400).interval(exact_agreement.of(human, machine))
        held += found.low <= 0.6 <= found.high
    assert 0.88 <= held / 200 <= 0.99


def test_the_same_seed_gives_the_same_interval() -> None:
    questions, human, machine = graded(questions=60, each=3, off=0.5)
    statistic = mae.of(human, machine)
    assert Resamples(questions, seed=3).interval(statistic) == Resamples(questions, seed=3).interval(statistic)
    assert Resamples(questions, seed=3).interval(statistic) != Resamples(questions, seed=4).interval(statistic)


def test_with_few_questions_answers_are_drawn() -> None:
    resamples = Resamples(["only"] * 30)
    assert (resamples.unit, resamples.units) == ("answer", 30)
    found = resamples.interval(exact_agreement.of([1] * 30, [1] * 20 + [0] * 10))
    assert found.low < found.value < found.high
    few, enough = Resamples([*range(FEWEST - 1)] * 3), Resamples([*range(FEWEST)] * 3)
    assert (few.unit, few.units) == ("answer", 3 * (FEWEST - 1))
    assert (enough.unit, enough.units) == ("question", FEWEST)
    alone = Resamples(["only"]).interval(exact_agreement.of([1], [1]))
    assert alone.value == 1
    assert math.isnan(alone.low)


def test_what_is_undefined_has_no_interval() -> None:
    none = Resamples([]).interval(exact_agreement.of([], []))
    constant = Resamples(["a", "b"]).interval(pearson.of([1, 1], [0, 1]))
    assert all(math.isnan(number) for each in (none, constant) for number in (each.value, each.low, each.high))
    assert not none.excludes_zero
    few = Resamples(range(3)).interval(pearson.of([1, 1, 2], [0, 1, 1]))
    assert few.value == pytest.approx(0.5)
    assert math.isnan(few.low), "most resamples of three answers leave nothing that varies"
    more = Resamples(range(8)).interval(pearson.of([1, 1, 2, 2, 3, 3, 1, 2], [0, 1, 1, 2, 2, 3, 1, 2]))
    assert more.low < more.value < more.high


def test_equal_answers_may_be_one_row() -> None:
    questions, human, machine = graded(questions=9, each=20, off=0.5)
    other = np.where(human > 1, human - 1, human)
    pairs = np.stack([np.tile(human, 2), np.concatenate([machine, other])], axis=1)
    distinct, rows = np.unique(pairs, axis=0, return_inverse=True)
    resamples, both = Resamples(questions), quadratic_weighted_kappa.of(*distinct.T)
    plain = resamples.interval(quadratic_weighted_kappa.of(human, machine))
    assert ends(resamples.interval(both, rows[: len(human)])) == pytest.approx(ends(plain))
    told = resamples.difference(both, (rows[: len(human)], rows[len(human) :]))
    expected = resamples.difference(quadratic_weighted_kappa.of(*pairs.T))
    assert (told.first, told.second, told.p) == pytest.approx((expected.first, expected.second, expected.p), abs=0.002)
    assert ends(told.more) == pytest.approx(ends(expected.more))


def ends(interval: Interval) -> tuple[float, float, float]:
    return interval.value, interval.low, interval.high


def test_a_better_grader_is_told_from_chance() -> None:
    questions, human, machine = graded(questions=30, each=10, off=0.6)
    better = np.where(np.arange(len(human)) % 3 == 0, machine, human)
    told = Resamples(questions).difference(mae.of(np.tile(human, 2), np.concatenate([machine, better])))
    assert (told.first, told.second) == pytest.approx((mae(human, machine), mae(human, better)))
    assert told.more.value == pytest.approx(told.second - told.first)
    assert told.more.high < 0
    assert told.p < 0.01
    turned = Resamples(questions).difference(mae.of(np.tile(human, 2), np.concatenate([better, machine])))
    assert turned.more.low == pytest.approx(-told.more.high)


def test_one_and_the_same_grader_does_not_differ_from_itself() -> None:
    questions, human, machine = graded(questions=10, each=5, off=0.5)
    told = Resamples(questions).difference(pearson.of(np.tile(human, 2), np.tile(machine, 2)))
    assert (told.more, told.p) == (Interval(0, 0, 0), 1)


def test_graders_that_are_alike_seldom_seem_to_differ() -> None:
    """Both err on questions of their own, as often: p below .1 in about one of ten, even with ten questions."""
    seeming = 0
    for seed in range(200):
        questions, human, first = graded(questions=10, each=6, off=0.5, seed=2 * seed)
        draw = random.Random(seed)
        wrong = {question for question in range(10) if draw.random() < 0.5}
        second = np.array([(x + 1) % 4 if q in wrong else x for q, x in zip(questions, human, strict=True)])
        both = mae.of(np.tile(human, 2), np.concatenate([first, second]))
        seeming += Resamples(questions, count=300, seed=seed).difference(both).p < 0.1
    assert seeming / 200 <= 0.15


def test_with_few_units_nothing_is_sure() -> None:
    human, none = np.ones(3), np.zeros(3)
    both = mae.of(np.tile(human, 2), np.concatenate([none, human]))
    assert Resamples(["a", "b", "c"]).difference(both).p == pytest.approx(1 / 4, abs=0.05)


@pytest.mark.parametrize("seed", [17, 28, *range(20)])
def test_p_never_falls_below_what_so_few_units_allow(seed: int) -> None:
    # With some seeds, fewer of the 1,000 exchanges than 1 in 20 are of none of the five units or of all.
    human, none = np.ones(5), np.zeros(5)
    both = mae.of(np.tile(human, 2), np.concatenate([none, human]))
    assert Resamples(range(5), seed=seed).difference(both).p >= least_p(5) == 1 / 16


def test_a_difference_that_is_undefined_has_no_p_value() -> None:
    told = Resamples(["a", "b"]).difference(pearson.of([1, 1, 1, 1], [0, 1, 1, 1]))
    assert all(math.isnan(each) for each in (told.first, told.more.value, told.more.low, told.p))


@given(st.integers(1, 2000), st.data())
def test_a_share_has_wilsons_interval(count: int, data: st.DataObject) -> None:
    """Its ends are the shares from which what was seen lies 1.96 standard errors away (Wilson 1927)."""
    hits = data.draw(st.integers(0, count))
    found = share_interval(hits, count)
    assert found.value == hits / count
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1
    for end in (found.low, found.high):
        assert abs(found.value - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / count), abs=1e-6)
    assert (found.low > 1e-12) is (hits > 0)
    assert (found.high < 1 - 1e-12) is (hits < count)


def test_a_share_of_nothing_is_undefined() -> None:
    found = share_interval(0, 0)
    assert all(map(math.isnan, ends(found)))
    assert ends(share_interval(8, 10)) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-4)
