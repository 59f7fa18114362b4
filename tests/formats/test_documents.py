"""JSON as plain data, and what is said of JSON that is broken."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.formats.documents import DEEPEST, BrokenDocumentError, keys_of, parse_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=3), part, max_size=3),
    max_leaves=8,
)


@given(JSON, st.booleans())
def test_whatever_json_holds_is_read(value: Any, ascii_only: bool) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only)) == value


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (
            '[{"id": 1,\n "answer": }]',
            "line 2, column 12",
            "is not valid JSON: expecting value; correct it or export it again",
        ),
        ('{"a": NaN}', "", "holds NaN, which is not JSON; write null where there is no number"),
        ('[{"a": {"b": 1, "b": 2}}]', "", "stands twice in one object; remove one of the two"),
        ("[" * 100_000, "", "is nested more than 60 levels deep; no form of Pontozó needs that"),
        ("[" * 61 + "]" * 61, "", "is nested more than 60 levels deep; no form of Pontozó needs that"),
    ],
)
def test_broken_json_says_where_and_what(text: str, place: str, message: str) -> None:
    with pytest.raises(BrokenDocumentError) as caught:
        parse_json(text)
    assert (caught.value.place, str(caught.value)) == (place, message)


def test_a_number_that_python_refuses_is_a_fault_of_the_document() -> None:
    with pytest.raises(BrokenDocumentError, match="cannot be read"):
        parse_json("1" * 5000)


def test_the_deepest_guide_is_still_read() -> None:
    assert parse_json("[" * (DEEPEST - 1) + "1" + "]" * (DEEPEST - 1))


def test_half_characters_become_the_sign_for_what_cannot_be_read() -> None:
    assert parse_json(r'[{"a\ud83d": "cut \ud83d", "b": ["\ud83d\ude00"]}]') == [{"a\ufffd": "cut \ufffd", "b": ["😀"]}]


def test_control_characters_are_left_to_the_checks_that_name_the_row() -> None:
    assert parse_json('["a\x00b"]') == ["a\x00b"]


def test_keys_come_in_the_order_they_first_appear() -> None:
    assert list(keys_of([{"b": 1, "a": 2}, 5, {"c": 3, "a": 4}])) == ["b", "a", "c"]
