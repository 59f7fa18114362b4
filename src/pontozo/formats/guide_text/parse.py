"""A guide from its lines. What was not understood is said, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import TypeVar

from pontozo.domain import All, Alternatives, BestOf, Deduct, Guide, Level, Levels, show
from pontozo.formats.documents import DEEPEST
from pontozo.formats.guide_text import problems as told
from pontozo.formats.guide_text.criteria import CriterionReader
from pontozo.formats.guide_text.entries import Entry, entry
from pontozo.formats.guide_text.lines import Line, every_line
from pontozo.formats.guide_text.phrases import Heading, after_id, after_side, heading
from pontozo.formats.guide_text.problems import Problem, Problems
from pontozo.formats.guide_text.quoting import unquoted

#: A text of more lines is no guide; to go through all its totals would take long.
MOST_LINES = 500
#: A label inside "alternatives:", which is a sub-guide; it stands in no table, since it may be any words.
_LABEL = "label"
_SIDES = ("either", "or")
_NOTHING = Entry("")
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class GuideText:
    """What a text says; `guide` is None if there are problems.

    `maximum` is the total that the text names, for the caller to check against the guide.
    """

    guide: Guide | None
    maximum: Fraction | None
    problems: tuple[Problem, ...]


def parse_guide(lines: Sequence[Line], expected: Fraction | None = None) -> GuideText:
    """The guide that the lines say. Never raises: what cannot be read is a problem.

    `expected` is a total known from elsewhere: bare numbers 1, 2, 3, … that add up to it are points, not ordinals.
    """
    excess = next(islice(every_line(lines), MOST_LINES, None), None)
    if excess:
        return GuideText(None, None, (Problem(excess.number, excess.text, told.TOO_MANY.format(MOST_LINES)),))
    reader = _Reader(expected)
    guide = reader.root(lines)
    problems = reader.problems.in_order()
    return GuideText(None if problems else guide, reader.total, problems)


@dataclass(frozen=True)
class _Item:
    """A line and the one thing it is: a heading or an entry."""

    line: Line
    heading: Heading | None = None
    entry: Entry = _NOTHING

    @property
    def kind(self) -> str:
        """The heading's kind; "" for an entry."""
        return self.heading.kind if self.heading else ""

    @property
    def is_alone(self) -> bool:
        return not self.line.children


class _Reader:
    """Reads groups of lines into parts, and collects the problems met."""

    def __init__(self, expected: Fraction | None) -> None:
        self.problems = Problems()
        self.total: Fraction | None = None
        self._expected = expected
        self._criteria = CriterionReader(self.problems)

    def root(self, lines: Sequence[Line]) -> Guide | None:
        items = list(self._opened(lines))
        whole = next((item for item in items if item.kind == "whole"), None)
        if not whole:
            parts = self._parts(items, None, 1)
            return self._sole(Line("", lines[0].number if lines else 0), parts, always_all=True)
        for item in items:
            if item is not whole:
                self.problems.say(item.line, told.BESIDE_WHOLE)
        return self._sole(whole.line, self._below(whole, None, 1), always_all=False)

    def _sole(self, line: Line, parts: list[Guide], always_all: bool) -> Guide | None:
        if not parts and not self.problems:
            self.problems.say(line, told.EMPTY)
        if not parts or self.problems:
            return None
        made = parts if len(parts) == 1 and not always_all else self._made(line, lambda: [All(parts)])
        return made[0] if made else None

    def _opened(self, lines: Sequence[Line], depth: int = 1) -> Iterator[_Item]:
        """The items at the top of the guide: titles and totals are noted, and what is below them stands there too."""
        for item in self._items(lines):
            found = item.heading
            is_total = item.kind == "total" or (item.kind == "cap" and item.is_alone and found and not found.each)
            if not found or not (is_total or item.kind == "title"):
                yield item
                continue
            self._note_total(item.line, found.total)
            if depth > DEEPEST:
                self.problems.say(item.line, told.TOO_DEEP)
            elif found.each:
                yield replace(item, heading=Heading("each", each=found.each))
            else:
                yield from self._opened(item.line.children, depth + 1)

    def _note_total(self, line: Line, total: Fraction | None) -> None:
        if total is not None and self.total is not None and total != self.total:
            self.problems.say(line, told.OTHER_TOTAL)
        self.total = total if self.total is None else self.total

    def _items(self, lines: Sequence[Line]) -> Iterator[_Item]:
        for line in lines:
            text = " ".join(line.text.split())
            try:
                yield _item(replace(line, text=text))
            except ValueError as error:
                self.problems.refused(line, error)

    def _parts(self, items: Sequence[_Item], each: Fraction | None, depth: int) -> list[Guide]:
        """The parts that a group of lines says. `each`: the points that come from above."""
        if any(item.entry.points == 0 and not item.entry.deducts for item in items):
            return self._levels(items)
        self._check_numbering(items)
        parts: list[Guide] = []
        runs = list(_runs(items))
        for place, run in enumerate(runs, 1):
            found = run[0].heading
            if found and found.kind == "each" and run[0].is_alone and place < len(runs):
                each = found.each  # "1 point each:" speaks for all the lines that follow it
            elif found and found.kind in _SIDES:
                parts += self._alternatives(run, each, depth)
            elif found:
                parts += self._group(run[0], found, each, depth)
            elif run[0].entry.deducts:
                parts += self._deductions(run)
            else:
                parts += self._criteria.read(run[0].line, run[0].entry, each)
        return parts

    def _check_numbering(self, items: Sequence[_Item]) -> None:
        bare = [item for item in items if item.entry.is_bare]
        numbers = [item.entry.points for item in bare]
        is_counted = len(bare) >= 3 and numbers == list(range(1, len(bare) + 1))
        if is_counted and sum(range(1, len(bare) + 1)) not in (self._expected, self.total):
            self.problems.say(bare[0].line, told.NUMBERING.format(len(bare)))

    def _below(self, item: _Item, each: Fraction | None, depth: int) -> list[Guide]:
        """The parts that the lines below a heading say; nothing where there was a problem."""
        before = len(self.problems)
        if depth > DEEPEST:
            self.problems.say(item.line, told.TOO_DEEP)
            return []
        items = [_seen_from(item.kind, below) for below in self._items(item.line.children)]
        parts = self._levels(items) if item.kind == "levels" else self._parts(items, each, depth + 1)
        if not parts and len(self.problems) == before:
            self.problems.say(item.line, told.NO_LINES)
        return parts if len(self.problems) == before else []

    def _group(self, item: _Item, found: Heading, each: Fraction | None, depth: int) -> list[Guide]:
        if found.kind in told.MISPLACED:
            self.problems.say(item.line, told.MISPLACED[found.kind])
            return []
        # What a mistake costs is not what a thought earns: points from above are not handed on.
        above = self._share(item, found) or (None if found.kind == "deduct" else each)
        parts = self._below(item, found.each or above, depth)
        if not parts:
            return []
        if found.kind == "cap":
            return self._capped(item.line, parts, found.total or Fraction(0))
        return self._agreeing(item, self._made(item.line, lambda: _built(found, parts)))

    def _share(self, item: _Item, found: Heading) -> Fraction | None:
        """What each of the best gives where only their total is said: "any two, 2 points in total"."""
        is_said = found.each or any(map(_says_points, item.line.children))
        if found.kind != "best" or not found.total or item.is_alone or is_said:
            return None
        if found.is_each_or_all:
            self.problems.say(item.line, told.EACH_OR_ALL.format(show(found.total)))
        return found.total / found.k

    def _agreeing(self, item: _Item, parts: list[Guide]) -> list[Guide]:
        """The parts, unless the heading names another total than they have."""
        said = item.heading.total if item.heading else None
        given = sum((part.maximum for part in parts), Fraction(0))
        if parts and said is not None and said != given:
            self.problems.say(item.line, told.DISAGREES.format(show(said), show(given)))
            return []
        return parts

    def _capped(self, line: Line, parts: list[Guide], cap: Fraction) -> list[Guide]:
        """Parts of which no more than `cap` points count: that of best-k-of, if they are equal."""
        worth = {part.maximum for part in parts}
        given = sum((part.maximum for part in parts), Fraction(0))
        if given == cap:
            return parts
        if given < cap:
            self.problems.say(line, told.DISAGREES.format(show(cap), show(given)))
        elif len(worth) > 1:
            self.problems.say(line, told.UNEQUAL.format(show(cap)))
        elif (cap / min(worth)).denominator > 1:
            self.problems.say(line, told.NOT_WHOLE.format(show(cap), show(min(worth))))
        else:
            return self._made(line, lambda: [BestOf(k=int(cap / min(worth)), parts=parts)])
        return []

    def _alternatives(self, run: Sequence[_Item], each: Fraction | None, depth: int) -> list[Guide]:
        if run[0].kind == "or" and len(run) == 1:
            self.problems.say(run[0].line, told.MISPLACED["or"])
            return []
        before = len(self.problems)
        sides: list[Guide] = []
        for item in run:
            below = self._below(item, (item.heading and item.heading.each) or each, depth)
            sides += self._agreeing(item, self._made(item.line, partial(_side, below)))
        return self._made(run[0].line, lambda: [Alternatives(sides)]) if len(self.problems) == before else []

    def _deductions(self, run: Sequence[_Item]) -> list[Guide]:
        before = len(self.problems)
        costs: list[Guide] = []
        for item in run:
            costs += self._criteria.read(item.line, replace(item.entry, deducts=False), None)
        return self._made(run[0].line, lambda: [Deduct(costs)]) if len(self.problems) == before else []

    def _levels(self, items: Sequence[_Item]) -> list[Guide]:
        """The one scale that all the lines are, rising or falling."""
        before = len(self.problems)
        names = [item for item in items if item.kind == "id"]
        levels = [level for item in items if item.kind != "id" for level in self._level(item)]
        for item in names[1:]:
            self.problems.say(item.line, told.CHILD_TWICE)
        if len(levels) == 1 and len(self.problems) == before:
            self.problems.say(items[0].line, told.ONE_LEVEL)
        if not levels or len(self.problems) > before:
            return []
        rising = levels if levels[0].points <= levels[-1].points else levels[::-1]
        name = names[0].entry.text if names else ""
        return self._made(items[0].line, lambda: [Levels(levels=rising, id=name)])

    def _level(self, item: _Item) -> list[Level]:
        found = item.entry
        if item.heading or found.points is None or found.deducts:
            self.problems.say(item.line, told.NO_LINES if item.heading and item.is_alone else told.LEVELS_ONLY)
            return []
        for child in item.line.children:
            self.problems.say(child, told.LEVEL_CHILD)
        if found.outcomes:
            self.problems.say(item.line, told.LEVEL_OUTCOMES)
            return []
        points = found.points
        return self._made(item.line, lambda: [Level(points=points, text=found.text)])

    def _made(self, line: Line, make: Callable[[], list[_Made]]) -> list[_Made]:
        """What is made, or nothing where the domain refuses it."""
        try:
            return make()
        except ValueError as error:
            self.problems.refused(line, error)
            return []


def _item(line: Line) -> _Item:
    """What one line is. Raises ValueError for one that can be read in two ways."""
    found = heading(line.text)
    if found:
        return _Item(line, found)
    for side in _SIDES:
        if (rest := after_side(line.text, side)) is not None:
            return _Item(Line(line.text, line.number, (replace(line, text=rest),)), Heading(side))
    if (name := after_id(line.text)) is not None:
        return _Item(line, Heading("id"), Entry(unquoted(name)))
    return _Item(line, entry=entry(line.text))


def _says_points(line: Line) -> bool:
    try:
        return entry(line.text).points is not None
    except ValueError:
        return True


def _seen_from(above: str, item: _Item) -> _Item:
    """The item as the heading above it makes one see it."""
    if above == "deduct" and not item.heading:
        return replace(item, entry=replace(item.entry, deducts=False))  # that they are taken off is said already
    is_label = not item.heading and item.entry.points is None and item.line.text.endswith(":")
    if above == "alternatives" and (item.kind in _SIDES or (is_label and item.line.children)):
        return replace(item, heading=Heading(_LABEL), entry=_NOTHING)
    return item


def _runs(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """The items in runs: deductions that follow each other, and the sides of one "either … or"."""
    run: list[_Item] = []
    for item in items:
        before = run[-1] if run else None
        both_deduct = before and not before.heading and before.entry.deducts and item.entry.deducts
        is_next_side = before and before.kind in _SIDES and item.kind == "or"
        if run and not (both_deduct or is_next_side):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _side(parts: list[Guide]) -> list[Guide]:
    """One side of a choice: a part, or all of several."""
    return [All(parts)] if len(parts) > 1 else parts


def _built(found: Heading, parts: list[Guide]) -> list[Guide]:
    """What the heading makes of the parts below it. Raises ValueError where the domain refuses it."""
    match found.kind:
        case "all":
            return [All(parts)]
        case "best":
            return [BestOf(k=found.k, parts=parts)]
        case "alternatives":
            return [Alternatives(parts)]
        case "deduct":
            return [Deduct(parts)]
        case "label":
            return _side(parts)
        case _:  # "each" only gives points, and "levels" is a part already
            return parts
