"""The outside forms of questions, answers and grades: reading any of them, writing them, writing graded answers."""

from pontozo.formats.base import DataFormat, Format, Layout, Reading, Row, Sink, WritableFormat
from pontozo.formats.converting import writable_form, write_data, write_parts
from pontozo.formats.json_records import grade_json
from pontozo.formats.reading import faults_of, read
from pontozo.formats.registry import data_formats
from pontozo.formats.source import Source
from pontozo.formats.writing import GradeWriter, open_writer

__all__ = [
    "DataFormat",
    "Format",
    "GradeWriter",
    "Layout",
    "Reading",
    "Row",
    "Sink",
    "Source",
    "WritableFormat",
    "data_formats",
    "faults_of",
    "grade_json",
    "open_writer",
    "read",
    "writable_form",
    "write_data",
    "write_parts",
]
