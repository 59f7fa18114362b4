"""Exact numbers: points and credits are fractions inside and plain numbers in JSON."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

Number = int | float | str | Decimal | Fraction

#: Denominators up to this one survive the way through a JSON number and back.
LARGEST_DENOMINATOR = 1000


def exact(value: object) -> Fraction:
    """The fraction that a teacher meant by `value`.

    Decimals are read as they are written (0.1 is one tenth); a decimal that agrees with a fraction of a denominator
    up to 1000 as far as a double can tell (0.3333333333333333) is that fraction, so that thirds add up.

    Raises ValueError for anything that is not one finite number, booleans included.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"must be a number, not {value!r}")
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ValueError("must be a finite number")
    try:
        written = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"must be a number, not {value!r}") from None
    near = written.limit_denominator(LARGEST_DENOMINATOR)
    return near if float(near) == float(written) else written


def plain(value: Fraction) -> int | float:
    """`value` as the number that JSON holds: a whole number where it is one, else the nearest double."""
    return value.numerator if value.denominator == 1 else float(value)


def show(value: Fraction | float) -> str:
    """`value` as a person reads it: at most two decimals, none that say nothing."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


Exact = Annotated[
    Fraction,
    BeforeValidator(exact),
    PlainSerializer(plain, return_type=Any),
    WithJsonSchema({"type": "number"}),
]
