"""Outcomes: what a criterion can come out as, and the credit that each earns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic.dataclasses import dataclass

from pontozo.domain.exact import LARGEST_DENOMINATOR, Exact, Number, exact

CONFIG = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)


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


def outcome_named(outcomes: Iterable[Outcome], name: str) -> Outcome:
    """The outcome of this name. Raises StopIteration where there is none."""
    return next(outcome for outcome in outcomes if outcome.name == name)


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


def named_outcomes(value: object) -> object:
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


def check_outcomes(outcomes: tuple[Outcome, ...]) -> None:
    """Raise ValueError unless their names differ and their credits rise from 0 to 1."""
    names = [outcome.name for outcome in outcomes]
    credits = [outcome.credit for outcome in outcomes]
    if len(set(names)) != len(names):
        raise ValueError("outcomes: two have the same name")
    if not credits or credits != sorted(credits) or credits[0] != 0 or credits[-1] != 1:
        raise ValueError("outcomes: their credits must rise from 0 to 1, in order")
