"""Reading a file of any form into a gradebook, everything checked before anything is graded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches

from pontozo.domain import Question
from pontozo.formats.base import FileAnswers, Format, Reading
from pontozo.formats.columns import ROLES
from pontozo.formats.documents import keys_of
from pontozo.formats.drafts import GUIDES, REFERENCES
from pontozo.formats.registry import formats
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Checker, DataError, Fault, Gradebook

#: How many faults are kept; nobody mends more by hand before trying again.
MOST_FAULTS = 1000

#: What is said of a file that holds something else.
_READABLE = (
    "that cannot be read. Answers may be a table (.xlsx or .csv) with a column 'answer', or JSON; questions a YAML or "
    "JSON file with the text and the guide of each"
)
#: The keys that tell what a list of objects is.
_TELLING = (*GUIDES, REFERENCES, *ROLES["answer"])

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
    form = _recognise(source)
    if form is None:
        raise _unknown(source)
    reading = form.read(source, known)
    if reading.lacks_questions:
        raise source.error("holds answers but no questions; name the questions file too: --questions questions.yaml")
    return _checked(source, reading, known)


def _checked(source: Source, reading: Reading, known: Mapping[str, Question] | None) -> Gradebook:
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
    if isinstance(given, Gradebook):
        return given.questions
    source = Source(given)
    form = _recognise(source)
    reading = None if form is None else form.read(source, None)
    if reading is None and (misspelt := _misspelt(source)):
        raise source.error(misspelt)
    if reading is None or reading.lacks_questions:
        raise source.error(
            "holds no questions; a questions file is YAML or JSON, in it for each question its text and its guide, "
            "the criteria with their points"
        )
    return _checked(source, reading, None).questions


def _recognise(source: Source) -> Format | None:
    return next((form for form in formats() if form.recognises(source)), None)


def _unknown(source: Source) -> DataError:
    """What to say of a file that no form recognises."""
    if source.document == []:
        return source.error("is an empty list; choose the file that holds the questions or answers")
    if misspelt := _misspelt(source):
        return source.error(misspelt)
    return source.error(f"{_found(source)}; {_READABLE}")


def _misspelt(source: Source) -> str:
    """What to say of objects without any key that tells their form, if one looks like such a key; else ""."""
    document = source.document
    for key in document if isinstance(document, dict) else keys_of(document):
        near = get_close_matches(key.casefold(), _TELLING, n=1, cutoff=0.7)
        if near and near[0] != key:
            return f"has the unknown key {key!r}; is {near[0]!r} meant? Correct it and try again"
    return ""


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
            found = checker.faults(row.answer)
            # A cell can be at fault for what it stands for and as what stood in the file: that is told once.
            for field, message in dict.fromkeys((row.columns.get(name, name), said) for name, said in found):
                self.add(source.fault(message, row.place, field))

    def add(self, fault: Fault) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)
