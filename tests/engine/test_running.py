"""Batches: every place once, one length, results in the order asked for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.engine.running import equal_length_batches, run_in_batches

lengths = st.lists(st.integers(2, 256), max_size=80)


@given(lengths)
def test_batches_hold_each_place_once_and_one_length(lengths: Sequence[int]) -> None:
    batches = list(equal_length_batches(lengths, most=256))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len({lengths[place] for place in batch}) == 1
        assert sum(lengths[place] for place in batch) <= 256


@given(lengths, st.integers(1, 4))
def test_results_come_in_the_order_asked_for(lengths: Sequence[int], threads: int) -> None:
    def run(places: list[int]) -> list[tuple[int, int]]:
        return [(place, lengths[place]) for place in places]

    assert run_in_batches(lengths, run, threads) == list(enumerate(lengths))


def test_what_goes_wrong_on_a_thread_is_told() -> None:
    def run(places: list[int]) -> list[int]:
        raise MemoryError(f"no room for {len(places)}")

    with pytest.raises(MemoryError, match="no room"):
        run_in_batches([3, 4, 5], run, threads=2)
