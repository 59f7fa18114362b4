"""Everything that is told of a grader from rated answers, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version

import pytest

from pontozo.domain import Answer, Question
from pontozo.errors import UserError
from pontozo.evaluation.baselines import BASELINES, baseline_scores
from pontozo.evaluation.cases import Case, Cases
from pontozo.evaluation.evaluating import NEW_ANSWERS, NEW_QUESTIONS, SEEN_ANSWERS, Plan, evaluate
from pontozo.evaluation.metrics import quadratic_weighted_kappa
from pontozo.evaluation.parts import Drawing
from pontozo.evaluation.results import Evaluation, Method
from pontozo.gradebook import Gradebook, Seen
from tests.evaluation.helpers import FEW, asked, case

FIRST, SECOND, HUNGARIAN = asked(2, 1, id="first"), asked(2, 1, id="second"), asked(2, 1, id="harmadik", language="hu")
#: What the grader found and what a person set, in turn.
SAID = [("met met", "met met"), ("met partial", "met met"), ("missing missing", "missing missing"), ("", "met met")]


def answer(name: str, text: str = "", group: str = "", student: str = "", domain: str = "") -> Answer:
    return Answer(text or f"text of {name}", id=name, group=group, student=student, extra={"domain": domain})


def told(question: Question, *answers: Answer) -> list[Case]:
    """A case for each answer; what was found and set goes round."""
    return [
        case(*SAID[place % len(SAID)], question=question, answer=each, confidence=0.9 - place / 100)
        for place, each in enumerate(answers)
    ]


def numbered(count: int) -> list[Answer]:
    return [answer(str(place)) for place in range(count)]


def evaluated(cases: Sequence[Case], plan: Plan | None = None) -> Evaluation:
    return evaluate(Cases(tuple(cases)), replace(plan or Plan(), drawing=FEW))


def sizes(found: Evaluation, column: str) -> dict[str, int]:
    return {part.name: part.answers for part in found.columns[column]}


def test_all_is_there() -> None:
    found = evaluated([*told(FIRST, *numbered(30)), *told(SECOND, *numbered(30))])
    assert (found.overall.answers, found.overall.unscored, found.unscored) == (60, 14, {"scorer_failed": 14})
    assert [(part.name, part.answers) for part in found.questions] == [("first", 30), ("second", 30)]
    assert [view.view for view in found.labels] == ["3-way", "2-way"]
    assert {(each.question, each.criterion) for each in found.criteria} == {
        (question, criterion) for question in ("first", "second") for criterion in "12"
    }
    assert sum(map(sum, found.confusion.counts)) == 60
    assert found.reliability is not None
    assert found.reliability.answers == 46
    assert found.coverage is not None
    assert found.coverage.curve[-1].share == pytest.approx(46 / 60)
    assert {each.human - each.machine for each in found.disagreements} == {0.5}
    assert (found.people, found.fairness, found.without, found.columns) == (None, None, (), {})


def test_where_the_figures_come_from_is_said() -> None:
    plan = Plan("set", "mine", Method("folds", folds=5, by="question"), "Anna", drawing=Drawing(20, 7))
    source = evaluate(Cases(tuple(told(FIRST, *numbered(3))), unrated=5), plan)
    assert source.unrated == 5
    found = source.source
    assert (found.data, found.grader, found.method, found.rater) == ("set", "mine", plan.method, "Anna")
    assert (found.seed, found.resamples, found.pontozo) == (7, 20, version("pontozo"))
    assert abs((datetime.now(UTC).date() - datetime.fromisoformat(found.date).date()).days) <= 1


def test_no_rating_at_all_is_said() -> None:
    with pytest.raises(UserError, match=r"^answers\.csv: no answer has a rating that comes to a score; give answers"):
        evaluate(Cases((), unrated=3), Plan("answers.csv"))


def test_nothing_scored_is_told_as_such() -> None:
    cases = [case("", "met met", "met met", answer=each) for each in numbered(60)]
    found = evaluated(cases, Plan(group="domain"))
    assert (found.overall.answers, found.overall.unscored, found.overall.figures) == (60, 60, {})
    assert found.unscored == {"scorer_failed": 60}
    assert (found.labels, found.people, found.baselines, found.criteria, found.disagreements) == ((), None, (), (), ())
    assert (found.reliability, found.coverage, found.fairness) == (None, None, None)
    assert found.conclusion.level == "too little"
    assert sum(row[-1] for row in found.confusion.counts) == 60


def test_one_answer_is_enough_to_say_little() -> None:
    found = evaluated(told(FIRST, answer("only")))
    assert found.overall.figures["exact"].value == 1
    assert found.overall.unit == "answer"
    # There is nothing that a baseline could have learnt from.
    assert found.baselines == ()
    assert found.conclusion.level == "too little"


def test_with_one_question_answers_are_drawn() -> None:
    found = evaluated(told(FIRST, *numbered(12)))
    assert (found.overall.unit, found.overall.questions) == ("answer", 1)
    assert found.overall.figures["exact"].low < found.overall.figures["exact"].high


# --- seen and blank answers ------------------------------------------------------------------------------------------


def test_seen_answers_are_counted_and_left_out() -> None:
    cases = [*told(FIRST, *numbered(8)), *told(SECOND, *numbered(4))]
    seen = Seen.of(Gradebook.of([FIRST], [Answer(f"Text of  {place}", "first", f"x{place}") for place in (0, 3, 99)]))
    found = evaluated(cases, Plan(seen=seen))
    assert (found.seen.known, found.seen.answers, found.seen.questions) == (True, 2, 1)
    (without,) = found.without
    assert (without.name, without.answers, without.unscored) == ("seen answers", 10, 2)
    assert {part.name: part.answers for part in found.familiarity} == {
        SEEN_ANSWERS: 2,
        NEW_ANSWERS: 6,
        NEW_QUESTIONS: 4,
    }


def test_what_was_learnt_by_heart_does_not_decide() -> None:
    """Of eighty answers, twenty of them unscored, ten are new, and three of those unscored: too few to say anything."""
    answers = numbered(80)
    seen = Seen.of(Gradebook.of([FIRST], [Answer(each.text, "first", each.id) for each in answers[:70]]))
    assert evaluated(told(FIRST, *answers)).conclusion.facts["answers"] == 60
    found = evaluated(told(FIRST, *answers), Plan(seen=seen))
    assert (found.conclusion.level, found.conclusion.facts["answers"]) == ("too little", 7)


def test_people_and_baselines_stand_on_what_was_not_seen() -> None:
    cases = [case(*SAID[place % 3], "met met", question=FIRST, answer=each) for place, each in enumerate(numbered(40))]
    seen = Seen.of(Gradebook.of([FIRST], [Answer(each.answer.text, "first") for each in cases[:10]]))
    found, fresh = evaluated(cases, Plan(seen=seen)), evaluated(cases[10:])
    assert (found.overall.answers, fresh.overall.answers) == (40, 30)
    assert found.people is not None
    assert fresh.people is not None
    assert found.people.answers == fresh.people.answers == 30
    assert [each.answers for each in found.baselines] == [30] * 5
    assert found.conclusion == fresh.conclusion


def test_where_all_was_seen_nothing_is_left() -> None:
    answers = numbered(6)
    seen = Seen.of(Gradebook.of([FIRST], [Answer(each.text, "first", each.id) for each in answers]))
    found = evaluated(told(FIRST, *answers), Plan(seen=seen))
    (without,) = found.without
    assert (without.answers, without.figures) == (0, {})
    assert found.conclusion.level == "too little"
    assert found.familiarity == ()


def test_what_is_not_known_to_be_seen_is_said_to_be_unknown() -> None:
    found = evaluated(told(FIRST, *numbered(3)))
    assert (found.seen.known, found.seen.answers, found.seen.questions) == (False, 0, 0)
    nothing = evaluated(told(FIRST, *numbered(3)), Plan(seen=Seen()))
    assert (nothing.seen.known, nothing.without, nothing.columns) == (True, (), {})


def test_blank_answers_are_left_out() -> None:
    cases = told(FIRST, answer("0", " "), answer("1", "\u200b"), *numbered(4))
    (without,) = evaluated(cases).without
    assert (without.name, without.answers) == ("blank answers", 4)


# --- columns and groups ----------------------------------------------------------------------------------------------


def test_language_and_group_are_told_apart_where_they_differ() -> None:
    cases = [*told(FIRST, answer("a", group="7b"), answer("b")), *told(HUNGARIAN, answer("c", group="7b"))]
    found = evaluated(cases)
    assert list(found.columns) == ["language", "group"]
    assert sizes(found, "language") == {"en": 2, "hu": 1}
    assert sizes(found, "group") == {"7b": 2, "": 1}
    assert evaluated(told(FIRST, answer("a", group="7b"))).columns == {}


def test_a_column_that_was_asked_for_is_told_whatever_it_holds() -> None:
    cases = told(FIRST, answer("a", domain="physics"), answer("b", domain="physics"))
    found = evaluated(cases, Plan(columns=["domain", "student"]))
    assert list(found.columns) == ["domain", "student"]
    assert sizes(found, "domain") == {"physics": 2}


@pytest.mark.parametrize("column", ["group", "domain"])
def test_groups_are_compared_by_the_column_that_was_named(column: str) -> None:
    fields = [("7a", "physics"), ("7b", "physics"), ("7a", "chemistry"), ("7b", "physics")] * 6
    answers = [answer(str(place), group=group, domain=domain) for place, (group, domain) in enumerate(fields)]
    found = evaluated(told(FIRST, *answers), Plan(group=column))
    assert found.fairness is not None
    expected = {"group": {"7a", "7b"}, "domain": {"physics", "chemistry"}}
    assert {each.group for each in found.fairness.groups} == expected[column]
    assert sum(each.answers for each in found.fairness.groups) == 18
    assert column in found.columns


def test_one_group_is_not_compared() -> None:
    assert evaluated(told(FIRST, *[answer(str(place), group="7b") for place in range(8)])).fairness is None


#: As many students as are drawn, not their answers.
NAMES = [chr(ord("A") + place) for place in range(12)]


def in_groups(students: Sequence[str]) -> list[Case]:
    """Each student's answers to all of twelve questions: one group does worse with the grader, by far."""
    return [
        case(
            "met" if place % 2 or number % 3 else "missing",
            "met",
            question=asked(1, id=f"q{number}"),
            answer=answer(f"{student}{place}-{number}", student=student, group="ab"[place % 2]),
        )
        for number in range(12)
        for place, student in enumerate(students)
    ]


def test_students_are_drawn_where_they_are_known() -> None:
    """All students of a group fare alike, so that another draw of students changes nothing; of questions, it does."""
    known, unknown = (evaluated(in_groups(each)) for each in (NAMES, ["", *NAMES[1:]]))
    for found in (known, unknown):
        assert found.fairness is not None
        assert [each.group for each in found.fairness.groups] == ["a", "b"]
        assert found.fairness.groups[1].osd.value == pytest.approx(1 / 3)
    assert known.fairness is not None
    assert unknown.fairness is not None
    by_student, by_question = known.fairness.groups[1].osd, unknown.fairness.groups[1].osd
    assert by_student.high - by_student.low < 1e-9 < 0.1 < by_question.high - by_question.low


# --- baselines -------------------------------------------------------------------------------------------------------


def test_baselines_stand_beside_the_grader() -> None:
    cases = [case(*SAID[place % 3], answer=each) for place, each in enumerate(numbered(60))]
    found = evaluated(cases)
    assert [each.name for each in found.baselines] == list(BASELINES)
    machine, human = [each.grade.score for each in cases], [float(each.score) for each in cases]
    own = quadratic_weighted_kappa(human, [score or 0 for score in machine])
    for each, scores in zip(found.baselines, baseline_scores(cases).values(), strict=True):
        theirs = quadratic_weighted_kappa(human, scores)
        assert each.figures["qwk"].value == pytest.approx(theirs)
        assert each.grader_more_qwk.value == pytest.approx(own - theirs)
        assert each.grader_more_qwk.low > 0
        assert each.p < 0.1


def test_baselines_learn_from_what_is_given() -> None:
    cases = told(FIRST, *numbered(8))
    always_two = [case("met met", "met missing", question=FIRST, answer=each).answer for each in numbered(3)]
    found = evaluated(cases, Plan(learnt_from=Gradebook.of([FIRST], always_two)))
    (most_frequent,) = [each for each in found.baselines if each.name == "most frequent"]
    assert most_frequent.figures["mae"].value == pytest.approx((1 + 1 + 2 + 1 + 1 + 2) / 6)
