"""The head: what it learns, and that its arrays say what the models said."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pontozo.scorers.heads import Forest, Head, fit_head

NAMES = ["contradicted", "missing", "partial", "met"]


def rated(seed: int, count: int = 400) -> tuple[NDArray[np.float64], list[str]]:
    """Rows of three features: how much is covered, noise, and whether it is negated; outcomes that follow them."""
    draw = np.random.default_rng(seed)
    covered, noise = draw.uniform(0, 1, (2, count))
    negated = draw.integers(0, 2, count).astype(float)
    outcomes = [
        "missing" if c < 0.3 else "contradicted" if n else "partial" if c < 0.6 else "met"
        for c, n in zip(covered, negated, strict=True)
    ]
    return np.stack([covered, noise, negated], axis=1), outcomes


@pytest.fixture(scope="module")
def head() -> Head:
    return fit_head(*rated(1), supporting=[0, 1], polar=[2], seed=0)


def test_it_learns_what_is_there_to_learn(head: Head) -> None:
    rows, outcomes = rated(2)
    named = [NAMES[i] for i in head.probabilities(rows).argmax(axis=1)]
    assert np.mean([a == b for a, b in zip(named, outcomes, strict=True)]) > 0.8


def test_rows_are_distributions_that_depend_on_themselves_alone(head: Head) -> None:
    rows, _ = rated(3)
    together = head.probabilities(rows)
    assert together.sum(axis=1) == pytest.approx(np.ones(len(rows)))
    assert together.min() >= 0
    assert (np.concatenate([head.probabilities(row[None]) for row in rows]) == together).all()
    assert head.probabilities(rows[:0]).shape == (0, 4)


def test_covering_more_never_makes_a_thought_less_likely() -> None:
    # A set of traps, where what covers much is mostly a contradiction.
    draw = np.random.default_rng(4)
    covered = draw.uniform(0, 1, 400)
    outcomes = ["contradicted" if c > 0.8 else "met" if c > 0.3 else "missing" for c in covered]
    rows = np.stack([covered, draw.uniform(0, 1, 400), np.zeros(400)], axis=1)
    head = fit_head(rows, outcomes, supporting=[0, 1], polar=[2], seed=0)
    ladder = np.stack([np.linspace(0, 1, 50), np.full(50, 0.5), np.zeros(50)], axis=1)
    met = head.probabilities(ladder)[:, 3]
    assert met[-1] > met[0]
    assert (np.diff(met) >= -1e-12).all()


def test_arrays_and_back_say_the_same(head: Head) -> None:
    rows, _ = rated(5)
    again = Head.of(head.arrays())
    assert (again.probabilities(rows) == head.probabilities(rows)).all()


def test_the_forest_says_what_scikit_learn_says() -> None:
    from sklearn.ensemble import ExtraTreesClassifier

    rows, outcomes = rated(6)
    yes = np.array([each == "met" for each in outcomes])
    model = ExtraTreesClassifier(n_estimators=20, min_samples_leaf=3, random_state=0).fit(rows.astype(np.float32), yes)
    told = model.predict_proba(rows.astype(np.float32))[:, 1]
    assert Forest.of(model).probabilities(rows) == pytest.approx(told, abs=1e-6)


@pytest.mark.parametrize("only", NAMES)
def test_a_set_with_one_outcome_is_learned_without_fault(only: str) -> None:
    rows, _ = rated(7, 30)
    head = fit_head(rows, [only] * 30, supporting=[0, 1], polar=[2], seed=0)
    assert NAMES[int(head.probabilities(rows).mean(axis=0).argmax())] == only
