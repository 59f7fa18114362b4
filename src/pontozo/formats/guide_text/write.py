"""A guide as lines, such as `parse_guide` reads back without loss."""

from __future__ import annotations

from fractions import Fraction

from pontozo.domain import (
    ALL_OR_NOTHING,
    STANDARD,
    All,
    Alternatives,
    BestOf,
    Criterion,
    Deduct,
    Guide,
    Level,
    Levels,
    Outcome,
    exact,
    scale,
)
from pontozo.formats.guide_text.amounts import shown_amount
from pontozo.formats.guide_text.entries import Entry, entry
from pontozo.formats.guide_text.lines import Line
from pontozo.formats.guide_text.phrases import heading
from pontozo.formats.guide_text.quoting import is_plain, quoted
from pontozo.formats.guide_text.words import WRITTEN, Words


def guide_lines(guide: Guide, language: str = "en") -> tuple[Line, ...]:
    """The guide in the words of "en" or "hu", English for any other language.

    `parse_guide(guide_lines(guide)).guide == guide`, also by way of text or HTML, for every guide of up to 60
    levels and 500 lines.
    """
    writer = _Writer(WRITTEN.get(language, WRITTEN["en"]))
    if isinstance(guide, All):
        return tuple(map(writer.part, guide.parts))
    return (Line(writer.words.whole, children=(writer.part(guide),)),)


class _Writer:
    def __init__(self, words: Words) -> None:
        self.words = words

    def part(self, part: Guide) -> Line:
        if isinstance(part, Criterion):
            return self._criterion(part)
        if isinstance(part, Levels):
            return Line(self.words.levels, children=(*map(self._level, part.levels), *_id(part.id)))
        return Line(self._heading(part), children=tuple(map(self.part, part.parts)))

    def _heading(self, node: All | BestOf | Alternatives | Deduct) -> str:
        match node:
            case All():
                return self.words.all
            case BestOf():
                return self.words.best.format(node.k)
            case Alternatives():
                return self.words.alternatives
            case Deduct():
                return self.words.deduct

    def _criterion(self, criterion: Criterion) -> Line:
        first, *others = criterion.wordings
        further = (Line(self.words.wording.format(_text(wording))) for wording in others)
        return Line(
            self._entry(criterion.points, first),
            children=(*further, *self._outcomes(criterion.outcomes), *_id(criterion.id)),
        )

    def _level(self, level: Level) -> Line:
        return Line(self._entry(level.points, level.text))

    def _entry(self, points: Fraction, text: str) -> str:
        """The points and the text, in quotes where the line would say something else without them."""
        amount = shown_amount(points, self.words.decimal)
        start = f"{(self.words.point if 0 < points <= 1 else self.words.points).format(amount)}: "
        return start + (text if is_plain(text) and _says(start + text, Entry(text, points)) else quoted(text))

    def _outcomes(self, outcomes: tuple[Outcome, ...]) -> tuple[Line, ...]:
        if outcomes == STANDARD:
            return ()
        if outcomes == ALL_OR_NOTHING:
            return (Line(self.words.all_or_nothing),)
        if step := _step(outcomes):
            top, width = (shown_amount(number, self.words.decimal) for number in (step * (len(outcomes) - 1), step))
            return (Line(self.words.scale.format(top, width)),)
        return (Line(self.words.outcomes, children=tuple(map(self._outcome, outcomes))),)

    def _outcome(self, outcome: Outcome) -> Line:
        name = outcome.name if is_plain(outcome.name) and outcome.name.isalpha() else quoted(outcome.name)
        return Line(f"{name}: {shown_amount(outcome.credit, self.words.decimal)}")


def _says(line: str, meant: Entry) -> bool:
    try:
        return heading(line) is None and entry(line) == meant
    except ValueError:
        return False


def _text(text: str) -> str:
    """A text that nothing follows."""
    return text if is_plain(text) else quoted(text)


def _id(name: str) -> tuple[Line, ...]:
    return (Line(f"id: {_text(name)}"),) if name else ()


def _step(outcomes: tuple[Outcome, ...]) -> Fraction | None:
    """The step of the scale that the outcomes are, or None."""
    try:
        step = exact(outcomes[1].name)
        return step if scale(step * (len(outcomes) - 1), step) == outcomes else None
    except ValueError:
        return None
