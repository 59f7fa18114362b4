"""Grades as one JSON list on a stream, one line a grade."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from pontozo.cli.output import silence

if TYPE_CHECKING:
    from pontozo.domain import Answer, Grade


class JsonList:
    """Writes grades as they come; whatever ends the work, what was written is a whole list.

    `has_reader` turns false when whoever read the stream has closed it; what comes then goes nowhere.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._separator = "\n"
        self.has_reader = True

    def __enter__(self) -> JsonList:
        self._print("[")
        return self

    def write(self, answer: Answer, grade: Grade) -> None:
        """Add one grade; it names its answer itself."""
        from pontozo.formats import grade_json

        del answer
        self._print(self._separator + grade_json(grade))
        self._separator = ",\n"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._print("\n]\n")

    def _print(self, text: str) -> None:
        if not self.has_reader:
            return
        try:
            self._stream.write(text)
            # At once: a reader that waits sees each grade as it is made, and one that is gone stops the work.
            self._stream.flush()
        except BrokenPipeError:
            self.has_reader = False
            silence(self._stream)
