"""Rated answers as what is learnt from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pontozo.domain import Answer, Criterion, Question, Rating
from pontozo.errors import UserError
from pontozo.gradebook import Gradebook
from pontozo.learning.tuning.examples import Example, digest_of, examples_of, material, parted
from pontozo.scorers.tuned.items import Unit
from tests.learning.tuning.rated import book

ASKED = Question("What is a pointer?", [Criterion("holds an address"), Criterion("may be null", points=2)], id="q")


def learnt(*ratings: Rating, unit: Unit = Unit.CRITERION) -> list[Example]:
    return examples_of(ASKED, Answer("it holds an address", question="q", ratings=ratings), unit)


def names(examples: Sequence[Example]) -> list[list[str | None]]:
    """For each example the outcome that each of its items is certain of."""
    return [
        [
            None if target is None else item.choices[target.index(1.0)].name
            for item, target in zip(each.items, each.targets, strict=True)
        ]
        for each in examples
    ]


def test_each_outcome_is_learnt_by_itself() -> None:
    found = learnt(Rating(outcomes={"1": "met", "2": "contradicted"}))
    assert names(found) == [["met"], ["contradicted"]]
    assert [each.total for each in found] == [None, None]


def test_of_a_total_alone_all_criteria_are_learnt_together() -> None:
    (found,) = learnt(Rating(score=2))
    assert len(found.items) == 2
    assert found.targets == (None, None)
    assert found.total == 2


def test_beside_a_total_the_outcomes_that_are_there_hold() -> None:
    found = learnt(Rating(score=3, outcomes={"1": "met"}))
    assert names(found) == [["met", None]]
    assert found[0].total == 3


def test_an_outcome_without_a_total_says_nothing_of_the_rest() -> None:
    assert names(learnt(Rating(outcomes={"2": "partial"}))) == [["partial"]]


def test_of_several_ratings_the_first_that_says_enough_counts() -> None:
    whole, other = Rating(outcomes={"1": "met", "2": "met"}), Rating(outcomes={"1": "missing", "2": "missing"})
    assert names(learnt(Rating(score=1), whole, other)) == [["met"], ["met"]]
    assert learnt(Rating(outcomes={"1": "met"}), Rating(score=1), Rating(score=2))[0].total == 1


def test_the_whole_guide_is_learnt_from_totals() -> None:
    (found,) = learnt(Rating(outcomes={"1": "met", "2": "partial"}), unit=Unit.GUIDE)
    assert names([found]) == [["2"]]


def test_a_total_off_the_grid_stands_for_the_nearest_two() -> None:
    (found,) = learnt(Rating(score="1.25"), unit=Unit.GUIDE)
    (target,) = found.targets
    assert target is not None
    shares = {choice.name: share for choice, share in zip(found.items[0].choices, target, strict=True) if share}
    assert shares == {"1": 0.5, "1.5": 0.5}


def test_what_is_left_out_is_counted_by_why() -> None:
    texts = {"blank": " ", "unreadable": "asdf asdf asdf", "repeats_question": "What is a pointer?", "": "an address"}
    answers = [Answer(text, question="q", ratings=[Rating(score=1)]) for text in texts.values()]
    found = material(Gradebook.of([ASKED], (*answers, Answer("an address", question="q"))), Unit.CRITERION)
    assert found.left_out == {"blank": 1, "unreadable": 1, "repeats_question": 1, "unrated": 1}
    assert [answer.text for answer in found.book.answers] == ["an address"]


def test_for_the_whole_guide_an_answer_without_a_total_is_unrated() -> None:
    one = Gradebook.of([ASKED], [Answer("an address", question="q", ratings=[Rating(outcomes={"1": "met"})])])
    assert not material(one, Unit.CRITERION).left_out
    with pytest.raises(UserError, match="no answer can be learnt from \\(1 unrated\\)"):
        material(one, Unit.GUIDE)


def test_whole_questions_are_held_out_where_there_are_five() -> None:
    learning, held = parted(book(questions=5), 0.2, seed=0)
    assert len(held.questions) == 1
    assert not set(held.questions) & set(learning.questions)
    learning, held = parted(book(questions=4), 0.25, seed=0)
    assert set(held.questions) & set(learning.questions)
    assert (len(tuple(learning.answers)), len(tuple(held.answers))) == (24, 8)


def test_nothing_can_be_held_out_of_one_answer() -> None:
    with pytest.raises(UserError, match="--held-out 0"):
        parted(book(questions=1, answers=1), 0.2, seed=0)
    learning, held = parted(book(questions=1, answers=1), 0.0, seed=0)
    assert (len(tuple(learning.answers)), len(tuple(held.answers))) == (1, 0)


def test_other_ratings_or_another_part_held_out_are_other_data() -> None:
    one, other = learnt(Rating(score=1)), learnt(Rating(score=2))
    digests = {digest_of(one, []), digest_of([], one), digest_of(other, []), digest_of([*one, *other], [])}
    assert len(digests) == 4
    assert digest_of(one, other) == digest_of(learnt(Rating(score=1)), learnt(Rating(score=2)))
