"""Edits that make a right answer wrong, where there is something to change."""

from __future__ import annotations

import re

import pytest

from pontozo.domain import Criterion, Question
from pontozo.evaluation.robustness import MEANING

MALLOC = Question("The difference between malloc() and new?", [Criterion("100 bytes in two steps")], language="en")
MUTATO = Question("Mi a különbség a mutató és a referencia között?", [Criterion("két lépés, 12")], language="hu")


def edited(name: str, answer: str, question: Question = MALLOC, seed: int = 0) -> str | None:
    (edit,) = [each for each in MEANING if each.name == name]
    return edit(question, answer, question.language or "", seed)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (MALLOC, "A pointer can be null, a reference cannot.", "A pointer cannot be null, a reference can."),
        (MALLOC, "It isn't one", "It is one"),
        (MALLOC, "It doesn’t call it.", "It does call it."),
        (MALLOC, "It has no limit", None),
        (MALLOC, "There is no limit", None),
        (MALLOC, "It is not only fast", None),
        (MALLOC, "It could only do so", None),
        (MALLOC, "new calls it", None),
        (
            MALLOC,
            "If the base class is virtual, the derived part is destroyed.",
            "If the base class is virtual, the derived part is not destroyed.",
        ),
        (MALLOC, "It moves when there is none", None),
        (MALLOC, "It is right when there is one", "It is not right when there is one"),
        (MUTATO, "A mutató lehet null", "A mutató nem lehet null"),
        (MUTATO, "A referencia nem lehet null", "A referencia lehet null"),
        (MUTATO, "Itt nincs másolat", "Itt van másolat"),
        (MUTATO, "A mutató nem csak cím", None),
    ],
)
def test_negation_turns_a_clause_round(question: Question, answer: str, expected: str | None) -> None:
    assert edited("negation", answer, question) == expected


def test_denial_denies_each_sentence() -> None:
    for seed in range(6):
        text = edited("denial", "The heap is large. I like C++!", seed=seed) or ""
        assert re.search("[Tt]he heap is large", text)
        assert "I like C++" in text
        assert sum(text.count(sign) for sign in ("not true", "mistake", "false", "opposite")) == 2
    assert "hogy a mutató" in (edited("denial", "A mutató cím.", MUTATO, seed=1) or "") + (
        edited("denial", "A mutató cím.", MUTATO, seed=2) or ""
    )


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (MALLOC, "malloc is from C. New calls it.", "new is from C. Malloc calls it."),
        (MALLOC, "malloc and new allocate memory", None),
        (MALLOC, "Both malloc gives memory and new does", None),
        (MALLOC, "only malloc gives memory", None),
        (MALLOC, "insertion is slow here, lookup is fast there", "insertion is fast here, lookup is slow there"),
        (
            MUTATO,
            "A mutatónak van címe, a referenciát nem lehet átkötni. A mutatott érték",
            "A referenciának van címe, a mutatót nem lehet átkötni. A mutatott érték",
        ),
        (
            Question("Mi a függvény és az operátor?", [Criterion("x")], language="hu"),
            "A függvény hívható, az operátor jel.",
            "Az operátor hívható, a függvény jel.",
        ),
    ],
)
def test_roles_are_swapped_where_they_differ(question: Question, answer: str, expected: str | None) -> None:
    assert edited("swapped roles", answer, question) == expected


@pytest.mark.parametrize("seed", range(10))
def test_a_number_that_is_asked_for_becomes_one_that_is_not(seed: int) -> None:
    text = edited("changed number", "Two steps: 100 bytes, 7 words, 100 again, then two", seed=seed)
    assert text is not None
    match = re.fullmatch(r"([A-Z][a-z]+) steps: (\d+) bytes, 7 words, (\d+) again, then ([a-z]+)", text)
    assert match is not None
    assert match[2] == match[3]
    assert int(match[2]) >= 120
    assert match[1].lower() == match[4] != "two"


@pytest.mark.parametrize("seed", range(5))
def test_hungarian_numbers(seed: int) -> None:
    text = edited("changed number", "12 elem, két lépés", MUTATO, seed=seed)
    assert text is not None
    assert not text.startswith("12 ")
    assert " két " not in text


@pytest.mark.parametrize("answer", ["7 words", "no number at all", "half of it"])
def test_a_number_that_nobody_asks_for_is_left(answer: str) -> None:
    assert edited("changed number", answer) is None
