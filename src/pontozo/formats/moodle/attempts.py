"""The rows of a "Responses" report: which are attempts that can be graded, whose they are, what else they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pontozo.formats.columns import further_columns
from pontozo.formats.moodle.headings import Headings, ResponseColumns
from pontozo.formats.moodle.report_files import ReportFile
from pontozo.formats.source import Source
from pontozo.formats.values import as_text
from pontozo.gradebook import Fault
from pontozo.gradebook.digests import Digests

#: What Moodle writes where there is nothing.
NOTHING = "-"
#: Rows that sum up others.
_SUMS = frozenset(("overall average", "group average", "globális átlag", "csoportátlag"))
#: States of attempts whose answers Moodle does not show: not yet, or never.
_UNFINISHED = frozenset(
    (
        *("in progress", "overdue", "never submitted", "not started"),
        *("folyamatban", "lejárt", "sohasem adott le munkát"),
    )
)
#: What tells students apart, the surest first; without any of these, their names.
_IDENTITY = ("email", "username", "id number")


@dataclass(frozen=True)
class LeftOut:
    """A row without answers, and why: its status, or "no attempt"."""

    why: str


@dataclass(frozen=True)
class Attempt:
    """One row with answers: where it stands, its cells, whose it is, what the ids of its answers begin with."""

    place: str
    cells: Sequence[str]
    student: str
    started: str
    id: str


class AttemptReader:
    """Goes through the rows of a report, once.

    A student's first row is called by the e-mail address (or user name, ID number, name); further rows of the same
    student, and rows without a student, also by their place. So the ids are each other's, whatever the order of names,
    and a row that is added at the end changes no id above it.
    """

    def __init__(self, source: Source, file: ReportFile, headings: Headings) -> None:
        self._source = source
        self._file = file
        self._headings = headings
        self._students = Digests()
        self._open_try: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Attempt | LeftOut | Fault]:
        """Every row that is no sum of others: an attempt, one that is left out, or what is wrong with it."""
        for number, found in self._file.records():
            place = f"{self._file.unit} {number}"
            if isinstance(found, Fault):
                yield replace(found, row=place)
                continue
            try:
                cells = [as_text(cell) for cell in found]
            except ValueError as error:
                yield self._source.fault(str(error), place)
                continue
            yield from self._row(cells, place)

    def _row(self, cells: Sequence[str], place: str) -> Iterator[Attempt | LeftOut | Fault]:
        width = len(self._headings.columns)
        if not any(cell.strip() for cell in cells) or self._is_sum(cells):
            return
        if len(cells) != width:
            yield self._source.fault(f"has {len(cells)} cells under {width} headings; download the report again", place)
        elif self._is_next_try(cells):
            message = "is another try of the attempt above it; download the report again with 'Which tries: Last try'"
            yield self._source.fault(message, place)
        elif why := self._left_out(cells):
            yield LeftOut(why)
        else:
            yield self._attempt(cells, place)

    def _said(self, cells: Sequence[str], role: str) -> str:
        """What the cell of this role says; "" where there is none."""
        place = self._headings.attempt.get(role)
        said = "" if place is None else " ".join(cells[place].split())
        return "" if said == NOTHING else said

    def _is_sum(self, cells: Sequence[str]) -> bool:
        return cells[0].strip().casefold() in _SUMS and not any(cell.strip() for cell in cells[1:3])

    def _is_next_try(self, cells: Sequence[str]) -> bool:
        """Whether the row goes on with the attempt above it: of several tries only the last has a status."""
        if "status" not in self._headings.attempt:
            return False
        attempt = tuple(self._said(cells, role) for role in ("last name", "first name", "started"))
        goes_on = attempt == self._open_try
        self._open_try = () if self._said(cells, "status") else attempt
        return goes_on

    def _left_out(self, cells: Sequence[str]) -> str:
        """Why there are no answers in this row; "" where there are."""
        status = self._said(cells, "status")
        if status.casefold() in _UNFINISHED:
            return status
        is_known = status or "status" not in self._headings.attempt
        is_blank = all(cells[each.response].strip() in (NOTHING, "") for each in self._headings.responses)
        return "" if is_known or not is_blank else "no attempt"

    def _attempt(self, cells: Sequence[str], place: str) -> Attempt:
        student = self._student(cells)
        name = next((said for role in _IDENTITY if (said := self._said(cells, role))), student)
        is_first = name and not self._students.was_there(name.casefold())
        identifier = name if is_first else f"{name}/{place}" if name else place
        return Attempt(place, cells, student, self._said(cells, "started"), identifier)

    def _student(self, cells: Sequence[str]) -> str:
        names = [self._said(cells, role) for role in ("first name", "last name")]
        return " ".join(filter(None, reversed(names) if self._headings.is_hungarian else names))


def extra_columns(headings: Headings) -> dict[str, int]:
    """The columns beside questions and responses, by the name under which they are kept.

    That is Moodle's heading, but where Pontozó would take it for a column of its own, a score for instance.
    """
    right_answers = (each.right_answer for each in headings.responses if each.right_answer is not None)
    places = sorted((*headings.attempt.values(), *headings.others, *right_answers))
    return {_kept_name(headings.columns[place]): place for place in places}


def _kept_name(heading: str) -> str:
    return heading if further_columns((heading,)) else f"Moodle {heading}"


def extra_of(attempt: Attempt, columns: dict[str, int], headings: Headings, own: ResponseColumns) -> dict[str, str]:
    """What stands beside the response: all about the attempt, and the right answer of no other question."""
    of_others = {each.right_answer for each in headings.responses if each is not own}
    return {name: attempt.cells[place] for name, place in columns.items() if place not in of_others}
