"""Grades as one JSON list on a stream, one line a grade."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pontozo.domain import Answer, Grade


class JsonList:
    """Writes grades as they come; whatever ends the work, what was written is a whole list."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._separator = "\n"

    def __enter__(self) -> JsonList:
        self._stream.write("[")
        return self

    def write(self, answer: Answer, grade: Grade) -> None:
        """Add one grade; it names its answer itself."""
        from pontozo.formats import grade_json

        del answer
        self._stream.write(self._separator + grade_json(grade))
        self._separator = ",\n"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.write("\n]\n")
