"""Edits that add nothing right to a wrong answer."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from pontozo.domain import All, Criterion, Deduct, Level, Levels, Question
from pontozo.evaluation.robustness import GAMING
from pontozo.evaluation.robustness.phrases import look_alikes, phrases
from pontozo.text.canonical import canonical
from pontozo.text.words import words
from tests.strategies import stored_texts

MALLOC = Question(
    "What is the difference between malloc and new?",
    All(
        [
            Criterion(["new calls the constructor.", "new initialises"]),
            Levels([Level(0, "nothing said"), Level(1, "malloc returns a void pointer")]),
            Deduct([Criterion("garbage collection frees memory")]),
        ]
    ),
    language="en",
)
MUTATO = Question("Mi a mutató?", [Criterion("egy változó memóriacíme")], language="hu")
WRONG = "They are not different, both are variables."
ROSSZ = "Nem tudom, talán egy függvény."


def edited(name: str, answer: str = WRONG, question: Question = MALLOC, seed: int = 0) -> str:
    (edit,) = [each for each in GAMING if each.name == name]
    made = edit(question, answer, question.language or "en", seed)
    assert made is not None
    return made


def test_keywords_are_the_guides_without_those_of_mistakes_and_those_asked_come_last() -> None:
    echo = edited("keyword heap").removeprefix(WRONG).split()
    assert set(echo) == {"calls", "constructor", "returns", "void", "pointer", "new", "malloc"}
    from_edit = edited("keyword echo")
    assert "void" in from_edit
    assert "garbage" not in from_edit
    places = [from_edit.index(word) for word in ("constructor", "malloc")]
    assert places == sorted(places)


@pytest.mark.parametrize(("question", "wrong"), [(MALLOC, WRONG), (MUTATO, ROSSZ)])
@pytest.mark.parametrize("seed", range(8))
def test_an_echo_is_a_sentence_in_the_language(question: Question, wrong: str, seed: int) -> None:
    code = question.language or ""
    echo = edited("keyword echo", wrong, question, seed).removeprefix(f"{wrong} ")
    assert "{" not in echo
    shapes = [sentence.partition("{keywords}")[::2] for sentence in phrases(code).echo]
    assert any(echo.startswith(before) and echo.endswith(after) for before, after in shapes)
    assert f" {phrases(code).conjunction} " in echo


def test_copies_are_the_question_and_the_first_wordings_of_what_earns_points() -> None:
    assert edited("question copied") == MALLOC.text
    assert edited("question added") == f"{WRONG} {MALLOC.text}"
    assert edited("guide copied") == "new calls the constructor. malloc returns a void pointer."


@pytest.mark.parametrize("seed", range(6))
def test_a_denied_guide_denies_every_wording(seed: int) -> None:
    text = edited("guide denied", seed=seed)
    assert "new calls the constructor" in text
    assert "malloc returns a void pointer" in text
    assert sum(text.count(sign) for sign in ("not true", "mistake", "false", "opposite")) == 2


@given(answer=stored_texts().filter(lambda text: bool(canonical(text).text)))
def test_what_is_hidden_is_not_seen(answer: str) -> None:
    assert canonical(edited("guide hidden", answer)).text == canonical(answer).text


def test_what_is_hidden_can_be_read_by_who_knows_how() -> None:
    hidden = edited("guide hidden").removeprefix(WRONG)
    assert all(unicodedata.category(each) == "Cf" for each in hidden)
    assert "".join(chr(ord(each) - 0xE0000) for each in hidden) == edited("guide copied").lower()


def test_invisible_characters_stand_inside_words_and_are_not_seen() -> None:
    text = edited("invisible characters")
    assert canonical(text).text == WRONG
    assert len(text) == len(WRONG) + 4  # They, different, both, variables
    assert "not" in text


def test_look_alikes_are_in_what_denies_and_look_the_same() -> None:
    back = {ord(other): chr(own) for own, other in look_alikes().items()}
    for seed in range(5):
        text = edited("look-alike characters", seed=seed)
        assert text.translate(back) == WRONG
        assert " not " not in text
    assert all("CYRILLIC" in unicodedata.name(each) for each in look_alikes().values())


def test_gibberish_holds_no_word_of_anything() -> None:
    spoken = {word.folded for word in words(f"{WRONG} {MALLOC.text} {edited('guide copied')}", "en")}
    for seed in range(20):
        found = edited("gibberish", seed=seed).split()
        assert len(found) == 8
        assert all(word.isalpha() and len(word) >= 4 for word in found)
        assert not spoken & set(found)


def test_what_is_added_stands_behind_the_answer() -> None:
    assert edited("repetition") == f"{WRONG} {WRONG} {WRONG}"
    filler = edited("padding").removeprefix(f"{WRONG} ")
    assert sum(each in filler for each in phrases("en").filler) == 3
    assert edited("injection", ROSSZ, MUTATO).removeprefix(f"{ROSSZ} ") in phrases("hu").injection
    assert edited("injection, other language", ROSSZ, MUTATO).removeprefix(f"{ROSSZ} ") in phrases("en").injection
    assert edited("injection, other language").removeprefix(f"{WRONG} ") in phrases("hu").injection


def test_orders_come_in_several_wordings() -> None:
    for name in ("injection", "injection, other language", "injection as markup"):
        assert len({edited(name, f"{WRONG} {i}").removeprefix(f"{WRONG} {i}") for i in range(40)}) >= 5
