"""What of an evaluation stands in the report where not all of it can."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from pontozo.evaluation.results import Coverage, CriterionPart, Figures, Part, Reach

#: So many criteria stand in the table, so many points of the curve in its own.
MOST_CRITERIA, MOST_POINTS = 20, 10
#: Of fewer scored answers, these figures mean nothing: one answer more would turn them round.
FEWEST_TOLD, _OF_MANY = 10, ("qwk", "smd")


def widest_questions(parts: Sequence[Part], most: int) -> list[Part]:
    """The questions on whose means people and grader differ most, the widest first; of those that have both means."""
    known = [part for part in parts if not isnan(gap_of(part))]
    return sorted(known, key=lambda part: -abs(gap_of(part)))[:most]


def scored_of(part: Part) -> int:
    """How many answers its figures rest on."""
    return part.answers - part.unscored


def meaning_something(part: Part) -> Figures:
    """The figures of a part without those that so few answers cannot carry."""
    few = scored_of(part) < FEWEST_TOLD
    return {name: figure for name, figure in part.figures.items() if not (few and name in _OF_MANY)}


def gap_of(part: Part) -> float:
    """How much more the grader gives than people, on average, as a share of the maximum; NaN where unknown."""
    return part.machine_mean - part.human_mean


def mistaken_criteria(parts: Sequence[CriterionPart]) -> list[CriterionPart]:
    """The criteria with mistakes, in the order in which they stand."""
    return [part for part in parts if part.mistaken]


def wrong_of(part: CriterionPart) -> int:
    """In how many answers the criterion got other credit than people gave."""
    return sum(each.answers for each in part.mistaken)


def points_of(coverage: Coverage) -> list[Reach]:
    """Some points of the curve, evenly spread over it, the last one among them."""
    curve = coverage.curve
    if len(curve) <= MOST_POINTS:
        return list(curve)
    places = {round(step * (len(curve) - 1) / (MOST_POINTS - 1)) for step in range(MOST_POINTS)}
    return [curve[place] for place in sorted(places)]
