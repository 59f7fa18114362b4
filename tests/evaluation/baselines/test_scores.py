"""Scores that need no grader: what they are, that they are honest, and that few answers are enough."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.linear_model import LinearRegression

from pontozo.domain import ALL_OR_NOTHING, Answer, Criterion, Deduct, Level, Levels, Question, Rating
from pontozo.engine import embedded_encoder
from pontozo.evaluation.baselines import BASELINES, baseline_scores, overlap_of, scores
from pontozo.evaluation.cases import Case
from pontozo.gradebook import DataError, Gradebook
from pontozo.scorers.base import Pair
from tests.evaluation.baselines.helpers import TEXTS, case, rated, shares

Array = NDArray[np.float64]

POINTER = Question(
    "What is a pointer?",
    [
        Criterion(["It holds an address.", "it tells where something stands in memory"], 2),
        Criterion("A pointer can be null.", 1),
        Deduct([Criterion("It is about the weather.", 1)]),
    ],
    id="pointer",
    language="en",
)
RAIN = Question(
    "Why does it rain?", [Criterion("Water in the air cools down.", 4, ALL_OR_NOTHING)], id="rain", language="en"
)
LEVELS = Question(
    "How well?", Levels([Level(0, "Not at all."), Level(1, "Barely."), Level(5, "Very well, null.")]), id="levels"
)


def told(cases: Sequence[Case], learnt: Sequence[Answer], *questions: Question) -> dict[str, list[float]]:
    """What is said of the cases after learning from these answers."""
    book = Gradebook.of(questions or (POINTER, RAIN, LEVELS), learnt)
    return {name: found.tolist() for name, found in baseline_scores(cases, book).items()}


def test_all_are_there_in_order_one_score_a_case() -> None:
    cases = [case(POINTER, text, score % 4) for score, text in enumerate(TEXTS)]
    found = baseline_scores(cases)
    assert tuple(found) == BASELINES == ("most frequent", "question mean", "length", "overlap", "cosine")
    assert all(each.shape == (len(cases),) and each.dtype == float for each in found.values())


def test_the_usual_score_is_that_of_the_question() -> None:
    learnt = [*rated(POINTER, [0, 0, 0, 3, 3, 2]), *rated(RAIN, [4, 4, 4, 4])]
    found = told([case(POINTER, "an address", 3), case(RAIN, "clouds", 0)], learnt)
    assert found["most frequent"] == [0, 4]
    assert found["question mean"] == [1.5, 4]  # 1⅓ lies nearer to 1½ than to 1


def test_of_equally_frequent_scores_the_lowest_is_taken() -> None:
    learnt = rated(POINTER, [3, 3, 1, 1, 2])
    assert told([case(POINTER, "an address", 3)], learnt)["most frequent"] == [1]
    assert told([case(POINTER, "an address", 3)], learnt[::-1])["most frequent"] == [1]


def test_a_new_question_gets_the_usual_share_of_the_maximum_as_its_guide_can_give_it() -> None:
    learnt = rated(POINTER, [2, 2, 2, 0, 0])
    found = told([case(LEVELS, "well", 0), case(RAIN, "clouds", 0)], learnt)
    assert found["most frequent"] == [5, 4]  # two thirds of 5 is 3⅓, nearer to 5 than to 1
    assert found["question mean"] == [1, 0]  # 40% of 5 is 2, and of 4 is 1.6


def test_a_question_is_known_by_text_and_guide_not_by_its_id() -> None:
    namesake = Question("Another question?", POINTER.guide, id="pointer", language="en")
    renamed = Question(POINTER.text, POINTER.guide, id="7", language="en")
    learnt = [*rated(POINTER, [0, 0]), *rated(RAIN, [4, 4, 4])]
    assert told([case(namesake, "", 0), case(renamed, "", 0)], learnt)["most frequent"] == [3, 0]


def test_the_most_frequent_score_of_a_question_is_as_people_gave_it() -> None:
    found = told([case(RAIN, "clouds", 0)], rated(RAIN, ["2.5", "2.5", 4]))
    assert found["most frequent"] == [2.5]
    assert found["question mean"] == [4]  # the guide gives 0 or 4


def by_line(numbers: Sequence[float], asked: Sequence[float], learnt: Sequence[Fraction]) -> Array:
    """The shares of the maximum on scikit-learn's least squares line."""
    model = LinearRegression().fit(np.array(numbers)[:, None], [float(each) for each in learnt])
    predicted: Array = np.clip(model.predict(np.array(asked)[:, None]), 0, 1)
    return predicted


def in_steps(points: Array, step: float) -> list[float]:
    return [step * math.ceil(each / step - 0.5 - 1e-9) for each in points.tolist()]


def overlap_by_hand(text: str) -> float:
    first, second = POINTER.criteria[:2]
    best = [max(overlap_of(Pair(POINTER, each, text)) for each in leaf.wordings) for leaf in (first, second)]
    return sum(best) / 2


def cosine_by_hand(text: str) -> float:
    encoder = embedded_encoder()
    answer = encoder.encode([text])[0].sentence
    best = [max(encoder.encode([each])[0].sentence @ answer for each in leaf.wordings) for leaf in POINTER.criteria[:2]]
    return float(sum(best) / 2)


def words_by_hand(text: str) -> float:
    return math.log(1 + len(text.replace(";", "").split()))


@pytest.mark.parametrize(
    ("name", "number"), [("length", words_by_hand), ("overlap", overlap_by_hand), ("cosine", cosine_by_hand)]
)
def test_a_line_leads_from_one_number_to_the_score(name: str, number: Callable[[str], float]) -> None:
    known = [case(POINTER, text, score) for text, score in zip(TEXTS, [3, 1, 0, 3, 1, 0, 0, 2.5], strict=True)]
    learnt = [Answer(each.answer.text, "pointer", ratings=[each.rating]) for each in known]
    asked = ["", "an address in memory", "it can be null", "the weather", " ".join(["address"] * 200)]
    predicted = by_line([number(text) for text in TEXTS], [number(text) for text in asked], shares(known))
    found = told([case(POINTER, text, 0) for text in asked], learnt)[name]
    assert found == in_steps(3 * predicted, 0.5)
    assert len(set(found)) > 1


def test_numbers_that_do_not_vary_tell_the_mean() -> None:
    same = [Answer("one address", "pointer", str(i), ratings=[Rating("me", score)]) for i, score in enumerate([1, 2])]
    found = told([case(POINTER, text, 0) for text in TEXTS], same)
    assert {name: set(each) for name, each in found.items() if name != "most frequent"} == {
        name: {1.5} for name in BASELINES[1:]
    }


#: Answers to two questions, some of them equal, and what was given for each.
books = st.lists(
    st.tuples(st.sampled_from([POINTER, RAIN]), st.sampled_from(TEXTS), st.integers(0, 3)), min_size=2, max_size=25
)


def as_cases(rows: Sequence[tuple[Question, str, int]]) -> list[Case]:
    return [case(question, text, score) for question, text, score in rows]


@given(books, st.data())
def test_an_answers_own_score_and_that_of_its_like_say_nothing_of_it(
    rows: list[tuple[Question, str, int]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    question, text, _ = rows[place]
    alike = [each[:2] == (question, text) for each in rows]
    other = [(*row[:2], data.draw(st.integers(0, 3))) if like else row for row, like in zip(rows, alike, strict=True)]
    before, after = baseline_scores(as_cases(rows)), baseline_scores(as_cases(other))
    assert set(before) == set(after)
    for name in before:
        assert before[name][alike].tolist() == after[name][alike].tolist()


@given(books, st.data())
def test_order_does_not_matter(rows: list[tuple[Question, str, int]], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(rows))))
    before = baseline_scores(as_cases(rows))
    after = baseline_scores(as_cases([rows[place] for place in order]))
    assert {name: each[order].tolist() for name, each in before.items()} == {
        name: each.tolist() for name, each in after.items()
    }


@given(books)
def test_scores_are_such_as_the_guide_can_give(rows: list[tuple[Question, str, int]]) -> None:
    cases = as_cases(rows)
    for name, found in baseline_scores(cases).items():
        for each, score in zip(cases, found.tolist(), strict=True):
            given_by_people = {float(other.score) for other in cases if other.question is each.question}
            possible = {0.0, 4.0} if each.question is RAIN else {0, 0.5, 1, 1.5, 2, 2.5, 3}
            assert score in possible or (name == "most frequent" and score in given_by_people)


def test_two_answers_tell_each_others_score() -> None:
    found = baseline_scores([case(POINTER, "an address", 3), case(POINTER, "no idea", 1)])
    assert {name: each.tolist() for name, each in found.items()} == {name: [1, 3] for name in BASELINES}


@pytest.mark.parametrize("texts", [[], ["an address"], ["an address"] * 3, ["", " ", "\u200b"]])
def test_with_no_two_different_answers_there_is_nothing_to_learn_from(texts: list[str]) -> None:
    assert baseline_scores([case(POINTER, text, 1) for text in texts]) == {}


def test_one_answer_is_enough_where_there_is_a_gradebook_to_learn_from() -> None:
    found = told([case(POINTER, "an address", 3)], rated(POINTER, [2, 2, 0, 0, 2]))
    assert found["most frequent"] == [2]
    assert told([], rated(POINTER, [2])) == {name: [] for name in BASELINES}


def test_what_is_learnt_elsewhere_is_not_learnt_from_the_cases() -> None:
    learnt = [*rated(POINTER, [0, 1, 2, 3, 3, 0, 1, 2]), *rated(RAIN, [0, 4])]
    one = told([case(POINTER, text, 0) for text in TEXTS], learnt)
    assert one == told([case(POINTER, text, 3) for text in TEXTS], learnt)


def test_a_gradebook_without_ratings_teaches_nothing() -> None:
    cases = [case(POINTER, text, score % 4) for score, text in enumerate(TEXTS)]
    unrated = [Answer("an address", "pointer", ratings=[Rating("me", outcomes={"1": "met"})])]
    expected = {name: each.tolist() for name, each in baseline_scores(cases).items()}
    assert told(cases, unrated) == expected


def test_an_answer_to_no_question_is_told() -> None:
    with pytest.raises(DataError, match="no question 'rain'"):
        told([case(POINTER, "an address", 3)], rated(RAIN, [4]), POINTER)


def test_the_same_seed_gives_the_same_folds_and_another_others() -> None:
    cases = [case(POINTER, f"answer {place}", place * place % 4) for place in range(40)]
    first, again, other = (baseline_scores(cases, seed=seed) for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in BASELINES)
    assert any(not np.array_equal(first[name], other[name]) for name in BASELINES)


def test_lines_through_many_answers_are_drawn_through_some(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = rated(POINTER, [place % 4 for place in range(60)])
    cases = [case(POINTER, text, 0) for text in TEXTS]
    monkeypatch.setattr(scores, "_MOST_FOR_LINES", 4)
    drawn = told(cases, learnt)
    assert drawn == told(cases, learnt[::-1])
    monkeypatch.setattr(scores, "_MOST_FOR_LINES", 60)
    everything = told(cases, learnt)
    assert drawn["question mean"] == everything["question mean"]
    assert drawn["length"] != everything["length"]
