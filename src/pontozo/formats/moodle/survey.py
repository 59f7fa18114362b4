"""What is said of a "Responses" report as a whole: once for a column or a reason, not once a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pontozo.counting import counted
from pontozo.formats.moodle.attempts import NOTHING, Attempt, AttemptReader, LeftOut
from pontozo.formats.moodle.cells import is_cut, response_text
from pontozo.formats.moodle.headings import Headings, ResponseColumns
from pontozo.formats.moodle.question_texts import QuestionFinder
from pontozo.formats.moodle.report_files import ReportFile
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

_NAMELESS = (
    "cannot be told which question it answers; tick 'question text' when you download the report, or give the "
    "questions the ids 1, 2, … by their places in the quiz"
)
#: Different texts of questions that are told of; nobody mends more by hand before trying again.
_MOST = 1000


@dataclass(frozen=True)
class Unknown:
    """A response whose question is not known, with the text that the report gives of it, and those it may be."""

    text: str = ""
    candidates: tuple[str, ...] = ()
    is_graded_by_moodle: bool = False


def question_of_cell(finder: QuestionFinder, attempt: Attempt, columns: ResponseColumns) -> str | Unknown:
    """The id of the question that a response answers.

    A question that is not known and has a right answer is one that Moodle grades itself: an essay never has one.
    """
    text = "" if columns.question is None else attempt.cells[columns.question].strip()
    has_text = any(character.isalnum() for character in text)
    found = finder.by_text(text) if has_text else tuple(filter(None, [finder.by_number(columns.number)]))
    if len(found) == 1:
        return found[0]
    right = "" if columns.right_answer is None else attempt.cells[columns.right_answer].strip()
    return Unknown(text if has_text else "", found, right not in ("", NOTHING))


@dataclass(frozen=True)
class Survey:
    """Faults and notes of a report."""

    faults: tuple[Fault, ...]
    notes: tuple[Fault, ...]


def survey(source: Source, file: ReportFile, headings: Headings, finder: QuestionFinder) -> Survey:
    """Goes through the report once."""
    surveyor = _Surveyor(source, file, headings, finder)
    for attempt in AttemptReader(source, file, headings):
        if isinstance(attempt, LeftOut):
            surveyor.left_out[attempt.why] += 1
        elif isinstance(attempt, Attempt):
            surveyor.look_at(attempt)
    return Survey(tuple(surveyor.faults.values()), tuple(surveyor.notes()))


class _Surveyor:
    def __init__(self, source: Source, file: ReportFile, headings: Headings, finder: QuestionFinder) -> None:
        self._source = source
        self._file = file
        self._columns = headings.columns
        self._responses = headings.responses
        self._finder = finder
        self._graded_by_moodle: dict[str, None] = {}
        self._cut = 0
        self.left_out: Counter[str] = Counter()
        self.faults: dict[tuple[str, str], Fault] = {}

    def look_at(self, attempt: Attempt) -> None:
        for columns in self._responses:
            question = question_of_cell(self._finder, attempt, columns)
            if isinstance(question, str):
                text = response_text(attempt.cells[columns.response], is_exact=self._file.is_exact)
                self._cut += not self._file.is_exact and is_cut(text)
            elif question.is_graded_by_moodle:
                self._graded_by_moodle[self._columns[columns.response]] = None
            elif (columns.number, question.text) not in self.faults and len(self.faults) < _MOST:
                self.faults[columns.number, question.text] = self._fault(attempt, columns, question)

    def _fault(self, attempt: Attempt, columns: ResponseColumns, unknown: Unknown) -> Fault:
        if not unknown.text or columns.question is None:
            return self._source.fault(_NAMELESS, field=self._columns[columns.response])
        place = f"{attempt.place}, response {columns.number}"
        return self._source.fault(self._unknown(unknown), place, self._columns[columns.question])

    def _unknown(self, unknown: Unknown) -> str:
        said = f"the question text {shown(unknown.text)}"
        if unknown.candidates:
            names = ", ".join(map(repr, unknown.candidates))
            return f"{said} fits several questions of the questions file, {names}; make their texts differ"
        nearest = self._finder.nearest(unknown.text)
        near = f" (the nearest is {nearest})" if nearest else ""
        return (
            f"{said} is that of no question in the questions file{near}; add it there with its guide, or correct its "
            "text. If Moodle grades it itself, tick 'right answer' when you download the report, and it is left out"
        )

    def notes(self) -> Iterator[Fault]:
        if self.left_out:
            reasons = ", ".join(f"{count} {why}" for why, count in self.left_out.items())
            rows = counted(self.left_out.total(), self._file.unit)
            yield self._source.fault(f"left out {rows} without a finished attempt: {reasons}")
        if self._graded_by_moodle:
            columns = ", ".join(map(repr, self._graded_by_moodle))
            yield self._source.fault(
                f"left out {columns}: Moodle grades these questions itself, and none is in the questions file"
            )
        if self._cut:
            yield self._source.fault(
                f"what stood between < and >, as in #include <…>, seems lost in {counted(self._cut, 'response')}: "
                "Moodle cuts it out of this download; download the report as 'HTML table', which keeps it"
            )
