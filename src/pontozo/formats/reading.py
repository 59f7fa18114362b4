"""Reading a file of any form into a gradebook, everything checked before anything is graded."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pontozo.domain import Question
from pontozo.formats.base import FileAnswers, Format, Reading
from pontozo.formats.documents import keys_of
from pontozo.formats.registry import formats
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Checker, DataError, Fault, Gradebook

#: How many faults are kept; nobody mends more by hand before trying again.
MOST_FAULTS = 1000

PathLike = str | os.PathLike[str]


def read(path: PathLike, questions: PathLike | Gradebook | None = None) -> Gradebook:
    """The gradebook that the file holds, whatever its form; the form is told from its content.

    `questions` is the questions file (or a gradebook of it) for a file that holds only answers. The whole file is
    checked; then the gradebook's answers read it anew each time they are gone through, so that a table or JSON lines
    of any length fit in memory.

    Raises DataError with all faults found, at most 1000.
    """
    source = Source(path)
    known = None if questions is None else _questions(questions)
    reading = _recognise(source).read(source, known)
    survey = _Survey(source, reading)
    if known is not None and reading.questions is not known:
        survey.add(source.fault("brings its own questions; leave the questions file out"))
    elif known is not None and not survey.count and not survey.faults:
        survey.add(source.fault("holds no answers; choose the file that holds them, or add rows"))
    if survey.faults:
        raise DataError(survey.faults)
    columns = tuple(survey.columns) if reading.columns is None else reading.columns
    return Gradebook(reading.questions, FileAnswers(reading.rows, survey.count, reading.delimiter), columns)


def _questions(given: PathLike | Gradebook) -> Mapping[str, Question]:
    return given.questions if isinstance(given, Gradebook) else read(given).questions


def _recognise(source: Source) -> Format:
    for form in formats():
        if form.recognises(source):
            return form
    if source.document == []:
        raise source.error("is an empty list; choose the file that holds the questions or answers")
    names = "; ".join(form.name for form in formats())
    raise source.error(f"{_found(source)}, which is none of the known forms: {names}")


def _found(source: Source) -> str:
    document = source.document
    if keys := keys_of(document):
        return f"holds a list of objects with the keys {', '.join(list(keys)[:8])}"
    if document is not None:
        return f"holds {shown(document)}"
    return f"holds text that begins {shown(source.first_line.strip())}"


class _Survey:
    """Goes through a reading once: counts its answers, collects its faults and the keys of what else stood there."""

    def __init__(self, source: Source, reading: Reading) -> None:
        self.count = 0
        self.faults: list[Fault] = list(reading.faults[:MOST_FAULTS])
        self.columns: dict[str, None] = {}
        checker = Checker(reading.questions)
        for row in reading.rows:
            if len(self.faults) >= MOST_FAULTS:
                break
            if isinstance(row, Fault):
                self.add(row)
                continue
            self.count += 1
            if reading.columns is None:
                self.columns.update(dict.fromkeys(row.answer.extra))
            for name, message in checker.faults(row.answer):
                self.add(source.fault(message, row.place, row.columns.get(name, name)))

    def add(self, fault: Fault) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
