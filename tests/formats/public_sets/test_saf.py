"""SAF: scores and feedback."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from pontozo.domain import Rating
from pontozo.formats import read
from tests.formats.helpers import faults
from tests.formats.public_sets.set_files import question, read_set, scored, write

TRAIN = question(
    scored("The sun &lt;and&gt; wind.\n- and rain", "1.5", "1.2.7", "Say more.", "Partially correct"),
    scored("No idea.", "0.0", "1.2.8", label="Incorrect"),
    id="1.2",
)


def test_scores_labels_and_feedback_are_kept(tmp_path: Path) -> None:
    write(tmp_path / "unseen_answers/1.2.xml", question(scored("All of it.", "2.5", "1.2.9"), id="1.2"))
    gradebook = read(write(tmp_path / "training/1.2.xml", TRAIN))
    first, second = gradebook.answers
    assert first.text == "The sun <and> wind.\n- and rain"
    assert first.ratings == (Rating(score="1.5", outcomes={"1": "1.5"}),)
    assert first.extra == {"label": "Partially correct", "feedback": "Say more."}
    assert second.ratings == (Rating(score=0, outcomes={"1": "0"}),)


def test_the_maximum_is_the_highest_score_of_all_splits(tmp_path: Path) -> None:
    alone = read(write(tmp_path / "alone/x/1.2.xml", TRAIN))
    assert alone.questions["1.2"].maximum == Fraction(3, 2)
    write(tmp_path / "saf/training/1.2.xml", TRAIN)
    write(tmp_path / "saf/unseen_answers/1.2.xml", question(scored("All.", "2.5", "1.2.9"), id="1.2"))
    write(tmp_path / "saf/elsewhere/1.2.xml", question(scored("All.", "7", "1.2.9"), id="another"))
    train, test = (read_set(tmp_path / "saf" / split) for split in ("training", "unseen_answers"))
    assert train.questions == test.questions
    assert train.questions["1.2"].maximum == Fraction(5, 2)
    assert [float(each.credit * 5 / 2) for each in train.questions["1.2"].criteria[0].outcomes] == [
        0, 0.5, 1, 1.5, 2, 2.5,
    ]  # fmt: skip
    (note,) = train.notes
    assert str(note).endswith("question '1.2': names no maximum; the highest score seen, 2.5, is taken for it")


def test_a_question_out_of_one_needs_no_note(tmp_path: Path) -> None:
    path = write(tmp_path / "a/q.xml", question(scored("x", "1", "1"), scored("y", "0.875", "2"), id="q"))
    gradebook = read(path)
    assert (float(gradebook.questions["q"].maximum), gradebook.notes) == (1, ())


def test_no_score_above_nothing_leaves_one_point(tmp_path: Path) -> None:
    gradebook = read(write(tmp_path / "a/q.xml", question(scored("x", "0", "1"), scored("y", "", "2"), id="q")))
    assert gradebook.questions["q"].maximum == 1
    assert [len(answer.ratings) for answer in gradebook.answers] == [1, 0]


def test_a_score_that_is_no_number_is_a_fault_of_its_answer(tmp_path: Path) -> None:
    path = write(tmp_path / "a/q.xml", question(scored("x", "full", "1"), scored("y", "-1", "2"), id="q"))
    assert faults(path, None) == [
        "q.xml, answer '1', field 'score': must be a number, not 'full'; leave it empty where nobody has scored",
        "q.xml, answer '2', field 'score': must be at least 0, not -1",
    ]
