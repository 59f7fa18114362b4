"""The questions that the rows of a data set describe, each once, however many rows are about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pontozo.domain import Question
from pontozo.formats.documents import BrokenDocumentError, parse_json
from pontozo.formats.drafts import DraftError, question_in_full
from pontozo.formats.hugging_face.layout import (
    GUIDE,
    LANGUAGE,
    MAXIMUM,
    OF_QUESTION,
    QUESTION,
    QUESTION_ID,
    REFERENCES,
)
from pontozo.formats.hugging_face.tables import Row, Table
from pontozo.formats.values import as_json_text, as_text
from pontozo.gradebook import Fault

#: What `question_in_full` calls what a row says of its question.
_KEYS: Mapping[str, str] = {
    "text": QUESTION,
    "guide": GUIDE,
    "references": REFERENCES,
    "language": LANGUAGE,
    "maximum": MAXIMUM,
}


class AskedQuestions:
    """Goes through the rows once for their questions: `questions` by id, and `faults` with what is wrong."""

    def __init__(self, table: Table, columns: Mapping[str, str]) -> None:
        self.questions: dict[str, Question] = {}
        self.faults: list[Fault] = []
        self._table = table
        self._columns = {word: column for word, column in columns.items() if word in OF_QUESTION}
        self._ids: dict[str, str | None] = {}
        for place, row in table.begin(tuple(self._columns.values())):
            key = self._key(row)
            if key not in self._ids:
                self._ids[key] = self._add(place, row)

    def id_of(self, row: Row) -> str | None:
        """The id of the question that the row is about; None where it is faulty, which `faults` has told."""
        return self._ids.get(self._key(row))

    def _key(self, row: Row) -> str:
        return as_json_text([row.get(column) for column in self._columns.values()])

    def _add(self, place: str, row: Row) -> str | None:
        try:
            question = self._question(row)
        except DraftError as error:
            for field, message in error.problems:
                self.faults.append(self._table.fault(message, place, self._renamed(field)))
            return None
        if self.questions.setdefault(question.id, question) != question:
            message = f"another question has the id {question.id!r}; give each its own"
            self.faults.append(self._table.fault(message, place, self._columns.get(QUESTION_ID, "")))
            return None
        return question.id

    def _question(self, row: Row) -> Question:
        said = {word: row.get(column) for word, column in self._columns.items()}
        raw = {key: said[word] for key, word in _KEYS.items() if said.get(word) is not None}
        if isinstance(guide := raw.get("guide"), str):
            raw["guide"] = _guide(guide)
        question = question_in_full({**raw, "language": raw.get("language") or None})
        try:
            identifier = as_text(said.get(QUESTION_ID)).strip()
        except ValueError as error:
            raise DraftError([(QUESTION_ID, str(error))]) from None
        return replace(question, id=identifier or question.id)

    def _renamed(self, field: str) -> str:
        """The field under the name of the set's own column."""
        first, dot, rest = field.partition(".")
        word = _KEYS.get(first, first)
        return f"{self._columns.get(word, word)}{dot}{rest}"


def _guide(text: str) -> Any:
    """A guide that is JSON text; any other text as it stands. Raises DraftError for JSON that is broken."""
    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return parse_json(text)
    except BrokenDocumentError as broken:
        raise DraftError([("guide", str(broken))]) from None
