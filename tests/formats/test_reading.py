"""Reading a file of any form."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sized
from pathlib import Path

import pytest

from pontozo.formats import faults_of, read
from pontozo.gradebook import DataError
from tests.formats.helpers import QUESTIONS, faults, texts_of

ROOT = Path(__file__).parents[2]
READABLE = (
    "that cannot be read. Answers may be a table (.xlsx or .csv) with a column 'answer', or JSON; questions a YAML or "
    "JSON file with the text and the guide of each"
)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "is empty; choose the file that holds the data"),
        ("a.csv", "\ufeff \n\n", "is empty; choose the file that holds the data"),
        ("a.json", "[]", "is an empty list; choose the file that holds the questions or answers"),
        ("a.json", '{"a": 1}', f"holds an object with the keys a; {READABLE}"),
        (
            "a.json",
            '[{"a": 1}, {"b": 2}]',
            f"holds a list of objects with the keys a, b; {READABLE}",
        ),
        (
            "a.json",
            '[{"text": "t", "guide_x": []}]',
            "has the unknown key 'guide_x'; is 'guide' meant? Correct it and try again",
        ),
        (
            "a.yaml",
            "- {text: t, reference: [a]}",
            "has the unknown key 'reference'; is 'references' meant? Correct it and try again",
        ),
        ("a.json", "[1]", f"holds a list; {READABLE}"),
        ("a.json", "[" * 100_000, "is nested more than 60 levels deep; no form of Pontozó needs that"),
        ("a.yaml", "hello", f"holds 'hello'; {READABLE}"),
        (
            "a.txt",
            "Dear students,\nhello",
            f"holds text that begins 'Dear students,'; {READABLE}",
        ),
        (
            "a.xlsx",
            "not a workbook",
            f"holds text that begins 'not a workbook'; {READABLE}",
        ),
        (
            "a.json",
            "﻿[{]",
            "line 1, column 3: is not valid JSON: expecting property name enclosed in double quotes; "
            "correct it or export it again",
        ),
    ],
)
def test_a_file_of_no_form_says_what_was_found_and_what_can_be_read(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    (fault,) = faults(tmp_path / name)
    assert fault.removeprefix(name).lstrip(":, ") == said


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    assert faults(tmp_path / "none.csv") == ["none.csv: there is no such file; check its name and folder"]
    (tmp_path / "folder").mkdir()
    assert faults(tmp_path / "folder") == ["folder: is a folder; name a file in it"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id,question,answer\n1,q1,a\n"),
        ("a.jsonl", '{"question": "q1", "answer": "a"}\n'),
        ("a.json", '[{"question": "q1", "answer": "a"}]'),
    ],
)
def test_answers_without_questions_ask_for_them(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    said = [f"{name}: holds answers but no questions; name the questions file too: --questions questions.yaml"]
    assert faults(tmp_path / name, None) == said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id,question,answer\n1,q1,a\n"),
        ("a.jsonl", b'{"question": "q1", "answer": "a"}\n'),
        ("a.docx", b"PK\x03\x04 and so on"),
        ("a.txt", b"Dear students"),
    ],
)
def test_a_questions_file_without_questions_says_what_one_is(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "answers.csv").write_text("id,question,answer\n1,q1,a\n", "utf-8")
    assert faults(tmp_path / "answers.csv", tmp_path / name) == [
        f"{name}: holds no questions; a questions file is YAML, JSON, Markdown or Moodle XML, in it for each question "
        "its text and its guide, the criteria with their points"
    ]


def test_a_misspelt_guide_in_a_questions_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text("- {text: t, guide_x: [{criterion: a}]}", "utf-8")
    (tmp_path / "a.csv").write_text("id,question,answer\n1,q1,a\n", "utf-8")
    (fault,) = faults(tmp_path / "a.csv", tmp_path / "q.yaml")
    assert "unknown key 'guide_x'; is 'guide' meant?" in fault


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,question,answer\n", "utf-8")
    (tmp_path / "a.csv").chmod(0)
    assert faults(tmp_path / "a.csv") == ["a.csv: cannot be opened (Permission denied); check its permissions"]


@pytest.mark.parametrize(
    ("name", "content", "ids"),
    [
        ("a.csv", "id,question,answer\n3,q1,a\n,q1,b\n", ["3", "row 3"]),
        ("a.csv", "id,question,answer\n,q1,a\n2,q1,b\n", ["row 2", "2"]),
        ("a.jsonl", '{"question": "q1", "answer": "a"}\n{"id": 1, "question": "q1", "answer": "b"}', ["line 1", "1"]),
        (
            "a.json",
            '[{"question": "q1", "answer": "a"}, {"id": "1", "question": "q1", "answer": "b"}]',
            ["item 1", "1"],
        ),
    ],
)
def test_an_answer_without_an_id_never_takes_the_id_of_another(
    tmp_path: Path, name: str, content: str, ids: list[str]
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    assert [answer.id for answer in read(tmp_path / name, QUESTIONS).answers] == ids


def test_the_questions_may_be_a_file_or_a_gradebook(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text("questions: [{id: q1, text: t, guide: [{criterion: a}]}]", "utf-8")
    (tmp_path / "a.csv").write_text("id,question,answer\n1,q1,a\n", "utf-8")
    assert texts_of(read(tmp_path / "a.csv", tmp_path / "q.yaml")) == ["a"]
    assert texts_of(read(str(tmp_path / "a.csv"), read(tmp_path / "q.yaml"))) == ["a"]


def test_faults_name_the_file_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("id,question,answer\n1,q3,a\n", "utf-8")
    with pytest.raises(DataError, match=r"^\./a\.csv, row 2, field 'question': there is no question 'q3'"):
        read("./a.csv", QUESTIONS)


def test_all_faults_are_told_at_once_up_to_a_thousand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,question,answer\n" + "1,q9,a\n" * 30, "utf-8")
    assert len(faults(path)) == 30 + 29
    path.write_text("id,question,answer\n" + "1,q9,a\n" * 3000, "utf-8")
    assert len(faults(path)) == 1000


def test_every_fault_is_told_one_by_one_however_many(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,question,answer\n" + "1,q9,a\n" * 3000, "utf-8")
    told = faults_of(path, QUESTIONS)
    assert next(told).row == "row 2"
    assert sum(1 for _ in told) == 3000 + 2999 - 1
    path.write_text("id,question,answer\n1,q1,a\n", "utf-8")
    assert list(faults_of(path, QUESTIONS)) == []


def test_a_file_of_no_form_has_no_faults_to_list(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Dear students", "utf-8")
    with pytest.raises(DataError, match="holds text that begins 'Dear students'"):
        list(faults_of(tmp_path / "a.txt"))


def test_answers_are_counted_and_can_be_gone_through_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,question,answer\n1,q1,a\n2,q1,b\n", "utf-8")
    gradebook = read(path, QUESTIONS)
    assert isinstance(gradebook.answers, Sized)
    assert len(gradebook.answers) == gradebook.count() == 2
    assert list(gradebook.answers) == list(gradebook.answers)


def test_a_file_that_went_bad_after_it_was_checked_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,question,answer\n1,q1,a\n", "utf-8")
    answers = read(path, QUESTIONS).answers
    path.write_text("id,question,answer\n1,q1\n", "utf-8")
    with pytest.raises(DataError, match="row 2: has 2 cells under 3 headings"):
        list(answers)


@pytest.mark.parametrize("folder", ["examples/programming-2", "examples/programozas-2"])
def test_the_examples_are_read(folder: str) -> None:
    gradebook = read(ROOT / folder / "answers.csv", ROOT / folder / "questions.yaml")
    assert {answer.question for answer in gradebook.answers} == set(gradebook.questions)


def test_a_table_is_read_without_what_other_forms_need(tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text('[{"id": "q", "text": "t", "guide": [{"criterion": "a"}]}]', "utf-8")
    (tmp_path / "a.csv").write_text("id,question,answer\n1,q,ő\n", "utf-8")
    program = (
        "import sys; from pontozo.formats import read; list(read('a.csv', 'q.json').answers); "
        "print([name for name in ('openpyxl', 'yaml', 'charset_normalizer', 'numpy') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_blank_lines_at_the_start_are_passed_over_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n" * 20_000 + "id,question,answer\n1,q1,a\n", "utf-8")
    assert texts_of(read(tmp_path / "a.txt", QUESTIONS)) == ["a"]


def test_a_set_that_ships_can_be_the_questions_and_notes_on_the_questions_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,question,answer\n1,malloc-new,a\n", "utf-8")
    assert len(read(tmp_path / "a.csv", "starter-en").questions) == 48
    essay = (
        '<question type="essay"><name><text>q1</text></name><questiontext><text>Why?</text></questiontext>{}</question>'
    )
    guide = "<graderinfo><text>1 point: because</text></graderinfo><defaultgrade>3</defaultgrade>"
    (tmp_path / "q.xml").write_text(f"<quiz>{essay.format(guide)}</quiz>", "utf-8")
    (tmp_path / "b.csv").write_text("id,question,answer\n1,q1,a\n", "utf-8")
    assert [note.file for note in read(tmp_path / "b.csv", tmp_path / "q.xml").notes] == [str(tmp_path / "q.xml")]


@pytest.mark.parametrize(
    ("heading", "meant"),
    [("pontok", "pont"), ("scores", "score"), ("pont Anna", "pont [Anna]"), ("csoportok", "csoport"), ("ids", "id")],
)
def test_a_heading_that_is_nearly_known_is_told(tmp_path: Path, heading: str, meant: str) -> None:
    (tmp_path / "a.csv").write_text(f"question,answer,{heading}\nq1,a,1\n", "utf-8")
    (note,) = read(tmp_path / "a.csv", QUESTIONS).notes
    assert (note.field, note.message) == (heading, f"is not understood and only kept; is {meant!r} meant?")


def test_an_own_column_is_no_misspelt_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("question,answer,note,points_1,1. szempont,score,scores\nq1,a,x,,,1,1\n", "utf-8")
    assert read(tmp_path / "a.csv", QUESTIONS).notes == ()
