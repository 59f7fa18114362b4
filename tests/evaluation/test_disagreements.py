"""The answers that a teacher looks at first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import ALL_OR_NOTHING, Answer, Rating
from pontozo.evaluation.cases import Cases
from pontozo.evaluation.disagreements import disagreements_of
from tests.evaluation.helpers import asked, case, some_cases

TEN = asked(10, id="ten")


def named(name: str) -> Answer:
    return Answer(f"text of {name}", id=name)


def test_the_furthest_apart_come_first_and_of_equals_the_surest() -> None:
    cases = [
        case("met met", "met partial", answer=named("a little")),
        case("met met", "missing missing", confidence=0.6, answer=named("wholly")),
        case("met met", "met met", answer=named("not at all")),
        case("missing missing", "met met", confidence=0.9, answer=named("wholly, and sure")),
        case("missing missing", "met met", confidence=None, answer=named("wholly, not calibrated")),
        # Five points of ten are less than two of three.
        case("met", "partial", question=TEN, answer=named("half")),
        case("missing met", "met met", answer=named("two thirds")),
        case("", "met met", answer=named("unscored")),
    ]
    order = ["wholly, and sure", "wholly", "wholly, not calibrated", "two thirds", "half", "a little"]
    assert [each.answer for each in disagreements_of(cases, 20)] == order
    assert [each.answer for each in disagreements_of(cases, 2)] == order[:2]
    assert disagreements_of(cases, 0) == ()


def test_thirds_that_add_up_are_no_disagreement() -> None:
    thirds = asked("1/3", "1/3", "1/3", outcomes=ALL_OR_NOTHING)
    for typed in ("0.6666666666666666", "0.6666666667"):
        assert disagreements_of([case("met met missing", Rating("A", typed), question=thirds)], 20) == ()


def test_everything_is_there_to_see_why() -> None:
    told = case("met missing", Rating("Anna", "0.5", {"2": "partial"}), confidence=0.8, answer=named("a"))
    (found,) = disagreements_of([told], 20)
    assert (found.question, found.question_text) == ("q", "What of q?")
    assert (found.answer, found.text) == ("a", "text of a")
    assert (found.human, found.rater, found.machine, found.maximum) == (0.5, "Anna", 2, 3)
    assert (found.confidence, found.comment) == (0.8, "Well said.")
    assert found.findings == told.grade.findings
    assert found.outcomes == {"2": "partial"}


@given(some_cases(most=12), st.integers(0, 12))
def test_only_what_differs_is_told_never_more_than_asked_for(found: Cases, most: int) -> None:
    told = disagreements_of(found.cases, most)
    apart = {each.answer.id: abs(each.gap) / each.grade.max_score for each in found.cases if each.gap}
    differing = sorted((share for share in apart.values() if share > 1e-9), reverse=True)
    assert [abs(each.machine - each.human) / each.maximum for each in told] == pytest.approx(differing[:most])
    assert len({each.answer for each in told}) == len(told)
