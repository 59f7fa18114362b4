"""`pontozo grade`, as a user types it."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import COMMAND, Run, on_a_terminal

CLASS = ("grade", "examples/programming-2/answers.csv", "--questions", "examples/programming-2/questions.yaml")


def test_a_class_is_graded_into_a_spreadsheet(run: Run, folder: Path) -> None:
    ran = run(*CLASS, "--out", "graded.xlsx")
    assert "90 answers" in ran.stdout
    assert "Written to graded.xlsx" in ran.stdout
    sheet = openpyxl.load_workbook(folder / "graded.xlsx").worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    table: list[dict[Any, Any]] = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(table) == 90
    with (folder / "examples/programming-2/answers.csv").open(encoding="utf-8-sig", newline="") as file:
        original = list(csv.DictReader(file))
    for before, after in zip(original, table, strict=True):
        assert all((after[column] or "") == value for column, value in before.items())
    scored = [row for row in table if row["proposed_score"] is not None]
    assert all(0 <= row["proposed_score"] <= row["proposed_maximum"] for row in scored)
    assert len(scored) >= 85
    unscored = [row for row in table if row["proposed_score"] is None]
    assert all(row["proposed_unscored"] and row["proposed_review"] for row in unscored)
    blank = [row for row in table if not row["answer"]]
    assert blank
    assert all(row["proposed_score"] == 0 for row in blank)


def test_the_table_is_plain_when_it_is_not_a_terminal(run: Run) -> None:
    printed = run(*CLASS).stdout
    assert "\x1b" not in printed
    assert "─" not in printed
    assert sum("." in line for line in printed.splitlines()) >= 30
    assert "array-release (of 3)" in printed


def test_a_hungarian_class_with_its_own_columns(run: Run, folder: Path) -> None:
    place = "examples/programozas-2"
    run("grade", f"{place}/answers.csv", "--questions", f"{place}/questions.yaml", "--out", "jegyek.csv")
    text = (folder / "jegyek.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(keepends=True), delimiter=";"))
    assert len(rows) == 24
    assert {"diák", "csoport", "kérdés", "válasz", "megjegyzés"} <= set(rows[0])
    numbers = {row["proposed_score"] for row in rows}
    assert any("," in number for number in numbers)
    assert not any("." in number for number in numbers)
    comments = " ".join(row["proposed_comment"] for row in rows)
    assert "Megvan:" in comments
    assert "Hiányzik:" in comments


def test_one_file_with_all_as_json(run: Run) -> None:
    grades = json.loads(run("grade", "examples/data.json", "--json").stdout)
    assert len(grades) == 11
    for grade in grades:
        assert isinstance(grade["score"], int | float)
        assert 0 <= grade["score"] <= grade["max_score"]
        assert {"findings", "comment", "confidence", "review", "unscored", "grader", "revision"} <= set(grade)


def test_another_grader_can_be_named(run: Run) -> None:
    grades = json.loads(run("grade", "examples/data.json", "--json", "--grader", "similarity").stdout)
    assert all(grade["grader"].startswith("similarity@") for grade in grades)


def test_json_goes_alone_to_standard_output(run: Run, folder: Path) -> None:
    ran = run("grade", "examples/data.json", "--json", "--out", "graded.jsonl")
    json.loads(ran.stdout)
    assert "11 answers" in ran.stderr
    assert len((folder / "graded.jsonl").read_text("utf-8").splitlines()) == 11


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("id,question,answer\n1,nowhere,hello\n", ("answers.csv", "row 2", "question", "nowhere", "array-release")),
        ("id,question,text\n1,array-release,hello\n", ("answers.csv", "answer", "text")),
        ("id,question,answer\n1,array-release,a\n1,array-release,b\n", ("answers.csv", "row 3", "id", "'1'")),
        ("", ("answers.csv", "empty")),
        ("id,question,answer\n1,array-release,a\x00b\n", ("answers.csv", "NUL")),
        (f"id,question,answer\n1,array-release,{'a' * 5_000_000}\n", ("answers.csv", "row 2", "answer", "100,000")),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    run: Run, folder: Path, answers: str, said: tuple[str]
) -> None:
    (folder / "answers.csv").write_text(answers, "utf-8")
    ran = run("grade", "answers.csv", "-q", "examples/programming-2/questions.yaml", "--out", "out.csv", exits=2)
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert len(ran.stderr) < 1000
    for word in said:
        assert word in ran.stderr
    assert not list(folder.glob("*out*"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("examples/data.json", "--grader", "nobody"), "probe, similarity"),
        (("nothing.csv",), "nothing.csv"),
        (("examples/data.json", "--out", "graded.pdf"), ".xlsx"),
        (("examples/data.json", "--out", "no/such/folder.csv"), "no such folder"),
        (("examples/programming-2/answers.csv",), "--questions"),
        (("examples/data.json", "--out", "examples/data.json"), "would overwrite"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_sentence(run: Run, arguments: tuple[str], said: str) -> None:
    ran = run("grade", *arguments, exits=2)
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_file_that_was_there_stays_when_input_is_bad(run: Run, folder: Path) -> None:
    (folder / "answers.csv").write_text("", "utf-8")
    (folder / "out.csv").write_text("mine")
    run("grade", "answers.csv", "-q", "examples/programming-2/questions.yaml", "--out", "out.csv", exits=2)
    assert (folder / "out.csv").read_text() == "mine"


def stopped(folder: Path, by: signal.Signals, *, answers: str, out: str) -> tuple[int, str]:
    """Exit code and last words of a command that is stopped while it grades very many answers."""
    rows = [json.dumps({"id": str(i), "answer": f"answer number {i} about delete and leaks"}) for i in range(20_000)]
    (folder / answers).write_text("\n".join(rows))
    question = {"id": "q", "text": "What?", "guide": [{"criterion": "delete frees the memory"}]}
    (folder / "q.json").write_text(json.dumps([question]))
    (folder / out).write_text("mine")
    process = subprocess.Popen(
        [COMMAND, "grade", answers, "-q", "q.json", "--out", out],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in folder.glob(f".{out}.*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(by)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


@pytest.mark.parametrize(("by", "exits"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_it_keeps_what_was_graded_whole(folder: Path, by: signal.Signals, exits: int) -> None:
    code, said = stopped(folder, by, answers="many.jsonl", out="out.csv")
    assert code == exits, said
    assert "out.interrupted.csv" in said
    assert "Traceback" not in said
    kept = list(csv.DictReader((folder / "out.interrupted.csv").read_text("utf-8-sig").splitlines()))
    assert 0 < len(kept) < 20_000
    assert all(row["proposed_score"] for row in kept)
    assert (folder / "out.csv").read_text() == "mine"
    assert not list(folder.glob(".out*"))


def test_what_is_kept_never_takes_the_place_of_the_answers(folder: Path) -> None:
    code, said = stopped(folder, signal.SIGINT, answers="out.interrupted.jsonl", out="out.jsonl")
    assert code == 130
    assert "out.interrupted-2.jsonl" in said
    assert len((folder / "out.interrupted.jsonl").read_text().splitlines()) == 20_000
    assert 0 < len((folder / "out.interrupted-2.jsonl").read_text("utf-8").splitlines()) < 20_000


def test_every_fault_has_a_line_up_to_twenty(run: Run, folder: Path) -> None:
    def said(faults: int) -> list[str]:
        (folder / "a.csv").write_text("question,answer\n" + "nowhere,a\n" * faults, "utf-8")
        ran = run("grade", "a.csv", "-q", "examples/programming-2/questions.yaml", exits=2)
        return ran.stderr.splitlines()

    assert [line.split("'")[0] for line in said(3)] == [f"pontozo: a.csv, row {row}, field " for row in (2, 3, 4)]
    assert len(said(20)) == 20
    assert (len(said(21)), said(21)[-1]) == (21, "pontozo: … and 1 more fault; pontozo data check tells all")
    assert (len(said(25)), said(25)[-1]) == (21, "pontozo: … and 5 more faults; pontozo data check tells all")


def test_a_fault_stays_one_line_whatever_stands_in_the_data(run: Run, folder: Path) -> None:
    (folder / "a.csv").write_text('id,question,score,answer\n1,array-release,"a\nb",x\n', "utf-8")
    ran = run("grade", "a.csv", "-q", "examples/programming-2/questions.yaml", exits=2)
    assert len(ran.stderr.splitlines()) == 1
    assert "'a b'" in ran.stderr


def test_questions_alone_are_not_graded(run: Run) -> None:
    ran = run("grade", "examples/programming-2/questions.yaml", "--out", "x.csv", exits=2)
    assert ran.stdout == ""
    assert ran.stderr == (
        "pontozo: examples/programming-2/questions.yaml holds questions but no answers; give the answers file, "
        "with --questions examples/programming-2/questions.yaml for this one\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_sentence_of_ours(run: Run, folder: Path) -> None:
    (folder / "examples/data.json").chmod(0)
    ran = run("grade", "examples/data.json", exits=2)
    assert ran.stderr == "pontozo: examples/data.json: cannot be opened (Permission denied); check its permissions\n"


def test_a_terminal_sees_progress_and_a_drawn_table(folder: Path) -> None:
    printed = on_a_terminal(folder, *CLASS)
    assert "Grading" in printed
    assert "─" in printed
