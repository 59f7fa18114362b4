"""The learning rate in the course of a run."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pontozo.learning.tuning.stepping import rate_at


@given(st.integers(1, 300), st.floats(0, 0.99))
def test_it_rises_then_falls_and_is_never_nothing(steps: int, warmup: float) -> None:
    rates = [rate_at(step, steps, warmup) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)
    top = rates.index(max(rates))
    assert all(before < after for before, after in pairwise(rates[: top + 1]))
    assert all(before > after for before, after in pairwise(rates[top:]))


def test_it_falls_evenly_to_the_end() -> None:
    assert [rate_at(step, 4, 0.0) for step in range(4)] == [1.0, 0.75, 0.5, 0.25]
    assert [rate_at(step, 4, 0.25) for step in range(4)] == [0.5, 1.0, 2 / 3, 1 / 3]
