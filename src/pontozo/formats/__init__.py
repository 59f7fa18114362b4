"""The outside forms of questions, answers and grades: reading any of them, writing graded answers."""

from pontozo.formats.base import Format, Layout, Reading, Row, Sink, WritableFormat
from pontozo.formats.json_records import grade_json
from pontozo.formats.reading import read
from pontozo.formats.source import Source
from pontozo.formats.writing import GradeWriter, open_writer

__all__ = [
    "Format",
    "GradeWriter",
    "Layout",
    "Reading",
    "Row",
    "Sink",
    "Source",
    "WritableFormat",
    "grade_json",
    "open_writer",
    "read",
]
