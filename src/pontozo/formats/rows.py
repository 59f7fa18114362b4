"""One row of a table, or one object of a list, made into an answer or into faults."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import TypeVar

from pontozo.domain import Answer, Question, Rating, check_rating, exact
from pontozo.formats.base import Row
from pontozo.formats.columns import is_proposed, outcome_columns, roles
from pontozo.formats.sentences import shown
from pontozo.gradebook import Fault

T = TypeVar("T")
#: A number as people write it. Powers of ten are left out: nobody grades in them, and they may be huge.
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12}|/\d{1,12})?")


def as_text(value: object) -> str:
    """A cell as the text that a person sees in it. Raises ValueError for a list or an object."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        is_day = value.time() == datetime.time()
        return value.date().isoformat() if is_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Mapping | list | tuple):
        raise ValueError(f"must be text, not {shown(value)}")
    return str(value)


def as_points(value: object) -> Fraction | None:
    """A rater's score, None where the cell is blank. Raises ValueError for what is not a number of at least 0."""
    text = "" if value is None else as_text(value).strip()
    if not text:
        return None
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise ValueError(f"must be a number, not {shown(value)}; leave it empty where nobody has scored")
    points = exact(value if isinstance(value, int | float) else text.replace(",", "."))
    if points < 0:
        raise ValueError(f"must be at least 0, not {shown(value)}")
    return points


class RowReader:
    """Makes rows into answers to the questions it knows; one for a whole file."""

    def __init__(self, file: str, questions: Mapping[str, Question]) -> None:
        self.file = file
        self.questions = questions
        self._by_text = _by_text(questions)
        self._only = next(iter(questions)) if len(questions) == 1 else ""

    def read(self, values: Mapping[str, object], place: str, question: str | None = None) -> list[Row | Fault]:
        """The row, or the faults in it. `question` is the one that it stands under.

        A row without an id is called after its place ("row 3"): a bare number could be another row's own id.
        """
        values = {key: value for key, value in values.items() if not is_proposed(key)}
        cells = _Cells(self.file, values, place)
        if "answer" not in cells.roles:
            return [Fault(self.file, f"has no answer; found {shown(values)}", place, "answer")]
        if question is None:
            question = self._question(cells)
        answer = Answer(
            cells.take("answer", as_text, ""),
            question=question,
            id=cells.take("id", as_text, "").strip() or place,
            student=cells.take("student", as_text, ""),
            attempt=cells.take("attempt", as_text, ""),
            group=cells.take("group", as_text, ""),
            ratings=self._ratings(cells, self.questions.get(question)),
            extra=values,
        )
        # A rating given by outcomes alone has no column "score" that could be at fault.
        columns = {"score": cells.roles.get("outcomes", "score"), **cells.roles}
        return list(cells.faults) or [Row(answer, place, columns)]

    def _question(self, cells: _Cells) -> str:
        """The id of the question that the row names by id, text or task; what it says, where there is none such."""
        named = [cells.take(role, as_text, "").strip() for role in ("question", "task") if role in cells.roles]
        said = [name for name in named if name]
        if not said and not self._only and not cells.faults:
            role = "question" if "question" in cells.roles else "task"
            cells.fault(role, "is empty; each row needs its question's id")
        for name in said:
            if name in self.questions:
                return name
            if found := self._by_text.get(" ".join(name.split())):
                return found
        return said[0] if said else self._only

    def _ratings(self, cells: _Cells, question: Question | None) -> tuple[Rating, ...]:
        score = cells.take("score", as_points, None)
        outcomes = _outcomes(cells, question) if question else {}
        if score is None and not outcomes:
            return ()
        return (Rating(cells.take("rater", as_text, ""), score, outcomes),)


class _Cells:
    """The values of one row by role, and the faults met while taking them."""

    def __init__(self, file: str, values: Mapping[str, object], place: str) -> None:
        columns = tuple(values)
        self._file = file
        self._place = place
        self.values = values
        self.roles = roles(columns)
        self.outcome_columns = outcome_columns(columns)
        self.faults: list[Fault] = []

    def fault(self, role: str, message: str) -> None:
        """Notes what is wrong with the cell of this role."""
        self.faults.append(Fault(self._file, message, self._place, self.roles.get(role, role)))

    def take(self, role: str, read: Callable[[object], T], otherwise: T) -> T:
        """What `read` makes of the cell of this role; `otherwise`, and a fault, where it cannot."""
        column = self.roles.get(role)
        return otherwise if column is None else self.take_column(column, read, otherwise)

    def take_column(self, column: str, read: Callable[[object], T], otherwise: T) -> T:
        try:
            return read(self.values[column])
        except ValueError as error:
            self.faults.append(Fault(self._file, str(error), self._place, column))
            return otherwise


def _by_text(questions: Mapping[str, Question]) -> Mapping[str, str]:
    """Ids by text, for texts that only one question has."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for question in questions.values():
        text = " ".join(question.text.split())
        if found.setdefault(text, question.id) != question.id:
            twice.add(text)
    return {text: id for text, id in found.items() if text and text not in twice}


def _outcomes(cells: _Cells, question: Question) -> Mapping[str, str]:
    """The outcomes a rater gave, by criterion id: from one column that lists them, or one column each."""
    ids = question.criterion_ids
    none: Mapping[str, str] = {}
    listed = cells.take("outcomes", lambda value: _listed_outcomes(value, ids), none)
    single = [
        cells.take_column(column, partial(_single_outcome, question, place), none)
        for place, column in cells.outcome_columns.items()
    ]
    return {id: name for outcomes in (listed, *single) for id, name in outcomes.items()}


def _single_outcome(question: Question, place: int, value: object) -> Mapping[str, str]:
    """The outcome of the criterion at this place, from a cell of its own; none where the cell is blank."""
    name = as_text(value).strip()
    if not name:
        return {}
    if not 0 < place <= len(question.criteria):
        raise ValueError(f"there is no criterion {place}; the guide of question {question.id!r} has fewer")
    outcomes = {question.criterion_ids[place - 1]: name}
    if wrong := check_rating(question, Rating(outcomes=outcomes)):
        raise ValueError(wrong)
    return outcomes


def _listed_outcomes(value: object, ids: Sequence[str]) -> Mapping[str, str]:
    """Outcomes by criterion id from a list in the guide's order or an object, either also as JSON text."""
    if isinstance(value, str):
        value = _json(value)
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return {str(key): as_text(name) for key, name in value.items() if name not in (None, "")}
    if not isinstance(value, list):
        raise ValueError(f"must be a list of outcomes, not {shown(value)}")
    if len(value) != len(ids):
        raise ValueError(f"must list one outcome for each criterion of the guide ({len(ids)}), not {len(value)}")
    return {id: as_text(name) for id, name in zip(ids, value, strict=True) if name not in (None, "")}


def _json(text: str) -> object:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError('must be a JSON list such as ["met", "missing"]') from None
