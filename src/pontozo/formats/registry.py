"""The table of forms: the built-in ones here, those of other packages from entry points."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from pontozo.formats.base import DataFormat, Format, WritableFormat
from pontozo.formats.criterion_list import CriterionList
from pontozo.formats.csv_table import CsvTable
from pontozo.formats.folders import FolderFormat
from pontozo.formats.hugging_face import ParquetTable, SavedDataset
from pontozo.formats.json_answers import JsonAnswers
from pontozo.formats.json_lines import JsonLines
from pontozo.formats.json_list import JsonList
from pontozo.formats.markdown import Markdown
from pontozo.formats.moodle import MoodleQuestionBank, MoodleResponses
from pontozo.formats.public_sets import FILES, FOLDERS
from pontozo.formats.questions_file import QuestionsFile
from pontozo.formats.xlsx_table import XlsxTable
from pontozo.gradebook import DataError, Fault

#: In the order in which a file is offered to them: a form that others could be mistaken for comes after those.
BUILT_IN: tuple[Format, ...] = (
    ParquetTable(),
    *FILES,
    MoodleQuestionBank(),
    MoodleResponses(),
    XlsxTable(),
    Markdown(),
    JsonLines(),
    JsonList(),
    CriterionList(),
    QuestionsFile(),
    JsonAnswers(),
    CsvTable(),
)
#: The forms whose data are a folder.
BUILT_IN_FOLDERS: tuple[FolderFormat, ...] = (*FOLDERS, SavedDataset())
#: Entry points of this group name an object (or a class without arguments) that is a `Format`.
GROUP = "pontozo.formats"


@cache
def formats() -> tuple[Format, ...]:
    """All forms. Those of other packages are asked first: they may know a special case of a built-in one.

    Raises DataError for a package whose form cannot be loaded.
    """
    return (*map(_load, entry_points(group=GROUP)), *BUILT_IN)


def folder_formats() -> tuple[FolderFormat, ...]:
    """The forms whose data are a folder; those of other packages are asked first."""
    own = (form for form in formats() if isinstance(form, FolderFormat) and form not in BUILT_IN)
    return (*own, *BUILT_IN_FOLDERS)


def writable_formats() -> dict[str, WritableFormat]:
    """The forms that can be written, by suffix."""
    return {form.suffix: form for form in reversed(formats()) if isinstance(form, WritableFormat)}


def data_formats() -> dict[str, DataFormat]:
    """The forms that questions, answers and ratings can be written in, by their word on the command line."""
    return {form.key: form for form in reversed(formats()) if isinstance(form, DataFormat)}


def _load(entry: EntryPoint) -> Format:
    package = f"package {entry.dist.name}" if entry.dist else "package unknown"
    try:
        loaded = entry.load()
        form = loaded() if isinstance(loaded, type) else loaded
    except Exception as error:  # Another package's code may raise anything; the user is told which one it was.
        message = f"cannot be loaded ({type(error).__name__}: {error}); update or uninstall that package"
        raise DataError([Fault(f"format {entry.name!r} of {package}", message)]) from error
    if not isinstance(form, Format):
        message = "has not what a format needs (name, recognises, read); update or uninstall that package"
        raise DataError([Fault(f"format {entry.name!r} of {package}", message)])
    return form
