"""Which score was proposed where people gave which."""

from __future__ import annotations

import pytest
from hypothesis import given

from pontozo.domain import ALL_OR_NOTHING, Rating, scale
from pontozo.evaluation.cases import Cases
from pontozo.evaluation.confusion import confusion_of
from tests.evaluation.helpers import asked, case, some_cases

FOUR = asked(4, id="four")


def test_scores_of_one_scale_stand_one_by_one() -> None:
    found = confusion_of(
        [
            case("met met", "met met"),
            case("met met", "met met"),
            case("met partial", "met met"),
            case("missing missing", "partial missing"),
            case("", "partial missing"),
        ]
    )
    assert found.of_points
    assert found.labels == ("0", "1", "2.5", "3")
    assert found.counts == ((0, 0, 0, 0, 0), (1, 0, 0, 0, 1), (0, 0, 0, 0, 0), (0, 0, 1, 2, 0))


def test_questions_of_different_worth_are_seen_in_shares() -> None:
    found = confusion_of(
        [
            case("met", "partial", question=FOUR),
            case("met met", "met met"),
            case("missing partial", "met missing"),
            case("missing met", Rating("A", 2.9)),
            case("", Rating("A", 0)),
        ]
    )
    assert not found.of_points
    assert found.labels == ("0", "1–24%", "25–49%", "50–74%", "75–99%", "100%")
    assert found.counts == (
        (0, 0, 0, 0, 0, 0, 1),
        (0, 0, 0, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 0, 0),
        (0, 1, 0, 0, 0, 1, 0),
        (0, 0, 1, 0, 0, 0, 0),
        (0, 0, 0, 0, 0, 1, 0),
    )


@pytest.mark.parametrize(
    ("points", "step"),
    [(0, 0), ("0.01", 1), ("24.9", 1), (25, 2), (50, 3), ("74.9", 3), (75, 4), ("99.9", 4), (100, 5)],
)
def test_a_step_takes_its_lower_end(points: float, step: int) -> None:
    hundred = asked(100, id="hundred")
    other = case("missing missing", "missing missing")
    counts = confusion_of([other, case("missing", Rating("A", points), question=hundred)]).counts
    assert [row[0] for row in counts] == [int(place == 0) + int(place == step) for place in range(6)]


def test_many_different_scores_are_seen_in_shares() -> None:
    scores = [Rating("A", place / 10) for place in range(11)]
    assert confusion_of([case("met met", each) for each in scores[:10]]).of_points
    assert not confusion_of([case("met met", each) for each in scores]).of_points


def test_one_score_is_one_row_whatever_its_fraction() -> None:
    """311/1001 is no fraction that a double can be read back as."""
    odd = asked("1/7", "1/11", "1/13", outcomes=ALL_OR_NOTHING)
    found = confusion_of([case("met met met", "met met met", question=odd)])
    assert found.counts == ((1, 0),)
    thirds = asked(1, outcomes=scale(1, "1/3"))
    for typed in ("0.6666666666666666", "0.6666666667"):
        assert confusion_of([case("0.666667", Rating("A", typed), question=thirds)]).counts == ((1, 0),)


@given(some_cases(most=12))
def test_each_case_is_counted_once_and_the_diagonal_is_exact_agreement(found: Cases) -> None:
    table = confusion_of(found.cases)
    rows, columns = len(table.labels), len(table.labels) + 1
    assert len(table.counts) == rows
    assert {len(row) for row in table.counts} == {columns}
    assert sum(map(sum, table.counts)) == len(found.cases)
    assert sum(row[-1] for row in table.counts) == len(found.cases) - len(found.scored)
    diagonal, exact = sum(row[place] for place, row in enumerate(table.counts)), sum(c.is_exact for c in found.cases)
    assert diagonal == exact if table.of_points else diagonal >= exact
