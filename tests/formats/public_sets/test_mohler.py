"""The folder of Mohler et al. 2011."""

from __future__ import annotations

from pathlib import Path

import pytest

from pontozo.domain import Rating
from pontozo.formats.folders import Folder, folder_reading
from pontozo.formats.public_sets import FOLDERS
from pontozo.gradebook import DataError
from tests.formats.public_sets.set_files import faults_of_set, read_set, write

FILES = {
    "docs/files": "1.1\n#4.6\n11.2\n",
    "raw/questions": "1.1 What is a stack?\n\n4.6 Which one?<br>\n9.9 Who?\n11.2 What is a leaf &amp; what a root?\n",
    "raw/answers": "1.1 A list with one open end.\n4.6 b\n9.9 Me\n11.2 A node without children; the node above all.\n",
    "raw/1.1": "1.1\tA pile.<br><br>On top of it, &lt;push&gt;\n1.1 a list, last in & first out\n1.1\n",
    "raw/4.6": "4.6 a\n",
    "raw/11.2": "11.2 The end and the start\u2019s node, na\u00efve.\n",
    "scores/1.1/me": "4\n5\n0\n",
    "scores/1.1/other": "3.5\n5\n0\n",
    "scores/1.1/ave": "3.75\n5\n0\n",
    "scores/4.6/me": "5\n",
    "scores/4.6/other": "5\n",
    "scores/11.2/me": "9\n",
    "scores/11.2/other": "6\n",
    "scores/11.2/ave": "3.75\n",
}


def unpack(folder: Path, **changed: str | None) -> Path:
    """The set, some files of it changed (by name with "__" for "/") or taken away."""
    for name, text in {
        **FILES,
        **{name.replace("__", "/").replace("_", "."): text for name, text in changed.items()},
    }.items():
        if text is not None:
            write(folder / "data" / name, text, "cp1252")
    return folder


def test_the_folder_is_read_with_both_raters(tmp_path: Path) -> None:
    gradebook = read_set(unpack(tmp_path))
    assert [(each.id, each.text, float(each.maximum)) for each in gradebook.questions.values()] == [
        ("1.1", "What is a stack?", 5),
        ("11.2", "What is a leaf & what a root?", 10),
    ]
    assert gradebook.questions["1.1"].criteria[0].wordings == ("A list with one open end.",)
    first, second, blank, last = gradebook.answers
    assert first.text == "A pile.\n\nOn top of it, <push>"
    assert second.text == "a list, last in & first out"
    assert [answer.id for answer in gradebook.answers] == ["1.1/1", "1.1/2", "1.1/3", "11.2/1"]
    assert first.ratings == (Rating("me", 4, {"1": "4"}), Rating("other", "3.5", {"1": "3.5"}))
    assert first.extra == {"average": 3.75}
    assert blank.text == ""
    assert blank.ratings[0].score == 0
    assert last.text == "The end and the start\u2019s node, na\u00efve."
    assert [rating.score for rating in last.ratings] == [9, 6]


def test_the_folder_named_data_will_do(tmp_path: Path) -> None:
    assert read_set(unpack(tmp_path) / "data").count() == 4


def test_what_was_left_out_is_told(tmp_path: Path) -> None:
    notes = [note.message for note in read_set(unpack(tmp_path)).notes]
    assert notes == [
        "left out 1 question that docs/files comments out: 4.6",
        "left out 1 question without answers: 9.9",
    ]
    unpack(tmp_path / "b", docs__files=None)
    assert "4.6" in read_set(tmp_path / "b").questions


def test_averages_that_are_none_are_told(tmp_path: Path) -> None:
    unpack(tmp_path, scores__11_2__ave="7.5\n")
    assert "the average in 'ave' is not that of the two scores in 1 answer; the scores count" in [
        note.message for note in read_set(tmp_path).notes
    ]


def test_one_rater_is_enough(tmp_path: Path) -> None:
    unpack(tmp_path, scores__1_1__other=None, scores__1_1__ave=None)
    assert [each.rater for each in next(iter(read_set(tmp_path).answers)).ratings] == ["me"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"scores__1_1__me": "4\n5\n"},
            "data/scores/1.1/me: has 2 scores beside 3 answers; they do not line up: unpack the set again",
        ),
        (
            {"scores__1_1__me": "4\nfive\n0\n"},
            "data/scores/1.1/me, line 2: must be a number, not 'five'; leave it empty where nobody has scored",
        ),
        (
            {"scores__1_1__me": None, "scores__1_1__other": None},
            "data/scores/1.1: has none of the files me, other; unpack the set again",
        ),
        ({"raw__answers": "11.2 A leaf.\n"}, "data/raw/answers: has no reference answer to question 1.1"),
        (
            {"raw__questions": "1.1 What is a stack?\nand why?\n11.2 What?\n"},
            "data/raw/questions, line 2: must begin with the number of a question, such as 1.1",
        ),
    ],
)
def test_what_does_not_fit_together_is_a_fault(tmp_path: Path, changed: dict[str, str | None], said: str) -> None:
    assert said in faults_of_set(unpack(tmp_path, **changed))


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder; name a file in it"):
        folder_reading(Folder(tmp_path), FOLDERS)
    with pytest.raises(DataError, match="there is no such folder; check its name"):
        Folder(tmp_path / "nowhere")
