"""Workbooks, written row by row. Every text is written as text, so that none of it is run as a formula."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from pontozo.formats.columns import COMMENT, REVIEW, roles
from pontozo.formats.values import as_json_text, as_text
from pontozo.formats.xlsx_text import encoded

#: Excel keeps 15 digits of a number; a longer whole number, an id for instance, is written as text.
_LARGEST_NUMBER = 10**15
#: Widths of columns, in characters; text in wide ones is wrapped.
_WIDE, _NARROW = 60, 10
_KEPT_AS_THEY_ARE = (int, float, datetime.date, datetime.time, datetime.timedelta)


def becomes_text(value: object) -> bool:
    """Whether a value that is no text becomes one in a cell: a list, or a number that Excel would not keep."""
    return isinstance(value, list | Mapping) or (isinstance(value, int) and abs(value) >= _LARGEST_NUMBER)


class XlsxRows:
    """Writes one sheet with a heading row that stays in sight."""

    def __init__(self, file: BinaryIO, headings: Sequence[str]) -> None:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment
        from openpyxl.utils import get_column_letter

        self._file = file
        self._workbook = Workbook(write_only=True)
        self._sheet: Any = self._workbook.create_sheet("Pontozó")
        self._sheet.freeze_panes = "A2"
        self._widths = _widths(headings)
        # A sheet that is written as it comes takes its widths only before its first row.
        for place, width in enumerate(self._widths, 1):
            self._sheet.column_dimensions[get_column_letter(place)].width = width
        self._wrap = Alignment(wrap_text=True, vertical="top")
        self._sheet.append([self._heading(heading) for heading in headings])

    def write(self, cells: Sequence[object]) -> None:
        row = zip(cells, self._widths, strict=True)
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
        if isinstance(value, float) and float(f"{value:.16g}") != value:
            return self._typed(repr(value), "n")  # openpyxl would write one digit too few
        if value is None or (isinstance(value, _KEPT_AS_THEY_ARE) and not becomes_text(value)):
            return value
        text = as_json_text(value) if isinstance(value, Mapping | list) else as_text(value)
        cell = self._text(text)
        if is_wide:
            cell.alignment = self._wrap
        return cell

    def _text(self, text: str) -> Any:
        return self._typed(encoded(text), "s")

    def _typed(self, text: str, data_type: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._sheet, value=text)
        cell.data_type = data_type
        return cell


def _widths(headings: Sequence[str]) -> list[int]:
    """How wide each column is, in characters: what is read as prose is wide, all else as wide as its heading."""
    wide = {roles(tuple(headings)).get("answer"), COMMENT, REVIEW}
    return [_WIDE if each in wide else min(max(len(each) + 2, _NARROW), _WIDE - 1) for each in headings]
