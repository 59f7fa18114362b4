"""What `pontozo grade` shows at the end: a row for each student, and what a person must look at."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pontozo.cli.tables import print_table
from pontozo.counting import counted
from pontozo.domain import exact, show

if TYPE_CHECKING:
    from pontozo.domain import Answer, Grade

#: So many rows are shown; the rest is in the file given with --out.
_ROWS = 60
#: The mark behind a score that a person should look at, and what stands there otherwise, so that numbers line up.
_LOOK, _NO_LOOK = "*", " "


@dataclass(frozen=True)
class _Cell:
    """A score, None where there is none, and whether a person should look at it."""

    score: float | None
    look: bool

    def __str__(self) -> str:
        return ("–" if self.score is None else show(self.score)) + (_LOOK if self.look else _NO_LOOK)


class ClassTable:
    """Scores by student and question; memory does not grow with the class beyond the rows that are shown."""

    def __init__(self, grader: str) -> None:
        self._grader = grader
        self._rows: dict[str, dict[str, _Cell]] = {}
        self._maxima: dict[str, float] = {}
        self._reasons: Counter[str] = Counter()
        self._wording: dict[str, str] = {}
        self._answers = self._unscored = self._looked = self._left_out = 0

    def add(self, answer: Answer, grade: Grade) -> None:
        """Take in one grade."""
        self._answers += 1
        self._unscored += grade.score is None
        self._looked += grade.needs_person
        for reason in grade.review:
            self._reasons[reason.code] += 1
            # A program's own words may follow the reason, in brackets; they differ from answer to answer.
            self._wording.setdefault(reason.code, reason.text.split(" (")[0])
        self._maxima[grade.question] = grade.max_score
        row = answer.student or answer.id or str(self._answers)
        if grade.question in self._rows.get(row, {}):
            row = f"{row} #{answer.attempt or answer.id}"
        if row not in self._rows and len(self._rows) >= _ROWS:
            self._left_out += 1
            return
        self._rows.setdefault(row, {})[grade.question] = _Cell(grade.score, grade.needs_person)

    def show(self, *, rows: bool, written: Path | None) -> None:
        """Print the table (to standard output) and the summary (beside it, or to standard error without the table)."""
        stream = sys.stdout if rows else sys.stderr
        if rows:
            headings = [f"{question} (of {show(maximum)})" for question, maximum in self._maxima.items()]
            print_table(("student", *headings, "total"), self._rows_of_cells(), (*headings, "total"))
        for line in self._summary(written):
            print(line, file=stream)

    def _rows_of_cells(self) -> Iterator[Sequence[str]]:
        for name, scores in self._rows.items():
            cells = [str(scores.get(question, "")) for question in self._maxima]
            yield name, *cells, str(_total(list(scores.values())))

    def _summary(self, written: Path | None) -> list[str]:
        lines = ["", f"{counted(self._answers, 'answer')}, {self._answers - self._unscored} scored, by {self._grader}."]
        if self._left_out:
            are = "is" if self._left_out == 1 else "are"
            lines.append(
                f"{counted(self._left_out, 'answer')} of further students {are} not shown; --out FILE writes all."
            )
        if self._looked:
            lines.append(f"{_LOOK} {self._looked} for a person to look at:")
            lines += [f"    {count:4d}  {self._wording[code]}" for code, count in self._reasons.most_common()]
        lines.append("These are proposals: the teacher decides.")
        if written is not None:
            lines.append(f"Written to {written}")
        return lines


def _total(cells: Sequence[_Cell]) -> _Cell:
    """The sum of what is scored, for a person to look at where a part of it is; exact, so that thirds add up."""
    scored = [exact(cell.score) for cell in cells if cell.score is not None]
    return _Cell(float(sum(scored)) if scored else None, any(cell.look for cell in cells))
