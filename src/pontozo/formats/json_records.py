"""Graded answers as JSON objects: what stood there, and under `proposed` the whole grade."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from pontozo.domain import Answer, Grade
from pontozo.formats.columns import PROPOSED
from pontozo.formats.rows import as_text
from pontozo.formats.tables import own_fields


@cache
def _adapter() -> TypeAdapter[Grade]:
    return TypeAdapter(Grade)


def grade_json(grade: Grade) -> str:
    """The grade as one line of JSON, its letters as they are."""
    return _adapter().dump_json(grade).decode()


def record_json(answer: Answer, grade: Grade) -> str:
    """The graded answer as one line of JSON."""
    proposed: dict[str, Any] = _adapter().dump_python(grade, mode="json")
    return as_json_text({**own_fields(answer), PROPOSED: proposed})


def as_json_text(value: object) -> str:
    """`value` as one line of JSON; a spreadsheet's dates as the text a person sees."""
    return json.dumps(value, ensure_ascii=False, default=as_text)
