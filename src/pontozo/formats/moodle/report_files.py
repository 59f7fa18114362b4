"""The downloads of Moodle's quiz reports as tables: CSV, JSON, HTML and Excel."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from pontozo.formats.csv_table import header_of, records_of
from pontozo.formats.source import Source
from pontozo.formats.tables import Record, without_blank_end
from pontozo.formats.values import as_text
from pontozo.formats.workbooks import open_workbook, sheet_rows
from pontozo.formats.xlsx_table import OLD_EXCEL
from pontozo.formats.xlsx_text import decoded
from pontozo.gradebook import DataError
from pontozo.text.rich import whole_tags

_LIST_IN_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\[")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!DOCTYPE html\b|<html\b|<table\b)", re.IGNORECASE)
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class ReportFile:
    """A report as a table. `records()` begins anew each time; `unit` is what a record is called.

    `is_exact`: the download keeps what stands between < and >, and line breaks.
    """

    columns: tuple[str, ...]
    records: Callable[[], Iterable[Record]]
    unit: str = "row"
    is_exact: bool = False


def report_file(source: Source) -> ReportFile | None:
    """The table in the file; None for a file that cannot be a download of Moodle's.

    Raises DataError for JSON without headings, as Moodle wrote it before 4.0.
    """
    if source.head.startswith(_ZIP):
        return _of_workbook(source)
    if _HTML.match(source.head):
        return _of_html(source)
    if _LIST_IN_LIST.match(source.head):
        return _of_json(source)
    if source.head.startswith(OLD_EXCEL) or source.is_json:
        return None
    delimiter, columns = header_of(source)
    return ReportFile(columns, lambda: records_of(source, delimiter, columns))


def _of_json(source: Source) -> ReportFile | None:
    """Moodle's JSON is a list of sheets, of which there is one, each a list of objects."""
    document: Any = source.document
    rows = document[0] if len(document) == 1 else ()
    if rows and all(isinstance(row, list) for row in rows):
        raise source.error(
            "is JSON without headings, as Moodle wrote it before version 4.0; download the report as 'Comma separated "
            "values (.csv)' or 'HTML table'"
        )
    if not rows or not isinstance(rows[0], dict):
        return None
    columns = tuple(rows[0])

    def records() -> Iterator[Record]:
        for number, row in enumerate(rows, 1):
            if isinstance(row, dict) and row.keys() == rows[0].keys():
                yield number, [row[column] for column in columns]
            else:
                yield number, source.fault("has other keys than item 1; download the report again")

    return ReportFile(columns, records, unit="item")


def _of_html(source: Source) -> ReportFile | None:
    with source.open_text() as text:
        table = _Table()
        table.feed(whole_tags(text.read()))
        table.close()
    if not table.rows:
        return None
    columns, *rows = table.rows
    return ReportFile(tuple(columns), lambda: enumerate(rows, 2), is_exact=True)


class _Table(HTMLParser):
    """Collects the rows of the first table. Cells hold text; a line break in one may be a tag."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._pieces: list[str] | None = None
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (html.parser's)
        if tag == "tr" and not self._is_over:
            self.rows.append([])
        elif tag in ("td", "th") and self.rows and not self._is_over:
            self._pieces = []
        elif tag == "br" and self._pieces is not None:
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._pieces is not None:
            self.rows[-1].append("".join(self._pieces).replace("\r\n", "\n"))
            self._pieces = None
        self._is_over = self._is_over or tag == "table"

    def handle_data(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)


def _of_workbook(source: Source) -> ReportFile | None:
    """The first sheet. Moodle writes an answer that begins with "=" as a formula, which is read as it stands."""
    with closing(_sheet(source)) as rows:
        try:
            _, first = next(rows, (0, ()))
        except DataError:  # The form for workbooks says it better.
            return None
    columns = tuple(as_text(cell) for cell in without_blank_end(first))
    return ReportFile(columns, lambda: _sheet(source, skip=1))


def _sheet(source: Source, skip: int = 0) -> Generator[tuple[int, Sequence[object]], None, None]:
    try:
        with open_workbook(source, data_only=False) as workbook:
            for number, cells in sheet_rows(workbook, 0):
                if number > skip:
                    yield number, [decoded(cell) for cell in cells]
    except DataError:
        raise source.error("is a damaged workbook; download the report again") from None
