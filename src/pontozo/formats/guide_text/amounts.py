"""Amounts as a guide writes them: "2", "0,5", "1/3", "1½", "half a"; read and written exactly."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from pontozo.domain import exact
from pontozo.formats.guide_text.words import COUNTS, HALVES, STEPS

_MIXED = re.compile(r"(?:([0-9]+) )?([0-9]+)/([0-9]+)")
#: Decimals with more places are written as fractions: "1,125" could be a thousand and more.
_TWO_PLACES = 100
#: More digits are refused by Python itself, in its own words.
_MOST_DIGITS = 4000


def amount(written: str) -> Fraction:
    """The number that was written, in digits or in a word of the table.

    Fractions are taken exactly as they stand; decimals as `exact` reads them. Raises ValueError, in a sentence, for a
    denominator of 0, for too many digits, and for "1,000", which is one or a thousand.
    """
    if written in COUNTS:
        return Fraction(COUNTS[written])
    if written in HALVES or written in STEPS:
        return HALVES.get(written, STEPS.get(written, Fraction(1)))
    if len(written) > _MOST_DIGITS:
        raise ValueError("has a number with too many digits")
    if mixed := _MIXED.fullmatch(written):
        whole, above, below = (int(part or 0) for part in mixed.groups())
        if below == 0:
            raise ValueError(f"divides by 0 in {written}")
        return whole + Fraction(above, below)
    if written[-1].isdecimal():
        return exact(written)
    sign = Fraction(unicodedata.numeric(written[-1])).limit_denominator(10)
    return exact(written[:-1].strip() or "0") + sign


def shown_amount(number: Fraction, decimal: str) -> str:
    """`number` as `amount` reads it back, exactly: a decimal of at most two places with this sign, or a fraction."""
    if _TWO_PLACES % number.denominator:
        return str(number)
    whole, hundredths = divmod(number.numerator * (_TWO_PLACES // number.denominator), _TWO_PLACES)
    places = f"{hundredths:02}".rstrip("0")
    return f"{whole}{decimal}{places}" if places else str(whole)
