"""Answers tables as CSV: comma, semicolon or tab, in the encodings that spreadsheets save in."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from pontozo.domain import Answer, Question
from pontozo.formats.as_it_stood import DataTable
from pontozo.formats.base import Layout, Reading, without_questions
from pontozo.formats.columns import ESCAPED, has_answers, is_proposed, roles
from pontozo.formats.data_tables import data_table, table_losses
from pontozo.formats.losses import is_list, is_number
from pontozo.formats.source import Source
from pontozo.formats.table_writing import TableSink, headings
from pontozo.formats.tables import Record, Table, read_table, without_blank_end
from pontozo.formats.values import as_json_text, as_text
from pontozo.gradebook import Gradebook

_DELIMITERS = ",;\t"
#: The csv module's own limit, 131,072 characters, cannot tell in which column a longer cell stands. Up to this length
#: the cell is read and refused by name; beyond it, a quote that never closes must be stopped from swallowing the file.
_LONGEST_CELL = 10_000_000
#: What a spreadsheet would run as a formula, with the apostrophes that keep it from doing so.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


class CsvTable:
    """An answers table in a text file."""

    name = "CSV table with a column 'answer'"
    key = "csv"
    suffix = ".csv"
    suffixes = (suffix,)
    holds_questions = False

    def recognises(self, source: Source) -> bool:
        if source.is_json:
            return False
        return source.suffix in (".csv", ".tsv") or has_answers(header_of(source)[1])

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        if questions is None:
            return without_questions()
        delimiter, header = header_of(source)
        table = Table(header, lambda: records_of(source, delimiter, header), delimiter=delimiter)
        return read_table(source, questions, table)

    def sink(self, file: BinaryIO, layout: Layout) -> TableSink:
        return TableSink(CsvRows(file, headings(layout), layout.delimiter), layout)

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        return table_losses(gradebook, lambda value: is_list(value) or is_number(value))

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        table = data_table(gradebook)
        mark = (ESCAPED,) if any(_needs_apostrophe(table, answer) for answer in gradebook.answers) else ()
        rows = CsvRows(file, (*table.columns, *mark), gradebook.delimiter or ",")
        for answer in gradebook.answers:
            rows.write((*table.cells(answer), *(None for _ in mark)))


def _cells(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    # The limit is the whole process's; it is only ever raised, which refuses nobody what they could read before.
    if csv.field_size_limit() < _LONGEST_CELL:
        csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(lines, delimiter=delimiter, strict=True)


def header_of(source: Source) -> tuple[str, tuple[str, ...]]:
    """The delimiter, and the header as it is split by it: the delimiter that yields most known headings, most cells."""
    split = ((delimiter, _first_record(source, delimiter)) for delimiter in _DELIMITERS)
    return max(split, key=lambda each: (len(roles(each[1])), len(each[1])))


def _first_record(source: Source, delimiter: str) -> tuple[str, ...]:
    with source.open_text() as text:
        try:
            first = next((each for each in _cells(text, delimiter) if any(each)), [])
        except csv.Error:
            return ()
    header = tuple(map(as_text, without_blank_end(first)))
    return tuple(map(_unescaped, header)) if _is_ours(header) else header


def _is_ours(header: Iterable[str]) -> bool:
    """Whether Pontozó wrote the table: only then is an apostrophe before a formula not the student's own."""
    return any(map(is_proposed, header))


def records_of(source: Source, delimiter: str, header: Sequence[str]) -> Iterator[Record]:
    """The records under the header."""
    is_ours = _is_ours(header)
    number = 0
    with source.open_text() as text:
        numbered = enumerate(_cells(text, delimiter), 1)
        try:
            number, _ = next((number, each) for number, each in numbered if any(each))
            for number, each in numbered:
                yield number, [_unescaped(cell) for cell in each] if is_ours else each
        except csv.Error as error:
            yield number + 1, source.fault(f"{_reason(error)}; correct this row and try again")


def _reason(error: csv.Error) -> str:
    message = str(error)
    if "field limit" in message:
        return f'has a cell longer than {_LONGEST_CELL:,} characters, or a quote (") that is never closed'
    if "end of data" in message:
        return 'has a quote (") that is never closed'
    return 'has a quote (") inside a quoted cell; it must be written twice ("")'


def _needs_apostrophe(table: DataTable, answer: Answer) -> bool:
    texts = map(_cell_text, (*table.columns, *table.cells(answer)))
    return any(_escaped(text) != text for text in texts)


def _escaped(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell


def _unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


class CsvRows:
    """Writes a table for spreadsheets: UTF-8 with its mark, formulas disarmed by an apostrophe."""

    def __init__(self, file: BinaryIO, headings: Sequence[str], delimiter: str) -> None:
        self._has_decimal_comma = delimiter == ";"
        self._writer = csv.writer(codecs.getwriter("utf-8-sig")(file), delimiter=delimiter)
        self._writer.writerow(map(_escaped, headings))

    def write(self, cells: Sequence[object]) -> None:
        self._writer.writerow(_escaped(self._text(cell)) for cell in cells)

    def finish(self) -> None:
        """Nothing is left to do: every row is whole."""

    def abandon(self) -> None:
        """Nothing is held."""

    def _text(self, cell: object) -> str:
        text = _cell_text(cell)
        if not (isinstance(cell, float) and self._has_decimal_comma):
            return text
        # A table with semicolons is read where numbers have a decimal comma: there 2.5 would be taken for a date.
        decimals = len(text.partition(".")[2])
        # Three decimals could be thousands; a fourth says that they are none.
        return text.replace(".", ",") + ("0" if decimals == 3 else "")


def _cell_text(cell: object) -> str:
    if isinstance(cell, float):
        # What a person sees, as long as that is the number itself; a third is written in full.
        return text if float(text := as_text(cell)) == cell else repr(cell)
    return as_json_text(cell) if isinstance(cell, Mapping | list) else as_text(cell)
