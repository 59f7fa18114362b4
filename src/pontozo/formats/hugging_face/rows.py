"""The rows of a data set as those of an answers table, which make them into answers or into faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pontozo.domain import Question
from pontozo.formats.answer_fields import HTML as IS_HTML
from pontozo.formats.answer_fields import stand_ins
from pontozo.formats.base import Row as AnswerRow
from pontozo.formats.hugging_face.layout import (
    ANSWER,
    FURTHER,
    FURTHER_RATINGS,
    HTML,
    ID,
    LANGUAGE,
    MAXIMUM,
    OF_ANSWER,
    OUTCOMES,
    QUESTION,
    QUESTION_ID,
)
from pontozo.formats.hugging_face.tables import Row, Table
from pontozo.formats.rows import RowReader
from pontozo.formats.sentences import shown
from pontozo.gradebook import Fault

_FURTHER_EXAMPLE = '{"note": "late"}'
#: In an answers table: the column of the question, that of its text beside it, and that of the answer's format.
_ASKED, _TASK, _FORMAT = "question", "task", "answer_format"


class AnswerRows:
    """Reads the rows of a table anew each time. `columns` says which column holds what.

    `id_of` gives the id of the question that a row brings, None where that was found faulty; it is None itself where
    rows bring no questions.
    """

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, str],
        questions: Mapping[str, Question],
        id_of: Callable[[Row], str | None] | None,
    ) -> None:
        self._table = table
        # Beside questions that were given, what else a row says of its question is a field like any other.
        unused = () if id_of else (LANGUAGE, MAXIMUM)
        self._columns = {word: column for word, column in columns.items() if word not in unused}
        self._others = tuple(column for column in table.columns if column not in self._columns.values())
        has_answer = ANSWER in self._columns or HTML in self._columns
        self._always = {*(["id"] if ID in self._columns else []), *(["answer"] if has_answer else [])}
        self._reader = RowReader(table.name, questions)
        self._id_of = id_of
        asked = self._columns.get(QUESTION_ID) or self._columns.get(QUESTION) or _ASKED
        self._in_set = {
            **{name: self._columns[word] for word, name in OF_ANSWER.items() if word in self._columns},
            _ASKED: asked,
            _TASK: self._columns.get(QUESTION, _TASK),
        }

    def read(self) -> Iterator[AnswerRow | Fault]:
        """Each row's answer, or what is wrong with it."""
        for place, row in self._table.begin(None):
            if not self._is_question_alone(row):
                yield from self._read(place, row)

    def _is_question_alone(self, row: Row) -> bool:
        """Whether a row that brings a question says nothing of an answer: a blank one has an id, or some other part."""
        if self._id_of is None or ID not in self._columns or self._said(row, ANSWER) is not None:
            return False
        of_answer = (self._said(row, word) for word in (*OF_ANSWER, HTML, FURTHER))
        return self._said(row, ID) is None and all(map(_is_blank, of_answer))

    def _said(self, row: Row, word: str) -> Any:
        return row.get(self._columns.get(word, ""))

    def _read(self, place: str, row: Row) -> Iterable[AnswerRow | Fault]:
        question = self._id_of(row) if self._id_of else None
        if self._id_of and question is None:
            return
        typed: dict[str, Any] = {}
        for word, made in _TYPED.items():
            try:
                typed[word] = made(self._said(row, word))
            except ValueError as error:
                yield self._table.fault(str(error), place, self._columns[word])
                return
        own, further = self._own(row, question, typed), typed[FURTHER]
        rest = {**further, **{column: row[column] for column in self._others if column in row}}
        names = {name: _free(name, rest) for name in own}
        blanks = (_free(name, rest) for name in stand_ins(names.values(), further))
        values = {**{names[name]: value for name, value in own.items()}, **dict.fromkeys(blanks, ""), **rest}
        in_set = {names.get(name, name): column for name, column in self._in_set.items()}
        for found in self._reader.read(values, place, question):
            yield self._as_stored(found, row, in_set)

    def _own(self, row: Row, question: str | None, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The row under the names of an answers table, without what is not there."""
        named, text = self._said(row, QUESTION_ID), self._said(row, QUESTION)
        asked, task = (text, None) if _is_blank(named) else (named, text)
        html = self._said(row, HTML)
        said = {name: typed.get(word, self._said(row, word)) for word, name in OF_ANSWER.items()}
        own = {
            **said,
            **({_ASKED: question} if question else {_ASKED: asked, _TASK: task}),
            "answer": html or said["answer"],
            _FORMAT: IS_HTML if html else None,
            "score": _whole(said["score"]),
        }
        return {name: value for name, value in own.items() if name in self._always or not _is_blank(value)}

    def _as_stored(self, found: AnswerRow | Fault, row: Row, in_set: Mapping[str, str]) -> AnswerRow | Fault:
        """A fault under the set's own column; an answer with the plain form that was stored beside its HTML."""
        if isinstance(found, Fault):
            return replace(found, field=in_set.get(found.field, found.field))
        columns = {role: in_set.get(name, name) for role, name in found.columns.items()}
        text = self._said(row, ANSWER)
        is_stored = found.answer.html and isinstance(text, str)
        return replace(found, columns=columns, answer=replace(found.answer, text=text) if is_stored else found.answer)


def _free(name: str, taken: Collection[str]) -> str:
    """The name, or one that means the same to an answers table, that no other field has."""
    while name in taken:
        name = f"_{name}"
    return name


def _further(value: object) -> Mapping[str, Any]:
    """Further fields from JSON text, as they were written. Raises ValueError for anything else."""
    if value is None:
        return {}
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, Mapping):
        raise ValueError(f"must be the JSON text of an object such as {_FURTHER_EXAMPLE}, not {shown(value)}")
    return found


def _ratings(value: object) -> object:
    """Further ratings, each with its outcomes by criterion."""
    if not isinstance(value, list) or not all(isinstance(each, Mapping) for each in value):
        return value
    return [{**each, "score": _whole(each.get("score")), OUTCOMES: _by_criterion(each.get(OUTCOMES))} for each in value]


def _by_criterion(value: object) -> object:
    """A list of criterion and outcome as an object; anything else as it is. Raises ValueError for one named twice."""
    if not isinstance(value, list) or not all(_is_pair(each) for each in value):
        return value
    found = {each["criterion"]: each["outcome"] for each in value}
    if len(found) < len(value):
        raise ValueError("names a criterion twice; remove one of the two")
    return found


def _is_pair(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"criterion", "outcome"}


def _whole(value: object) -> object:
    """A whole number as one: the column holds doubles."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_blank(value: object) -> bool:
    return value is None or value == "" or value == [] or value == {}


#: What is made of columns that hold more than a text or a number.
_TYPED: Mapping[str, Callable[[object], object]] = {
    FURTHER: _further,
    OUTCOMES: _by_criterion,
    FURTHER_RATINGS: _ratings,
}
