"""The scoring guide: a small tree whose leaves are criteria.

A node says how the points of its parts become its own; it is written once, as a fold over the parts, from which both
the score of one answer and the distribution over all scores follow (`spread`). So the two can never disagree.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AliasChoices, BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic.dataclasses import dataclass

from pontozo.domain.exact import Exact, Number, common_unit
from pontozo.domain.outcomes import CONFIG, STANDARD, Outcome, Text, check_outcomes, named_outcomes

#: A distribution over amounts of points.
Spread = dict[Fraction, float]
#: The same while it is worked out: in whole units, of which every amount in the guide is a multiple.
_Units = dict[int, float]
#: The most ways in which a part may meet what came before it: a guide with more would take seconds an answer. Two of
#: the finest scales may still meet.
MOST_WAYS = 1_100_000
#: Sums over arrays are faster from so many ways on, where an array is not wider than so many times the ways, or at all.
_WORTH_ARRAYS, _SPARSEST, _WIDEST = 400, 10, 500_000


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


@dataclass(frozen=True, config=CONFIG)
class Criterion:
    """One thought in one or several wordings, the points it is worth, and what it can come out as.

    `points` must be more than 0. `id` names the criterion in files and reports; without one it is called after its
    place in the guide (`Question.criterion_ids`).
    """

    wordings: Annotated[
        tuple[Text, ...],
        BeforeValidator(_as_list),
        Field(min_length=1, validation_alias=AliasChoices("criterion", "criteria"), serialization_alias="criterion"),
    ]
    points: Annotated[
        Exact, Field(gt=0, validation_alias=AliasChoices("points", "point"), json_schema_extra={"default": 1})
    ] = Fraction(1)
    outcomes: Annotated[tuple[Outcome, ...], BeforeValidator(named_outcomes)] = STANDARD
    id: str = ""

    if TYPE_CHECKING:

        def __init__(
            self,
            wordings: str | Sequence[str],
            points: Number = 1,
            outcomes: Sequence[Outcome] | Mapping[str, Number] | str = STANDARD,
            id: str = "",
        ) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> Criterion:
        check_outcomes(self.outcomes)
        return self

    @property
    def maximum(self) -> Fraction:
        return self.points

    @property
    def texts(self) -> tuple[str, ...]:
        """All that the guide says of it."""
        return self.wordings


@dataclass(frozen=True, config=CONFIG)
class Level:
    """One step of a described scale."""

    points: Annotated[Exact, Field(ge=0)]
    text: Text

    if TYPE_CHECKING:

        def __init__(self, points: Number, text: str) -> None: ...


@dataclass(frozen=True, config=CONFIG)
class Levels:
    """A described scale, judged as one: the answer reaches one of the levels. The lowest is worth 0."""

    levels: Annotated[tuple[Level, ...], Field(min_length=2)]
    id: str = ""

    if TYPE_CHECKING:

        def __init__(self, levels: Sequence[Level], id: str = "") -> None: ...

    @model_validator(mode="after")
    def _check(self) -> Levels:
        points = [level.points for level in self.levels]
        if points[0] != 0 or any(a >= b for a, b in pairwise(points)):
            raise ValueError("levels: their points must begin at 0 and rise")
        return self

    @property
    def points(self) -> Fraction:
        return self.levels[-1].points

    @property
    def maximum(self) -> Fraction:
        return self.points

    @property
    def wordings(self) -> tuple[str, ...]:
        """The description of the highest level: what a full answer shows."""
        return (self.levels[-1].text,)

    @property
    def texts(self) -> tuple[str, ...]:
        """All that the guide says of it: what each level shows."""
        return tuple(level.text for level in self.levels)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(Outcome(f"level {i}", level.points / self.points) for i, level in enumerate(self.levels))


Leaf = Criterion | Levels


class _Node:
    """A node of the tree: a fold over the points of its parts, be they fractions or whole units."""

    parts: tuple[Any, ...]
    start: ClassVar[Any] = 0
    #: Whether a step is an addition and nothing else.
    adds: ClassVar[bool] = False

    def step(self, state: Any, points: Any) -> Any:
        """The state after one more part came out at `points`."""
        return state + points

    def finish(self, state: Any) -> Any:
        """The points of the node once every part is in."""
        return state

    def fold(self, points: Iterable[Fraction]) -> Fraction:
        """The points of the node whose parts came out at `points`."""
        state = self.start
        for each in points:
            state = self.step(state, each)
        return Fraction(self.finish(state))

    @cached_property
    def maximum(self) -> Fraction:
        return self.fold(part.maximum for part in self.parts)


@dataclass(frozen=True, config=CONFIG)
class All(_Node):
    """Every part counts: the points add up."""

    parts: Annotated[
        tuple[Guide, ...], Field(min_length=1, validation_alias=AliasChoices("all"), serialization_alias="all")
    ]
    adds: ClassVar[bool] = True

    if TYPE_CHECKING:

        def __init__(self, parts: Sequence[Guide]) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> All:
        _no_explosion(self)
        return self


def _no_deduction(parts: tuple[Any, ...], where: str) -> None:
    if any(isinstance(part, Deduct) for part in parts):
        raise ValueError(f"a deduction cannot be one of {where}; put it beside them, or inside a sub-guide")


@dataclass(frozen=True, config=CONFIG)
class BestOf(_Node):
    """The `k` parts that earned most count.

    Its state is how many parts are in, the sum of those that will count whatever comes, and, rising, those that count
    so far but may fall out. The two are kept apart because there are far fewer sums than ways to reach them.
    """

    k: Annotated[int, Field(ge=1, validation_alias=AliasChoices("best"), serialization_alias="best")]
    parts: Annotated[
        tuple[Guide, ...], Field(min_length=1, validation_alias=AliasChoices("of"), serialization_alias="of")
    ]
    start: ClassVar[Any] = (0, 0, ())

    if TYPE_CHECKING:

        def __init__(self, k: int, parts: Sequence[Guide]) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> BestOf:
        if self.k > len(self.parts):
            raise ValueError(f"best: {self.k} of {len(self.parts)} parts is not possible")
        _no_deduction(self.parts, "the parts of which the best count")
        _no_explosion(self)
        return self

    def step(self, state: Any, points: Any) -> Any:
        seen, certain, doubtful = state
        seen += 1
        chosen = sorted((*doubtful, points))[seen > self.k :]  # once k are chosen, the least falls out
        room = len(self.parts) - max(seen, self.k)  # no more than these can still fall out
        return seen, certain + sum(chosen[room:]), tuple(chosen[:room])

    def finish(self, state: Any) -> Any:
        _, certain, _ = state
        return certain


@dataclass(frozen=True, config=CONFIG)
class Alternatives(_Node):
    """The best of several sub-guides counts. A sub-guide may be written as a plain list."""

    parts: Annotated[
        tuple[Guide, ...],
        Field(min_length=1, validation_alias=AliasChoices("alternatives"), serialization_alias="alternatives"),
    ]
    start: ClassVar[None] = None

    if TYPE_CHECKING:

        def __init__(self, parts: Sequence[Guide | Sequence[Guide]]) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> Alternatives:
        _no_deduction(self.parts, "the alternatives")
        _no_explosion(self)
        return self

    def step(self, state: Any, points: Any) -> Any:
        return points if state is None else max(state, points)


@dataclass(frozen=True, config=CONFIG)
class Deduct(_Node):
    """What its parts earn is taken off: each describes a mistake and what it costs."""

    parts: Annotated[
        tuple[Guide, ...], Field(min_length=1, validation_alias=AliasChoices("deduct"), serialization_alias="deduct")
    ]
    adds: ClassVar[bool] = True

    if TYPE_CHECKING:

        def __init__(self, parts: Sequence[Guide]) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> Deduct:
        _no_deduction(self.parts, "the parts of a deduction")
        _no_explosion(self)
        return self

    def finish(self, state: Any) -> Any:
        return -state

    @cached_property
    def maximum(self) -> Fraction:
        return Fraction(0)


_KEYS = {
    "criterion": ("criterion", "criteria", "wordings"),
    "levels": ("levels",),
    "all": ("all",),
    "best": ("best", "k"),
    "alternatives": ("alternatives",),
    "deduct": ("deduct",),
}
_TAGS = {Criterion: "criterion", Levels: "levels", All: "all", BestOf: "best", Alternatives: "alternatives"}


def _tag(value: object) -> str | None:
    if isinstance(value, Mapping):
        return next((tag for tag, keys in _KEYS.items() if any(key in value for key in keys)), None)
    if isinstance(value, list | tuple):
        return "all"
    return "deduct" if isinstance(value, Deduct) else _TAGS.get(type(value))


def _list_is_all(value: object) -> object:
    return {"all": value} if isinstance(value, list | tuple) else value


Guide = Annotated[
    Annotated[Criterion, Tag("criterion")]
    | Annotated[Levels, Tag("levels")]
    | Annotated[All, BeforeValidator(_list_is_all), Tag("all")]
    | Annotated[BestOf, Tag("best")]
    | Annotated[Alternatives, Tag("alternatives")]
    | Annotated[Deduct, Tag("deduct")],
    Discriminator(
        _tag,
        custom_error_type="guide_part",
        custom_error_message="a part of a guide is a criterion, or has one of the keys: "
        "all, best (with of), alternatives, levels, deduct",
    ),
]


def leaves(guide: Guide, deducts: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """The leaves in the order they are written, each with whether what it earns is taken off."""
    if isinstance(guide, Criterion | Levels):
        yield guide, deducts
        return
    for part in guide.parts:
        yield from leaves(part, deducts or isinstance(guide, Deduct))


def spread(guide: Guide, outcomes: Sequence[Mapping[Fraction, float]]) -> Spread:
    """The distribution over the points of the whole guide, held to 0…maximum.

    `outcomes` holds, for each leaf in order, a distribution over its credit; leaves are taken as independent. Points
    are added exactly, so that equal totals are one entry.

    Raises ValueError when there are more or fewer distributions than leaves.
    """
    found = list(leaves(guide))
    if len(found) != len(outcomes):
        raise ValueError(f"the guide has {len(found)} criteria, not {len(outcomes)}")
    earned = [_earned(leaf, credits) for (leaf, _), credits in zip(found, outcomes, strict=True)]
    # Adding whole numbers is cheap, fractions are not.
    unit = common_unit(chain.from_iterable(earned))
    unbounded = _spread(guide, iter([_in_units(each, unit) for each in earned]))
    most = guide.maximum
    highest = math.floor(most / unit)
    held: Spread = {}
    for units, probability in unbounded.items():
        inside = most if units > highest else max(units, 0) * unit
        held[inside] = held.get(inside, 0.0) + probability
    return held


def _earned(leaf: Leaf, credits: Mapping[Fraction, float]) -> Spread:
    return {credit * leaf.points: probability for credit, probability in credits.items()}


def _in_units(points: Spread, unit: Fraction) -> _Units:
    return {int(each / unit): probability for each, probability in points.items()}


def _spread(guide: Guide, earned: Iterator[_Units]) -> _Units:
    if isinstance(guide, Criterion | Levels):
        return next(earned)
    states: dict[Any, float] = {guide.start: 1.0}
    for part in guide.parts:
        states = _met(guide, states, _spread(part, earned))
    result: _Units = {}
    for state, probability in states.items():
        points = guide.finish(state)
        result[points] = result.get(points, 0.0) + probability
    return result


def _met(node: Any, states: dict[Any, float], part: _Units) -> dict[Any, float]:
    """The states of `node` after one more part: every state with every amount that the part may come out at."""
    ways = len(states) * len(part)
    if node.adds and ways > _WORTH_ARRAYS and _width(states) + _width(part) <= min(_SPARSEST * ways, _WIDEST):
        return _sums(states, part)
    if ways > MOST_WAYS:
        raise ValueError("the guide has too many possible totals; use fewer parts, coarser scales or rounder points")
    reached: dict[Any, float] = {}
    for points, probability in part.items():
        for state, before in states.items():
            after = node.step(state, points)
            reached[after] = reached.get(after, 0.0) + before * probability
    return reached


def _width(units: _Units) -> int:
    return max(units) - min(units) + 1


def _sums(states: _Units, part: _Units) -> _Units:
    """The distribution of the sum of two independent amounts: what `step` says of a node that adds, over arrays."""
    import numpy as np  # only here: few guides need it, and it takes a third of the time that `import pontozo` does

    width, lowest, least = _width(states), min(states), min(part)
    places = np.array(list(states)) - lowest
    before, held = np.zeros(width), np.zeros(width, dtype=bool)
    before[places], held[places] = list(states.values()), True
    after = np.zeros(width + _width(part) - 1)
    possible = np.zeros(len(after), dtype=bool)  # what has no probability is still a total that could be
    for points, probability in part.items():
        shifted = slice(points - least, points - least + width)
        after[shifted] += probability * before
        possible[shifted] |= held
    reached = np.flatnonzero(possible)
    return dict(zip((reached + lowest + least).tolist(), after[reached].tolist(), strict=True))


def _no_explosion(node: Guide) -> None:
    """Raise ValueError for a node whose spread could not be worked out while a person waits."""
    if math.prod(len(leaf.outcomes) for leaf, _ in leaves(node)) > MOST_WAYS:
        spread(node, [dict.fromkeys((each.credit for each in leaf.outcomes), 0.0) for leaf, _ in leaves(node)])


def total(guide: Guide, credits: Sequence[Fraction]) -> Fraction:
    """The points that these credits, one a leaf in order, earn through the tree: from 0 to the guide's maximum."""
    (points,) = spread(guide, [{credit: 1.0} for credit in credits])
    return points


def counting(guide: Guide, credits: Sequence[Fraction]) -> tuple[bool, ...]:
    """Which leaves the total rests on: parts that *best k of* or *alternatives* left out do not count.

    Of parts that earned the same, the earlier counts; but where *best k of* still wants parts and several earned
    nothing, each of them counts, since any would do.
    """
    return tuple(_counting(guide, iter(credits))[1])


def _counting(guide: Guide, credits: Iterator[Fraction]) -> tuple[Fraction, list[bool]]:
    if isinstance(guide, Criterion | Levels):
        return next(credits) * guide.points, [True]
    parts = [_counting(part, credits) for part in guide.parts]
    chosen = guide.k if isinstance(guide, BestOf) else 1 if isinstance(guide, Alternatives) else len(parts)
    best = set(sorted(range(len(parts)), key=lambda i: -parts[i][0])[:chosen])
    if isinstance(guide, BestOf) and not all(parts[i][0] for i in best):
        best |= {i for i, (points, _) in enumerate(parts) if not points}
    flags = [counts and i in best for i, (_, inner) in enumerate(parts) for counts in inner]
    return guide.fold(points for points, _ in parts), flags
