"""The order of learning, and what goes together."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Rating
from pontozo.learning.tuning.dealing import Read, batches, micro_batches
from pontozo.learning.tuning.examples import examples_of
from pontozo.scorers.tuned.batches import Ids
from pontozo.scorers.tuned.items import Unit
from tests.learning.tuning.rated import question

_EXAMPLE = examples_of(question(), Answer("x", question="q0", ratings=[Rating(score=1)]), Unit.CRITERION)[0]


def read(sizes: list[int]) -> list[Read]:
    """Examples of so many items each, told apart by their number of tokens."""
    return [Read(_EXAMPLE, (Ids([0] * (place + 1)),) * size) for place, size in enumerate(sizes)]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.integers(1, 8), st.integers(0, 3), st.integers(0, 3))
def test_every_example_is_learnt_from_once_an_epoch(sizes: list[int], most: int, seed: int, epoch: int) -> None:
    everything = read(sizes)
    dealt = batches(everything, most, seed, epoch)
    assert Counter(each.longest for batch in dealt for each in batch) == Counter(range(1, len(sizes) + 1))
    assert all(sum(each.size for each in batch) <= most or len(batch) == 1 for batch in dealt)
    assert dealt == batches(everything, most, seed, epoch)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.integers(1, 8))
def test_parts_of_a_batch_hold_it_all_the_short_ones_first(sizes: list[int], most: int) -> None:
    parts = list(micro_batches(read(sizes), most))
    assert [each.longest for part in parts for each in part] == list(range(1, len(sizes) + 1))
    assert all(sum(each.size for each in part) <= most or len(part) == 1 for part in parts)


def test_epochs_and_seeds_have_orders_of_their_own() -> None:
    everything = read([1] * 20)
    orders = {
        tuple(each.longest for batch in batches(everything, 4, seed, epoch) for each in batch)
        for seed in range(2)
        for epoch in range(2)
    }
    assert len(orders) == 4


def test_a_batch_holds_examples_of_about_equal_length() -> None:
    lengths = [5, 40, 200] * 40
    everything = [Read(_EXAMPLE, (Ids([0] * length),)) for length in lengths]
    dealt = batches(everything, 8, 0, 0)
    padded = sum(len(batch) * max(each.longest for each in batch) for batch in dealt)
    assert padded < 1.3 * sum(lengths)
    # The long ones do not stand together: a step's size says nothing of its place in the epoch.
    assert dealt != sorted(dealt, key=lambda batch: batch[0].longest)
