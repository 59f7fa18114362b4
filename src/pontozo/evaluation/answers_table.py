"""Every measured answer as a row: what people gave, what the grader gave, and how sure it was."""

from __future__ import annotations

import io
from collections.abc import Iterable

from pontozo.domain import plain
from pontozo.evaluation.cases import Case
from pontozo.formats.csv_table import CsvRows

HEADINGS = (
    "question",
    "answer",
    "student",
    "group",
    "rater",
    "human",
    "machine",
    "maximum",
    "confidence",
    "unscored",
    "other ratings",
)


def answers_csv(cases: Iterable[Case]) -> bytes:
    """A CSV file for spreadsheets, a row for each case under `HEADINGS`: scores in points, blank where there is none.

    "unscored" holds the reason's code, "other ratings" the scores of further raters, separated by blanks.
    """
    written = io.BytesIO()
    rows = CsvRows(written, HEADINGS, ",")
    for case in cases:
        rows.write(_row(case))
    return written.getvalue()


def _row(case: Case) -> tuple[object, ...]:
    grade = case.grade
    return (
        case.question.id,
        case.answer.id,
        case.answer.student,
        case.answer.group,
        case.rating.rater,
        plain(case.score),
        "" if grade.score is None else grade.score,
        grade.max_score,
        "" if grade.confidence is None else grade.confidence,
        "" if grade.unscored is None else grade.unscored.code,
        " ".join(str(plain(score)) for _, score in case.others),
    )
