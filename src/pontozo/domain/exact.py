"""Exact numbers: points and credits are fractions inside and plain numbers in JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from reprlib import repr as short
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

Number = int | float | str | Decimal | Fraction

#: Denominators up to this one survive the way through a JSON number and back.
LARGEST_DENOMINATOR = 1000
#: Numbers of this size and more are refused: a double would begin to lose their fractions.
TOO_LARGE = 10**9

_DECIMAL_COMMA = re.compile(r"^(\s*-?\d+),(\d+\s*)$")
#: What is a decimal in one country and thousands in another; "0,125" and "1234,567" can only be decimals.
_THOUSANDS = re.compile(r"^\s*-?[1-9]\d{0,2},\d{3}\s*$")
_FAR_EXPONENT = re.compile(r"e[+-]?\d{3}", re.IGNORECASE)


def exact(value: object) -> Fraction:
    """The fraction that a teacher meant by `value`.

    Decimals are read as they are written (0.1 and "0,1" are one tenth); a decimal that agrees with a fraction of a
    denominator up to 1000 as far as a double can tell (0.3333333333333333) is that fraction, so that thirds add up.

    Raises ValueError for anything that is not one finite number of ordinary size, booleans included, and for "1,000",
    which is one to some and a thousand to others.
    """
    if isinstance(value, Fraction):
        return _of_ordinary_size(value, value)
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(f"must be a number, not {short(value)}")
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ValueError("must be a finite number")
    written = _as_written(value)
    near = written.limit_denominator(LARGEST_DENOMINATOR)
    return near if float(near) == float(written) else written


def _as_written(value: int | float | str | Decimal) -> Fraction:
    if isinstance(value, str) and _THOUSANDS.match(value):
        decimal, whole = value.replace(",", ".").strip(), value.replace(",", "").strip()
        raise ValueError(f"{value.strip()} can be read as {float(decimal):g} and as {whole}: write which it is")
    try:
        text = _DECIMAL_COMMA.sub(r"\1.\2", str(value))
        if "_" in text:  # Python's own way to write thousands, nobody else's
            raise ValueError
        written = Fraction(TOO_LARGE) if _FAR_EXPONENT.search(text) else Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"must be a number, not {short(value)}") from None
    return _of_ordinary_size(written, value)


def _of_ordinary_size(number: Fraction, value: object) -> Fraction:
    if abs(number) >= TOO_LARGE:
        raise ValueError(f"must be a number of ordinary size (below {TOO_LARGE:,}), not {short(value)}")
    return number


def common_unit(amounts: Iterable[Fraction]) -> Fraction:
    """The largest amount of which all `amounts` are multiples; 1 where all of them are 0."""
    distinct = set(amounts)
    numerator = math.gcd(*(each.numerator for each in distinct))
    return Fraction(numerator or 1, math.lcm(*(each.denominator for each in distinct)))


def plain(value: Fraction) -> int | float:
    """`value` as the number that JSON holds: a whole number where it is one, else the nearest double."""
    return value.numerator if value.denominator == 1 else float(value)


def show(value: Fraction | float) -> str:
    """`value` as a person reads it: at most two decimals, none that say nothing."""
    return f"{float(value):z.2f}".rstrip("0").rstrip(".")


Exact = Annotated[
    Fraction,
    BeforeValidator(exact),
    PlainSerializer(plain, return_type=Any),
    WithJsonSchema({"type": "number"}),
]
