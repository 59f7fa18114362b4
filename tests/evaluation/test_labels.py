"""Figures of labels, with intervals and differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.evaluation.intervals import FEWEST, Resamples
from pontozo.evaluation.labels import LABEL_FIGURES, VIEWS, Place, draws_of, label_difference, label_interval
from pontozo.evaluation.metrics import macro_f1

labels = st.lists(st.tuples(*[st.sampled_from(["correct", "contradictory", "incorrect"])] * 3), min_size=1, max_size=30)


def test_labels_are_measured_and_compared() -> None:
    draw = np.random.default_rng(0)
    human = draw.choice(["correct", "contradictory", "incorrect"], 300).tolist()
    poor = draw.choice(["correct", "incorrect"], 300).tolist()
    good = [mine if i % 4 else other for i, (mine, other) in enumerate(zip(human, poor, strict=True))]
    drawn = Resamples((np.arange(300) % 20).tolist())
    found = label_interval(macro_f1, human, good, drawn)
    assert found.value == pytest.approx(macro_f1(human, good))
    assert found.low < found.value < found.high
    for figure in LABEL_FIGURES.values():
        difference = label_difference(figure, human, poor, good, drawn)
        assert difference.p < 0.01
        assert difference.more.low > 0


@given(labels)
def test_equal_pairs_of_labels_are_taken_together_without_changing_a_figure(rows: list[tuple[str, str, str]]) -> None:
    human, first, second = (list(column) for column in zip(*rows, strict=True))
    drawn = Resamples([place % 4 for place in range(len(rows))], count=50)
    for figure in LABEL_FIGURES.values():
        one, plain = label_interval(figure, human, first, drawn), drawn.interval(figure.of(human, first))
        assert (one.value, one.low, one.high) == pytest.approx((plain.value, plain.low, plain.high), nan_ok=True)
        both = label_difference(figure, human, first, second, drawn)
        other = drawn.difference(figure.of([*human, *human], [*first, *second]))
        assert (both.more.value, both.p) == pytest.approx((other.more.value, other.p), nan_ok=True)


def test_the_views_of_outcomes() -> None:
    outcomes = ["met", "partial", "missing", "contradicted", "level 3"]
    assert VIEWS["3-way"](outcomes) == ["correct", "incorrect", "incorrect", "contradictory", "incorrect"]
    assert VIEWS["2-way"](outcomes) == ["correct", *["incorrect"] * 4]


def test_questions_are_drawn_and_of_few_their_answers() -> None:
    several = draws_of([Place(f"q{place}", place) for place in range(FEWEST) for _ in range(2)])
    assert (several.unit, several.units) == ("question", FEWEST)
    few = draws_of([Place("a", answer) for answer in range(30) for _ in range(2)])
    assert few.units == 30
