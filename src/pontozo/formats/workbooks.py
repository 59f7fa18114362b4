"""Excel workbooks, opened and read row by row; what is damaged is told in a sentence."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from pontozo.formats.source import Source

if TYPE_CHECKING:
    from openpyxl import Workbook

#: What openpyxl raises, while opening or somewhere in the rows, for a workbook that is cut short or no workbook.
_BROKEN = (
    *(BadZipFile, ParseError, zlib.error, EOFError, LookupError, ValueError, OSError),
    *(TypeError, AttributeError, RuntimeError),
)
#: The rows that a sheet can have. A number beyond is damage, and all rows before it would be filled up.
_MOST_ROWS = 1_048_576


@contextmanager
def open_workbook(source: Source, *, data_only: bool = True) -> Iterator[Workbook]:
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


def sheet_rows(workbook: Workbook, sheet: int) -> Iterator[tuple[int, Sequence[object]]]:
    """The rows of a sheet, counted from 1."""
    rows = workbook.worksheets[sheet]
    # Some programs write a wrong size, which would hide cells.
    rows.reset_dimensions()
    return _numbered(rows.iter_rows(values_only=True))


def _numbered(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, Sequence[object]]]:
    for number, row in enumerate(rows, 1):
        if number > _MOST_ROWS:
            raise ValueError(f"a sheet has at most {_MOST_ROWS} rows")
        yield number, row
