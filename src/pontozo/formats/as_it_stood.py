"""A table of answers under its own headings: written again as it stood, if it then says the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pontozo.domain import Answer
from pontozo.formats.base import Row
from pontozo.formats.columns import names_question, roles
from pontozo.formats.rows import RowReader
from pontozo.formats.values import as_text
from pontozo.gradebook import Gradebook


@dataclass(frozen=True)
class DataTable:
    """The columns of a table, and what `cells` makes of an answer, in their order."""

    columns: tuple[str, ...]
    cells: Callable[[Answer], Sequence[object]]


def as_it_stood(gradebook: Gradebook) -> DataTable | None:
    """The table that the answers came from; None where they came from none, or from several that do not go together.

    Where the place of a row or the name of a sheet told which answer it is, and to what, a column tells it now. Goes
    through the answers once.
    """
    if gradebook.delimiter is None:
        return None
    known = roles(gradebook.columns)
    columns = (*(() if names_question(gradebook.columns) else ("question",)), *gradebook.columns)
    columns = (*(("id",) if "id" not in known else ()), *columns)
    named = DataTable(columns, lambda answer: _cells(answer, columns))
    needs_ids = _needs_ids(gradebook, named)
    if needs_ids is None:
        return None
    asks_several = len(gradebook.questions) > 1
    kept = [each for each in columns if each in gradebook.columns or (needs_ids if each == "id" else asks_several)]
    return DataTable(tuple(kept), lambda answer: _cells(answer, kept, fills_ids=needs_ids))


def _cells(answer: Answer, columns: Sequence[str], *, fills_ids: bool = True) -> list[object]:
    """The cells as they stood, under the file's own columns; the id and the question where none stood."""
    told: dict[str, object] = {"id": answer.id, "question": answer.question, **answer.extra}
    place = roles(tuple(columns)).get("id", "")
    if fills_ids and not as_text(told.get(place)).strip():
        told[place] = answer.id
    return [told.get(column) for column in columns]


def _needs_ids(gradebook: Gradebook, table: DataTable) -> bool | None:
    """Whether an answer is called after a place that is no longer its own; None where a row would say otherwise."""
    reader = RowReader("", gradebook.questions)
    own_id = roles(gradebook.columns).get("id", "")
    needs_ids = False
    for number, answer in enumerate(gradebook.answers, 2):
        found = reader.read(dict(zip(table.columns, table.cells(answer), strict=True)), "")
        if [_said(row.answer) if isinstance(row, Row) else None for row in found] != [_said(answer)]:
            return None
        is_named = as_text(answer.extra.get(own_id)).strip()
        needs_ids |= not is_named and answer.id != f"row {number}"
    return needs_ids


def _said(answer: Answer) -> tuple[object, ...]:
    """All of the answer but how it stood in its file."""
    about = (answer.question, answer.id, answer.student, answer.attempt, answer.group)
    return (*about, answer.text, answer.html, answer.ratings)
