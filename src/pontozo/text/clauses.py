"""Clauses of a text: the units in which an answer makes its points."""

from __future__ import annotations

import re
from functools import cache

from pontozo.domain import Span
from pontozo.text.language import language
from pontozo.text.words import words

# A sentence ends at its sign; a list item begins at its dash or number. "std::" and "3.14" are not ends, nor is the
# point of an ordinal: "i. elem", "1. lépés", "II. Lajos".
_ORDINAL = r"(?<!\b[a-z0-9]\.)(?<!\b[IVX]\.)(?<!\b[IVX]{2}\.)(?<!\b[IVX]{3}\.)(?<!\b[IVX]{4}\.)"
_SENTENCE = re.compile(rf"(?<=[.;!?…]){_ORDINAL}\s+|(?<=\b[a-z0-9]\.)\s+(?=[A-ZÁÉÍÓÖŐÚÜŰ])|\s+(?=[-–—•*]\s)|\s*;\s*")
#: A thought has at least this many words, two of which say something.
_THOUGHT_WORDS, _THOUGHT_CONTENT = 3, 2


@cache
def _breaks(code: str) -> re.Pattern[str]:
    conjunctions = "|".join(sorted(language(code).conjunctions)) or "(?!)"
    return re.compile(rf"(?<=,)\s+|\s+(?=(?:{conjunctions})\b)", re.IGNORECASE)


def _pieces(text: str, breaks: re.Pattern[str], within: Span) -> list[Span]:
    spans: list[Span] = []
    start = within.start
    for match in breaks.finditer(text, within.start, within.end):
        if match.start() > start:
            spans.append(Span(start, match.start()))
        start = match.end()
    if start < within.end:
        spans.append(Span(start, within.end))
    return spans


def sentences(text: str) -> list[Span]:
    """The sentences and list items of a text in canonical form, in order; none of an empty text."""
    return _pieces(text, _SENTENCE, Span(0, len(text))) if text else []


def clauses(text: str, code: str) -> list[Span]:
    """The clauses of a text in canonical form: sentences, cut at commas and before conjunctions.

    A piece too short to say something by itself stays with the one before it.
    """
    result: list[Span] = []
    for sentence in sentences(text):
        opened = len(result)
        for piece in _pieces(text, _breaks(code), sentence):
            if len(result) > opened and not (_is_thought(text, piece, code) and _is_thought(text, result[-1], code)):
                result[-1] = Span(result[-1].start, piece.end)
            else:
                result.append(piece)
    return result


def thought_spans(wording: str, code: str) -> list[Span]:
    """Where the thoughts of a wording stand: its clauses, a subordinate one with the one it belongs to.

    "if it is not released, the memory leaks" is one thought, "a pointer can be null, a reference cannot" is two.
    """
    result: list[Span] = []
    leads = False  # whether the last span is a subordinate clause that waits for its main clause
    for span in clauses(wording, code):
        subordinate = _first_word(wording, span) in language(code).subordinate
        if result and (subordinate or leads):
            result[-1] = Span(result[-1].start, span.end)
            leads = False
        else:
            result.append(span)
            leads = subordinate
    return result


def thoughts(wording: str, code: str) -> list[str]:
    """The thoughts of a criterion's wording: a criterion of two thoughts needs both."""
    return [span.of(wording).strip(" ,") for span in thought_spans(wording, code)] or [wording]


def _first_word(text: str, span: Span) -> str:
    return span.of(text).split(maxsplit=1)[0].casefold().strip(",")


def _is_thought(text: str, piece: Span, code: str) -> bool:
    found = words(piece.of(text), code)
    return len(found) >= _THOUGHT_WORDS and sum(word.is_content for word in found) >= _THOUGHT_CONTENT
