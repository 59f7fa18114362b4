"""What an evaluation finds can be written as JSON, whatever it is."""

from __future__ import annotations

import json
import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.domain import Span
from pontozo.evaluation.cases import Cases
from pontozo.evaluation.evaluating import Plan, evaluate
from pontozo.evaluation.intervals import Interval
from pontozo.evaluation.results import Mistaken, as_json
from tests.evaluation.helpers import FEW, some_cases


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (Interval(0.5, math.nan, math.nan), {"value": 0.5, "low": None, "high": None}),
        ((Mistaken("met", "missing", 3),), [{"human": "met", "machine": "missing", "answers": 3}]),
        (Counter({"blank": 2}), {"blank": 2}),
        (Span(1, 4), {"start": 1, "end": 4}),
        ([Fraction(3), Fraction(1, 4)], [3, 0.25]),
        (None, None),
        (True, True),
        ("szöveg", "szöveg"),
    ],
)
def test_values_stand_as_json_has_them(found: object, told: object) -> None:
    assert as_json(found) == told


def numbers_in(value: object) -> list[float]:
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers_in(each)]
    if isinstance(value, list):
        return [number for each in value for number in numbers_in(each)]
    return [value] if isinstance(value, float) else []


@given(some_cases(), st.sampled_from([None, "domain", "student"]))
@settings(max_examples=15)
def test_any_evaluation_is_json_without_nan(found: Cases, group: str | None) -> None:
    told = as_json(evaluate(found, Plan(group=group, columns=["group"], drawing=FEW)))
    back = json.loads(json.dumps(told, allow_nan=False))
    assert back == told
    assert all(map(math.isfinite, numbers_in(back)))
    assert back["overall"]["answers"] == len(found.cases)
