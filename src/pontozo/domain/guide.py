"""The scoring guide: a small tree whose leaves are criteria.

A node says how the points of its parts become its own; it is written once, as a fold over the parts, from which both
the score of one answer and the distribution over all scores follow (`spread`). So the two can never disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import AliasChoices, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic.dataclasses import dataclass

from pontozo.domain.exact import LARGEST_DENOMINATOR, Exact, Number, exact

CONFIG = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

#: A distribution over amounts of points.
Spread = dict[Fraction, float]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _no_blank(value: object) -> object:
    if isinstance(value, str) and not value.strip():
        raise ValueError("must not be empty")
    return value


Text = Annotated[str, BeforeValidator(_no_blank)]


@dataclass(frozen=True, config=CONFIG)
class Outcome:
    """What a criterion can come out as, and the credit (0 to 1) this earns."""

    name: Text
    credit: Annotated[Exact, Field(ge=0, le=1)]

    if TYPE_CHECKING:

        def __init__(self, name: str, credit: Number) -> None: ...


#: The outcomes of a criterion that names none.
STANDARD = (Outcome("contradicted", 0), Outcome("missing", 0), Outcome("partial", Fraction(1, 2)), Outcome("met", 1))
#: The outcomes of a criterion that is earned wholly or not at all.
ALL_OR_NOTHING = (Outcome("contradicted", 0), Outcome("missing", 0), Outcome("met", 1))


def scale(maximum: Number, step: Number = 1) -> tuple[Outcome, ...]:
    """Outcomes for a scale from 0 to `maximum`: `scale(5, "1/2")` has eleven, named "0", "0.5", … "5".

    Raises ValueError unless `step` is positive and divides `maximum`, in at most 1000 steps.
    """
    top, width = exact(maximum), exact(step)
    if width <= 0 or top <= 0 or (top / width).denominator != 1:
        raise ValueError(f"a scale needs a positive step that divides its maximum, not {maximum} in steps of {step}")
    steps = int(top / width)
    if steps > LARGEST_DENOMINATOR:
        raise ValueError(f"a scale has at most {LARGEST_DENOMINATOR:,} steps, not {steps:,}")
    return tuple(Outcome(f"{float(i * width):g}", Fraction(i, steps)) for i in range(steps + 1))


def _named_outcomes(value: object) -> object:
    """Outcomes as a guide writes them: a name for the usual sets, a scale, or the list itself."""
    if isinstance(value, str):
        named = {"standard": STANDARD, "all-or-nothing": ALL_OR_NOTHING}
        if value not in named:
            raise ValueError(f"must be one of {', '.join(named)}, a scale or a list of outcomes, not {value!r}")
        return named[value]
    if isinstance(value, Mapping):
        if not {"scale"} <= set(value) <= {"scale", "step"}:
            raise ValueError('a scale is written {"scale": 5, "step": 0.5}')
        return scale(value["scale"], value.get("step", 1))
    return value


def _check_outcomes(outcomes: tuple[Outcome, ...]) -> None:
    names = [outcome.name for outcome in outcomes]
    credits = [outcome.credit for outcome in outcomes]
    if len(set(names)) != len(names):
        raise ValueError("outcomes: two have the same name")
    if not credits or credits != sorted(credits) or credits[0] != 0 or credits[-1] != 1:
        raise ValueError("outcomes: their credits must rise from 0 to 1, in order")


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
    outcomes: Annotated[tuple[Outcome, ...], BeforeValidator(_named_outcomes)] = STANDARD
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
        _check_outcomes(self.outcomes)
        return self

    @property
    def maximum(self) -> Fraction:
        return self.points


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
    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(Outcome(f"level {i}", level.points / self.points) for i, level in enumerate(self.levels))


Leaf = Criterion | Levels


class _Node:
    """A node of the tree: a fold over the points of its parts."""

    parts: tuple[Any, ...]
    start: ClassVar[Any] = Fraction(0)

    def step(self, state: Any, points: Fraction) -> Any:
        """The state after one more part came out at `points`."""
        return state + points

    def finish(self, state: Any) -> Fraction:
        """The points of the node once every part is in."""
        return Fraction(state)

    def fold(self, points: Iterable[Fraction]) -> Fraction:
        """The points of the node whose parts came out at `points`."""
        state = self.start
        for each in points:
            state = self.step(state, each)
        return self.finish(state)

    @property
    def maximum(self) -> Fraction:
        return self.fold(part.maximum for part in self.parts)


@dataclass(frozen=True, config=CONFIG)
class All(_Node):
    """Every part counts: the points add up."""

    parts: Annotated[
        tuple[Guide, ...], Field(min_length=1, validation_alias=AliasChoices("all"), serialization_alias="all")
    ]

    if TYPE_CHECKING:

        def __init__(self, parts: Sequence[Guide]) -> None: ...


def _no_deduction(parts: tuple[Any, ...], where: str) -> None:
    if any(isinstance(part, Deduct) for part in parts):
        raise ValueError(f"a deduction cannot be one of {where}; put it beside them, or inside a sub-guide")


@dataclass(frozen=True, config=CONFIG)
class BestOf(_Node):
    """The `k` parts that earned most count."""

    k: Annotated[int, Field(ge=1, validation_alias=AliasChoices("best"), serialization_alias="best")]
    parts: Annotated[
        tuple[Guide, ...], Field(min_length=1, validation_alias=AliasChoices("of"), serialization_alias="of")
    ]
    start: ClassVar[tuple[Fraction, ...]] = ()

    if TYPE_CHECKING:

        def __init__(self, k: int, parts: Sequence[Guide]) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> BestOf:
        if self.k > len(self.parts):
            raise ValueError(f"best: {self.k} of {len(self.parts)} parts is not possible")
        _no_deduction(self.parts, "the parts of which the best count")
        return self

    def step(self, state: tuple[Fraction, ...], points: Fraction) -> tuple[Fraction, ...]:
        return tuple(sorted((*state, points))[-self.k :])

    def finish(self, state: tuple[Fraction, ...]) -> Fraction:
        return sum(state, Fraction(0))


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
        return self

    def step(self, state: Fraction | None, points: Fraction) -> Fraction:
        return points if state is None else max(state, points)


@dataclass(frozen=True, config=CONFIG)
class Deduct(_Node):
    """What its parts earn is taken off: each describes a mistake and what it costs."""

    parts: Annotated[
        tuple[Guide, ...], Field(min_length=1, validation_alias=AliasChoices("deduct"), serialization_alias="deduct")
    ]

    if TYPE_CHECKING:

        def __init__(self, parts: Sequence[Guide]) -> None: ...

    @model_validator(mode="after")
    def _check(self) -> Deduct:
        _no_deduction(self.parts, "the parts of a deduction")
        return self

    def finish(self, state: Fraction) -> Fraction:
        return -state

    @property
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
    are added as fractions, so that equal totals are one entry.

    Raises ValueError when there are more or fewer distributions than leaves.
    """
    found = list(leaves(guide))
    if len(found) != len(outcomes):
        raise ValueError(f"the guide has {len(found)} criteria, not {len(outcomes)}")
    unbounded = _spread(guide, iter(outcomes))
    held: Spread = {}
    for points, probability in unbounded.items():
        inside = min(max(points, Fraction(0)), guide.maximum)
        held[inside] = held.get(inside, 0.0) + probability
    return held


def _spread(guide: Guide, outcomes: Iterator[Mapping[Fraction, float]]) -> Spread:
    if isinstance(guide, Criterion | Levels):
        return {credit * guide.points: probability for credit, probability in next(outcomes).items()}
    states: dict[Any, float] = {guide.start: 1.0}
    for part in guide.parts:
        reached: dict[Any, float] = {}
        for points, probability in _spread(part, outcomes).items():
            for state, before in states.items():
                after = guide.step(state, points)
                reached[after] = reached.get(after, 0.0) + before * probability
        states = reached
    result: Spread = {}
    for state, probability in states.items():
        points = guide.finish(state)
        result[points] = result.get(points, 0.0) + probability
    return result


def total(guide: Guide, credits: Sequence[Fraction]) -> Fraction:
    """The points that these credits, one a leaf in order, earn through the tree: from 0 to the guide's maximum."""
    (points,) = spread(guide, [{credit: 1.0} for credit in credits])
    return points


def counting(guide: Guide, credits: Sequence[Fraction]) -> tuple[bool, ...]:
    """Which leaves the total rests on: parts that *best k of* or *alternatives* left out do not count.

    Of parts that earned the same, the earlier counts.
    """
    return tuple(_counting(guide, iter(credits))[1])


def _counting(guide: Guide, credits: Iterator[Fraction]) -> tuple[Fraction, list[bool]]:
    if isinstance(guide, Criterion | Levels):
        return next(credits) * guide.points, [True]
    parts = [_counting(part, credits) for part in guide.parts]
    chosen = len(parts)
    if isinstance(guide, BestOf):
        chosen = guide.k
    elif isinstance(guide, Alternatives):
        chosen = 1
    best = set(sorted(range(len(parts)), key=lambda i: -parts[i][0])[:chosen])
    flags = [counts and i in best for i, (_, inner) in enumerate(parts) for counts in inner]
    return guide.fold(points for points, _ in parts), flags
