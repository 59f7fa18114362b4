"""The gradebook: its faults, its splits, its summary."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import LONGEST_ANSWER, Answer, Criterion, Level, Levels, Question, Rating
from pontozo.gradebook import (
    Checker,
    DataError,
    Fault,
    Gradebook,
    Summary,
    check,
    split_by_answer,
    split_by_question,
    summarise,
)
from pontozo.text.canonical import canonical
from tests.strategies import texts

QUESTIONS = {name: Question(f"Why {name}?", [Criterion("because", points=2)], id=name) for name in ("q1", "q2", "q3")}
GOOD = Answer("because", "q1", id="a1")


def faults(*answers: Answer) -> list[tuple[str, str]]:
    checker = Checker(QUESTIONS)
    return [fault for answer in answers for fault in checker.faults(answer)]


@pytest.mark.parametrize(
    ("answer", "field", "message"),
    [
        (Answer("because", "q9"), "question", "there is no question 'q9'; the questions are q1, q2, q3"),
        (Answer("be\x00cause", "q1"), "answer", "holds a NUL byte or half a character"),
        (Answer("be\ud83dcause", "q1"), "answer", "holds a NUL byte or half a character"),
        (Answer("because", "q1", id="\ud83d"), "id", "holds a NUL byte or half a character"),
        (Answer("because", "q1", student="\x00"), "student", "holds a NUL byte or half a character"),
        (Answer("because", "q1", extra={"Class": "7\x00b", "Year": 7}), "Class", "holds a NUL byte"),
        (Answer("because", "q1", group="7\ud83d"), "group", "holds a NUL byte or half a character"),
        (Answer("x" * 5_000_000, "q1"), "answer", "is 5,000,000 characters long; at most 100,000 can be graded"),
        (Answer("because", "q1", ratings=[Rating(score=3)]), "score", "score 3 is more than the question's maximum, 2"),
        (Answer("because", "q1", ratings=[Rating(outcomes={"7": "met"})]), "score", "there is no criterion '7'"),
    ],
)
def test_a_bad_answer_is_told_by_field_and_sentence(answer: Answer, field: str, message: str) -> None:
    ((found, sentence),) = faults(answer)
    assert found == field
    assert sentence.startswith(message)


def test_good_answers_have_no_faults() -> None:
    longest = Answer("x" * LONGEST_ANSWER, "q1", id="a2")
    rated = Answer("", "q2", id="a1", ratings=[Rating("anna", 2), Rating("béla", 0)])
    assert faults(GOOD, longest, rated, Answer("because", "q1"), Answer("because", "q1")) == []


def test_an_id_may_stand_once_for_a_question() -> None:
    assert faults(GOOD, Answer("therefore", "q2", id="a1")) == []
    ((field, message),) = faults(GOOD, Answer("therefore", "q1", id="a1"))
    assert field == "id"
    assert message == "the id 'a1' stands twice for question 'q1'; give each answer its own"


def test_every_fault_of_an_answer_is_told() -> None:
    worst = Answer("\x00" * (LONGEST_ANSWER + 1), "q9", id="a1")
    assert [field for field, _ in faults(Answer("", "q9", id="a1"), worst)] == ["question"] * 2 + ["id"] + [
        "answer"
    ] * 2


def test_only_some_of_many_questions_are_named() -> None:
    many = {f"q{n}": QUESTIONS["q1"] for n in range(6)}
    ((_, message),) = Checker(many).faults(Answer("", "x"))
    assert message.endswith("the questions are q0, q1, q2, q3, q4, …")
    ((_, message),) = Checker({}).faults(Answer("", "x"))
    assert message.endswith("the questions are none")


def test_check_tells_where_each_fault_stands() -> None:
    book = Gradebook(QUESTIONS, [GOOD, Answer("", "q9"), GOOD])
    assert [str(fault) for fault in check(book, "answers.csv")] == [
        "answers.csv, answer 2, field 'question': there is no question 'q9'; the questions are q1, q2, q3",
        "answers.csv, answer 3, field 'id': the id 'a1' stands twice for question 'q1'; give each answer its own",
    ]
    assert list(check(Gradebook(QUESTIONS, [GOOD]))) == []


def test_a_fault_leaves_out_what_is_not_known() -> None:
    assert str(Fault("a.csv", "is empty")) == "a.csv: is empty"
    assert str(Fault("a.csv", "is blank", row="row 3")) == "a.csv, row 3: is blank"


def test_a_data_error_says_the_first_fault_and_how_many_more() -> None:
    one, two, three = (Fault("a.csv", "is blank", row=f"row {row}", field="answer") for row in (2, 3, 4))
    assert str(DataError([one])) == "a.csv, row 2, field 'answer': is blank"
    assert str(DataError([one, two, three])) == "a.csv, row 2, field 'answer': is blank (and 2 more)"
    assert DataError([one, two]).faults == (one, two)


def test_two_questions_of_one_id_are_refused() -> None:
    other = Question("Why else?", [Criterion("because")], id="q1")
    with pytest.raises(DataError, match="two questions have the id 'q1'"):
        Gradebook.of([QUESTIONS["q1"], other])
    assert Gradebook.of([QUESTIONS["q1"], QUESTIONS["q1"]]).questions == {"q1": QUESTIONS["q1"]}


def test_answers_come_with_their_question_in_order() -> None:
    answers = (GOOD, Answer("therefore", "q2"), Answer("so", "q1"))
    book = Gradebook.of(QUESTIONS.values(), answers)
    assert list(book.pairs()) == [(QUESTIONS[each.question], each) for each in answers]


def test_an_answer_to_no_question_is_told_when_it_comes() -> None:
    pairs = Gradebook(QUESTIONS, [GOOD, Answer("so", "q9", id="a7")]).pairs()
    assert next(pairs) == (QUESTIONS["q1"], GOOD)
    with pytest.raises(DataError, match=r"a7, field 'question': there is no question 'q9'; the questions are q1, q2"):
        next(pairs)


@pytest.mark.parametrize("bad", ["\x00", "\ud83d"])
def test_a_question_that_is_no_text_is_told_once(bad: str) -> None:
    questions = {
        "text": Question(f"Why{bad}?", [Criterion("because")], id="text"),
        "guide": Question("Why?", [Criterion(["because", f"since{bad}"])], id="guide"),
        "levels": Question("Why?", [Levels([Level(0, f"no{bad}ne"), Level(1, "because")])], id="levels"),
    }
    checker = Checker(questions)
    for name in questions:
        ((field, message),) = checker.faults(Answer("because", name))
        assert field == "question"
        assert message.startswith(f"the text or the guide of question {name!r} holds a NUL byte or half a character")
        assert list(checker.faults(Answer("because", name))) == []


def books() -> st.SearchStrategy[Gradebook]:
    """Gradebooks in which texts come up again, to one question and to several."""
    answers = st.builds(
        Answer, texts() | st.sampled_from(["a b", " a  b", "a\nb", "a\u200b b"]), st.sampled_from(list(QUESTIONS))
    )
    return st.lists(answers, max_size=20).map(lambda each: Gradebook(QUESTIONS, tuple(each), ("Mark",)))


shares = st.floats(0.01, 0.99)
Split = Callable[[Gradebook, float, int], tuple[Gradebook, ...]]


def places(part: Sequence[Answer], whole: Sequence[Answer]) -> list[int]:
    """Where the answers of `part` stand in `whole`, by identity."""
    return [next(place for place, other in enumerate(whole) if other is answer) for answer in part]


@given(books(), shares, st.integers(0, 5), st.sampled_from([split_by_answer, split_by_question]))
def test_a_split_keeps_every_answer_once_and_in_order(book: Gradebook, share: float, seed: int, split: Split) -> None:
    rest, held = (tuple(part.answers) for part in split(book, share, seed))
    whole = tuple(book.answers)
    assert sorted(places(rest, whole) + places(held, whole)) == list(range(len(whole)))
    assert places(rest, whole) == sorted(places(rest, whole))
    assert places(held, whole) == sorted(places(held, whole))


@given(books(), shares, st.integers(0, 5))
def test_equal_texts_to_a_question_stay_on_one_side(book: Gradebook, share: float, seed: int) -> None:
    sides = [
        {(each.question, canonical(each.text).text) for each in part.answers}
        for part in split_by_answer(book, share, seed)
    ]
    assert not sides[0] & sides[1]


@given(books(), shares, st.integers(0, 5))
def test_a_question_stays_on_one_side(book: Gradebook, share: float, seed: int) -> None:
    rest, held = ({each.question for each in part.answers} for part in split_by_question(book, share, seed))
    assert not rest & held


def test_texts_of_one_unicode_form_stay_on_one_side() -> None:
    book = Gradebook(QUESTIONS, [Answer("kór", "q1"), Answer("ko\u0301r", "q1"), Answer("kor", "q1")])
    for seed in range(8):
        sides = [{each.text for each in part.answers} for part in split_by_answer(book, 0.5, seed)]
        assert {"kór", "ko\u0301r"} in sides
        assert {"kor"} in sides


def test_what_cannot_be_seen_does_not_tell_texts_apart() -> None:
    book = Gradebook(QUESTIONS, [Answer("ab c", "q1"), Answer("a\u200bb c", "q1"), Answer("abc", "q1")])
    for seed in range(8):
        assert {"ab c", "a\u200bb c"} in [
            {each.text for each in part.answers} for part in split_by_answer(book, 0.5, seed)
        ]


def many(count: int) -> Gradebook:
    return Gradebook(QUESTIONS, [Answer(f"because {place}", "q1") for place in range(count)], ("Mark",))


def test_the_seed_decides_the_split() -> None:
    def held(seed: int) -> list[str]:
        return [each.text for each in split_by_answer(many(50), 0.3, seed)[1].answers]

    assert held(1) == held(1)
    assert held(1) != held(2)
    assert len(held(1)) == 15


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_split_does_not_depend_on_the_process(hash_seed: str) -> None:
    program = (
        "from pontozo.domain import Answer\n"
        "from pontozo.gradebook import Gradebook, split_by_answer\n"
        "book = Gradebook({}, [Answer(f'because {place}', 'q1') for place in range(20)])\n"
        "print([each.text for each in split_by_answer(book, 0.3)[1].answers])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert told.stdout.strip() == str([each.text for each in split_by_answer(many(20), 0.3)[1].answers])


@pytest.mark.parametrize(("share", "held"), [(0.01, 1), (0.25, 2), (0.5, 5), (0.99, 9)])
def test_neither_side_of_a_split_is_empty(share: float, held: int) -> None:
    parts = split_by_answer(many(10), share)
    assert [len(list(part.answers)) for part in parts] == [10 - held, held]


def test_what_cannot_be_split_is_not_held_out() -> None:
    for count in (0, 1):
        rest, held = split_by_answer(many(count), 0.5)
        assert (len(list(rest.answers)), len(list(held.answers))) == (count, 0)


def test_a_split_keeps_questions_and_columns() -> None:
    for part in split_by_question(many(3), 0.5):
        assert part.questions == QUESTIONS
        assert part.columns == ("Mark",)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, 2.0, float("nan")])
def test_a_share_off_the_scale_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="the share to hold out must lie between 0 and 1, not"):
        split_by_answer(many(3), share)


def test_the_summary_counts() -> None:
    answers = [GOOD, Answer(" \n", "q1"), Answer("so", "q2", ratings=[Rating(score=1)]), Answer("\u200b", "q2")]
    assert summarise(Gradebook(QUESTIONS, answers)) == Summary(
        questions=3, answers=4, rated=1, blank=2, by_question={"q1": 2, "q2": 2}
    )
    assert summarise(Gradebook({})) == Summary(questions=0, answers=0, rated=0, blank=0, by_question={})
