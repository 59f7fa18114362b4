"""Single values as they stand in cells and under keys: as text, as numbers, as JSON."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from pontozo.domain import exact
from pontozo.domain.exact import LARGEST_DENOMINATOR
from pontozo.formats.sentences import shown

#: A number as people write it, or a program that writes a third in full. Powers of ten are left out: nobody grades in
#: them, and they may be huge.
_NUMBER = re.compile(r"[+−-]?\d{1,12}(?:[.,]\d{1,20}|/\d{1,12})?")

#: Spreadsheets keep 15 digits: nearer to a fraction than this, a number is that fraction, so that thirds add up.
_SLIP = Fraction(1, 10**12)


def as_text(value: object) -> str:
    """A cell as the text that a person sees in it. Raises ValueError for a list or an object."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Mapping | list | tuple):
        raise ValueError(f"must be text, not {shown(value)}")
    return str(value)


def as_number(value: object) -> Fraction | None:
    """The number in a cell, None where it is blank. Raises ValueError for anything else."""
    text = "" if value is None else as_text(value).strip()
    if not text:
        return None
    if isinstance(value, bool) or not (isinstance(value, float) or _NUMBER.fullmatch(text)):
        raise ValueError(f"must be a number, not {shown(value)}; leave it empty where nobody has scored")
    number = exact(value if isinstance(value, int | float) else text.replace("−", "-"))
    near = number.limit_denominator(LARGEST_DENOMINATOR)
    return near if abs(near - number) < _SLIP else number


@lru_cache(maxsize=4096)
def _number_in(text: str) -> Fraction | None:
    """The number in a text; a class has few different scores."""
    return as_number(text)


def as_points(value: object) -> Fraction | None:
    """A rater's score, None where the cell is blank. Raises ValueError for what is not a number of at least 0."""
    points = _number_in(value) if isinstance(value, str) else as_number(value)
    if points is not None and points < 0:
        raise ValueError(f"must be at least 0, not {shown(value)}")
    return points


def as_json_text(value: object) -> str:
    """`value` as one line of JSON; a spreadsheet's dates as the text a person sees."""
    return json.dumps(value, ensure_ascii=False, default=as_text)


def from_json_text(value: object, example: str) -> object:
    """A list (or an object) that may stand in a cell as JSON text; None for a blank cell.

    Raises ValueError, with the example, for text that is not JSON.
    """
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise ValueError(f"must be a JSON list such as {example}") from None
