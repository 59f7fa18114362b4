"""A criterion from its line and the lines below it: further wordings, outcomes, its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pontozo.domain import STANDARD, Criterion, Outcome
from pontozo.formats.guide_text import problems as told
from pontozo.formats.guide_text.amounts import amount
from pontozo.formats.guide_text.entries import Entry
from pontozo.formats.guide_text.lines import Line
from pontozo.formats.guide_text.phrases import after_id, after_side, heading, outcomes_said, points_alone
from pontozo.formats.guide_text.problems import Problems
from pontozo.formats.guide_text.quoting import unquoted
from pontozo.formats.guide_text.words import folded, patterns

#: The name of an outcome is what stands before the last sign; in quotes it may hold signs itself.
_CREDIT = re.compile(rf"(?: ?[:=|] ?| - ){patterns('{n}')[0].pattern}$")
#: How far from its end a line is searched for a credit; exact fractions may be long.
_LONGEST_CREDIT = 600


@dataclass
class _Draft:
    """What is known of a criterion while its lines are read."""

    wordings: list[str]
    points: Fraction | None
    outcomes: tuple[Outcome, ...] | None
    id: str | None = None


@dataclass
class CriterionReader:
    """Reads criteria; what it cannot read it says."""

    problems: Problems

    def read(self, line: Line, found: Entry, each: Fraction | None) -> list[Criterion]:
        """The criterion alone in a list, or nothing where there was a problem. `each`: the points from above."""
        before = len(self.problems)
        if found.points is None and line.children and line.text.endswith(":"):
            self.problems.say(line, told.UNKNOWN_HEADING)
            return []
        if found.is_bare and each is not None:
            self.problems.say(line, told.BARE.format(found.points))
        draft = _Draft([found.text], found.points, found.outcomes)
        for child in line.children:
            self._take(draft, child)
        points = each if draft.points is None else draft.points
        if points is None:
            self.problems.say(line, told.without_points(line.text))
        if points is None or len(self.problems) > before:
            return []
        return self._made(line, draft, points)

    def _made(self, line: Line, draft: _Draft, points: Fraction) -> list[Criterion]:
        outcomes = STANDARD if draft.outcomes is None else draft.outcomes
        try:
            return [Criterion(wordings=draft.wordings, points=points, outcomes=outcomes, id=draft.id or "")]
        except ValueError as error:
            self.problems.refused(line, error)
            return []

    def _take(self, draft: _Draft, child: Line) -> None:
        try:
            is_known = self._took(draft, child)
        except ValueError as error:
            self.problems.refused(child, error)
            return
        if not is_known:
            self.problems.say(child, told.CHILD)

    def _took(self, draft: _Draft, child: Line) -> bool:
        """Whether the line was understood. Raises ValueError for a number or a scale that is none."""
        found = heading(child.text)
        if found and found.kind == "outcomes":
            self._set(draft, "outcomes", tuple(self._outcomes(child)), child)
            return True
        if child.children:
            return False
        if (wording := after_side(child.text, "or")) is not None:
            draft.wordings.append(unquoted(wording))
        elif (name := after_id(child.text)) is not None:
            self._set(draft, "id", unquoted(name), child)
        elif (outcomes := outcomes_said(child.text.strip("()[]"))) is not None:
            self._set(draft, "outcomes", outcomes, child)
        elif (points := points_alone(child.text)) is not None:
            self._set(draft, "points", points, child)
        else:
            return False
        return True

    def _set(self, draft: _Draft, name: str, value: object, child: Line) -> None:
        if getattr(draft, name) is not None:
            self.problems.say(child, told.CHILD_TWICE)
        setattr(draft, name, value)

    def _outcomes(self, above: Line) -> Sequence[Outcome]:
        if not above.children:
            self.problems.say(above, told.NO_LINES)
        found = []
        for line in above.children:
            match = _credit(line)
            if not match or line.children:
                self.problems.say(line, told.OUTCOME)
                continue
            try:
                found.append(Outcome(name=unquoted(line.text[: match.start()].strip()), credit=amount(match["n"])))
            except ValueError as error:
                self.problems.refused(line, error)
        return found


def _credit(line: Line) -> re.Match[str] | None:
    return _CREDIT.search(folded(line.text), max(0, len(line.text) - _LONGEST_CREDIT))
