"""Answers tables as Excel workbooks, read and written row by row."""

from __future__ import annotations

import datetime
import re
import warnings
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from pontozo.domain import Answer, Grade, Question
from pontozo.formats.base import Layout, Reading, Sink, without_questions
from pontozo.formats.columns import COMMENT, REVIEW, roles
from pontozo.formats.documents import whole_characters
from pontozo.formats.json_records import as_json_text
from pontozo.formats.rows import as_text
from pontozo.formats.source import Source
from pontozo.formats.tables import Record, cells, has_answers, headings, read_table, without_blank_end

if TYPE_CHECKING:
    from openpyxl import Workbook

_ZIP = b"PK"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
#: What openpyxl raises, while opening or somewhere in the rows, for a workbook that is cut short or no workbook.
_BROKEN = (BadZipFile, ParseError, zlib.error, EOFError, KeyError, ValueError, OSError)
#: How far down a sheet its header may stand, under a title or a logo.
_HEADER_WITHIN = 20
_EXCEL_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))
#: Excel writes characters that XML cannot hold, or changes, as _x000D_; and guards what only looks so as _x005F_.
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_CELL = 32_767
_CUT = " […] (cut: a spreadsheet cell holds no more)"
#: Excel keeps 15 digits of a number; a longer whole number, an id for instance, is written as text.
_LARGEST_NUMBER = 10**15
#: Widths of columns, in characters; text in wide ones is wrapped.
_WIDE, _NARROW = 60, 10
_KEPT_AS_THEY_ARE = (int, float, datetime.date, datetime.time, datetime.timedelta)


class XlsxTable:
    """An answers table in a workbook: the first sheet that has a header row with a known answer column."""

    name = "XLSX table with a column 'answer'"
    suffix = ".xlsx"

    def recognises(self, source: Source) -> bool:
        return source.head.startswith((_ZIP, _OLD_EXCEL))

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        if source.head.startswith(_OLD_EXCEL):
            raise source.error("is an old Excel file or locked with a password; save it as .xlsx without one")
        if questions is None:
            return without_questions()
        sheet, row, header = _find_header(source)
        formulas = _Formulas(source, sheet, header)
        return read_table(source, questions, header, lambda: _records(source, sheet, row, header, formulas))

    def sink(self, file: BinaryIO, layout: Layout) -> XlsxSink:
        return XlsxSink(file, layout)


@contextmanager
def _workbook(source: Source, *, data_only: bool = True) -> Iterator[Workbook]:
    """The workbook: what its formulas came to when it was saved, or else (not `data_only`) the formulas."""
    from openpyxl import load_workbook

    with source.open() as file:
        try:
            with warnings.catch_warnings():
                # openpyxl warns of parts of a workbook that it leaves out, none of them cells.
                warnings.simplefilter("ignore")
                workbook = load_workbook(file, read_only=True, data_only=data_only)
            yield workbook
        except _BROKEN:
            raise source.error("is cut short, damaged or no Excel workbook; save it anew as .xlsx") from None


def _sheet_rows(workbook: Workbook, sheet: int) -> Iterator[tuple[object, ...]]:
    rows = workbook.worksheets[sheet]
    # Some programs write a wrong size, which would hide cells.
    rows.reset_dimensions()
    return rows.iter_rows(values_only=True)


def _find_header(source: Source) -> tuple[int, int, tuple[str, ...]]:
    """Sheet, row and cells of the header: the first row with an answer column, else the first that is not blank."""
    first: tuple[int, int, tuple[str, ...]] | None = None
    with _workbook(source) as workbook:
        for sheet in range(len(workbook.worksheets)):
            top = zip(range(1, _HEADER_WITHIN + 1), _sheet_rows(workbook, sheet), strict=False)
            for row, values in top:
                header = tuple(as_text(_decoded(value)) for value in without_blank_end(values))
                if has_answers(header):
                    return sheet, row, header
                first = first or ((sheet, row, header) if header else None)
    if first is None:
        raise source.error("has no filled sheet; choose the workbook that holds the answers")
    return first


class _Formulas:
    """The formulas in a sheet's answer column; looked for once, and only when an answer seems to be blank."""

    def __init__(self, source: Source, sheet: int, header: Sequence[str]) -> None:
        self._source = source
        self._sheet = sheet
        self._header = tuple(header)

    @cached_property
    def without_value(self) -> frozenset[int]:
        """The rows whose formula was saved without what it comes to."""
        formulas = frozenset(row for row, cell in self._cells(data_only=False) if cell.data_type == "f")
        if not formulas:
            return formulas
        # A formula that comes to "" has a value, the empty text: its cell is marked "str".
        blank = (row for row, cell in self._cells(data_only=True) if cell.value is None and cell.data_type != "str")
        return formulas & frozenset(blank)

    def _cells(self, *, data_only: bool) -> Iterator[tuple[int, Any]]:
        column = self._header.index(roles(self._header)["answer"]) + 1
        with _workbook(self._source, data_only=data_only) as workbook:
            rows: Any = workbook.worksheets[self._sheet]
            rows.reset_dimensions()
            for number, cells in enumerate(rows.iter_rows(min_col=column, max_col=column), 1):
                yield number, cells[0]


def _records(
    source: Source, sheet: int, header_row: int, header: Sequence[str], formulas: _Formulas
) -> Iterator[Record]:
    """The rows under the header, those that end early filled up: a spreadsheet stores no blank cells."""
    answer = header.index(roles(tuple(header))["answer"])
    with _workbook(source) as workbook:
        for number, values in enumerate(_sheet_rows(workbook, sheet), 1):
            if number <= header_row:
                continue
            raw = [*values, *[None] * (len(header) - len(values))]
            if message := _unusable(raw[answer], number, formulas):
                yield source.fault(message, f"row {number}", header[answer])
            else:
                yield number, [_decoded(value) for value in raw]


def _unusable(answer: object, row: int, formulas: _Formulas) -> str:
    """What is wrong with the cell of an answer; "" for one that can be graded."""
    if answer in _EXCEL_ERRORS:
        return f"shows {answer}: Excel took the answer for a formula; type an apostrophe (') before it"
    if answer is None and row in formulas.without_value:
        return "holds a formula without a value; open the file in a spreadsheet program, save it, try again"
    return ""


def _decoded(value: object) -> object:
    if isinstance(value, str) and "_x" in value:
        return whole_characters(_CODED.sub(lambda code: chr(int(code[1], 16)), value))
    return value


def _encoded(text: str) -> str:
    guarded = _LOOKS_CODED.sub("_x005F_", text).replace("\r", "_x000D_")
    if text in _EXCEL_ERRORS:
        # A student's own "#NULL!" is coded, so that it is not read back as Excel's.
        guarded = f"_x0023_{text[1:]}"
    legal = _ILLEGAL.sub("", guarded)
    return legal if len(legal) <= _LONGEST_CELL else legal[: _LONGEST_CELL - len(_CUT)] + _CUT


class XlsxSink(Sink):
    """Writes a graded workbook. Every text is written as text, so that none of it is run as a formula."""

    def __init__(self, file: BinaryIO, layout: Layout) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment
        from openpyxl.utils import get_column_letter

        self._file = file
        self._layout = layout
        self._workbook = Workbook(write_only=True)
        self._sheet: Any = self._workbook.create_sheet("Pontozó")
        self._sheet.freeze_panes = "A2"
        self._widths = _widths(layout)
        # A sheet that is written as it comes takes its widths only before its first row.
        for place, width in enumerate(self._widths, 1):
            self._sheet.column_dimensions[get_column_letter(place)].width = width
        self._wrap = Alignment(wrap_text=True, vertical="top")
        self._sheet.append([self._heading(heading) for heading in headings(layout)])

    def write(self, answer: Answer, grade: Grade) -> None:
        row = zip(cells(self._layout, answer, grade), self._widths, strict=True)
        self._sheet.append([self._cell(value, is_wide=width == _WIDE) for value, width in row])

    def finish(self) -> None:
        self._workbook.save(self._file)

    def abandon(self) -> None:
        # openpyxl keeps the rows in a file of its own until they are saved.
        self._sheet.close()
        self._sheet._writer.cleanup()

    def _heading(self, text: str) -> object:
        from openpyxl.styles import Font

        cell = self._text(text)
        cell.font = Font(bold=True)
        return cell

    def _cell(self, value: object, *, is_wide: bool) -> object:
        is_too_large = isinstance(value, int) and abs(value) >= _LARGEST_NUMBER
        if value is None or (isinstance(value, _KEPT_AS_THEY_ARE) and not is_too_large):
            return value
        text = as_json_text(value) if isinstance(value, Mapping | list) else as_text(value)
        cell = self._text(text)
        if is_wide:
            cell.alignment = self._wrap
        return cell

    def _text(self, text: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._sheet, value=_encoded(text))
        cell.data_type = "s"
        return cell


def _widths(layout: Layout) -> list[int]:
    """How wide each column is, in characters: what is read as prose is wide, all else as wide as its heading."""
    wide = {roles(layout.columns).get("answer"), COMMENT, REVIEW}
    return [_WIDE if each in wide else min(max(len(each) + 2, _NARROW), _WIDE - 1) for each in headings(layout)]
