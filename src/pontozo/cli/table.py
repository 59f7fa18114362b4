"""What `pontozo grade` shows at the end: a row for each student, and what a person must look at."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table

from pontozo.domain import show

if TYPE_CHECKING:
    from pontozo.domain import Answer, Grade

#: So many rows are shown; the rest is in the file given with --out.
_ROWS = 60
#: The mark behind a score that a person should look at, and what stands there otherwise, so that numbers line up.
_LOOK, _NO_LOOK = "*", " "


class ClassTable:
    """Scores by student and question; memory does not grow with the class beyond the rows that are shown."""

    def __init__(self, grader: str) -> None:
        self._grader = grader
        self._rows: dict[str, dict[str, str]] = {}
        self._maxima: dict[str, float] = {}
        self._reasons: Counter[str] = Counter()
        self._answers = self._unscored = self._left_out = 0

    def add(self, answer: Answer, grade: Grade) -> None:
        """Take in one grade."""
        self._answers += 1
        self._unscored += grade.score is None
        self._reasons.update(reason.text.split(" (")[0] for reason in grade.review)
        self._maxima[grade.question] = grade.max_score
        row = answer.student or answer.id or str(self._answers)
        if grade.question in self._rows.get(row, {}):
            row = f"{row} #{answer.attempt or answer.id}"
        if row not in self._rows and len(self._rows) >= _ROWS:
            self._left_out += 1
            return
        score = "–" if grade.score is None else show(grade.score)
        self._rows.setdefault(row, {})[grade.question] = score + (_LOOK if grade.needs_person else _NO_LOOK)

    def show(self, *, rows: bool, written: Path | None) -> None:
        """Print the table (to standard output) and the summary (beside it, or to standard error without the table)."""
        stream = sys.stdout if rows else sys.stderr
        if rows:
            # Not a terminal: as wide as it takes, so that nothing is cut in a file or a pipe.
            width = None if stream.isatty() else 1000
            Console(file=stream, width=width, highlight=False, no_color=width is not None).print(self._table())
        for line in self._summary(written):
            print(line, file=stream)

    def _table(self) -> Table:
        terminal = sys.stdout.isatty()
        table = Table(box=box.SIMPLE_HEAD if terminal else None, show_edge=False, pad_edge=False)
        table.add_column("student", no_wrap=not terminal)
        for question, maximum in self._maxima.items():
            table.add_column(f"{question} (of {show(maximum)})", justify="right", no_wrap=not terminal)
        table.add_column("total", justify="right")
        for name, scores in self._rows.items():
            cells = [scores.get(question, "") for question in self._maxima]
            table.add_row(name, *cells, _total(cells))
        return table

    def _summary(self, written: Path | None) -> list[str]:
        looked = sum(self._reasons.values())
        lines = ["", f"{self._answers} answers, {self._answers - self._unscored} scored, by {self._grader}."]
        if self._left_out:
            lines.append(f"{self._left_out} answers of further students are not shown; --out FILE writes all.")
        if looked:
            lines.append(f"{_LOOK} {looked} for a person to look at:")
            lines += [f"    {count:4d}  {reason}" for reason, count in self._reasons.most_common()]
        lines.append("These are proposals: the teacher decides.")
        if written is not None:
            lines.append(f"Written to {written}")
        return lines


def _total(cells: list[str]) -> str:
    """The sum of what is scored, marked where a part of it is not, or is for a person to look at."""
    numbers = [cell[:-1] for cell in cells if cell]
    scored = [float(number) for number in numbers if number != "–"]
    marked = any(cell.endswith(_LOOK) for cell in cells)
    return (show(sum(scored)) if scored else "–") + (_LOOK if marked else _NO_LOOK)
