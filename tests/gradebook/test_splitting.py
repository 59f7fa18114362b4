"""Gradebooks in two parts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer
from pontozo.gradebook import DataError, Fault, Gradebook, Key, by_answer, by_question, by_trait, folds, split, trait
from pontozo.text.canonical import canonical
from tests.gradebook.helpers import QUESTIONS
from tests.strategies import texts


def books() -> st.SearchStrategy[Gradebook]:
    """Gradebooks in which texts come up again, to one question and to several."""
    answers = st.builds(
        Answer, texts() | st.sampled_from(["a b", " a  b", "a\nb", "a\u200b b"]), st.sampled_from(list(QUESTIONS))
    )
    return st.lists(answers, max_size=20).map(lambda each: Gradebook(QUESTIONS, tuple(each), ("Mark",)))


shares = st.floats(0.01, 0.99)
keys = st.sampled_from([by_answer, by_question, by_trait("student")])


def places(part: Sequence[Answer], whole: Sequence[Answer]) -> list[int]:
    """Where the answers of `part` stand in `whole`, by identity."""
    return [next(place for place, other in enumerate(whole) if other is answer) for answer in part]


@given(books(), shares, st.integers(0, 5), keys)
def test_a_split_keeps_every_answer_once_and_in_order(book: Gradebook, share: float, seed: int, key: Key) -> None:
    rest, held = (tuple(part.answers) for part in split(book, share, key, seed))
    whole = tuple(book.answers)
    assert sorted(places(rest, whole) + places(held, whole)) == list(range(len(whole)))
    assert places(rest, whole) == sorted(places(rest, whole))
    assert places(held, whole) == sorted(places(held, whole))


@given(books(), shares, st.integers(0, 5))
def test_equal_texts_to_a_question_stay_on_one_side(book: Gradebook, share: float, seed: int) -> None:
    sides = [
        {(each.question, canonical(each.text).text) for each in part.answers}
        for part in split(book, share, by_answer, seed)
    ]
    assert not sides[0] & sides[1]


@given(books(), shares, st.integers(0, 5))
def test_a_question_stays_on_one_side(book: Gradebook, share: float, seed: int) -> None:
    rest, held = ({each.question for each in part.answers} for part in split(book, share, by_question, seed))
    assert not rest & held


def test_texts_of_one_unicode_form_stay_on_one_side() -> None:
    book = Gradebook(QUESTIONS, [Answer("kór", "q1"), Answer("ko\u0301r", "q1"), Answer("kor", "q1")])
    for seed in range(8):
        sides = [{each.text for each in part.answers} for part in split(book, 0.5, by_answer, seed)]
        assert {"kór", "ko\u0301r"} in sides
        assert {"kor"} in sides


def test_what_cannot_be_seen_does_not_tell_texts_apart() -> None:
    book = Gradebook(QUESTIONS, [Answer("ab c", "q1"), Answer("a\u200bb c", "q1"), Answer("abc", "q1")])
    for seed in range(8):
        assert {"ab c", "a\u200bb c"} in [
            {each.text for each in part.answers} for part in split(book, 0.5, by_answer, seed)
        ]


def many(count: int) -> Gradebook:
    return Gradebook(QUESTIONS, [Answer(f"because {place}", "q1") for place in range(count)], ("Mark",))


def test_the_seed_decides_the_split() -> None:
    def held(seed: int) -> list[str]:
        return [each.text for each in split(many(50), 0.3, seed=seed)[1].answers]

    assert held(1) == held(1)
    assert held(1) != held(2)
    assert len(held(1)) == 15


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_split_does_not_depend_on_the_process(hash_seed: str) -> None:
    program = (
        "from pontozo.domain import Answer, Question\n"
        "from pontozo.gradebook import Gradebook, split\n"
        "questions = {'q1': Question.from_references('why', ['because'], id='q1')}\n"
        "book = Gradebook(questions, [Answer(f'because {place}', 'q1') for place in range(20)])\n"
        "print([each.text for each in split(book, 0.3)[1].answers])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert told.stdout.strip() == str([each.text for each in split(many(20), 0.3)[1].answers])


@pytest.mark.parametrize(("share", "held"), [(0.01, 1), (0.25, 2), (0.5, 5), (0.99, 9)])
def test_neither_side_of_a_split_is_empty(share: float, held: int) -> None:
    parts = split(many(10), share)
    assert [len(list(part.answers)) for part in parts] == [10 - held, held]


def test_what_cannot_be_split_is_not_held_out() -> None:
    for count in (0, 1):
        rest, held = split(many(count), 0.5)
        assert (len(list(rest.answers)), len(list(held.answers))) == (count, 0)


def test_a_split_keeps_columns_and_notes_and_a_question_stands_where_it_has_answers() -> None:
    whole = replace(many(3), notes=(Fault("a.xlsx", "is hidden and was left out"),))
    rest, held = split(whole, 0.5)
    assert rest.questions == QUESTIONS  # those without answers too
    assert list(held.questions) == ["q1"]
    for part in (rest, held):
        assert part.columns == ("Mark",)
        assert part.notes == whole.notes


def test_a_split_by_question_divides_the_questions_and_those_without_answers_are_not_held_out() -> None:
    answers = [Answer("a", "q1"), Answer("b", "q2"), Answer("c", "q1")]
    for seed in range(8):
        rest, held = split(Gradebook(QUESTIONS, answers), 0.5, by_question, seed)
        assert list(held.questions) in (["q1"], ["q2"])
        assert {**rest.questions, **held.questions} == QUESTIONS
        assert not rest.questions.keys() & held.questions.keys()
        assert "q3" in rest.questions
        assert list(rest.questions) == sorted(rest.questions)
        for part in (rest, held):
            assert {answer.question for answer in part.answers} <= set(part.questions)
            assert list(part.pairs()) == [(QUESTIONS[each.question], each) for each in part.answers]


def test_a_part_is_read_anew_each_time_and_knows_its_number() -> None:
    rest, held = split(many(10), 0.3)
    assert (rest.count(), held.count()) == (7, 3)
    assert list(rest.answers) == list(rest.answers)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, 2.0, float("nan")])
def test_a_share_off_the_scale_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="the share to hold out must lie between 0 and 1, not"):
        split(many(3), share)


@given(books(), st.integers(2, 6), keys, st.integers(0, 5))
def test_folds_hold_every_answer_once_and_part_nothing_that_belongs_together(
    book: Gradebook, count: int, key: Key, seed: int
) -> None:
    whole = tuple(book.answers)
    different = {key(question, answer) for question, answer in book.pairs()}
    found = list(folds(book, count, key, seed))
    assert len(found) == min(count, len(different))
    held_places = [places(tuple(held.answers), whole) for _, held in found]
    assert sorted(place for each in held_places for place in each) == list(range(len(whole)))
    for rest, held in found:
        assert len(list(rest.answers)) + len(list(held.answers)) == len(whole)
        assert not {key(*pair) for pair in rest.pairs()} & {key(*pair) for pair in held.pairs()}
        assert {answer.question for answer in held.answers} == set(held.questions)


def test_folds_are_of_about_equal_size() -> None:
    assert [held.count() for _, held in folds(many(23), 5)] == [5, 5, 5, 4, 4]


def test_less_than_two_folds_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 2 folds, not 1"):
        next(folds(many(3), 1))


def test_a_column_keeps_together_what_has_the_same_in_it() -> None:
    answers = [Answer(f"because {i}", "q1", extra={"domain": "physics" if i % 3 else "biology"}) for i in range(12)]
    book = Gradebook(QUESTIONS, answers, ("domain",))
    held = [{trait(*pair, "domain") for pair in part.pairs()} for _, part in folds(book, 9, by_trait("domain"))]
    assert sorted(map(tuple, held)) == [("biology",), ("physics",)]


def test_an_answer_to_no_question_cannot_be_divided() -> None:
    with pytest.raises(DataError):
        split(Gradebook({}, [Answer("a", "q")]), 0.5)
