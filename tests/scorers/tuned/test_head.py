"""The ordinal head: a distribution over any rising credits, and what it is made of."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.domain import ALL_OR_NOTHING, STANDARD, Outcome, scale
from pontozo.scorers.tuned.head import OrdinalHead
from pontozo.scorers.tuned.items import Choice
from tests.strategies import outcomes

locations = st.floats(-60, 60, width=32)


def choices(own: tuple[Outcome, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(each.name, float(each.credit), each.name == "contradicted") for each in own)


def head() -> OrdinalHead:
    """A head whose location is the first number of what was pooled, and its tendency to contradict the second."""
    made = OrdinalHead(2)
    with torch.no_grad():
        made.project.weight.copy_(torch.eye(2))
        made.project.bias.zero_()
    return made


HEAD = head()


def told(own: tuple[Choice, ...], location: float, tendency: float = 0.0) -> list[float]:
    with torch.no_grad():
        (row,) = HEAD(torch.tensor([[location, tendency]]), [own])
    return [math.exp(each) for each in row.tolist()]


credit_lists = st.lists(st.fractions(0, 1, max_denominator=1000), max_size=20).map(
    lambda between: tuple(
        Choice(str(place), float(each)) for place, each in enumerate([Fraction(0), *sorted(between), Fraction(1)])
    )
)


@given(outcomes().map(choices) | credit_lists, locations, locations)
@settings(max_examples=50)
def test_any_rising_credits_get_a_distribution(own: tuple[Choice, ...], location: float, tendency: float) -> None:
    found = told(own, location, tendency)
    assert len(found) == len(own)
    assert math.fsum(found) == pytest.approx(1, abs=1e-5)


def test_one_choice_is_sure_and_a_thousand_are_a_distribution() -> None:
    assert told((Choice("0", 0.0),), 3.0) == [1.0]
    assert math.fsum(told(choices(scale(1000)), 0.3)) == pytest.approx(1, abs=1e-5)


def test_the_start_is_even_over_nothing_something_and_all() -> None:
    contradicted, missing, partial, met = told(choices(STANDARD), 0.0)
    assert contradicted == missing
    assert (contradicted + missing, partial, met) == pytest.approx((1 / 3, 1 / 3, 1 / 3), abs=0.05)


@given(outcomes().map(choices), locations, st.floats(0.01, 20))
@settings(max_examples=50)
def test_a_higher_location_earns_more(own: tuple[Choice, ...], location: float, step: float) -> None:
    low, high = told(own, location), told(own, location + step)
    for place in range(len(own)):
        assert math.fsum(high[place:]) >= math.fsum(low[place:]) - 1e-5


def test_the_location_moves_a_distribution_from_end_to_end() -> None:
    own = choices(scale(5))
    assert told(own, -30.0)[0] == pytest.approx(1)
    assert told(own, 30.0)[-1] == pytest.approx(1)


@pytest.mark.parametrize("steps", [0.0, 4.0, -40.0])
def test_thresholds_rise_with_credit_whatever_was_learnt(steps: float) -> None:
    made = head()
    torch.nn.init.constant_(made.steps, steps)
    found = made.thresholds(torch.linspace(0, 0.999, 200))
    assert (found.diff() >= -1e-6).all()  # single floats
    assert steps < 0 or (found.diff() > 0).all()


@given(st.sampled_from([STANDARD, ALL_OR_NOTHING]).map(choices), locations, locations)
@settings(max_examples=50)
def test_the_tendency_splits_what_earns_nothing_and_nothing_else(
    own: tuple[Choice, ...], location: float, tendency: float
) -> None:
    even, split = told(own, location), told(own, location, tendency)
    assert split[2:] == pytest.approx(even[2:])
    assert split[0] + split[1] == pytest.approx(even[0] + even[1], abs=1e-5)
    share = 1 / (1 + math.exp(-tendency))
    assert split[0] == pytest.approx(share * (split[0] + split[1]), abs=1e-5)


@pytest.mark.parametrize(
    "own",
    [
        (Choice("contradicted", 0.0, True), Choice("met", 1.0)),
        (Choice("missing", 0.0), Choice("contradicted", 0.5, True), Choice("met", 1.0)),
        (Choice("contradicted", 0.0, True), Choice("missing", 0.0), Choice("off topic", 0.0), Choice("met", 1.0)),
        (Choice("a", 0.0), Choice("b", 0.0), Choice("c", 0.5), Choice("d", 0.5), Choice("e", 1.0)),
    ],
)
def test_outcomes_of_equal_credit_share_it(own: tuple[Choice, ...]) -> None:
    found = told(own, 0.4, 1.5)
    assert math.fsum(found) == pytest.approx(1, abs=1e-6)
    for one, p in zip(own, found, strict=True):
        for other, q in zip(own, found, strict=True):
            if one.credit == other.credit and one.contradicts == other.contradicts:
                assert p == pytest.approx(q)


@pytest.mark.parametrize("location", [-1e4, -50.0, 0.0, 50.0, 1e4])
@pytest.mark.parametrize("place", range(4))
def test_the_loss_and_its_gradient_stay_finite_and_point_the_right_way(location: float, place: int) -> None:
    made = head()
    pooled = torch.tensor([[location, 0.0], [0.0, 0.0]], requires_grad=True)
    # A neighbour with more outcomes: what stands in its columns must not spoil this row's gradient.
    logs = made(pooled, [choices(STANDARD), choices(scale(10))])
    (-logs[0, place]).backward()
    assert torch.isfinite(logs[0, :4]).all()
    assert pooled.grad is not None
    assert all(torch.isfinite(each.grad).all() for each in made.parameters() if each.grad is not None)
    assert torch.isfinite(pooled.grad).all()
    gradient = float(pooled.grad[0, 0])
    if place == 3 and location <= -50:
        assert gradient == pytest.approx(-1)  # a gross error is learnt from as much as any
    if place == 0 and location >= 50:
        assert gradient == pytest.approx(1)


def test_items_with_fewer_choices_have_none_behind_them() -> None:
    logs = head()(torch.zeros(2, 2), [choices(STANDARD), choices(scale(10))])
    assert logs.shape == (2, 11)
    assert torch.isneginf(logs[0, 4:]).all()
    assert torch.isfinite(logs[1]).all()
    assert torch.equal(logs[:1, :4], head()(torch.zeros(1, 2), [choices(STANDARD)]))
