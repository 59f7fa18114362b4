"""The "Responses" report of a Moodle quiz, as CSV, JSON, HTML table or Excel: an answer for each response in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pontozo.domain import Answer, Question
from pontozo.formats.base import Anew, Reading, Row, without_questions
from pontozo.formats.columns import has_answers
from pontozo.formats.moodle.attempts import Attempt, AttemptReader, LeftOut, extra_columns, extra_of
from pontozo.formats.moodle.cells import response_text
from pontozo.formats.moodle.headings import Headings, ResponseColumns, headings_of
from pontozo.formats.moodle.question_texts import QuestionFinder
from pontozo.formats.moodle.report_files import ReportFile, report_file
from pontozo.formats.moodle.survey import question_of_cell, survey
from pontozo.formats.source import Source
from pontozo.gradebook import Fault


class MoodleResponses:
    """Moodle's reports on the attempts at a quiz: "Responses" is read, "Grades", which holds none, refused.

    The HTML table is the one download of Moodle 4.1 and later that keeps what stands between < and >.
    """

    name = "report 'Responses' of a quiz in Moodle, with the columns 'Response 1', 'Response 2', …"

    def recognises(self, source: Source) -> bool:
        file = report_file(source)
        if file is None or has_answers(file.columns):
            return False
        headings = headings_of(file.columns)
        return headings.is_responses or headings.is_without_responses

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        file = report_file(source)
        headings = headings_of(file.columns if file else ())
        if file is None or not headings.is_responses:
            raise source.error(_without_responses(headings))
        if questions is None:
            return without_questions()
        report = _Report(source, file, headings, questions)
        found = survey(source, file, headings, report.finder)
        columns = tuple(extra_columns(headings))
        return Reading(questions, Anew(report.rows), columns, found.faults, found.notes)


def _without_responses(headings: Headings) -> str:
    if headings.has_questions:
        return "is a Moodle report without responses; download it again with 'response' ticked"
    return "is the report 'Grades' of a Moodle quiz, which holds no answers; download the report 'Responses'"


class _Report:
    """A report whose questions are known."""

    def __init__(self, source: Source, file: ReportFile, headings: Headings, questions: Mapping[str, Question]) -> None:
        self.finder = QuestionFinder(questions)
        self._source = source
        self._file = file
        self._headings = headings
        self._extra = extra_columns(headings)

    def rows(self) -> Iterator[Row | Fault]:
        """An answer for each response whose question is known; the survey has told of the others."""
        for attempt in AttemptReader(self._source, self._file, self._headings):
            if isinstance(attempt, Fault):
                yield attempt
            elif not isinstance(attempt, LeftOut):
                for columns in self._headings.responses:
                    question = question_of_cell(self.finder, attempt, columns)
                    if isinstance(question, str):
                        yield self._answer(attempt, columns, question)

    def _answer(self, attempt: Attempt, columns: ResponseColumns, question: str) -> Row:
        names = self._headings.columns
        answer = Answer(
            response_text(attempt.cells[columns.response], is_exact=self._file.is_exact),
            question=question,
            id=f"{attempt.id}/{columns.number}",
            student=attempt.student,
            attempt=attempt.started,
            extra=extra_of(attempt, self._extra, self._headings, columns),
        )
        parts = {"answer": names[columns.response]}
        if columns.question is not None:
            parts["question"] = names[columns.question]
        return Row(answer, f"{attempt.place}, response {columns.number}", parts)
