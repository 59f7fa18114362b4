"""Answers that stand in two gradebooks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Question
from pontozo.gradebook import DataError, Gradebook, Seen, overlap
from pontozo.text.canonical import canonical


def asked(identifier: str, text: str, *answers: str) -> Gradebook:
    question = Question.from_references(text, ["because"], id=identifier)
    return Gradebook.of([question], [Answer(each, identifier, str(place)) for place, each in enumerate(answers)])


def found(train: Gradebook, test: Gradebook) -> list[str]:
    return [answer.text for answer in overlap(train, test)]


def test_the_same_text_to_the_same_question_is_found_whatever_the_ids() -> None:
    train = asked("a", "Why?", "It melts.", "")
    test = asked("b", "why? ", "It froze.", "it  melts.", "", "It melts", "It melts.")
    assert found(train, test) == ["it  melts.", "It melts."]


def test_the_same_text_to_another_question_is_not() -> None:
    assert found(asked("a", "Why?", "It melts."), asked("a", "How?", "It melts.")) == []


@given(st.lists(st.text(max_size=4), max_size=6), st.lists(st.text(max_size=4), max_size=6))
def test_a_gradebook_overlaps_with_itself_and_with_nothing_apart(one: list[str], other: list[str]) -> None:
    train = asked("q", "Why?", *one)
    assert found(train, train) == [text for text in one if canonical(text).text]
    assert found(train, asked("q", "Why?", *(f"not at all {text}" for text in other))) == []


def test_an_answer_to_no_question_is_refused() -> None:
    lost = Gradebook({}, [Answer("a", "q")])
    with pytest.raises(DataError):
        list(overlap(asked("q", "Why?"), lost))


def test_what_was_seen_knows_its_answers_and_questions_and_can_be_put_together() -> None:
    one, other = asked("a", "Why?", "It melts."), asked("b", "How?", "Slowly.")
    seen = Seen.of(one) | Seen.of(other)
    for question, answer in (*one.pairs(), *other.pairs()):
        assert seen.holds(question, answer)
        assert seen.holds_question(question)
    new = Question.from_references("WHY?", ["another guide"], id="c")
    assert seen.holds_question(new)
    assert not seen.holds(new, Answer("Slowly."))
    assert not Seen().holds_question(new)


@given(st.lists(st.text(max_size=3), max_size=6), st.lists(st.text(max_size=3), max_size=6))
def test_what_both_hold_is_what_the_one_holds_of_the_other(one: list[str], other: list[str]) -> None:
    first, second = asked("a", "Why?", *one), asked("b", "Why?", *other)
    both = Seen.of(first) & Seen.of(second)
    for question, answer in (*first.pairs(), *second.pairs()):
        expected = Seen.of(first).holds(question, answer) and Seen.of(second).holds(question, answer)
        assert both.holds(question, answer) is expected
        assert both.holds_question(question) is bool(one and other)
    assert both == Seen.of(second) & Seen.of(first)
    assert both | Seen.of(first) == Seen.of(first)


def test_a_question_that_only_one_holds_is_in_both_for_neither() -> None:
    one, other = asked("a", "Why?", "It melts."), asked("b", "How?", "It melts.")
    both = Seen.of(one) & Seen.of(other)
    assert both == Seen()
