"""The names of columns."""

import pytest

from pontozo.formats.columns import (
    ByCriterion,
    RaterColumns,
    further_columns,
    is_proposed,
    proposed_columns,
    rater_columns,
    roles,
)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("ID", "id"),
        ("Azonosító", "id"),
        ("azonosito", "id"),
        ("Kérdés", "question"),
        ("question_id", "question"),
        (" Válasz ", "answer"),
        ("Response", "answer"),
        ("Hallgató", "student"),
        ("DIÁK", "student"),
        ("Név", "student"),
        ("próbálkozás", "attempt"),
        ("Csoport", "group"),
        ("Pontszám", "score"),
        ("pont", "score"),
        ("Értékelő", "rater"),
        ("Outcomes", "outcomes"),
    ],
)
def test_headings_are_known_in_both_languages(heading: str, role: str) -> None:
    assert roles(("other", heading)) == {role: heading}


def test_the_surer_heading_has_the_role() -> None:
    assert roles(("name", "pont", "student", "score"))["student"] == "student"
    assert roles(("name", "pont", "student", "score"))["score"] == "score"


def test_columns_of_criteria_are_known_by_their_place() -> None:
    (own,) = rater_columns(("Outcome_2", "outcome 1", "credit_3", "Points 4", "szempont_5", "outcomes"))
    assert own.outcomes == "outcomes"
    assert own.by_criterion == (
        ByCriterion(2, "outcome", "Outcome_2"),
        ByCriterion(1, "outcome", "outcome 1"),
        ByCriterion(3, "credit", "credit_3"),
        ByCriterion(4, "points", "Points 4"),
        ByCriterion(5, "points", "szempont_5"),
    )


def test_each_rater_has_columns_by_name_or_number() -> None:
    columns = ("answer", "Score1", "score_2", "rater_2", "pont [Őri Á.]", "outcome_1 [Őri Á.]", "note [x]", "Grade 2")
    assert rater_columns(columns) == (
        RaterColumns(),
        RaterColumns("rater 1", score="Score1"),
        RaterColumns("rater 2", score="score_2", named="rater_2"),
        RaterColumns("Őri Á.", "pont [Őri Á.]", by_criterion=(ByCriterion(1, "outcome", "outcome_1 [Őri Á.]"),)),
    )


def test_further_columns_mean_nothing_to_us() -> None:
    columns = ("id", "válasz", "outcome_1", "score [A]", "kind", "proposed_score", "credit_2", "Year")
    assert further_columns(columns) == ("kind", "Year")


def test_what_is_written_is_known_again() -> None:
    assert all(map(is_proposed, proposed_columns(12)))
    assert not any(map(is_proposed, ("proposed_by", "proposed_criterion_x", "score", "criterion_1")))
