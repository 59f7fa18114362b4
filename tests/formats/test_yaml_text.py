"""YAML as plain data: every scalar is the text that stands there."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pontozo.formats.documents import BrokenDocumentError
from pontozo.formats.yaml_text import parse_yaml

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=20)
DATA = st.recursive(
    st.none() | TEXTS,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(TEXTS, part, max_size=3),
    max_leaves=8,
)


@given(DATA)
def test_what_a_program_dumps_is_read(data: Any) -> None:
    assert parse_yaml(yaml.safe_dump(data, allow_unicode=True)) == data


@pytest.mark.parametrize("written", ["yes", "No", "1.0", "007", "2024-01-01", "NULL", "Null", "0x1f", "1e3", "12:30"])
def test_what_yaml_would_change_stays_as_it_is_written(written: str) -> None:
    assert parse_yaml(f"answer: {written}\n") == {"answer": written}


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_nothing_is_none(written: str) -> None:
    assert parse_yaml(f"language: {written}\n") == {"language": None}
    assert parse_yaml(f"language: '{written}'\n") == {"language": written}


NOT_YAML = "put text that holds ': ' or ' #' or begins with a sign in quotes, and indent lines with spaces"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (
            "a: 1\nb: c: d",
            "line 2, column 5",
            f"is not valid YAML: mapping values are not allowed in this context; {NOT_YAML}",
        ),
        ("a: 1\nb: 2\na: 3", "line 3, column 1", "the key 'a' stands twice; remove one of the two"),
        ("a: &x [1]\nb: *x", "line 2, column 4", "uses the alias '*x'; write the text out, or put it in quotes"),
        (
            "a: !important",
            "line 1, column 4",
            "uses the tag '!important'; remove it, or put text that begins with '!' in quotes",
        ),
        ("a: 1\n---\nb: 2", "line 2, column 1", "holds several documents; keep one, without '---' in the middle"),
        ("? [a]\n: b", "line 1, column 3", "a key must be text; put it in quotes"),
        ("a: b\nc: d\x00", "line 2", "holds the character U+0000, which is no text; remove it"),
        ("[" * 500, "line 1, column 61", "is nested more than 60 levels deep; no form of Pontozó needs that"),
    ],
)
def test_broken_yaml_says_where_and_what(text: str, place: str, message: str) -> None:
    with pytest.raises(BrokenDocumentError) as caught:
        parse_yaml(text)
    assert (caught.value.place, str(caught.value)) == (place, message)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_what_is_nested_very_deep_is_said_wherever_the_parser_stops(opening: str) -> None:
    with pytest.raises(BrokenDocumentError, match="nested more than 60 levels deep"):
        parse_yaml(opening * 100_000)
