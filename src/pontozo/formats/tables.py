"""What tables have in common, whatever file they stand in: a header, rows under it, cells that Pontozó adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from pontozo.domain import Answer, Grade, Question
from pontozo.formats.base import Anew, Layout, Reading, Row
from pontozo.formats.columns import STANDARD, is_proposed, proposed_columns, roles
from pontozo.formats.rows import RowReader
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

#: A row of a table with its number, counting the header as a spreadsheet does; or what is wrong with it.
Record = tuple[int, Sequence[object]] | Fault


def has_answers(header: Sequence[str]) -> bool:
    """Whether one of the headings is known to mean the answer."""
    return "answer" in roles(tuple(header))


def without_blank_end(cells: Sequence[object]) -> Sequence[object]:
    """The cells without the blank ones that a spreadsheet adds at the end of a row."""
    end = len(cells)
    while end and cells[end - 1] in (None, ""):
        end -= 1
    return cells[:end]


def read_table(
    source: Source,
    questions: Mapping[str, Question],
    header: Sequence[str],
    records: Callable[[], Iterable[Record]],
    delimiter: str = ",",
) -> Reading:
    """The reading of a table with this header, under which `records()` begins anew each time."""
    columns = tuple(column for column in header if not is_proposed(column))
    faults = tuple(source.fault(message, field=field) for field, message in _header_faults(header, columns, questions))
    if faults:
        return Reading(questions, columns=columns, faults=faults)
    rows = Anew(lambda: _rows(source, questions, header, records()))
    return Reading(questions, rows, columns, delimiter=delimiter)


def _header_faults(
    header: Sequence[str], columns: tuple[str, ...], questions: Mapping[str, Question]
) -> Iterator[tuple[str, str]]:
    for name, count in Counter(header).items():
        if count > 1 and name:
            yield name, f"{count} columns have this heading; rename all but one"
        elif count > 1:
            yield "", f"{count} columns have no heading; give each one its own, or remove them"
    found = ", ".join(column for column in columns if column) or "none"
    known = roles(columns)
    if "answer" not in known:
        yield "answer", f"there is no column 'answer' (or válasz, response); found: {found}"
    if len(questions) != 1 and not known.keys() & {"question", "task"}:
        yield "question", f"there is no column 'question' (or kérdés) with the question's id or text; found: {found}"


def _rows(
    source: Source, questions: Mapping[str, Question], header: Sequence[str], records: Iterable[Record]
) -> Iterator[Row | Fault]:
    reader = RowReader(source.name, questions)
    for record in records:
        if isinstance(record, Fault):
            yield record
            continue
        number, found = record
        values = [*found[: len(header)], *without_blank_end(found[len(header) :])]
        if all(value is None or (isinstance(value, str) and not value.strip()) for value in values):
            continue
        place = f"row {number}"
        if len(values) == len(header):
            yield from reader.read(dict(zip(header, values, strict=True)), place)
        else:
            advice = "a quote or delimiter is missing"
            if len(values) > len(header):
                advice = "give each column a heading, and look for a quote or delimiter too many"
            yield source.fault(f"has {len(values)} cells under {len(header)} headings; {advice}", place)


def layout_columns(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The own columns of a table to write: those that stood in the file, else the standard ones and what else there is.

    Answers that were made by a program, not read from a table, have only their further fields in `columns`.
    """
    return columns if has_answers(columns) else (*STANDARD, *(each for each in columns if each not in STANDARD))


def own_fields(answer: Answer) -> Mapping[str, object]:
    """The answer as it stood in its file; one that stood in none, by the standard names."""
    if has_answers(tuple(answer.extra)):
        return answer.extra
    score = next((rating.score for rating in answer.ratings if rating.score is not None), None)
    optional = {"student": answer.student, "attempt": answer.attempt, "group": answer.group}
    return {
        "id": answer.id,
        **{name: value for name, value in optional.items() if value},
        "question": answer.question,
        "answer": answer.text,
        **({} if score is None else {"score": number(float(score))}),
        **answer.extra,
    }


def headings(layout: Layout) -> tuple[str, ...]:
    """The headings of a table to write."""
    return (*layout.columns, *proposed_columns(layout.criteria))


def cells(layout: Layout, answer: Answer, grade: Grade) -> list[object]:
    """The cells of one graded answer, under `headings`."""
    own = own_fields(answer)
    earned = [number(finding.earned) for finding in grade.findings]
    return [
        *(own.get(column) for column in layout.columns),
        None if grade.score is None else number(grade.score),
        number(grade.max_score),
        *earned,
        *[None] * (layout.criteria - len(earned)),
        grade.comment,
        None if grade.confidence is None else round(grade.confidence, 3),
        "; ".join(reason.text for reason in grade.review),
        grade.unscored.text if grade.unscored else "",
        grade.grader,
    ]


def number(value: float) -> int | float:
    """Points as a table shows them: whole where they are, else with at most four decimals."""
    rounded = round(value, 4)
    return int(rounded) if rounded.is_integer() else rounded
