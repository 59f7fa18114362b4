"""A line with a thought: how many points it gives or costs, before the thought or after it, and the thought itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from pontozo.domain import Outcome
from pontozo.formats.guide_text import words
from pontozo.formats.guide_text.amounts import amount
from pontozo.formats.guide_text.phrases import outcomes_said
from pontozo.formats.guide_text.quoting import unquoted
from pontozo.formats.guide_text.words import folded, patterns

TWICE = "says its points twice; write one of the two, or put the thought in double quotes"
SIGN = "may give points or take them off; write '{0} points: …', or '-{0} points: …'"
INSIDE = "holds points in its middle; write a line for each thought, or put the thought in double quotes"
EMPTY = "says no thought; write what the answer must hold after the points"
EACH = "gives points to each of several thoughts in one line; write '1 point each:', and below it a line for each"
PARTLY = (
    "says when a part is enough; half the points are given for that as it is, or write 'outcomes:' below the thought"
)
REMARK = (
    "holds a remark on marking in brackets; write 'or: …' below the thought for another wording, or use double quotes"
)
COUNTED = "counts thoughts within one line; write 'any two of (1 point each):', and below it a line for each"
OUTCOMES_TWICE = "says twice what it can come out as; keep one of the two"

#: How far from its end a line is searched for points: no amount is written longer.
_LONGEST_END = 60
_PUNCTUATION = " .;,"
_END = re.compile(rf"(?<![a-z0-9])(?<![0-9][.,/]){patterns('{p}')[0].pattern}$")
_INSIDE = patterns(words.INSIDE)
_REMARKS = {
    PARTLY: patterns(words.PARTLY),
    REMARK: patterns(words.REMARK),
    COUNTED: patterns(words.COUNTED),
}
_EACH_INLINE = patterns(words.EACH_INLINE)
_BEFORE_BRACKET = re.compile(r"(?: ?[:|]| [-–—])$")


@dataclass(frozen=True)
class Entry:
    """A thought and what stands with it.

    `points` is None where the line says none. `deducts`: they are taken off. `is_bare`: the number stands without a
    unit, as an ordinal may.
    """

    text: str
    points: Fraction | None = None
    deducts: bool = False
    is_bare: bool = False
    outcomes: tuple[Outcome, ...] | None = None


def entry(text: str) -> Entry:
    """What the line says. Raises ValueError, in a sentence, for one that can be read in two ways or not at all."""
    start, length = _start(text)
    end, rest = _end(text[length:].strip())
    if start and end.points is not None:
        raise ValueError(TWICE)
    thought = unquoted(rest)
    if thought == rest:
        _check_thought(folded(rest), bool(start))
    if not thought.strip():
        raise ValueError(EMPTY)
    return replace(start or end, text=thought, outcomes=end.outcomes)


def _check_thought(thought: str, has_points_before: bool) -> None:
    """Raises ValueError for words that no thought has: they say how to mark, in a way that is written otherwise."""
    if any(pattern.search(thought) for pattern in _INSIDE):
        raise ValueError(INSIDE)
    for message, phrases in _REMARKS.items():
        if any(pattern.search(thought) for pattern in phrases):
            raise ValueError(message)
    if has_points_before and any(pattern.match(thought) for pattern in _EACH_INLINE):
        raise ValueError(EACH)


def _start(text: str) -> tuple[Entry | None, int]:
    """The points before the thought, and where the thought begins."""
    line = folded(text)
    for forms, deducts, is_bare in ((words.COSTS, True, False), (words.EARNS, False, False), (words.BARE, False, True)):
        for pattern in patterns(*forms):
            if match := pattern.match(line):
                return Entry("", _number(match), deducts, is_bare), match.end()
    return None, 0


def _number(match: re.Match[str]) -> Fraction:
    groups = match.groupdict()
    return amount(groups.get("p") or groups["n"])


def _end(text: str) -> tuple[Entry, str]:
    """What stands after the thought, and the thought; punctuation goes only with something that stood before it."""
    found = Entry("")
    while True:
        shorter = _without_bracket(text, found) or _without_points(text, found) or _without_cell(text, found)
        if not shorter:
            return found, text
        found, text = shorter


def _without_bracket(text: str, found: Entry) -> tuple[Entry, str] | None:
    """The same with what the last bracket says, if all of it is points or outcomes."""
    bare = text.rstrip(_PUNCTUATION)
    if not bare.endswith((")", "]")):
        return None
    opened = bare.rfind("(" if bare.endswith(")") else "[")
    # "int a[2]" is a thought, "thought [2]" has points.
    may_be_bare = bare.endswith("]") and bare[max(opened - 1, 0) : opened] == " "
    pieces = re.split(r"(?<![0-9]),|,(?![0-9])|;", bare[opened + 1 : -1]) if opened >= 0 else []
    for piece in pieces:
        taken = _with(found, piece.strip(), may_be_bare)
        if not taken:
            return None
        found = taken
    return (found, _BEFORE_BRACKET.sub("", bare[:opened].rstrip())) if pieces else None


def _with(found: Entry, piece: str, may_be_bare: bool) -> Entry | None:
    """`found` with what one piece of a bracket says, or None where that is neither points nor outcomes."""
    outcomes = outcomes_said(piece)
    if outcomes:
        if found.outcomes:
            raise ValueError(OUTCOMES_TWICE)
        return replace(found, outcomes=outcomes)
    line = folded(piece)
    for pattern in patterns("- ?{p}|{p}", *(["{few}{n}"] if may_be_bare else [])):
        if match := pattern.fullmatch(line):
            return _worth(found, _number(match), line.startswith("-"))
    return None


def _worth(found: Entry, points: Fraction, deducts: bool) -> Entry:
    if found.points is not None:
        raise ValueError(TWICE)
    return replace(found, points=points, deducts=deducts)


def _without_points(text: str, found: Entry) -> tuple[Entry, str] | None:
    """The same with the points that stand after a sign at the end: "thought – 2 points", "thought: 2 pont"."""
    line = folded(text.rstrip(_PUNCTUATION))
    match = _END.search(line, max(0, len(line) - _LONGEST_END))
    if not match:
        return None
    head = line[: match.start()]
    deducts = head.endswith("-") and head[:-1].rstrip().endswith((":", "|"))
    if deducts:
        head = head[:-1]
    elif head.endswith(" -"):
        raise ValueError(SIGN.format(match["p"]))
    length = _thought_length(head)
    return None if length is None else (_worth(found, _number(match), deducts), text[:length].rstrip())


def _without_cell(text: str, found: Entry) -> tuple[Entry, str] | None:
    """The same with the number that stands alone in the last cell of a row: "thought | 2"."""
    match = patterns(words.LAST_CELL)[0].fullmatch(folded(text))
    if not match:
        return None
    return replace(_worth(found, _number(match), deducts=False), is_bare=True), text[: match.end("thought")].rstrip()


def _thought_length(head: str) -> int | None:
    """Where the thought ends that a sign parts from its points; None where no sign does."""
    bare = head.rstrip()
    if bare.endswith((":", "|")):
        return len(bare) - 1
    if head.endswith(" - "):
        return len(head) - 3
    return len(bare.rstrip(".… ")) if bare.endswith(("...", "…")) else None
