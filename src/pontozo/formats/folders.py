"""A folder that is read as one gradebook: sets that were published as one file a question, or as a tree of files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol, runtime_checkable

from pontozo.domain import Question
from pontozo.formats.base import Format, Reading, Row
from pontozo.formats.source import Source
from pontozo.gradebook import DataError, Fault


class Folder:
    """A folder to read; `name` is its path as it was given. Raises DataError where there is no such folder."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.name = os.fspath(path)
        self.path = Path(path)
        if not self.path.is_dir():
            raise self.error("there is no such folder; check its name")

    def fault(self, message: str, row: str = "", field: str = "") -> Fault:
        """A fault of this folder. `row` says in which of its files, too."""
        return Fault(self.name, message, row, field)

    def error(self, message: str, row: str = "", field: str = "") -> DataError:
        """The error of one fault that makes the rest of the folder unreadable."""
        return DataError([self.fault(message, row, field)])

    def files(self, suffix: str) -> list[Path]:
        """The files in it (not in its folders) that end in `suffix` and are not hidden, by name."""
        found = (each for each in self.path.iterdir() if each.suffix.lower() == suffix and each.is_file())
        return sorted(each for each in found if not each.name.startswith("."))


@runtime_checkable
class FolderFormat(Protocol):
    """A form whose data are a folder. `name` says to people what it is."""

    @property
    def name(self) -> str: ...

    def recognises_folder(self, folder: Folder) -> bool:
        """Whether the folder, by what stands in it, has this form."""
        ...

    def read_folder(self, folder: Folder) -> Reading:
        """What the folder holds; the places of rows begin with the name of their file."""
        ...


def folder_reading(folder: Folder, forms: Iterable[FolderFormat]) -> Reading:
    """What the folder holds, read in the first form that recognises it. Raises DataError where none does."""
    form = next((each for each in forms if each.recognises_folder(folder)), None)
    if form is None:
        raise folder.error("is a folder; name a file in it")
    return form.read_folder(folder)


def read_each(folder: Folder, suffix: str, form: Format) -> Reading:
    """The files of a folder as one reading, each in the same form and with its own questions and answers.

    A file of another form is a fault, and so is one that says otherwise of a question than a file before it.
    """
    questions: dict[str, Question] = {}
    rows: list[Row | Fault] = []
    faults: list[Fault] = []
    notes: list[Fault] = []
    for path in folder.files(suffix):
        try:
            reading = _read_one(path, form)
        except DataError as error:
            faults += error.faults
            continue
        for identifier, question in reading.questions.items():
            if questions.setdefault(identifier, question) != question:
                faults.append(Fault(str(path), f"says otherwise of question {identifier!r} than another file here"))
        rows += (_placed(path, row) for row in reading.rows)
        faults += reading.faults
        notes += reading.notes
    return Reading(questions, tuple(rows), faults=tuple(faults), notes=tuple(notes))


def _read_one(path: Path, form: Format) -> Reading:
    source = Source(path)
    if not form.recognises(source):
        raise source.error(f"is no {form.name}, as the other files of the folder are; put it elsewhere")
    return form.read(source, None)


def _placed(path: Path, row: Row | Fault) -> Row | Fault:
    """A fault names its file itself."""
    return row if isinstance(row, Fault) else replace(row, place=f"{path.name}, {row.place}")
