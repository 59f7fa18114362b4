"""The grader around a scorer: what every answer gets, whatever the scorer does."""

from __future__ import annotations

import itertools
import resource
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.confidence import Calibration, Platt
from pontozo.domain import (
    LONGEST_ANSWER,
    Answer,
    BestOf,
    Criterion,
    Deduct,
    Grade,
    Judgement,
    Level,
    Levels,
    Question,
    Span,
    Task,
    Verdict,
)
from pontozo.gradebook import Gradebook
from pontozo.grader import Grader
from tests.strategies import questions

SURE = Calibration({"en": Platt(slope=1, intercept=0), "hu": Platt(slope=1, intercept=0)})
QUESTION = Question(
    "Explain the difference between malloc() and new.",
    [
        Criterion("malloc() is a C function", points=2),
        Criterion("new calls the constructor"),
        Criterion("new is type-safe", points="0.5"),
    ],
    id="malloc",
)
MET, PARTIAL, MISSING, CONTRADICTED = [0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]


class Stub:
    """A scorer that answers by a function, and counts what it was asked."""

    name = "stub"

    def __init__(self, say: Callable[[Task], Judgement]) -> None:
        self._say = say
        self.asked: list[str] = []

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        self.asked += [task.answer for task in tasks]
        return [self._say(task) for task in tasks]


def always(*distributions: Sequence[float], evidence: Sequence[Span] = ()) -> Grader:
    return Grader(Stub(lambda _: Judgement([Verdict(each, evidence) for each in distributions])), SURE, "stub")


def test_score_findings_comment_and_confidence() -> None:
    grader = always(MET, [0.1, 0.2, 0.6, 0.1], CONTRADICTED, evidence=[Span(0, 6)])
    grade = grader.grade(QUESTION, "  malloc is C")
    assert grade.score == 2.5
    assert grade.max_score == 3.5
    assert [finding.credit for finding in grade.findings] == [1, 0.5, 0]
    assert [finding.earned for finding in grade.findings] == [2, 0.5, 0]
    assert grade.findings[0].evidence == ("malloc",)
    assert grade.findings[0].spans == (Span(2, 8),)
    assert grade.confidence == pytest.approx(0.6)
    assert not grade.needs_person
    assert grade.comment == (
        "In your answer: “malloc() is a C function” (2 of 2). In part: “new calls the constructor” (0.5 of 1). "
        "The wrong way round: “new is type-safe” (0 of 0.5)."
    )
    assert (grade.grader, grade.revision, grade.language) == ("stub", QUESTION.revision, "en")


def test_the_comment_is_in_the_language_of_the_question() -> None:
    question = Question("Mi a mutató?", [Criterion("Címet tárol"), Criterion("Lehet null", points=3)], language="hu")
    comment = always(MET, PARTIAL).grade(question, "egy cím").comment
    assert comment == "Megvan: „Címet tárol” (1/1 pont). Részben van meg: „Lehet null” (1,5/3 pont)."


def test_the_comment_quotes_the_wording_that_matched() -> None:
    question = Question("Why?", [Criterion(["it is small", "it needs little room"]), Criterion(["a", "b"])])

    judgement = Judgement([Verdict(MET, wording=1), Verdict(MISSING, wording=1)])
    grade = Grader(Stub(lambda _: judgement), SURE).grade(question, "little room")
    assert [finding.wording for finding in grade.findings] == ["it needs little room", "a"]


def test_a_described_scale_tells_the_level_that_was_reached() -> None:
    question = Question("Explain.", [Levels([Level(0, "nothing"), Level(1, "some of it"), Level(2, "all of it")])])
    assert always([0.1, 0.8, 0.1]).grade(question, "an answer").findings[0].wording == "some of it"


def test_what_does_not_count_is_not_held_against_the_student() -> None:
    question = Question("Name a reason.", [BestOf(1, [Criterion("it is fast"), Criterion("it is small")])])
    grade = always(MISSING, MET).grade(question, "small")
    assert grade.score == 1
    assert "fast" not in grade.comment


def test_where_any_part_would_do_all_are_named() -> None:
    causes = [Criterion("the alliances"), Criterion("the murder"), Criterion("the arms race")]
    question = Question("Name two causes.", [BestOf(2, causes)])
    comment = always(MET, MISSING, MISSING).grade(question, "alliances").comment
    assert "the murder" in comment
    assert "the arms race" in comment
    assert "the arms race" not in always(MET, MET, MISSING).grade(question, "both").comment


def test_a_mistake_that_was_made_is_named_with_what_it_costs() -> None:
    question = Question("What is it?", [Criterion("it is fast", 2), Deduct([Criterion("it is never null")])])
    grade = always(MET, MET).grade(question, "a fast thing")
    assert grade.score == 1
    assert grade.findings[1].earned == -1
    assert "Points taken off for saying: “it is never null” (-1)" in grade.comment
    assert "never null" not in always(MET, MISSING).grade(question, "a fast thing").comment


@pytest.mark.parametrize("answer", ["", "   ", "\n\t\u00a0", "\u200b\ufeff", "\x00"])
def test_a_blank_answer_is_zero_by_rule(answer: str) -> None:
    scorer = Stub(lambda _: pytest.fail("a blank answer must not reach the scorer"))
    grade = Grader(scorer, SURE).grade(QUESTION, answer)
    assert grade.score == 0
    assert grade.comment == "There is no answer."
    assert not grade.needs_person
    assert [finding.outcome for finding in grade.findings] == ["missing"] * 3


def test_a_blank_answer_to_a_described_scale_is_its_lowest_level() -> None:
    question = Question("Explain.", [Levels([Level(0, "nothing"), Level(2, "all of it")])])
    assert always().grade(question, " ").findings[0].outcome == "level 0"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("???", "unreadable"),
        ("explain the difference between malloc and new", "repeats_question"),
        ("malloc() is a C function. New calls the constructor. new is type-safe", "repeats_guide"),
        ("a" * (LONGEST_ANSWER + 1), "too_long"),
    ],
)
def test_what_no_scorer_should_judge_goes_to_a_person_unscored(answer: str, code: str) -> None:
    grade = always(MET, MET, MET).grade(QUESTION, answer)
    assert grade.score is None
    assert grade.unscored is not None
    assert grade.unscored.code == code
    assert grade.review == (grade.unscored,)
    assert grade.confidence is None


def test_an_unsure_grade_goes_to_a_person() -> None:
    grade = always(MET, MET, [0, 0.45, 0.1, 0.45]).grade(QUESTION, "it is")
    assert [reason.code for reason in grade.review] == ["unsure"]
    assert grade.score is not None


def test_an_answer_that_was_not_read_whole_goes_to_a_person() -> None:
    stub = Stub(lambda _: Judgement([Verdict(MET)] * 3, is_shortened=True))
    grade = Grader(stub, SURE).grade(QUESTION, "it is")
    assert [reason.code for reason in grade.review] == ["shortened"]
    assert grade.score == grade.max_score


def test_a_language_without_calibration_goes_to_a_person() -> None:
    question = Question("Was ist das?", [Criterion("ein Zeiger")], language="de")
    grade = always(MET).grade(question, "ein Zeiger ist es")
    assert grade.confidence is None
    assert [reason.code for reason in grade.review] == ["uncalibrated"]


def test_equal_answers_are_judged_once_and_graded_equally() -> None:
    stub = Stub(lambda _: Judgement([Verdict(MET, [Span(2, 5)])] * 3))
    stored = ["a kór", "a  ko\u0301r", "\na kór ", "a kor", "A kór"]
    answers = [Answer(text, question="malloc", id=str(i)) for i, text in enumerate(stored)]
    grades = list(Grader(stub, SURE).grade_many((QUESTION, answer) for answer in answers))
    assert sorted(stub.asked) == ["A kór", "a kor", "a kór"]
    assert [grade.answer for grade in grades] == ["0", "1", "2", "3", "4"]
    assert [grade.findings[0].evidence[0] for grade in grades] == ["kór", "ko\u0301r", "kór", "kor", "kór"]


def test_equal_answers_far_apart_are_judged_once() -> None:
    stub = Stub(lambda _: Judgement([Verdict(MET)] * 3))
    texts = [f"answer {i}" for i in range(300)] * 2
    list(Grader(stub, SURE).grade_many((QUESTION, Answer(text)) for text in texts))
    assert len(stub.asked) == 300


def test_a_revised_guide_is_judged_anew() -> None:
    stub = Stub(lambda task: Judgement([Verdict(MET)] * len(task.question.criteria)))
    other = Question(QUESTION.text, [Criterion("new is type-safe")], id="malloc")
    grades = list(Grader(stub, SURE).grade_many([(QUESTION, Answer("it is")), (other, Answer("it is"))]))
    assert [grade.max_score for grade in grades] == [3.5, 1]


def test_one_answer_that_breaks_the_scorer_costs_no_other() -> None:
    def say(task: Task) -> Judgement:
        if "bad" in task.answer:
            raise RuntimeError("out of memory")
        return Judgement([Verdict(MET)] * 3)

    answers = [Answer(text) for text in ("good one", "bad one", "another good")]
    grades = list(Grader(Stub(say), SURE).grade_many((QUESTION, answer) for answer in answers))
    assert [grade.score for grade in grades] == [3.5, None, 3.5]
    assert grades[1].unscored is not None
    assert grades[1].unscored.code == "scorer_failed"
    assert "out of memory" in grades[1].unscored.text


@pytest.mark.parametrize("given", [[], [None], [Judgement([Verdict(MET, [Span(0, 999)])] * 3)], "abc"])
def test_a_scorer_that_answers_nonsense_costs_nothing_but_the_score(given: Any) -> None:
    class Wild(Stub):
        def judge(self, _: Sequence[Task]) -> list[Judgement]:
            nonsense: list[Judgement] = given
            return nonsense

    grader = Grader(Wild(lambda _: Judgement(unscored="never asked")), SURE)
    grades = list(grader.grade_many((QUESTION, Answer(text)) for text in ("it is", "so it is")))
    assert [grade.score for grade in grades] == [None, None]
    assert all(grade.unscored and grade.unscored.code == "scorer_failed" for grade in grades)


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement(unscored="no reply"),
        Judgement([Verdict(MET)]),
        Judgement([Verdict([1.0])] * 3),
        Judgement(whole={Fraction(4): 1.0}),
    ],
)
def test_a_judgement_that_does_not_fit_is_unscored_not_zero(judgement: Judgement) -> None:
    grade = Grader(Stub(lambda _: judgement), SURE).grade(QUESTION, "it is")
    assert grade.score is None
    assert grade.needs_person


def test_grades_come_while_answers_are_still_read() -> None:
    endless = ((QUESTION, Answer(f"answer {i}")) for i in itertools.count())
    grades = always(MET, MET, MET).grade_many(endless)
    assert [next(grades).score for _ in range(200)] == [3.5] * 200


def test_a_gradebook_is_graded_in_the_order_of_its_answers() -> None:
    answers = [Answer(f"answer {i}", question="malloc", id=f"a{i}") for i in range(100)]
    grades = always(MET, MET, MET).grade_many(Gradebook.of([QUESTION], answers))
    assert [grade.answer for grade in grades] == [f"a{i}" for i in range(100)]


@given(questions(), st.data(), st.text(max_size=40))
def test_every_grade_is_on_the_scale(question: Question, data: st.DataObject, text: str) -> None:
    def say(_: Task) -> Judgement:
        weights = [
            data.draw(st.lists(st.floats(0.01, 1), min_size=len(each.outcomes), max_size=len(each.outcomes)))
            for each in question.criteria
        ]
        return Judgement([Verdict([value / sum(row) for value in row]) for row in weights])

    grade: Grade = Grader(Stub(say), SURE).grade(question, text)
    assert (grade.score is None) == (grade.unscored is not None)
    if grade.score is not None:
        assert 0 <= grade.score <= grade.max_score
        assert grade.confidence is not None
        assert 0 <= grade.confidence <= 1


@pytest.mark.soak
def test_memory_stays_flat_over_two_hundred_thousand_answers() -> None:
    grader = always(MET, MET, MET)

    def peak(count: int) -> float:
        """Megabytes that the process has held at most, after so many answers."""
        for _ in grader.grade_many((QUESTION, Answer(f"answer number {i} of the soak")) for i in range(count)):
            pass
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    after_few = peak(40_000)
    # What Python keeps of freed memory varies; an answer that stayed would cost a kilobyte, 160 MB in all.
    assert peak(200_000) < after_few + 60
