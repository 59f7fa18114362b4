"""What a sheet's XML tells that openpyxl, reading row by row, does not: merged cells; whether there are formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO

_CHUNK = 1 << 16
#: Longer than any one element that is looked for.
_OVERLAP = 200
#: In the text of a cell "<" is written otherwise, so this can only be the element itself.
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")


_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(frozen=True, order=True)
class Merged:
    """Cells merged over the rows `first` to `last` (from 1); the value stands in the first, in `column` (from 0)."""

    first: int
    last: int
    column: int


def merged_cells(sheet: IO[bytes]) -> tuple[Merged, ...]:
    """The cells of a sheet, given as its XML, that are merged over more than one row, from the top."""
    found = (match.groups() for match in _matches(sheet, _MERGED))
    each = (Merged(int(top), int(bottom), _place(left)) for left, top, _, bottom in found)
    return tuple(sorted(merged for merged in each if merged.last > merged.first))


def has_formulas(sheet: IO[bytes]) -> bool:
    """Whether a sheet, given as its XML, holds a formula."""
    return any(True for _ in _matches(sheet, _FORMULA))


def _matches(sheet: IO[bytes], element: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """The elements, each once, although one may lie across the end of a chunk."""
    before = b""
    for chunk in iter(partial(sheet.read, _CHUNK), b""):
        text = before + chunk
        end = 0
        for match in element.finditer(text):
            end = match.end()
            yield match
        before = text[max(end, len(text) - _OVERLAP) :]


def _place(letters: bytes) -> int:
    """The place of a column from 0: of A 0, of AA 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def filled(
    rows: Iterable[tuple[int, Sequence[object]]], merged: Sequence[Merged]
) -> Iterator[tuple[int, Sequence[object], frozenset[int]]]:
    """The numbered rows with the value of a merged cell in each row it spans, and which columns were so filled."""
    coming = list(reversed(merged))
    open_now: dict[Merged, object] = {}
    for number, values in rows:
        while coming and coming[-1].first <= number:
            each = coming.pop()
            open_now[each] = values[each.column] if each.column < len(values) else None
        open_now = {each: value for each, value in open_now.items() if each.last >= number}
        below = {each.column: value for each, value in open_now.items() if each.first < number}
        if below:
            row = [*values, *[None] * (max(below) + 1 - len(values))]
            for column, value in below.items():
                row[column] = value
            values = row
        yield number, values, frozenset(below)
