"""Graded answers as JSON objects: what stood there, and under `proposed` the whole grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, BinaryIO

from pydantic import TypeAdapter

from pontozo.domain import Answer, Grade
from pontozo.formats.answer_fields import own_fields
from pontozo.formats.columns import ANSWER_TEXT, PROPOSED
from pontozo.formats.values import as_json_text


@cache
def _adapter() -> TypeAdapter[Grade]:
    return TypeAdapter(Grade)


def grade_json(grade: Grade) -> str:
    """The grade as one line of JSON, its letters as they are."""
    return _adapter().dump_json(grade).decode()


def record_json(answer: Answer, grade: Grade) -> str:
    """The graded answer as one line of JSON; beside rich text the plain form on which the evidence stands."""
    plain_form = {ANSWER_TEXT: answer.text} if answer.html else {}
    proposed: dict[str, Any] = _adapter().dump_python(grade, mode="json")
    return as_json_text({**own_fields(answer), **plain_form, PROPOSED: proposed})


class JsonListWriter:
    """Writes one JSON list, an object a line, as they come."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._before = "[\n"

    def write(self, record: str) -> None:
        """Adds an object, given as its JSON text."""
        self._file.write(f"{self._before}{record}".encode())
        self._before = ",\n"

    def finish(self) -> None:
        """Closes the list."""
        self._file.write(b"[]\n" if self._before == "[\n" else b"\n]\n")


def write_list(file: BinaryIO, records: Iterable[Mapping[str, Any]]) -> None:
    """Writes the records as one JSON list."""
    writer = JsonListWriter(file)
    for record in records:
        writer.write(as_json_text(record))
    writer.finish()
