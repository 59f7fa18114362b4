"""Text of the public sets as it lies in real files: stray encodings, entities, tags of line breaks, quotes, tabs."""

from __future__ import annotations

import codecs
import html
import io
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TextIO

from pontozo.formats.encoding import detect
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
#: With its semicolon only: in an answer about C++, `&parameter` is no paragraph sign.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class EnglishSource(Source):
    """A file of an English set: what is in no encoding that can be told is Windows-1252, as such files are."""

    @cached_property
    def encoding(self) -> str:
        return detect(self.open) or "cp1252"

    def open_text(self) -> TextIO:
        # The five bytes that Windows-1252 leaves free are damage in one answer, no reason to refuse the others.
        return io.TextIOWrapper(self.open(), encoding=self.encoding, errors="replace", newline="")

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines that are not blank, with their numbers, without their ends."""
        with self.open_text() as text:
            for number, line in enumerate(text, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")


def clean(text: str) -> str:
    """The text as the student wrote it: line breaks for their tags, characters for their entities, no blank ends."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), _BREAK.sub("\n", text)).strip()


def first_cells(source: Source, delimiters: str = "\t") -> frozenset[str]:
    """The cells of the first line that is not blank, folded; told from bytes, since the encoding may not be known."""
    encoding = "utf-16" if source.head.startswith(_UTF_16) else "utf-8-sig"
    lines = source.head.decode(encoding, errors="replace").splitlines()
    first = next((line for line in lines if line.strip()), "")
    return frozenset(map(_folded, re.split(f"[{delimiters}]", first)))


def _folded(heading: str) -> str:
    return heading.strip().strip('"').strip().casefold()


def tab_records(source: EnglishSource) -> Iterator[tuple[int, list[str]]]:
    """The lines of a tab-separated file, split, with their numbers.

    Some copies of these sets quote their cells as CSV does, others hold quotes that mean nothing. So quotes are taken
    away only where they stand around a whole cell and are doubled within; and a line with fewer cells goes on with the
    one above it only where a quote was left open there.
    """
    held: tuple[int, list[str]] | None = None
    for number, line in source.lines():
        cells = line.split("\t")
        if held is not None and _is_open(held[1][-1]) and len(cells) < len(held[1]):
            last = held[1].pop()
            held[1].extend(f"{last}\n{line}".split("\t"))
            continue
        if held is not None:
            yield held[0], [*map(_unquoted, held[1])]
        held = number, cells
    if held is not None:
        yield held[0], [*map(_unquoted, held[1])]


def _is_open(cell: str) -> bool:
    return cell.startswith('"') and cell.count('"') % 2 == 1


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if is_quoted else cell


def tab_rows(source: EnglishSource) -> Iterator[tuple[str, Mapping[str, str] | Fault]]:
    """Place and cells, by folded heading, of each row under the header; or what is wrong with the row.

    Tabs too many belong to the last column. Those at the end of a line are nothing.
    """
    records = tab_records(source)
    header = [_folded(cell) for cell in next(records, (0, []))[1]]
    while header and not header[-1]:
        header.pop()
    for number, cells in records:
        place = f"line {number}"
        if len(cells) < len(header):
            message = f"has {len(cells)} cells under {len(header)} headings; a tab is missing: correct this line"
            yield place, source.fault(message, place)
            continue
        last = "\t".join(cells[len(header) - 1 :]).rstrip("\t")
        yield place, dict(zip(header, [*cells[: len(header) - 1], last], strict=True))
