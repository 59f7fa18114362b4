"""DigiKlausur's ASAG-Dataset: an examination on neural networks, each answer graded 0, 1 or 2 by one person.

Its README names the columns: github.com/DigiKlausur/ASAG-Dataset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pontozo.counting import counted
from pontozo.domain import Answer, Question
from pontozo.formats.base import Reading, Row
from pontozo.formats.csv_table import header_of, records_of
from pontozo.formats.public_sets.scores import rating
from pontozo.formats.public_sets.texts import EnglishSource, clean, first_cells
from pontozo.formats.source import Source
from pontozo.formats.values import as_points, as_text
from pontozo.gradebook import Fault
from pontozo.text.canonical import canonical

_QUESTION, _ID, _ANSWER, _REFERENCE, _GRADE = "question", "question_id", "student_answer", "ref_answer", "grades_round"
#: The heading of the column in which pandas writes the number of a row.
_NUMBER = ""
_KNOWN = (_QUESTION, _ID, _ANSWER, _REFERENCE, _GRADE, _NUMBER)
_MAXIMUM = 2

_Cells = Mapping[str, str]


class DigiKlausur:
    """Questions worth 2 points with one criterion, worded as the reference: 0, 1, 2 are missing, partial, met."""

    name = "table of DigiKlausur (asag_dataset.csv) with the columns question, student_answer, ref_answer, grades_round"

    def recognises(self, source: Source) -> bool:
        return first_cells(source, ",;\t") >= {_QUESTION, _ANSWER, _REFERENCE, _GRADE}

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        english = EnglishSource(source.name)
        delimiter, header = header_of(english)
        table = list(_table(english, delimiter, header))
        whole = [(place, cells) for place, cells in table if not isinstance(cells, Fault)]
        own, faults = _questions(source, whole)
        rows = (cells if isinstance(cells, Fault) else _row(source, place, cells, own) for place, cells in table)
        left_out = [column for column in header if column not in _KNOWN]
        notes = [source.fault(f"left out {counted(len(left_out), 'column')} worked out from the texts")]
        return Reading(own, tuple(rows), faults=faults, notes=tuple(notes if left_out else ()))


def _table(source: Source, delimiter: str, header: Sequence[str]) -> Iterator[tuple[str, _Cells | Fault]]:
    for number, found in records_of(source, delimiter, header):
        place = f"row {number}"
        if isinstance(found, Fault):
            yield place, replace(found, row=place)
        elif len(found) == len(header):
            yield place, dict(zip(header, map(as_text, found), strict=True))
        elif any(map(as_text, found)):
            message = f"has {len(found)} cells under {len(header)} headings; look for a quote or comma missing"
            yield place, source.fault(message, place)


def _identifier(cells: _Cells) -> str:
    """The question's number, else its text."""
    return cells.get(_ID, "").strip() or clean(cells[_QUESTION])


def _questions(source: Source, rows: Sequence[tuple[str, _Cells]]) -> tuple[dict[str, Question], tuple[Fault, ...]]:
    texts: dict[str, str] = {}
    references: dict[str, dict[str, None]] = {}
    faults = []
    for place, cells in rows:
        identifier, text = _identifier(cells), clean(cells[_QUESTION])
        if canonical(texts.setdefault(identifier, text)).text != canonical(text).text:
            faults.append(
                source.fault(f"another text stands further above for question {identifier!r}", place, _QUESTION)
            )
        if reference := clean(cells[_REFERENCE]):
            references.setdefault(identifier, {})[reference] = None
    for identifier in texts.keys() - references.keys():
        faults.append(source.fault(f"question {identifier!r} has no reference answer", field=_REFERENCE))
    found = {
        identifier: Question.from_references(texts[identifier], tuple(wordings), _MAXIMUM, identifier, "en")
        for identifier, wordings in references.items()
    }
    return found, tuple(faults)


def _row(source: Source, place: str, cells: _Cells, questions: Mapping[str, Question]) -> Row | Fault:
    identifier = _identifier(cells)
    try:
        score = as_points(cells[_GRADE])
    except ValueError as error:
        return source.fault(str(error), place, _GRADE)
    ratings = () if score is None else (rating(questions.get(identifier), score),)
    number = cells.get(_NUMBER, "").strip() or place.removeprefix("row ")
    answer = Answer(clean(cells[_ANSWER]), identifier, number, ratings=ratings)
    return Row(answer, place, {"question": _ID, "answer": _ANSWER, "score": _GRADE})
