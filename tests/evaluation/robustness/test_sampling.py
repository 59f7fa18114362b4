"""Some of the answers by lot: each question keeps its place, and the same lot falls each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Criterion, Grade, Question, Rating
from pontozo.evaluation.robustness import measure_robustness
from pontozo.evaluation.robustness.sampling import drawn
from pontozo.evaluation.robustness.trials import Standing, Subject
from pontozo.gradebook import Gradebook
from pontozo.grader import Grader
from tests.evaluation.robustness.rule import MISSING, Rule

SIZES = st.lists(st.integers(1, 30), min_size=1, max_size=8)


def subjects(sizes: Sequence[int]) -> list[Subject]:
    """So many answers to each of as many questions."""
    questions = [Question(f"What is {place}?", [Criterion("so")], f"q{place}") for place in range(len(sizes))]
    return [
        Subject(question, Answer(f"text {number}", question.id, f"{question.id}-{number}"), Standing.WRONG)
        for question, size in zip(questions, sizes, strict=True)
        for number in range(size)
    ]


def names(chosen: Iterable[Subject]) -> list[str]:
    return [each.answer.id for each in chosen]


@given(SIZES, st.integers(1, 100), st.integers(0, 5))
def test_each_question_has_about_its_share(sizes: list[int], most: int, seed: int) -> None:
    every = subjects(sizes)
    chosen = drawn(every, most, seed)
    assert len(chosen) == min(most, len(every))
    taken = Counter(each.question.id for each in chosen)
    assert len(taken) == min(most, len(sizes))
    of = {f"q{place}": size for place, size in enumerate(sizes)}
    # Nobody has one more while another, who has a smaller share even so, waits for one.
    for one in taken:
        for other in of:
            assert (taken[one] - 1) / of[one] <= taken[other] / of[other]


@given(SIZES, st.integers(1, 100), st.randoms(use_true_random=False))
def test_the_order_of_answers_counts_for_nothing_but_is_kept(sizes: list[int], most: int, chance: Random) -> None:
    every = subjects(sizes)
    mixed = list(every)
    chance.shuffle(mixed)
    chosen, again = names(drawn(every, most, 0)), names(drawn(mixed, most, 0))
    assert set(chosen) == set(again)
    assert chosen == [name for name in names(every) if name in set(chosen)]


@given(SIZES, st.integers(1, 60), st.integers(1, 40))
def test_with_more_to_be_drawn_nothing_drawn_before_is_lost(sizes: list[int], most: int, more: int) -> None:
    every = subjects(sizes)
    assert set(names(drawn(every, most, 0))) <= set(names(drawn(every, most + more, 0)))


def test_another_seed_draws_others() -> None:
    every = subjects([40, 40])
    lots = {tuple(names(drawn(every, 10, seed))) for seed in range(100)}
    assert len(lots) > 90
    assert {name for lot in lots for name in lot} == set(names(every))


def gradebook() -> Gradebook:
    questions = [each.question for each in subjects([1, 1, 1])]
    answers = [
        Answer(f"some text number {number}", question.id, f"{question.id}-{number}", ratings=[Rating("me", 0)])
        for question in questions
        for number in range(5)
    ]
    return Gradebook.of(questions, answers)


def test_what_was_not_drawn_is_counted_and_not_graded() -> None:
    seen: list[Grade] = []

    def watch(grades: Iterator[Grade], total: int) -> Iterator[Grade]:
        for grade in grades:
            seen.append(grade)
            yield grade
        assert len(seen) == total

    result = measure_robustness(
        Grader(Rule(lambda *_: MISSING)), gradebook(), most=4, seed=3, resamples=10, watch=watch
    )
    assert (result.wrong, result.not_drawn) == (4, 11)
    graded = {grade.answer for grade in seen}
    assert len(graded) == 4
    assert {name.split("-")[0] for name in graded} == {"q0", "q1", "q2"}


def test_where_there_are_no_more_all_are_taken() -> None:
    grader = Grader(Rule(lambda *_: MISSING))
    all_of_them = measure_robustness(grader, gradebook(), resamples=10)
    assert measure_robustness(grader, gradebook(), resamples=10, most=15) == all_of_them
    assert all_of_them.not_drawn == 0
