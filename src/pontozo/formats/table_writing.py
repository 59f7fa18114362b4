"""What writing tables has in common, whatever file they stand in: headings, and cells for answers and for grades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pontozo.domain import Answer, Grade
from pontozo.formats.answer_fields import own_fields
from pontozo.formats.base import Layout, Sink
from pontozo.formats.columns import STANDARD, has_answers, names_question, proposed_columns


class TableRows(Protocol):
    """A file of rows, whose headings it has; each form of table writes them in its own way."""

    def write(self, cells: Sequence[object]) -> None:
        """Writes one row."""
        ...

    def finish(self) -> None:
        """Makes the file whole."""
        ...

    def abandon(self) -> None:
        """Lets go of what is held besides the file, in place of `finish`."""
        ...


class TableSink(Sink):
    """Writes graded answers as rows."""

    def __init__(self, rows: TableRows, layout: Layout) -> None:
        self._rows = rows
        self._layout = layout

    def write(self, answer: Answer, grade: Grade) -> None:
        self._rows.write(cells(self._layout, answer, grade))

    def finish(self) -> None:
        self._rows.finish()

    def abandon(self) -> None:
        self._rows.abandon()


def layout_columns(columns: tuple[str, ...], questions: int) -> tuple[str, ...]:
    """The own columns of a table to write: those that stood in the file, else the standard ones and what else there is.

    Answers that were made by a program, not read from a table, have only their further fields in `columns`. Where
    there are several questions and no column names them, one does so now.
    """
    if not has_answers(columns):
        return (*STANDARD, *(each for each in columns if each not in STANDARD))
    return columns if questions <= 1 or names_question(columns) else ("question", *columns)


def headings(layout: Layout) -> tuple[str, ...]:
    """The headings of a table to write."""
    return (*layout.columns, *proposed_columns(layout.criteria))


def cells(layout: Layout, answer: Answer, grade: Grade) -> list[object]:
    """The cells of one graded answer, under `headings`."""
    own = {"question": answer.question, **own_fields(answer)}
    earned = [number(finding.earned) for finding in grade.findings]
    return [
        *(own.get(column) for column in layout.columns),
        None if grade.score is None else number(grade.score),
        number(grade.max_score),
        *earned,
        *[None] * (layout.criteria - len(earned)),
        grade.comment,
        None if grade.confidence is None else round(grade.confidence, 3),
        "; ".join(reason.text for reason in grade.review),
        grade.unscored.text if grade.unscored else "",
        grade.grader,
    ]


def number(value: float) -> int | float:
    """Points as a table shows them: whole where they are, else with at most four decimals."""
    rounded = round(value, 4)
    return int(rounded) if rounded.is_integer() else rounded
