"""Going through what was read once, everything checked, before it becomes a gradebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Protocol

from pontozo.domain import Question
from pontozo.formats.base import FileAnswers, Reading
from pontozo.gradebook import Checker, DataError, Fault, Gradebook

#: How many faults an error holds; nobody mends more by hand before trying again.
MOST_FAULTS = 1000


class Named(Protocol):
    """What was read: a file, a folder, a data set. It names itself in its faults."""

    def fault(self, message: str, row: str = "", field: str = "") -> Fault: ...


def checked(source: Named, reading: Reading, known: Mapping[str, Question] | None) -> Gradebook:
    """The gradebook of a reading. `known` are the questions that were given beside it, if any.

    Raises DataError with all faults found, at most 1000.
    """
    survey = Survey(source, reading, known)
    if found := list(islice(survey.faults(), MOST_FAULTS)):
        raise DataError(found)
    columns = tuple(survey.columns) if reading.columns is None else reading.columns
    delimiter = reading.delimiter if reading.is_table else None
    return Gradebook(reading.questions, FileAnswers(reading, survey.count), columns, reading.notes, delimiter)


class Survey:
    """Goes through a reading once: counts its answers, tells its faults, collects the keys of what else stood there."""

    def __init__(self, source: Named, reading: Reading, known: Mapping[str, Question] | None) -> None:
        self.count = 0
        self.columns: dict[str, None] = {}
        self._source = source
        self._reading = reading
        self._known = known

    def faults(self) -> Iterator[Fault]:
        """Every fault, in order; once they are gone through, all is counted."""
        has_faults = False
        for fault in chain(self._reading.faults, self._faults_of_rows()):
            has_faults = True
            yield fault
        if self._known is not None and self._reading.questions is not self._known:
            yield self._source.fault("brings its own questions; leave the questions file out")
        elif self._known is not None and not self.count and not has_faults:
            yield self._source.fault("holds no answers; choose the file that holds them, or add rows")

    def _faults_of_rows(self) -> Iterator[Fault]:
        checker = Checker(self._reading.questions)
        for row in self._reading.rows:
            if isinstance(row, Fault):
                yield row
                continue
            self.count += 1
            if self._reading.columns is None:
                self.columns.update(dict.fromkeys(row.answer.extra))
            found = checker.faults(row.answer)
            # A cell can be at fault for what it stands for and as what stood in the file: that is told once.
            for field, message in dict.fromkeys((row.columns.get(name, name), said) for name, said in found):
                yield self._source.fault(message, row.place, field)
