"""Answers tables in Excel workbooks, read row by row from every sheet that holds answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO

from pontozo.counting import counted
from pontozo.domain import Question
from pontozo.formats.as_it_stood import DataTable
from pontozo.formats.base import Anew, Layout, Reading, without_questions
from pontozo.formats.columns import further_columns, has_answers, roles
from pontozo.formats.data_tables import data_table, table_losses
from pontozo.formats.source import Source
from pontozo.formats.table_writing import TableSink, headings
from pontozo.formats.tables import Record, Table, read_table, without_blank_end
from pontozo.formats.values import as_json_text, as_text
from pontozo.formats.workbooks import open_workbook, sheet_rows
from pontozo.formats.xlsx_rows import XlsxRows, becomes_text
from pontozo.formats.xlsx_text import EXCEL_ERRORS, decoded, holds_whole
from pontozo.formats.xlsx_xml import filled, has_formulas, merged_cells
from pontozo.gradebook import Gradebook

if TYPE_CHECKING:
    from openpyxl import Workbook

_ZIP = b"PK"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
#: How far down a sheet its header may stand, under a title or a logo.
_HEADER_WITHIN = 20
_TAKEN_FOR_FORMULA = "Excel took the answer for a formula; type an apostrophe (') before it"
_WITHOUT_VALUE = "holds a formula without a value; open the file in a spreadsheet program, save it, try again"


class XlsxTable:
    """Answers tables in a workbook: every visible sheet that has a header row with a known answer column."""

    name = "XLSX table with a column 'answer'"
    key = "xlsx"
    suffix = ".xlsx"
    suffixes = (suffix,)
    holds_questions = False

    def recognises(self, source: Source) -> bool:
        return source.head.startswith((_ZIP, OLD_EXCEL))

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        if source.head.startswith(OLD_EXCEL):
            raise source.error("is an old Excel file or locked with a password; save it as .xlsx without one")
        if questions is None:
            return without_questions()
        sheets = _sheets(source)
        with_answers = [sheet for sheet in sheets if sheet.is_visible and has_answers(sheet.header)]
        are_several = len(with_answers) > 1
        # Without any, the first that a person sees says what is missing.
        shown = with_answers or sorted(sheets, key=lambda sheet: not sheet.is_visible)[:1]
        readings = [_read_sheet(source, questions, sheet, are_several) for sheet in shown]
        left_out = [sheet for sheet in sheets if sheet not in with_answers] if with_answers else []
        return Reading(
            questions,
            Anew(lambda: chain.from_iterable(reading.rows for reading in readings)),
            tuple(dict.fromkeys(column for reading in readings for column in reading.columns or ())),
            faults=tuple(fault for reading in readings for fault in reading.faults),
            notes=(
                *(note for reading in readings for note in reading.notes),
                *(source.fault(sheet.left_out, f"sheet {sheet.title!r}") for sheet in left_out),
            ),
            is_table=True,
        )

    def sink(self, file: BinaryIO, layout: Layout) -> TableSink:
        return TableSink(XlsxRows(file, headings(layout)), layout)

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        table = data_table(gradebook, _can_head)
        cut = sum(not holds_whole(text) for text in _texts(table, gradebook))
        lost = [f"control characters, and more than 32,767 characters in one cell ({counted(cut, 'text')})"]
        return [*table_losses(gradebook, becomes_text, _can_head), *(lost if cut else ())]

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        table = data_table(gradebook, _can_head)
        rows = XlsxRows(file, table.columns)
        try:
            for answer in gradebook.answers:
                rows.write(table.cells(answer))
        except BaseException:
            rows.abandon()
            raise
        rows.finish()


def _can_head(name: str) -> bool:
    return bool(name) and holds_whole(name)


def _texts(table: DataTable, gradebook: Gradebook) -> Iterator[str]:
    """What stands in cells as text."""
    for cell in chain(table.columns, chain.from_iterable(map(table.cells, gradebook.answers))):
        if isinstance(cell, str):
            yield cell
        elif isinstance(cell, Mapping | list):
            yield as_json_text(cell)


@dataclass(frozen=True)
class _Sheet:
    """A sheet: its place in the workbook, and the row in which its header stands, if it has any."""

    place: int
    title: str
    is_visible: bool
    header_row: int
    header: tuple[str, ...]

    @property
    def left_out(self) -> str:
        """Why nothing was read from it."""
        return "has no column 'answer' and was left out" if self.is_visible else "is hidden and was left out"


def _sheets(source: Source) -> list[_Sheet]:
    """The sheets that are not blank."""
    with open_workbook(source) as workbook:
        found = [_sheet(workbook, place) for place in range(len(workbook.worksheets))]
    sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        raise source.error("has no filled sheet; choose the workbook that holds the answers")
    return sheets


def _sheet(workbook: Workbook, place: int) -> _Sheet | None:
    """The sheet with the first row that has an answer column for its header, else the first that is not blank."""
    first: tuple[int, tuple[str, ...]] | None = None
    for row, values in sheet_rows(workbook, place):
        if row > _HEADER_WITHIN:
            break
        header = tuple(as_text(decoded(value)) for value in without_blank_end(values))
        if has_answers(header):
            first = row, header
            break
        first = first or ((row, header) if header else None)
    sheet = workbook.worksheets[place]
    return None if first is None else _Sheet(place, sheet.title, sheet.sheet_state == "visible", *first)


def _read_sheet(source: Source, questions: Mapping[str, Question], sheet: _Sheet, are_several: bool) -> Reading:
    """The answers in one sheet. One without a column for the question may be named after it."""
    formulas = _Formulas(source, sheet)
    table = Table(
        sheet.header,
        lambda: _records(source, sheet, formulas),
        place=f"sheet {sheet.title!r}, " if are_several else "",
        question=sheet.title if sheet.title in questions else None,
    )
    return read_table(source, questions, table)


class _Formulas:
    """The formulas in a sheet's known columns; looked for once, and only when one of their cells seems to be blank."""

    def __init__(self, source: Source, sheet: _Sheet) -> None:
        further = further_columns(sheet.header)
        self._source = source
        self._sheet = sheet
        self._columns = [place for place, column in enumerate(sheet.header) if column and column not in further]

    def without_value_in(self, row: int, cells: Sequence[object]) -> list[int]:
        """The places of this row's cells whose formula was saved without what it comes to."""
        blank = [place for place in self._columns if cells[place] is None]
        return [place for place in blank if (row, place) in self._without_value]

    @cached_property
    def _without_value(self) -> frozenset[tuple[int, int]]:
        with open_workbook(self._source) as workbook, _xml(workbook, self._sheet) as xml:
            if not has_formulas(xml):
                return frozenset()
        formulas = frozenset(place for place, cell in self._cells(data_only=False) if cell.data_type == "f")
        # A formula that comes to "" has a value, the empty text: its cell is marked "str".
        blank = (place for place, cell in self._cells(data_only=True) if cell.value is None and cell.data_type != "str")
        return formulas & frozenset(blank)

    def _cells(self, *, data_only: bool) -> Iterator[tuple[tuple[int, int], Any]]:
        with open_workbook(self._source, data_only=data_only) as workbook:
            rows: Any = workbook.worksheets[self._sheet.place]
            rows.reset_dimensions()
            for number, cells in enumerate(rows.iter_rows(), 1):
                yield from (((number, place), cells[place]) for place in self._columns if place < len(cells))


def _answer_column(sheet: _Sheet) -> int:
    return sheet.header.index(roles(sheet.header)["answer"])


def _records(source: Source, sheet: _Sheet, formulas: _Formulas) -> Iterator[Record]:
    """The rows under the header, those that end early filled up: a spreadsheet stores no blank cells."""
    answer = _answer_column(sheet)
    with open_workbook(source) as workbook:
        with _xml(workbook, sheet) as xml:
            merged = [each for each in merged_cells(xml) if each.last > sheet.header_row]
        for number, values, below in filled(sheet_rows(workbook, sheet.place), merged):
            if number <= sheet.header_row:
                continue
            raw = [*values, *[None] * (len(sheet.header) - len(values))]
            faults = dict.fromkeys(formulas.without_value_in(number, raw), _WITHOUT_VALUE)
            if answer in below:
                faults[answer] = "is merged with the cell above it; give each answer a cell of its own"
            elif raw[answer] in EXCEL_ERRORS:
                faults[answer] = f"shows {raw[answer]}: {_TAKEN_FOR_FORMULA}"
            for place, message in faults.items():
                yield number, source.fault(message, field=sheet.header[place])
            if not faults:
                yield number, [decoded(value) for value in raw]


def _xml(workbook: Workbook, sheet: _Sheet) -> Any:
    """The sheet as it is stored: openpyxl tells of merged cells only where it reads a sheet whole."""
    worksheet: Any = workbook.worksheets[sheet.place]
    return worksheet._get_source()
