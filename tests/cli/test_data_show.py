"""`pontozo data show`, as a user types it."""

from __future__ import annotations

import json
from pathlib import Path

from pontozo.formats import read
from tests.cli.conftest import Run, on_a_terminal, shell

CLASS = ("examples/programming-2/answers.csv", "-q", "examples/programming-2/questions.yaml")


def test_questions_guides_and_some_answers_are_shown(run: Run) -> None:
    ran = run("data", "show", "examples/data.json", "--answers", "2")
    assert "What is a header guard, and what happens without it?" in ran.stdout
    assert "- 2 points: a header guard prevents" in ran.stdout
    assert [line for line in ran.stdout.splitlines() if line.startswith("#### ")] == [
        f"#### {number}" for number in (1, 2, 5, 6, 9, 10)
    ]
    assert ran.stderr == "pontozo: note: 5 answers more; --answers N shows so many to each question\n"


def test_a_hungarian_question_has_hungarian_headings(run: Run) -> None:
    place = "examples/programozas-2"
    shown = run("data", "show", f"{place}/answers.csv", "-q", f"{place}/questions.yaml").stdout
    assert "### Útmutató" in shown
    assert "### Válaszok" in shown


def test_only_the_questions_that_are_asked_for_in_their_order(run: Run) -> None:
    ran = run("data", "show", *CLASS, "--question", "list-vector", "--question", "array-release", "--answers", "0")
    assert [line for line in ran.stdout.splitlines() if line.startswith("## ")] == [
        "## list-vector",
        "## array-release",
    ]
    assert "### Answers" not in ran.stdout
    assert ran.stderr.startswith("pontozo: note: 60 answers more")


def test_nothing_is_noted_where_all_is_shown(run: Run) -> None:
    assert run("data", "show", *CLASS, "--answers", "30").stderr == ""


def test_a_question_that_is_not_there_is_one_short_sentence(run: Run) -> None:
    ran = run("data", "show", "starter", "--question", "nope", exits=2)
    assert ran.stdout == ""
    assert ran.stderr.startswith("pontozo: starter: there is no question 'nope'; the questions are malloc-new, ")
    assert len(ran.stderr) < 200


def test_what_is_shown_into_a_file_can_be_read_again(folder: Path) -> None:
    ran = shell(folder, "pontozo data show starter-hu --answers 1000 > all.md")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert dict(read(folder / "all.md").questions) == dict(read("starter-hu").questions)
    assert read(folder / "all.md").count() == read("starter-hu").count()


def test_a_reader_that_has_enough_is_no_fault(folder: Path) -> None:
    ran = shell(folder, "pontozo data show starter --answers 1000 | head -n 1")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "## malloc-new\n", "")


def test_an_answer_steers_no_terminal_and_comes_whole_through_a_pipe(run: Run, folder: Path) -> None:
    question = {"id": "q", "text": "What?", "guide": [{"criterion": "this"}], "answers": ["a\x1b[31mb"]}
    (folder / "q.json").write_text(json.dumps([question]))
    assert "a\x1b[31mb" in run("data", "show", "q.json").stdout
    shown = on_a_terminal(folder, "data", "show", "q.json")
    assert "a [31mb" in shown
    assert "\x1b" not in shown
