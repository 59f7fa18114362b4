"""`pontozo data convert`, as a user types it."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import openpyxl
import pytest

from pontozo.formats import read
from tests.cli.conftest import Run, shell

ANSWERS, QUESTIONS = "examples/programming-2/answers.csv", "examples/programming-2/questions.yaml"
CONVERT = ("data", "convert", ANSWERS)
#: A question bank in which one question is none that is graded here.
BANK = """<quiz>
<question type="multichoice"><name><text>pick one</text></name>
<questiontext><text>Which?</text></questiontext></question>
<question type="essay"><name><text>free</text></name><questiontext><text>Explain new.</text></questiontext>
<graderinfo><text>2 points: it calls the constructor</text></graderinfo><defaultgrade>2</defaultgrade></question>
</quiz>"""
WITH_QUESTIONS = ("--questions", QUESTIONS)


@pytest.mark.parametrize("name", ["all.yaml", "all.json", "all.md"])
def test_a_form_that_holds_all_brings_all_back(run: Run, folder: Path, name: str) -> None:
    ran = run(*CONVERT, name, *WITH_QUESTIONS)
    assert ran.stdout == f"3 questions, 90 answers read. Written to {name}\n"
    assert "the guide of" not in ran.stderr
    before, after = read(folder / ANSWERS, folder / QUESTIONS), read(folder / name)
    assert dict(after.questions) == dict(before.questions)
    texts = {(answer.question, answer.id): answer.text for answer in before.answers}
    assert {(answer.question, answer.id): answer.text for answer in after.answers} == texts


def test_a_table_keeps_the_columns_and_what_it_cannot_hold_is_told(run: Run, folder: Path) -> None:
    ran = run(*CONVERT, "table.xlsx", *WITH_QUESTIONS)
    assert ran.stdout == "3 questions, 90 answers read. Written to table.xlsx\n"
    assert ran.stderr == "pontozo: left out: the text and the guide of 3 questions; a questions file holds them\n"
    head, *rows = openpyxl.load_workbook(folder / "table.xlsx").worksheets[0].iter_rows(values_only=True)
    with (folder / ANSWERS).open(encoding="utf-8-sig", newline="") as file:
        columns, *original = csv.reader(file)
    assert list(head) == columns
    assert [["" if cell is None else cell for cell in row] for row in rows] == original


def test_what_is_left_out_on_reading_and_on_writing_is_told_apart(run: Run, folder: Path) -> None:
    (folder / "bank.xml").write_text(BANK, "utf-8")
    (folder / "given.csv").write_text("id,answer\n1,because\n", "utf-8")
    ran = run("data", "convert", "given.csv", "bank.csv", "-q", "bank.xml")
    assert ran.stdout == "1 question, 1 answer read. Written to bank.csv\n"
    note, loss = ran.stderr.splitlines()
    assert note.startswith("pontozo: note: bank.xml: left out 1 multichoice question ('pick one')")
    assert loss.startswith("pontozo: left out: the text and the guide of 1 question")


def test_questions_alone_are_not_made_into_an_empty_table(run: Run, folder: Path) -> None:
    ran = run("data", "convert", "examples/programming-2/questions.yaml", "questions.csv", exits=2)
    assert "questions.csv: would be empty: there are no answers" in ran.stderr
    assert not (folder / "questions.csv").exists()


@pytest.mark.parametrize("name", ["sheet.txt", "sheet", "sheet.csv"])
def test_a_form_that_is_asked_for_goes_into_a_file_of_any_name(run: Run, folder: Path, name: str) -> None:
    run(*CONVERT, name, *WITH_QUESTIONS, "--to", "markdown")
    assert (folder / name).read_text("utf-8").startswith("## array-release\n")


@pytest.mark.parametrize(("name", "questions"), [("starter", 96), ("starter-en", 48), ("starter-hu", 48)])
def test_a_set_that_ships_is_named_without_a_file(run: Run, folder: Path, name: str, questions: int) -> None:
    ran = run("data", "convert", name, "set.json")
    assert ran.stdout.startswith(f"{questions} questions, ")
    assert len({entry["question"] for entry in json.loads((folder / "set.json").read_text("utf-8"))}) == questions


def test_a_file_of_that_name_comes_before_the_set(run: Run, folder: Path) -> None:
    (folder / "starter").write_bytes((folder / QUESTIONS).read_bytes())
    assert run("data", "convert", "starter", "set.yaml").stdout == "3 questions, 0 answers read. Written to set.yaml\n"


@pytest.mark.parametrize("name", ["Starter", "starter-de", "starter.en"])
def test_a_name_that_only_looks_like_a_set_is_no_file(run: Run, name: str) -> None:
    ran = run("data", "convert", name, "set.yaml", exits=2)
    assert ran.stderr == f"pontozo: {name}: there is no such file; check its name and folder\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((ANSWERS, "out.json"), ("answers.csv: holds answers but no questions", "--questions")),
        ((ANSWERS, "out.pdf", *WITH_QUESTIONS), ("out.pdf: cannot be written", ".csv", ".md", ".xlsx")),
        ((ANSWERS, "out", *WITH_QUESTIONS, "--to", "word"), ("there is no form 'word'", "markdown")),
        ((ANSWERS, "no/out.csv", *WITH_QUESTIONS), ("no/out.csv: cannot be written: there is no such folder",)),
        ((ANSWERS, "examples", *WITH_QUESTIONS, "--to", "csv"), ("examples: is a folder; name a file in it",)),
        ((QUESTIONS, QUESTIONS), (f"{QUESTIONS} would overwrite what is read",)),
        (("starter", "starter", "--to", "csv"), ("starter would overwrite what is read",)),
    ],
)
def test_what_cannot_be_written_is_one_sentence_and_nothing_is_there(
    run: Run, folder: Path, arguments: tuple[str, ...], said: tuple[str, ...]
) -> None:
    before = sorted(folder.rglob("*"))
    ran = run("data", "convert", *arguments, exits=2)
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1
    for words in said:
        assert words in ran.stderr
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["examples/../all.yaml", "link.yaml", "hard.yaml"])
def test_what_is_read_is_never_replaced_whatever_it_is_called(run: Run, folder: Path, name: str) -> None:
    (folder / "all.yaml").write_bytes((folder / QUESTIONS).read_bytes())
    (folder / "link.yaml").symlink_to("all.yaml")
    (folder / "hard.yaml").hardlink_to(folder / "all.yaml")
    ran = run("data", "convert", "all.yaml", name, exits=2)
    assert ran.stderr == f"pontozo: {name} would overwrite what is read; choose another name\n"
    assert (folder / "all.yaml").read_bytes() == (folder / QUESTIONS).read_bytes()


@pytest.mark.parametrize("verb", ["data convert examples/data.json", "grade examples/data.json --out"])
def test_a_link_and_a_pipe_are_not_replaced_by_a_file(run: Run, folder: Path, verb: str) -> None:
    (folder / "link.json").symlink_to("elsewhere.json")
    os.mkfifo(folder / "pipe.json")
    assert "link.json: is a link, which would be lost; name the file" in run(*verb.split(), "link.json", exits=2).stderr
    assert "pipe.json: is a device or a pipe" in run(*verb.split(), "pipe.json", exits=2).stderr
    assert (folder / "link.json").is_symlink()
    assert (folder / "pipe.json").is_fifo()


def test_links_in_a_circle_are_one_sentence(run: Run, folder: Path) -> None:
    (folder / "circle.csv").symlink_to("circle.csv")
    assert "circle.csv: is a link" in run("data", "convert", "examples/data.json", "circle.csv", exits=2).stderr
    ran = run("data", "convert", "circle.csv", "out.csv", *WITH_QUESTIONS, exits=2)
    assert ran.stderr.startswith("pontozo: circle.csv: cannot be opened (Too many levels of symbolic links)")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_sentence(run: Run, folder: Path) -> None:
    (folder / "closed").mkdir(0o555)
    ran = run("data", "convert", "examples/data.json", "closed/out.csv", exits=2)
    assert ran.stderr == "pontozo: closed/out.csv: cannot be written (Permission denied); choose another folder\n"


def test_faulty_answers_are_told_and_leave_the_file_that_was_there(run: Run, folder: Path) -> None:
    (folder / "bad.csv").write_text("question,answer\n" + "nowhere,a\n" * 25, "utf-8")
    (folder / "out.csv").write_text("mine")
    ran = run("data", "convert", "bad.csv", "out.csv", *WITH_QUESTIONS, exits=2)
    said = ran.stderr.splitlines()
    assert said[0].startswith("pontozo: bad.csv, row 2, field 'question': there is no question 'nowhere'")
    assert (len(said), said[-1]) == (21, "pontozo: … and 5 more faults; pontozo data check tells all")
    assert (folder / "out.csv").read_text() == "mine"


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx", "out.yaml", "out.md"])
def test_on_a_full_disk_the_file_that_was_there_stays(folder: Path, name: str) -> None:
    (folder / name).write_text("mine")
    # No file may be longer than one block: what a full disk does, without one.
    ran = shell(folder, f"ulimit -f 1; exec pontozo data convert starter {name} > /dev/null")
    assert ran.returncode == 1
    assert ran.stderr == "pontozo: the output cannot be written (File too large); make room or choose another place\n"
    assert (folder / name).read_text() == "mine"
    assert {path.name for path in folder.iterdir()} == {"examples", name}


def test_the_file_is_whole_though_nobody_reads_what_is_printed(folder: Path) -> None:
    ran = shell(folder, "pontozo data convert examples/data.json all.json | true")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(json.loads((folder / "all.json").read_text("utf-8"))) == 11
