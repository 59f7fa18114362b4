"""What one line of a guide says: a heading and what it gives the lines below it, or a line below a criterion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from pontozo.domain import ALL_OR_NOTHING, Outcome, scale
from pontozo.formats.guide_text import words
from pontozo.formats.guide_text.amounts import amount
from pontozo.formats.guide_text.words import folded, patterns

_STRUCTURE = ("title", "whole", "all", "alternatives", "either", "or", "levels", "deduct", "outcomes", "best")
_TOTALS = ("total", "cap", "points")
#: Where a heading is cut: not at a decimal comma.
_CUT = re.compile(r"(?<![0-9]),|,(?![0-9])|[:;|]| - ")
#: "each: 1 point" is not cut, though there is a colon.
_EACH = re.compile(rf"\b({words.EACH}): ?")
_BRACKETS = str.maketrans("()[]", ",,,,")
_SIDE = {kind: re.compile(rf"(?:{ways}) ?: ?(?=[^ ])") for kind, ways in words.SIDES.items()}
_ID = re.compile(rf"(?:{words.ID}) ?: ?(?=[^ ])")


@dataclass(frozen=True)
class Heading:
    """A line that says something of the lines below it.

    `kind` is a key of the table (`words.SAID`): "each" where it only gives points, "cap" where it only holds them down,
    "total" where it only says the sum. `k` is how many count, `each` the points of each line below, `total` the most
    that all of them give; `is_each_or_all` where it may as well be the points of each.
    """

    kind: str
    k: int = 0
    each: Fraction | None = None
    total: Fraction | None = None
    is_each_or_all: bool = False

    @property
    def owns_bullets(self) -> bool:
        """Whether bullets at the same indentation are its own even if it does not end in a colon."""
        return self.kind != "total" and not (self.kind == "cap" and self.each is None)


@dataclass(frozen=True)
class _Said:
    kind: str
    number: Fraction | None
    k: int


def heading(text: str) -> Heading | None:
    """The heading that the whole line is, or None. Raises ValueError for a number that cannot be read."""
    line = folded(text).rstrip(" :.")
    said = _said(_EACH.sub(r"\1 ", line))
    if said:
        return None if said.kind == "points" else _heading([said])
    pieces = [piece.strip() for piece in _CUT.split(_EACH.sub(r"\1 ", line).translate(_BRACKETS))]
    found = [_said(piece) for piece in pieces if piece]
    known = [each for each in found if each]
    return _heading(known) if known and len(known) == len(found) else None


def _said(piece: str) -> _Said | None:
    for kind, phrases in words.SAID.items():
        for pattern in patterns(*phrases):
            if match := pattern.fullmatch(piece):
                groups = match.groupdict()
                number = groups.get("p") or groups.get("n")
                k = groups.get("k")
                return _Said(kind, amount(number) if number else None, int(amount(k)) if k else 0)
    return None


def _heading(said: list[_Said]) -> Heading | None:
    """What the parts of a heading say together; None where they are no heading, or say a thing twice."""
    structure, each, totals = (
        [part for part in said if part.kind in kinds] for kinds in (_STRUCTURE, ("each",), _TOTALS)
    )
    if max(map(len, (structure, each, totals))) > 1 or said[0].kind == "points":
        return None
    if not structure and totals and totals[0].kind == "cap":
        structure = totals
    main = (structure or each or totals)[0]
    return Heading(
        main.kind,
        main.k,
        each[0].number if each else None,
        totals[0].number if totals else None,
        is_each_or_all=bool(totals) and totals[0].kind == "points",
    )


def is_heading(text: str) -> bool:
    """Whether the line owns the bullets that follow it at the same indentation, even without a colon at its end."""
    try:
        found = heading(text)
    except ValueError:
        return False
    return bool(found and found.owns_bullets)


def after_side(text: str, kind: str) -> str | None:
    """What follows "either:" or "or:" in the line, as `kind` says; None where the line does not begin so."""
    return _after(_SIDE[kind], text)


def after_id(text: str) -> str | None:
    """The name that "id: …" gives, or None."""
    return _after(_ID, text)


def _after(start: re.Pattern[str], text: str) -> str | None:
    match = start.match(folded(text))
    return text[match.end() :] if match else None


def outcomes_said(text: str) -> tuple[Outcome, ...] | None:
    """The outcomes that "all or nothing" or "scale 0–5" stand for, or None. Raises ValueError for a broken scale."""
    line = folded(text)
    if any(pattern.fullmatch(line) for pattern in patterns(*words.ALL_OR_NOTHING)):
        return ALL_OR_NOTHING
    found = (pattern.fullmatch(line) for pattern in patterns(*words.SCALE))
    match = next(filter(None, found), None)
    if not match:
        return None
    step = match.groupdict().get("s")
    return scale(amount(match["n"]), amount(step) if step else 1)


def points_alone(text: str) -> Fraction | None:
    """The points that a line is: "2 points", "(2 points)", "[2]"; None where it is anything else."""
    line = folded(text).rstrip(".;:")
    bare = line.strip("()[]")
    forms = chain(patterns("{p}"), patterns("{n}") if line.startswith("[") else ())
    match = next(filter(None, (pattern.fullmatch(bare) for pattern in forms)), None)
    return amount(next(iter(match.groupdict().values()))) if match else None
