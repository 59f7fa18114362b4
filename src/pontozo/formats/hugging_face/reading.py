"""A data set, in Pontozó's own columns or in others, as a gradebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pontozo.domain import Question
from pontozo.formats.base import Anew, Reading, without_questions
from pontozo.formats.columns import has_answers
from pontozo.formats.hugging_face.drafts import AskedQuestions
from pontozo.formats.hugging_face.layout import ANSWER, GUIDE, HTML, REFERENCES, ColumnError, found_columns
from pontozo.formats.hugging_face.rows import AnswerRows
from pontozo.formats.hugging_face.tables import Row, Table, table_of
from pontozo.formats.survey import checked
from pontozo.gradebook import DataError, Gradebook

if TYPE_CHECKING:
    from pontozo.formats.hugging_face.tables import AnyDataset

_LACKS_QUESTIONS = (
    "holds answers but no questions; give the questions too (questions=…), or say which column holds the guide or the "
    'reference answer of each row: columns={"references": "…"}'
)


def from_dataset(
    dataset: AnyDataset,
    questions: Gradebook | None = None,
    columns: Mapping[str, str] | None = None,
    name: str = "data set",
) -> Gradebook:
    """The gradebook of a data set: one that `to_dataset` made, or any other with an answer in each row.

    `columns` maps what a column holds, in the words of `to_dataset`, to the name of the set's own column:
    `{"answer": "student_answer", "references": "reference_answer"}`. What is not mapped is looked for under its own
    word. In place of `guide` (JSON, or text as people write it) there may be `references`: a reference answer or a list
    of them, with `maximum` points (1 unless said otherwise). A set without either needs `questions`; its column
    `question_id` or `question` then holds the id or the text of each row's. All other columns are read as those of an
    answers table are, so that what means nothing there is a further field.

    Rows without `id` are called after their place ("row 0", as the set counts). A row with a column `id` in which all
    of the answer is null only brings its question; any other null answer is a blank one. Label columns count by the
    names of their labels. Of a set with splits all are read, and the further field `split` says which. A stream is gone
    through twice here, then anew each time the answers are; it must give the same rows each time, thus not be shuffled.

    Raises DataError with all faults found, at most 1000; `name` is what they call the set.
    """
    table = table_of(dataset, name)
    known = None if questions is None else questions.questions
    reading = reading_of(table, known, columns or {})
    if reading.lacks_questions:
        raise table.error(_LACKS_QUESTIONS)
    gradebook = checked(table, reading, known)
    return gradebook if questions is None else replace(gradebook, notes=(*questions.notes, *gradebook.notes))


def reading_of(table: Table, known: Mapping[str, Question] | None, mapping: Mapping[str, str]) -> Reading:
    """What the rows hold. `known` are the questions given beside them, for rows that bring none.

    Raises DataError where the columns do not fit.
    """
    columns = _columns(table, mapping)
    if GUIDE in columns or REFERENCES in columns:
        asked = AskedQuestions(table, columns)
        return _reading(table, columns, asked.questions, asked)
    return without_questions() if known is None else _reading(table, columns, known, None)


def _reading(
    table: Table, columns: Mapping[str, str], questions: Mapping[str, Question], asked: AskedQuestions | None
) -> Reading:
    id_of: Callable[[Row], str | None] | None = None if asked is None else asked.id_of
    rows = AnswerRows(table, columns, questions, id_of)
    return Reading(questions, Anew(rows.read), faults=() if asked is None else tuple(asked.faults))


def _columns(table: Table, mapping: Mapping[str, str]) -> Mapping[str, str]:
    try:
        columns = found_columns(table.columns, mapping)
    except ColumnError as error:
        raise table.error(str(error), field=error.column) from None
    if ANSWER not in columns and HTML not in columns and not has_answers(table.columns):
        raise _no_answers(table)
    return columns


def _no_answers(table: Table) -> DataError:
    there = ", ".join(table.columns) or "none"
    message = f'has no column of answers; say which it is: columns={{"answer": "…"}}. The columns are {there}'
    return table.error(message)
