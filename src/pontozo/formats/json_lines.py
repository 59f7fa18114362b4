"""Answers as JSON lines: one object a line, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from pontozo.domain import Answer, Grade, Question
from pontozo.formats.answer_fields import standard_fields
from pontozo.formats.base import Anew, Layout, Reading, Row, Sink, without_questions
from pontozo.formats.columns import has_answers
from pontozo.formats.documents import BrokenDocumentError, parse_json
from pontozo.formats.json_records import record_json
from pontozo.formats.losses import name_losses, question_losses
from pontozo.formats.rows import RowReader
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.formats.values import as_json_text
from pontozo.gradebook import Fault, Gradebook

_SUFFIXES = (".jsonl", ".ndjson")


class JsonLines:
    """Answers as one JSON object a line."""

    name = "JSON lines with the keys 'question' and 'answer'"
    key = "jsonl"
    suffix = ".jsonl"
    suffixes = _SUFFIXES
    holds_questions = False

    def recognises(self, source: Source) -> bool:
        if not source.first_line.lstrip().startswith("{"):
            return False
        if source.suffix in _SUFFIXES:
            return True
        try:
            first = parse_json(source.first_line)
        except BrokenDocumentError:
            return False
        return isinstance(first, dict) and has_answers(tuple(first))

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        if questions is None:
            return without_questions()
        return Reading(questions, Anew(lambda: _rows(source, questions)))

    def sink(self, file: BinaryIO, layout: Layout) -> JsonLinesSink:  # noqa: ARG002 (objects need no layout)
        return JsonLinesSink(file)

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        return [*question_losses(gradebook), *name_losses(gradebook)]

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        for _, answer in gradebook.pairs():
            file.write(f"{as_json_text(standard_fields(answer))}\n".encode())


def _rows(source: Source, questions: Mapping[str, Question]) -> Iterator[Row | Fault]:
    reader = RowReader(source.name, questions)
    with source.open_text() as text:
        for number, line in enumerate(text, 1):
            place = f"line {number}"
            if not line.strip():
                continue
            try:
                values = parse_json(line)
            except BrokenDocumentError as broken:
                yield source.fault(str(broken), place, broken.key)
                continue
            if isinstance(values, dict):
                yield from reader.read(values, place)
            else:
                yield source.fault(f'must be an object such as {{"answer": …}}, not {shown(values)}', place)


class JsonLinesSink(Sink):
    """Writes graded answers, one object a line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, answer: Answer, grade: Grade) -> None:
        self._file.write(f"{record_json(answer, grade)}\n".encode())
