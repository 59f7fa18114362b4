"""What reading tables has in common, whatever file they stand in: a header, and rows under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pontozo.domain import Question
from pontozo.formats.base import Anew, Reading, Row
from pontozo.formats.columns import is_proposed, misspelt_columns, names_question, roles
from pontozo.formats.rows import RowReader
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

#: A row of a table with its number, counting the header as a spreadsheet does; its cells, or what is wrong with it.
Record = tuple[int, Sequence[object] | Fault]


@dataclass(frozen=True)
class Table:
    """A table to read: its header, and the records under it, which `records()` begins anew each time.

    `place` stands before the number of a row where a file holds several tables. `question` is what all rows answer,
    where no column says it.
    """

    header: Sequence[str]
    records: Callable[[], Iterable[Record]]
    place: str = ""
    question: str | None = None
    delimiter: str = ","

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that Pontozó did not add."""
        return tuple(column for column in self.header if not is_proposed(column))


def without_blank_end(cells: Sequence[object]) -> Sequence[object]:
    """The cells without the blank ones that a spreadsheet adds at the end of a row."""
    end = len(cells)
    while end and cells[end - 1] in (None, ""):
        end -= 1
    return cells[:end]


def read_table(source: Source, questions: Mapping[str, Question], table: Table) -> Reading:
    """The reading of a table."""
    place = table.place.removesuffix(", ")
    faults = tuple(source.fault(message, place, field) for field, message in _header_faults(table, questions))
    if faults:
        return Reading(questions, columns=table.columns, faults=faults, is_table=True)
    rows = Anew(lambda: _rows(source, questions, table))
    notes = tuple(
        source.fault(f"is not understood and only kept; is {meant!r} meant?", place, column)
        for column, meant in misspelt_columns(table.columns).items()
    )
    return Reading(questions, rows, table.columns, notes=notes, is_table=True, delimiter=table.delimiter)


def _header_faults(table: Table, questions: Mapping[str, Question]) -> Iterator[tuple[str, str]]:
    for name, count in Counter(table.header).items():
        if count > 1 and name:
            yield name, f"{count} columns have this heading; rename all but one"
        elif count > 1:
            yield "", f"{count} columns have no heading; give each one its own, or remove them"
    found = ", ".join(column for column in table.columns if column) or "none"
    if "answer" not in roles(table.columns):
        yield "answer", f"there is no column 'answer' (or válasz, response), one row for each answer; found: {found}"
    if len(questions) != 1 and not names_question(table.columns) and table.question is None:
        yield "question", f"there is no column 'question' (or kérdés) with the question's id or text; found: {found}"


def _rows(source: Source, questions: Mapping[str, Question], table: Table) -> Iterator[Row | Fault]:
    reader = RowReader(source.name, questions)
    width = len(table.header)
    question = None if names_question(table.columns) else table.question
    for number, found in table.records():
        place = f"{table.place}row {number}"
        if isinstance(found, Fault):
            yield replace(found, row=place)
            continue
        values = [*found[:width], *without_blank_end(found[width:])]
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in values):
            continue
        if len(values) == width:
            yield from reader.read(dict(zip(table.header, values, strict=True)), place, question)
        else:
            advice = "a quote or delimiter is missing"
            if len(values) > width:
                advice = "give each column a heading, and look for a quote or delimiter too many"
            yield source.fault(f"has {len(values)} cells under {width} headings; {advice}", place)
