"""The canonical form of an answer: what is judged, and how its offsets lead back to what was stored.

Two answers with the same canonical form are the same answer. Unicode form, white space and invisible characters do
not count; case, accents and symbols do: `i++` is not `++i`, "kor" is not "kór".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pontozo.domain import Span


@dataclass(frozen=True)
class Canonical:
    """A text in canonical form. `origin[i]` is where code point `i` stands in the stored text: (start, end)."""

    text: str
    origin: tuple[tuple[int, int], ...]

    def stored(self, span: Span) -> Span:
        """The same stretch in the stored text."""
        return Span(self.origin[span.start][0], self.origin[span.end - 1][1])


def canonical(stored: str) -> Canonical:
    """NFC, each run of white space one space, none at the ends, no control or format characters (Unicode Cc, Cf)."""
    pieces: list[str] = []
    origin: list[tuple[int, int]] = []
    for start, end, composed in _composed(stored):
        for character in composed:
            if character.isspace():
                if pieces and pieces[-1] != " ":
                    pieces.append(" ")
                    origin.append((start, end))
            elif unicodedata.category(character) not in ("Cc", "Cf"):
                pieces.append(character)
                origin.append((start, end))
    if pieces and pieces[-1] == " ":
        pieces.pop()
        origin.pop()
    text = "".join(pieces)
    if not unicodedata.is_normalized("NFC", text):
        # A character that was left out stood between two that compose.
        return _again(text, tuple(origin))
    return Canonical(text, tuple(origin))


def _again(text: str, origin: tuple[tuple[int, int], ...]) -> Canonical:
    """The canonical form of a text that is clean but not composed yet."""
    pieces: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end, composed in _composed(text):
        pieces.append(composed)
        places.extend([(origin[start][0], origin[end - 1][1])] * len(composed))
    return Canonical("".join(pieces), tuple(places))


def _composed(stored: str) -> Iterator[tuple[int, int, str]]:
    """The text in pieces that compose each by itself: start and end in `stored`, and the piece in NFC."""
    if unicodedata.is_normalized("NFC", stored):
        yield from ((i, i + 1, character) for i, character in enumerate(stored))
        return
    start = 0
    for i in range(1, len(stored) + 1):
        if i == len(stored) or _begins_piece(stored[start:i], stored[i]):
            yield start, i, unicodedata.normalize("NFC", stored[start:i])
            start = i


def _begins_piece(before: str, character: str) -> bool:
    """Whether nothing of `character` can merge into the piece before it."""
    if unicodedata.combining(character):
        return False
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", character)
    return unicodedata.normalize("NFC", before + character) == apart
