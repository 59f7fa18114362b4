"""What is said of a line that was not understood: what is wrong, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from pontozo.formats.documents import DEEPEST
from pontozo.formats.guide_text.lines import Line
from pontozo.formats.guide_text.words import folded, patterns
from pontozo.formats.sentences import sentences

EMPTY = "is empty; write a line for each thought, such as '1 point: …'"
NO_POINTS = "has no points; write '1 point: …' ('1 pont: …'), or '1 point each:' above its list"
LOST_POINTS = (
    "seems to hold points, but not where they can be told from the thought; write '1 point: …' ('1 pont: …'), or put "
    "them in brackets at the end, as in '… (1 point)'"
)
EACH_OR_ALL = "says {0} points: of each line, or of all together? Write '(… each)', or 'in total …'"
NO_LINES = "has no lines below it; indent those that belong to it, or, if it is a thought, put it in double quotes"
UNKNOWN_HEADING = (
    "is no known heading; write 'all of:', 'any two of:', 'alternatives:', 'levels:', 'deduct:' or '1 point each:'"
)
#: By the kind of line that stands where it cannot.
MISPLACED = {
    "or": "stands alone; indent it below the thought that it words again, or write 'either:' before the first side",
    "outcomes": "belongs below a criterion; indent it below the thought that can come out so",
    "title": "stands inside a group; a title stands above the whole guide",
    "total": "stands inside a group; the total of the whole guide stands at its top or at its end",
    "whole": "must be the only thing in the text; put what stands beside it below it",
    "id": "belongs below a criterion or 'levels:'; indent it",
}
BESIDE_WHOLE = "stands beside 'the whole guide:'; indent it below that line"
NUMBERING = "may be numbering or points, as 1 to {0} do; write '1 point: …' for points, '1. …' for numbering"
BARE = "may be an ordinal or points, since points come from above; write '{0}. …' or '{0}p: …'"
OTHER_TOTAL = "says another total than an earlier line; keep one of the two"
UNEQUAL = (
    "cannot be held to {0} points, since the lines below are not worth the same; write 'any two of:', or equal points"
)
NOT_WHOLE = "cannot be held to {0} points, since that is no whole number of lines of {1}; write 'any two of:'"
DISAGREES = "says {0} points, but the lines below give {1}; correct one of the two"
LEVELS_ONLY = "stands in a list with a line of 0 points, so it must be a level: '1 point: …'; put other lines elsewhere"
ONE_LEVEL = "gives 0 points, which only the lowest of several levels can; write the other levels beside it"
LEVEL_CHILD = "stands below a level; write each level on one line, such as '1 point: …'"
LEVEL_OUTCOMES = "is a level, which has no outcomes of its own; put its text in double quotes"
CHILD = "is not understood below a criterion; write 'or: …', 'all or nothing', 'outcomes:' or 'id: …', or move it"
CHILD_TWICE = "says again what another line says of the criterion; keep one of the two"
OUTCOME = "is no outcome; write its name and its credit, such as 'vague: 1/2'"
TOO_MANY = "comes after {0} other lines; no guide needs so many"
TOO_DEEP = f"is nested more than {DEEPEST} levels deep; no guide needs that"


@dataclass(frozen=True)
class Problem:
    """A line that was not understood, and what to write instead; `line` is 0 where it has no number."""

    line: int
    text: str
    message: str


def without_points(text: str) -> str:
    """What to say of a line whose points, if it has any, were not told from its thought."""
    is_there = patterns(r".*(?<![a-z0-9]){q}", r".*\([0-9][0-9.,/]*\)[ .;,]*")
    return LOST_POINTS if any(pattern.match(folded(text)) for pattern in is_there) else NO_POINTS


class Problems:
    """Collects problems, in the order they were met."""

    def __init__(self) -> None:
        self.met: list[Problem] = []

    def __len__(self) -> int:
        return len(self.met)

    def say(self, line: Line, message: str) -> None:
        self.met.append(Problem(line.number, line.text, message))

    def refused(self, line: Line, error: ValueError) -> None:
        """Says why the domain refuses what the line makes."""
        self.say(line, "; ".join(_sentences(error)))

    def in_order(self) -> tuple[Problem, ...]:
        """As the lines stand in the text; one for each line."""
        first = {problem.line: problem for problem in reversed(self.met) if problem.line}
        without_number = [problem for problem in self.met if not problem.line]
        return (*without_number, *(first[number] for number in sorted(first)))


def _sentences(error: ValueError) -> Iterator[str]:
    if not isinstance(error, ValidationError):
        yield str(error)
        return
    for field, message in sentences(error, {}):
        name = field.rpartition(".")[2]
        yield f"{name}: {message}" if name else message
