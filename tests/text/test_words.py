"""Words: where they stand, how they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.text.language import fold
from pontozo.text.words import lexical_similarity, likeness, overlap, words


@given(st.text(max_size=80), st.sampled_from(["en", "hu", "de", "xx"]))
def test_words_stand_where_they_say(text: str, code: str) -> None:
    for word in words(text, code):
        assert text[word.start : word.end] == word.text
        assert 0 < word.weight <= 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("delete[] t;", ["delete", "[]", "t"]),
        ("O(n) is 3.14 or 2,5", ["O", "n", "is", "3.14", "or", "2,5"]),
        ("i++ isn't ++i", ["i", "++", "isn't", "++", "i"]),
        ("std::unique_ptr<int>", ["std", "::", "unique_ptr", "<", "int", ">"]),
        ("???", []),
    ],
)
def test_code_and_numbers_are_words(text: str, expected: list[str]) -> None:
    assert [word.text for word in words(text, "en")] == expected


def test_lemmas_join_the_forms_of_a_word() -> None:
    assert {word.lemma for word in words("pointer pointers", "en")} == {"pointer"}
    assert {word.lemma for word in words("függvény függvényt függvények", "hu")} == {"fuggveny"}


@pytest.mark.parametrize(
    ("text", "code", "negating"),
    [
        ("it is not so", "en", ["not"]),
        ("it doesn't", "en", ["doesn't"]),
        ("it doesn’t", "en", ["doesn’t"]),
        ("nem köthető át", "hu", ["nem"]),
        ("it is so", "en", []),
    ],
)
def test_negation_is_seen(text: str, code: str, negating: list[str]) -> None:
    assert [word.text for word in words(text, code) if word.negates] == negating


@given(st.text(alphabet="abcdeé123", max_size=12), st.text(alphabet="abcdeé123", max_size=12))
def test_likeness_is_symmetric_and_bounded(first: str, second: str) -> None:
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, first) == 1


@pytest.mark.parametrize(
    ("first", "second", "at_least"),
    [("constructor", "constuctor", 0.7), (fold("függvény"), "fuggveny", 1.0), ("oroklodes", "oroklott", 0.5)],
)
def test_slips_and_endings_are_forgiven(first: str, second: str, at_least: float) -> None:
    assert likeness(first, second) >= at_least


@pytest.mark.parametrize(("first", "second"), [("heap", "stack"), ("100", "101"), ("10", "100"), ("+", "++")])
def test_other_words_numbers_and_signs_are_not_alike(first: str, second: str) -> None:
    assert likeness(first, second) < 0.4


def test_overlap_is_the_share_of_the_reference_by_weight() -> None:
    reference = words("the pointer is null", "en")
    assert overlap(reference, words("pointers may be null", "en")) == pytest.approx(2.15 / 2.3)
    assert overlap(reference, words("", "en")) == 0
    assert overlap([], reference) == 0
    assert lexical_similarity(reference, []).shape == (4, 0)
