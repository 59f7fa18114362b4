"""Telling the language."""

import pytest

from pontozo.domain import Criterion, Question
from pontozo.text.language import detect, language, language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Explain the difference between malloc() and new in C++.", "en"),
        ("Mi a különbség a mutató és a referencia között?", "hu"),
        ("Mi a kulonbseg a mutato es a referencia kozott, ha nem lehet null?", "hu"),
        ("O(n)", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_told_from_the_text(text: str, code: str) -> None:
    assert detect(text) == code


def test_a_declared_language_wins() -> None:
    guide = [Criterion("the pointer is null")]
    assert language_of(Question("What is it?", guide)) == "en"
    assert language_of(Question("What is it?", guide, language="de")) == "de"
    assert language_of(Question("", [Criterion("A mutató értéke lehet null, nem kell mutasson")])) == "hu"


def test_a_language_without_a_file_has_no_word_lists() -> None:
    assert language("de").stop == frozenset()
    assert "heap" in language("en").opposites["stack"]
    assert "stack" in language("en").opposites["heap"]
