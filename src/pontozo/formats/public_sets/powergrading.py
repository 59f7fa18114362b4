"""Powergrading: answers to questions of a citizenship test, each marked right or wrong by three graders.

Basu, Jacobs & Vanderwende 2013, "Powergrading: a Clustering Approach to Amplify Human Effort for Short Answer Grading".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from pontozo.domain import ALL_OR_NOTHING, Answer, Criterion, Question, Rating
from pontozo.formats.base import Reading, Row, without_questions
from pontozo.formats.public_sets.scores import rating
from pontozo.formats.public_sets.texts import EnglishSource, clean, first_cells, tab_records, tab_rows
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

#: The file with the questions and the answers that count as right, which lies beside the answers.
KEY = "questions_answer_key.tsv"
_STUDENT, _QUESTION, _ANSWER = "student", "q#", "answer"
_GRADER = re.compile(r"g\d+")
_GRADES = {"1": Fraction(1), "0": Fraction(0)}
#: What stands where nobody graded.
_UNGRADED = ("-1", "")


class Powergrading:
    """Questions worth 1 point, worded as each answer of the key; a questions file with the same ids serves as well."""

    name = "table of Powergrading, tab-separated, with the columns student, Q#, answer, G1, G2, G3"

    def recognises(self, source: Source) -> bool:
        return first_cells(source) >= {_QUESTION, _ANSWER, "g1"}

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        key = source.path.with_name(KEY)
        if questions is None and not key.is_file():
            return without_questions()
        known, faults = (questions, ()) if questions is not None else _of_key(key)
        return Reading(known, tuple(_rows(source, known)), faults=faults)


def _of_key(path: Path) -> tuple[dict[str, Question], tuple[Fault, ...]]:
    """The questions of the key: a number, a text and one answer or more on each line below the first."""
    source = EnglishSource(path)
    questions: dict[str, Question] = {}
    faults: list[Fault] = []
    for number, cells in list(tab_records(source))[1:]:
        identifier, text, *answers = map(clean, [*cells, ""])
        accepted = tuple(dict.fromkeys(filter(None, answers)))
        if not (identifier and text and accepted):
            faults.append(source.fault("must hold a number, a question and an answer to it", f"line {number}"))
            continue
        criterion = Criterion(accepted, 1, ALL_OR_NOTHING)
        questions[identifier] = Question(text, [criterion], identifier, "en")
    return questions, tuple(faults)


def _rows(source: Source, questions: Mapping[str, Question]) -> Iterator[Row | Fault]:
    for number, (place, cells) in enumerate(tab_rows(EnglishSource(source.name)), 1):
        if isinstance(cells, Fault):
            yield cells
            continue
        identifier = cells[_QUESTION].strip()
        try:
            ratings = tuple(_ratings(cells, questions.get(identifier)))
        except ValueError as error:
            yield source.fault(str(error), place, "G1, G2, G3")
            continue
        student = cells.get(_STUDENT, "").strip()
        answer = Answer(clean(cells[_ANSWER]), identifier, student or str(number), student, ratings=ratings)
        yield Row(answer, place, {"question": "Q#", "id": "student"})


def _ratings(cells: Mapping[str, str], question: Question | None) -> Iterator[Rating]:
    for column, value in cells.items():
        grade = value.strip()
        if not _GRADER.fullmatch(column) or grade in _UNGRADED:
            continue
        if grade not in _GRADES:
            raise ValueError(f"must be 1, 0, or -1 where nobody graded, not {shown(grade)}")
        yield rating(question, _GRADES[grade], column.upper())
