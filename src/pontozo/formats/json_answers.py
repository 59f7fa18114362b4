"""Answers as one JSON list, to questions that stand in a file of their own; and how graded answers are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from pontozo.domain import Answer, Grade, Question
from pontozo.formats.base import Layout, Reading, Sink, without_questions
from pontozo.formats.columns import has_answers
from pontozo.formats.documents import keys_of
from pontozo.formats.items import read_items
from pontozo.formats.json_records import JsonListWriter, record_json
from pontozo.formats.rows import RowReader
from pontozo.formats.source import Source


class JsonAnswers:
    """A JSON list of answers without guides."""

    name = "JSON list with the keys 'question' and 'answer'"
    suffix = ".json"

    def recognises(self, source: Source) -> bool:
        return has_answers(tuple(keys_of(source.document)))

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        if questions is None:
            return without_questions()
        reader = RowReader(source.name, questions)
        return Reading(questions, tuple(read_items(source, source.document, reader.read)))

    def sink(self, file: BinaryIO, layout: Layout) -> JsonSink:  # noqa: ARG002 (objects need no layout)
        return JsonSink(file)


class JsonSink(Sink):
    """Writes graded answers as one JSON list, as they come."""

    def __init__(self, file: BinaryIO) -> None:
        self._list = JsonListWriter(file)

    def write(self, answer: Answer, grade: Grade) -> None:
        self._list.write(record_json(answer, grade))

    def finish(self) -> None:
        self._list.finish()
