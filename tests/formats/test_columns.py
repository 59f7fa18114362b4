"""The names of columns."""

import pytest

from pontozo.formats.columns import is_proposed, outcome_columns, proposed_columns, roles


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


def test_outcome_columns_are_known_by_their_place() -> None:
    assert outcome_columns(("Outcome_2", "outcome 1", "outcomes")) == {2: "Outcome_2", 1: "outcome 1"}


def test_what_is_written_is_known_again() -> None:
    assert all(map(is_proposed, proposed_columns(12)))
    assert not any(map(is_proposed, ("proposed_by", "proposed_criterion_x", "score", "criterion_1")))
