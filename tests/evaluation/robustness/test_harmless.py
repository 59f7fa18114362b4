"""Edits that leave what a right answer says as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Criterion, Question
from pontozo.evaluation.robustness import HARMLESS
from pontozo.text.canonical import canonical
from pontozo.text.words import words
from tests.strategies import stored_texts

ASKED = Question("What is it?", [Criterion("a thing")], language="en")


def edited(name: str, answer: str, language: str = "en", seed: int = 0) -> str | None:
    (edit,) = [each for each in HARMLESS if each.name == name]
    return edit(ASKED, answer, language, seed)


LONG_WORDS = "Because the constructor initialises member variables in declaration order, malloc(7) cannot do anything."


@pytest.mark.parametrize("seed", range(30))
def test_typos_leave_signs_numbers_short_words_and_the_ends_of_words(seed: int) -> None:
    text = edited("typos", LONG_WORDS, seed=seed)
    assert text is not None
    before, after = LONG_WORDS.split(" "), text.split(" ")
    assert len(before) == len(after)
    changed = [(own, other) for own, other in zip(before, after, strict=True) if own != other]
    assert 1 <= len(changed) <= 2
    for own, other in changed:
        assert len(own.strip(",.")) >= 5
        assert own not in ("malloc(7)", "cannot")
        assert (own[0], own[-1]) == (other[0], other[-1])
        assert abs(len(own) - len(other)) <= 1
        assert abs(len(own) - len(other)) == 1 or sorted(own) == sorted(other)


def test_names_of_code_get_no_typos() -> None:
    assert edited("typos", "std::vector my_variable getName() NULLPTR vector<int> &value") is None


@given(answer=st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=20))
def test_accents_go_from_letters_only(answer: str) -> None:
    text = edited("missing accents", answer)
    if text is not None:
        kept = [each for each in unicodedata.normalize("NFC", answer) if not each.isalpha()]
        assert [each for each in text if not each.isalpha()] == kept
        assert edited("missing accents", text) is None


def test_accents_of_hungarian() -> None:
    assert edited("missing accents", "árvíztűrő ≠ TÜKÖRFÚRÓGÉP", "hu") == "arvizturo ≠ TUKORFUROGEP"


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        ("en", "For example, it does not move.", "For instance, it doesn't move."),
        ("en", "It isn't there due to the cast", "It is not there because of the cast"),
        ("en", "He doesn’t almost", "He does not nearly"),
        ("hu", "Például, ha üres, ezért csak egyszer", "Pl., hogyha üres, emiatt csupán egyszer"),
        ("hu", "Hamis, mertem, tehát csakugyan", None),
        ("en", "nothing that has another form", None),
    ],
)
def test_rewording_says_the_same(code: str, answer: str, expected: str | None) -> None:
    assert edited("rewording", answer, code) == expected


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        ("en", "The heap is large. The stack is small", "The stack is small. The heap is large."),
        (
            "en",
            "The heap is large. It is slow. The stack is small.",
            "The stack is small. The heap is large. It is slow.",
        ),
        ("en", "The heap is large. It is slow.", None),
        ("en", "int a = 1; a++; b = a;", None),
        ("en", "1. wash. 2. rinse. 3. dry.", None),
        ("en", "One sentence only", None),
        ("en", "gap has + on one side and - on the other.", None),
        ("hu", "A kupac nagy. Ez lassú. A verem kicsi.", "A verem kicsi. A kupac nagy. Ez lassú."),
        ("hu", "A kupac nagy. Viszont lassú.", None),
    ],
)
def test_sentences_move_with_those_that_lean_on_them(code: str, answer: str, expected: str | None) -> None:
    assert edited("sentence order", answer, code) == expected


@given(answer=st.lists(st.sampled_from(["The heap grows.", "A stack shrinks!", "It is slow.", "Some do"]), max_size=6))
def test_the_order_of_sentences_keeps_every_word(answer: list[str]) -> None:
    text = edited("sentence order", " ".join(answer))
    if text is not None:
        assert sorted(text.replace(".", "").split()) == sorted(" ".join(answer).replace(".", "").split())


@given(answer=stored_texts().filter(lambda text: bool(text.strip())), seed=st.integers(0, 5))
def test_blanks_change_nothing_that_is_judged(answer: str, seed: int) -> None:
    assert canonical(edited("extra blanks", answer, seed=seed) or "").text == canonical(answer).text


def test_case_changes_nothing_else() -> None:
    assert edited("lower case", "New calls IT") == "new calls it"
    assert edited("upper case", "New calls IT") == "NEW CALLS IT"
    assert edited("lower case", "new") is None


@pytest.mark.parametrize("code", ["en", "hu"])
def test_politeness_stands_around_the_answer(code: str) -> None:
    answer = "{new} calls it"
    polite = {edited("politeness", answer, code, seed) for seed in range(20)}
    assert len(polite) == 3
    for text in polite:
        assert text is not None
        assert f" {answer}. " in text
        assert not any(word.negates for word in words(text, code))
