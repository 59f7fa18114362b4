"""Figures of labels, held against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score

from pontozo.evaluation.metrics import Figure, accuracy, macro_f1, three_way, two_way, weighted_f1

label = st.sampled_from(["correct", "contradictory", "incorrect"])
Pairs = list[tuple[str, str]]
pairs_of_labels = st.lists(st.tuples(label, label), min_size=1, max_size=30)


@given(pairs_of_labels)
def test_they_are_scikit_learns(pairs: Pairs) -> None:
    human, machine = zip(*pairs, strict=True)
    assert accuracy(human, machine) == pytest.approx(accuracy_score(human, machine))
    assert macro_f1(human, machine) == pytest.approx(f1_score(human, machine, average="macro", zero_division=0))
    assert weighted_f1(human, machine) == pytest.approx(f1_score(human, machine, average="weighted", zero_division=0))


@given(pairs_of_labels, st.data())
@pytest.mark.parametrize("figure", [accuracy, macro_f1, weighted_f1], ids=lambda each: each.__name__)
def test_a_weight_is_a_row_told_so_often(figure: Figure[...], pairs: Pairs, data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(pairs), max_size=len(pairs)))
    human, machine = zip(*pairs, strict=True)
    repeated = figure(np.repeat(human, times).tolist(), np.repeat(machine, times).tolist())
    weighted = figure.of(human, machine)(np.array([times], dtype=float))
    assert weighted == pytest.approx([repeated], nan_ok=True)


@pytest.mark.parametrize("figure", [accuracy, macro_f1, weighted_f1], ids=lambda each: each.__name__)
def test_none_and_unequal_many(figure: Figure[...]) -> None:
    assert math.isnan(figure([], []))
    with pytest.raises(ValueError, match="of one length"):
        figure(["correct"], [])


def test_a_label_that_only_the_machine_gives_counts_against_it() -> None:
    assert macro_f1(["correct", "correct"], ["correct", "incorrect"]) == pytest.approx((2 / 3 + 0) / 2)


def test_outcomes_become_labels() -> None:
    labels = three_way(["met", "partial", "missing", "contradicted"])
    assert labels == ["correct", "incorrect", "incorrect", "contradictory"]
    assert two_way(labels) == ["correct", "incorrect", "incorrect", "incorrect"]
