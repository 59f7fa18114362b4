"""An answer cut at its evidence, so that a page can mark it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pontozo.domain import Finding


@dataclass(frozen=True)
class Piece:
    """A stretch of an answer. `findings` went by it, and `ends` are those of them whose evidence stops behind it; by
    number, from 1."""

    text: str
    findings: tuple[int, ...]
    ends: tuple[int, ...]


def pieces_of(text: str, findings: Sequence[Finding]) -> list[Piece]:
    """The answer in pieces that, put together, are the answer again; spans may overlap."""
    spans = [
        (number, span.start, min(span.end, len(text)))
        for number, finding in enumerate(findings, 1)
        for span in finding.spans
        if span.start < len(text)
    ]
    cuts = sorted({0, len(text), *(start for _, start, _ in spans), *(end for _, _, end in spans)})
    return [
        Piece(
            text[start:end],
            tuple(sorted({number for number, first, last in spans if first <= start and end <= last})),
            tuple(sorted({number for number, _, last in spans if last == end})),
        )
        for start, end in pairwise(cuts)
    ]
