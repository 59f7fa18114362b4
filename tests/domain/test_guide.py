"""The scoring guide: what a tree is worth, what an answer earns through it, and what it refuses."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import FrozenInstanceError, replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pontozo.domain import (
    ALL_OR_NOTHING,
    STANDARD,
    All,
    Alternatives,
    BestOf,
    Criterion,
    Deduct,
    Guide,
    Leaf,
    Level,
    Levels,
    Outcome,
    Question,
    counting,
    leaves,
    scale,
    spread,
    total,
)
from tests.strategies import criteria, distributions, guides, judged

HALF = Fraction(1, 2)
GUIDES: TypeAdapter[Guide] = TypeAdapter(Guide)


def worth(*points: int) -> list[Criterion]:
    """Criteria worth so many points each."""
    return [Criterion(f"a thought worth {each}", points=each) for each in points]


def by_definition(guide: Guide, credits: Iterator[Fraction]) -> Fraction:
    """What a tree earns, by the sentence that describes each kind of node; not yet held to the scale."""
    if isinstance(guide, Criterion | Levels):
        return next(credits) * guide.points
    earned = [by_definition(part, credits) for part in guide.parts]
    if isinstance(guide, BestOf):
        return sum(sorted(earned, reverse=True)[: guide.k], Fraction(0))
    if isinstance(guide, Alternatives):
        return max(earned)
    return sum(earned, Fraction(0)) * (-1 if isinstance(guide, Deduct) else 1)


def on_scale(guide: Guide, credits: Sequence[Fraction]) -> Fraction:
    return min(max(by_definition(guide, iter(credits)), Fraction(0)), guide.maximum)


Credits = list[dict[Fraction, float]]


def over_credits(leaf: Leaf, distribution: Sequence[float]) -> dict[Fraction, float]:
    found: dict[Fraction, float] = defaultdict(float)
    for outcome, probability in zip(leaf.outcomes, distribution, strict=True):
        found[outcome.credit] += probability
    return dict(found)


@st.composite
def guides_with_credits(draw: st.DrawFn) -> tuple[Guide, Credits]:
    """Any tree, with a distribution over the credit of each leaf."""
    guide = draw(guides())
    each = [over_credits(leaf, draw(distributions(len(leaf.outcomes)))) for leaf, _ in leaves(guide)]
    return guide, each


@st.composite
def decided(draw: st.DrawFn) -> tuple[Guide, list[Fraction]]:
    """Any tree, with one credit for each leaf."""
    guide = draw(guides())
    return guide, [draw(st.sampled_from(leaf.outcomes)).credit for leaf, _ in leaves(guide)]


@given(decided())
def test_no_credits_lead_off_the_scale(case: tuple[Guide, list[Fraction]]) -> None:
    guide, credits = case
    assert 0 <= total(guide, credits) <= guide.maximum


@given(decided())
def test_a_total_is_what_the_kinds_of_nodes_say(case: tuple[Guide, list[Fraction]]) -> None:
    guide, credits = case
    assert total(guide, credits) == on_scale(guide, credits)


@given(guides_with_credits())
def test_a_spread_is_a_distribution_over_the_scale(case: tuple[Guide, Credits]) -> None:
    guide, credits = case
    found = spread(guide, credits)
    assert sum(found.values()) == pytest.approx(1, abs=1e-9)
    assert all(0 <= points <= guide.maximum for points in found)


@given(guides_with_credits())
def test_a_spread_is_that_of_all_combinations(case: tuple[Guide, Credits]) -> None:
    guide, credits = case
    assert spread(guide, credits) == pytest.approx(slowly(guide, credits), abs=1e-9)


LONG: dict[str, Callable[[], Guide]] = {
    "a long list": lambda: All([Criterion("a", place % 3 + 1, scale(4)) for place in range(6)]),
    "a long list with deductions": lambda: All(
        [
            *(Criterion("a", place + 1, scale(4)) for place in range(4)),
            Deduct([Criterion("a", points, scale(4)) for points in (2, 3)]),
        ]
    ),
    "sevenths and elevenths": lambda: All([Criterion("a", f"{place}/{7 + place % 2 * 4}") for place in range(1, 9)]),
    "points far apart": lambda: All([Criterion("a", points) for points in (1, "1/1000", 900, "0.1234567", 3, 7, 11)]),
    "best of many": lambda: BestOf(3, [Criterion("a", place + 1, scale(2)) for place in range(8)]),
    "best but one": lambda: BestOf(5, [Criterion("a", place + 1, scale(3)) for place in range(6)]),
}


def slowly(guide: Guide, credits: Credits) -> dict[Fraction, float]:
    """The spread by going through all combinations."""
    expected: dict[Fraction, float] = defaultdict(float)
    for combination in product(*(each.items() for each in credits)):
        points = on_scale(guide, [credit for credit, _ in combination])
        expected[points] += prod(probability for _, probability in combination)
    return dict(expected)


@pytest.mark.parametrize("name", LONG)
def test_a_long_guide_is_the_sum_of_all_combinations_too(name: str) -> None:
    guide = LONG[name]()
    sizes = [len(leaf.outcomes) for leaf, _ in leaves(guide)]
    uneven = [[(place * 7 + i * i) % 5 for i in range(size)] for place, size in enumerate(sizes)]  # some are nought
    each = [
        over_credits(leaf, [weight / sum(weights) for weight in weights])
        for (leaf, _), weights in zip(leaves(guide), uneven, strict=True)
    ]
    found = spread(guide, each)
    assert found == pytest.approx(slowly(guide, each), abs=1e-9)
    assert {type(points) for points in found} == {Fraction}


HEAVY: dict[str, tuple[Callable[[], Guide], int]] = {
    "twenty of a hundred steps": (lambda: All([Criterion("a", outcomes=scale(100))] * 20), 2001),
    "six of the finest scale": (lambda: All([Criterion("a", outcomes=scale(1000))] * 6), 6001),
    "best three of eight in halves": (lambda: BestOf(3, [Criterion("a", 5, scale(5, 0.5))] * 8), 31),
    "best four of eight in sevenths": (
        lambda: BestOf(4, [Criterion("a", place + 1, scale(1, "1/7")) for place in range(8)]),
        178,
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_guide_is_no_burden(name: str) -> None:
    make, totals = HEAVY[name]
    guide = make()
    even = [{outcome.credit: 1 / len(leaf.outcomes) for outcome in leaf.outcomes} for leaf, _ in leaves(guide)]
    start = time.process_time()
    found = spread(guide, even)
    assert time.process_time() - start < 1.5  # measured: .02 to .13; with fractions, one by one, up to 5
    assert len(found) == totals
    assert sum(found.values()) == pytest.approx(1, abs=1e-9)


def test_what_was_worked_out_is_not_part_of_a_guide() -> None:
    levels = Levels([Level(0, "a"), Level(1, "b")])
    guide, other = (All([BestOf(1, worth(1, 2)), each]) for each in (levels, replace(levels)))
    before = GUIDES.dump_json(guide)
    assert guide.maximum == 3
    assert levels.outcomes
    assert GUIDES.dump_json(guide) == before
    assert guide == other
    assert hash(guide) == hash(other)


@given(guides())
def test_full_credit_earns_the_maximum_and_none_earns_nothing(guide: Guide) -> None:
    for deduction_made, expected in ((Fraction(0), guide.maximum), (Fraction(1), Fraction(0))):
        credits = [deduction_made if deducts else 1 - deduction_made for _, deducts in leaves(guide)]
        assert total(guide, credits) == expected


@given(decided())
def test_the_total_rests_on_the_leaves_that_count(case: tuple[Guide, list[Fraction]]) -> None:
    guide, credits = case
    flags = counting(guide, credits)
    earned = sum(
        (-credit if deducts else credit) * leaf.points
        for (leaf, deducts), credit, counts in zip(leaves(guide), credits, flags, strict=True)
        if counts
    )
    assert total(guide, credits) == min(max(earned, Fraction(0)), guide.maximum)


@given(st.lists(criteria(), min_size=1, max_size=6))
def test_points_of_a_list_add_up_exactly(parts: list[Criterion]) -> None:
    assert All(parts).maximum == sum(part.points for part in parts)
    assert total(All(parts), [Fraction(1)] * len(parts)) == sum(part.points for part in parts)


def test_three_thirds_and_ten_tenths_are_one() -> None:
    for parts in (3, 10):
        guide = All([Criterion("a thought", points=1 / parts)] * parts)
        assert total(guide, [Fraction(1)] * parts) == 1
        assert spread(guide, [{Fraction(0): 0.5, Fraction(1): 0.5}] * parts).keys() == {
            Fraction(n, parts) for n in range(parts + 1)
        }


def test_best_k_counts_the_parts_that_earned_most() -> None:
    guide = BestOf(2, worth(1, 2, 4))
    assert guide.maximum == 6
    assert total(guide, [Fraction(1), HALF, HALF]) == 3
    assert counting(guide, [Fraction(1), HALF, HALF]) == (True, False, True)
    assert counting(guide, [Fraction(0), Fraction(0), Fraction(0)]) == (True, True, True)


def test_the_best_alternative_counts_and_a_list_is_a_sub_guide() -> None:
    guide = Alternatives([worth(1, 2), Criterion("another way", points=4)])
    assert isinstance(guide.parts[0], All)
    assert guide.maximum == 4
    assert total(guide, [Fraction(1), Fraction(1), HALF]) == 3
    assert counting(guide, [Fraction(1), Fraction(1), HALF]) == (True, True, False)
    assert counting(guide, [Fraction(1), Fraction(1), Fraction(1)]) == (False, False, True)


def test_an_alternative_that_was_not_chosen_takes_nothing_off() -> None:
    guide = Alternatives([[*worth(4), Deduct(worth(3))], *worth(2)])
    assert total(guide, [Fraction(1), Fraction(1), Fraction(1)]) == 2
    assert counting(guide, [Fraction(1), Fraction(1), Fraction(1)]) == (False, False, True)


def test_levels_earn_what_they_are_described_as() -> None:
    guide = Levels([Level(0, "nothing"), Level(1, "the idea"), Level("2.5", "the idea with its reason")])
    assert guide.maximum == Fraction(5, 2)
    assert [outcome.name for outcome in guide.outcomes] == ["level 0", "level 1", "level 2"]
    assert [total(guide, [outcome.credit]) for outcome in guide.outcomes] == [0, 1, Fraction(5, 2)]
    assert guide.wordings == ("the idea with its reason",)


def test_a_deduction_is_taken_off_and_never_below_nothing() -> None:
    guide = All([*worth(2), Deduct(worth(3))])
    assert guide.maximum == 2
    assert total(guide, [Fraction(1), Fraction(0)]) == 2
    assert total(guide, [Fraction(1), HALF]) == HALF
    assert total(guide, [Fraction(1), Fraction(1)]) == 0
    assert [deducts for _, deducts in leaves(guide)] == [False, True]


def test_a_scale_from_nought_to_five_in_halves_has_eleven() -> None:
    found = scale(5, 0.5)
    assert [each.name for each in found] == ["0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5"]
    assert [each.credit for each in found] == [Fraction(n, 10) for n in range(11)]
    assert Criterion("a thought", points=5, outcomes={"scale": 5, "step": 0.5}).outcomes == found


@pytest.mark.parametrize(("maximum", "step", "size"), [(1, "1/3", 4), (0.3, 0.1, 4), (3, 1, 4), (1000, 1, 1001)])
def test_a_scale_reaches_its_maximum_in_equal_steps(maximum: float, step: float, size: int) -> None:
    found = Criterion("a thought", outcomes=scale(maximum, step)).outcomes
    assert len(found) == size
    assert found[-1].credit == 1


def test_the_usual_outcomes_have_names() -> None:
    assert Criterion("a thought").outcomes == STANDARD
    assert Criterion("a thought", outcomes="all-or-nothing").outcomes == ALL_OR_NOTHING
    assert [(each.name, each.credit) for each in STANDARD] == [
        ("contradicted", 0),
        ("missing", 0),
        ("partial", HALF),
        ("met", 1),
    ]
    assert "partial" not in [each.name for each in ALL_OR_NOTHING]


@given(judged())
def test_a_spread_needs_one_distribution_a_leaf(case: tuple[Question, Any]) -> None:
    guide = case[0].guide
    count = len(case[0].criteria)
    with pytest.raises(ValueError, match=f"the guide has {count} criteria, not {count + 1}"):
        spread(guide, [{Fraction(1): 1.0}] * (count + 1))


DEDUCT = Deduct(worth(1))
BAD: dict[str, tuple[Callable[[], object], str]] = {
    "outcome without a name": (lambda: Outcome(" ", 1), "must not be empty"),
    "credit above 1": (lambda: Outcome("met", 1.5), "less than or equal to 1"),
    "credit below 0": (lambda: Outcome("met", -1), "greater than or equal to 0"),
    "credit that is no number": (lambda: Outcome("met", "all"), "must be a number, not 'all'"),
    "no points": (lambda: Criterion("a", points=0), "greater than 0"),
    "negative points": (lambda: Criterion("a", points=-1), "greater than 0"),
    "points that are no number": (lambda: Criterion("a", points="many"), "must be a number, not 'many'"),
    "points that are not finite": (lambda: Criterion("a", points=float("inf")), "must be a finite number"),
    "no wording": (lambda: Criterion([]), "at least 1 item"),
    "blank wording": (lambda: Criterion(["a", "\t"]), "must not be empty"),
    "outcomes that do not rise": (
        lambda: Criterion("a", outcomes=[Outcome("x", 0), Outcome("y", 1), Outcome("z", 0.5)]),
        "outcomes: their credits must rise from 0 to 1, in order",
    ),
    "outcomes that begin above 0": (lambda: Criterion("a", outcomes=[Outcome("y", 1)]), "must rise from 0 to 1"),
    "outcomes that end below 1": (lambda: Criterion("a", outcomes=[Outcome("y", 0)]), "must rise from 0 to 1"),
    "no outcomes": (lambda: Criterion("a", outcomes=[]), "must rise from 0 to 1"),
    "two outcomes of one name": (
        lambda: Criterion("a", outcomes=[Outcome("x", 0), Outcome("x", 1)]),
        "outcomes: two have the same name",
    ),
    "outcomes of an unknown name": (
        lambda: Criterion("a", outcomes="usual"),
        "must be one of standard, all-or-nothing, a scale or a list of outcomes, not 'usual'",
    ),
    "misspelt scale": (lambda: Criterion("a", outcomes={"scale": 5, "steps": 1}), 'a scale is written {"scale": 5'),
    "scale that its step does not divide": (lambda: scale(5, 3), "that divides its maximum, not 5 in steps of 3"),
    "scale without a maximum": (lambda: scale(0), "a scale needs a positive step that divides its maximum"),
    "scale without a step": (lambda: scale(5, 0), "a scale needs a positive step that divides its maximum"),
    "scale that runs backwards": (lambda: scale(-5, -1), "a scale needs a positive step that divides its maximum"),
    "endless scale": (lambda: scale(1_000_000, "1/1000"), "at most 1,000 steps, not 1,000,000,000"),
    "one level": (lambda: Levels([Level(0, "a")]), "at least 2 items"),
    "levels that begin above 0": (lambda: Levels([Level(1, "a"), Level(2, "b")]), "must begin at 0 and rise"),
    "levels that do not rise": (
        lambda: Levels([Level(0, "a"), Level(1, "b"), Level(1, "c")]),
        "levels: their points must begin at 0 and rise",
    ),
    "blank level": (lambda: Level(1, ""), "must not be empty"),
    "negative level": (lambda: Level(-1, "a"), "greater than or equal to 0"),
    "empty list": (lambda: All([]), "at least 1 item"),
    "best of none": (lambda: BestOf(0, worth(1)), "greater than or equal to 1"),
    "best of more than there are": (lambda: BestOf(3, worth(1, 1)), "best: 3 of 2 parts is not possible"),
    "deduction among the best": (lambda: BestOf(1, [DEDUCT]), "cannot be one of the parts of which the best count"),
    "deduction as an alternative": (lambda: Alternatives([DEDUCT]), "cannot be one of the alternatives"),
    "best of more ways than can be gone through": (
        lambda: BestOf(5, [Criterion("a", outcomes=scale(100))] * 10),
        "too many possible totals; use fewer parts, coarser scales or rounder points",
    ),
    "points without a common measure": (
        lambda: Question("q", [Criterion("a", f"{place}/{99 + 2 * place}") for place in range(1, 30)]),
        "too many possible totals; use fewer parts, coarser scales or rounder points",
    ),
    "deduction within a deduction": (lambda: Deduct([DEDUCT]), "cannot be one of the parts of a deduction"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_guide_that_makes_no_sense_is_refused(name: str) -> None:
    make, message = BAD[name]
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is compared below, literally
        make()
    assert message in str(refused.value)


FROZEN = [
    (STANDARD[0], "credit"),
    (Criterion("a"), "points"),
    (Level(0, "a"), "points"),
    (Levels([Level(0, "a"), Level(1, "b")]), "levels"),
    (All(worth(1)), "parts"),
    (BestOf(1, worth(1)), "k"),
    (Alternatives(worth(1)), "parts"),
    (Deduct(worth(1)), "parts"),
]


@pytest.mark.parametrize(("part", "name"), FROZEN, ids=lambda each: type(each).__name__)
def test_a_guide_does_not_change(part: object, name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(part, name, getattr(part, name))
