"""Reading a file of any form into a gradebook, everything checked before anything is graded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from pontozo.domain import Question
from pontozo.formats.base import Format, Reading
from pontozo.formats.columns import GUIDES, ROLES
from pontozo.formats.documents import keys_of
from pontozo.formats.drafts import REFERENCES
from pontozo.formats.folders import Folder, folder_reading
from pontozo.formats.registry import folder_formats, formats
from pontozo.formats.sentences import shown
from pontozo.formats.shipped import SETS, files_of
from pontozo.formats.source import Source
from pontozo.formats.survey import Survey, checked
from pontozo.gradebook import DataError, Fault, Gradebook

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

    Where there is no such file, `path` may be the name of a set that ships: "starter", "starter-en", "starter-hu".
    `questions` is the questions file (or a gradebook of it) for a file that holds only answers. The whole file is
    checked; then the gradebook's answers read it anew each time they are gone through, so that a table or JSON lines
    of any length fit in memory.

    Raises DataError with all faults found, at most 1000.
    """
    if questions is None and _is_shipped(path):
        return _joined([read(*files) for files in files_of(os.fspath(path))])
    if questions is None:
        return checked(*_open(path, None), None)
    asked = _questions(questions) if isinstance(questions, str | os.PathLike) else questions
    gradebook = checked(*_open(path, asked.questions), asked.questions)
    # What was left out of the questions file explains why an answer's question is not there.
    return replace(gradebook, notes=(*asked.notes, *gradebook.notes))


def _is_shipped(path: PathLike) -> bool:
    return os.fspath(path) in SETS and not os.path.lexists(path)


def _joined(parts: Sequence[Gradebook]) -> Gradebook:
    """One gradebook of several with different questions."""
    return Gradebook.of(
        (question for part in parts for question in part.questions.values()),
        tuple(answer for part in parts for answer in part.answers),
    )


def faults_of(path: PathLike, questions: PathLike | Gradebook | None = None) -> Iterator[Fault]:
    """Every fault of the file, however many, as they are found; none for a file that `read` reads.

    Raises DataError for a file of no known form.
    """
    if questions is None and _is_shipped(path):
        for files in files_of(os.fspath(path)):
            yield from faults_of(*files)
        return
    asked = _questions(questions) if isinstance(questions, str | os.PathLike) else questions
    known = None if asked is None else asked.questions
    yield from Survey(*_open(path, known), known).faults()


def _open(path: PathLike, known: Mapping[str, Question] | None) -> tuple[Source | Folder, Reading]:
    if Path(path).is_dir():
        folder = Folder(path)
        return folder, folder_reading(folder, folder_formats())
    source = Source(path)
    form = _recognise(source)
    if form is None:
        raise _unknown(source)
    reading = form.read(source, known)
    if reading.lacks_questions:
        raise source.error("holds answers but no questions; name the questions file too: --questions questions.yaml")
    return source, reading


def _questions(given: PathLike) -> Gradebook:
    """The gradebook of a questions file."""
    if _is_shipped(given):
        return read(given)
    source = Source(given)
    form = _recognise(source)
    reading = None if form is None else form.read(source, None)
    if reading is None and (misspelt := _misspelt(source)):
        raise source.error(misspelt)
    if reading is None or reading.lacks_questions:
        raise source.error(
            "holds no questions; a questions file is YAML, JSON, Markdown or Moodle XML, in it for each question its "
            "text and its guide, the criteria with their points"
        )
    return checked(source, reading, None)


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
