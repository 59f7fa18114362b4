"""The answers told apart: by columns, whose names and values are the data's own, and by what the grader has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from pontozo.evaluation.report.cells import Cells
from pontozo.evaluation.results import Evaluation, Part

#: Columns that every gradebook has, whose names are the page's own words.
_KNOWN = ("language", "group")


@dataclass(frozen=True)
class Breakdown:
    """One way of telling answers apart: how it is called, its parts, and how each of these is called."""

    name: Markup
    parts: tuple[Part, ...]
    names: tuple[Markup, ...]


def breakdowns(found: Evaluation, cells: Cells) -> Sequence[Breakdown]:
    """All of them, in the order of the page."""
    words = cells.words
    told = [_by_column(name, parts, cells) for name, parts in found.columns.items()]
    if found.familiarity:
        names = tuple(cells.own(words.say(f"seen {part.name}")) for part in found.familiarity)
        told.append(Breakdown(cells.own(words.say("column seen")), found.familiarity, names))
    return told


def _by_column(name: str, parts: tuple[Part, ...], cells: Cells) -> Breakdown:
    words = cells.words
    names = tuple(cells.own(part.name) if part.name else cells.own(words.say("no value")) for part in parts)
    return Breakdown(cells.own(words.say(f"column {name}") if name in _KNOWN else name), parts, names)
