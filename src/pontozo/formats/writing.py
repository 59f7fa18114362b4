"""Writing grades as they come: beside the target first, and over it only once the file is whole."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType

from pontozo.domain import Answer, Grade
from pontozo.formats.base import Layout, Sink, WritableFormat
from pontozo.formats.beside import BesideFile
from pontozo.formats.registry import writable_formats
from pontozo.formats.table_writing import layout_columns
from pontozo.formats.uninterrupted import uninterrupted
from pontozo.gradebook import DataError, Fault, Gradebook


def open_writer(path: str | os.PathLike[str], gradebook: Gradebook) -> GradeWriter:
    """A writer of graded answers of `gradebook`; the form follows the suffix of `path`.

    Raises DataError for a suffix that no form has, here, and for a place that cannot be written, when it is entered.
    """
    forms = writable_formats()
    form = forms.get(Path(path).suffix.lower())
    if form is None:
        message = f"cannot be written: its name must end in {', '.join(forms)}; choose one of these"
        raise DataError([Fault(os.fspath(path), message)])
    return GradeWriter(path, form, _layout(gradebook))


def _layout(gradebook: Gradebook) -> Layout:
    largest = max((len(question.criteria) for question in gradebook.questions.values()), default=0)
    columns = layout_columns(gradebook.columns, len(gradebook.questions))
    return Layout(columns, largest, gradebook.delimiter or ",")


class GradeWriter:
    """Writes graded answers to a file beside the target, which takes the target's place when all went well.

    When Ctrl-C ends the work, what was written is made whole and kept under a name that no file had, `kept`; the target
    stays as it was. When anything else goes wrong, nothing is left behind.
    """

    def __init__(self, path: str | os.PathLike[str], form: WritableFormat, layout: Layout) -> None:
        self.path = Path(path)
        self.kept: Path | None = None
        self._form = form
        self._layout = layout
        self._written = 0
        self._beside: BesideFile
        self._sink: Sink | None = None

    def __enter__(self) -> GradeWriter:
        self._beside = BesideFile(self.path)
        try:
            self._sink = self._form.sink(self._beside.file, self._layout)
        except BaseException:
            self._beside.drop()
            raise
        return self

    def write(self, answer: Answer, grade: Grade) -> None:
        """Writes one graded answer, whole or not at all: Ctrl-C waits for the end of it."""
        with uninterrupted():
            self._entered.write(answer, grade)
            self._written += 1

    @property
    def _entered(self) -> Sink:
        if self._sink is None:
            raise ValueError("a writer is used in a with statement")
        return self._sink

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with uninterrupted():
            if kind is None:
                self._finish(self.path)
            elif issubclass(kind, KeyboardInterrupt) and self._written:
                self._keep()
            else:
                self._abandon()

    def _keep(self) -> None:
        """Finishes the file under a name that nothing else has."""
        place = _claim(self.path)
        try:
            self._finish(place)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
        self.kept = place

    def _finish(self, target: Path) -> None:
        try:
            self._entered.finish()
        except BaseException:
            self._beside.drop()
            raise
        self._beside.put(target)

    def _abandon(self) -> None:
        try:
            self._entered.abandon()
        finally:
            self._beside.drop()


def _claim(path: Path) -> Path:
    """A new, empty file beside `path`, for what was written when the work was stopped: it replaces no other file."""
    for number in count(1):
        again = "" if number == 1 else f"-{number}"
        place = path.with_name(f"{path.stem}.interrupted{again}{path.suffix}")
        with suppress(FileExistsError):
            place.touch(exist_ok=False)
            return place
    raise AssertionError("numbers do not end")
