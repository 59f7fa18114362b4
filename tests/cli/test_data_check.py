"""`pontozo data check`, as a user types it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, Run, shell

QUESTIONS = "examples/programming-2/questions.yaml"


def write_faulty(folder: Path, faults: int) -> None:
    (folder / "bad.csv").write_text("question,answer\n" + "nowhere,a\n" * faults, "utf-8")


@pytest.mark.parametrize("data", ["examples/data.json", "starter", "starter-hu"])
def test_a_file_without_faults(run: Run, data: str) -> None:
    ran = run("data", "check", data)
    assert (ran.stdout, ran.stderr) == ("", f"{data}: no faults\n")


def test_every_fault_is_listed_however_many(run: Run, folder: Path) -> None:
    write_faulty(folder, 3000)
    ran = run("data", "check", "bad.csv", "-q", QUESTIONS, exits=2)
    lines = ran.stdout.splitlines()
    assert [line.split(",")[1] for line in lines] == [f" row {number}" for number in range(2, 3002)]
    assert lines[0].startswith("bad.csv, row 2, field 'question': there is no question 'nowhere'")
    assert ran.stderr == "bad.csv: 3000 faults\n"


def test_faults_come_as_they_are_found(folder: Path) -> None:
    write_faulty(folder, 500_000)
    with subprocess.Popen(
        [COMMAND, "data", "check", "bad.csv", "-q", QUESTIONS],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().startswith("bad.csv, row 2,")
        assert process.poll() is None
        process.kill()


def test_a_reader_that_has_enough_is_not_told_a_wrong_number(folder: Path) -> None:
    write_faulty(folder, 3000)
    ran = shell(folder, f"pontozo data check bad.csv -q {QUESTIONS} | head -n 1")
    assert (ran.returncode, ran.stderr) == (2, "")
    assert len(ran.stdout.splitlines()) == 1


def test_each_finding_is_a_line_of_json(run: Run, folder: Path) -> None:
    write_faulty(folder, 2)
    ran = run("data", "check", "bad.csv", "-q", QUESTIONS, "--json", exits=2)
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(each["kind"], each["file"], each["row"], each["field"]) for each in found] == [
        ("fault", "bad.csv", "row 2", "question"),
        ("fault", "bad.csv", "row 3", "question"),
    ]
    assert all("nowhere" in each["message"] for each in found)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"a":', "line 1, column 7: is not valid JSON"),
        ("", "is empty"),
        ("id,question,answer\n1,array-release,a\n", "holds answers but no questions"),
        ("dear diary\n", "dear diary"),
        (None, "there is no such file"),
    ],
)
def test_what_keeps_a_file_from_being_read_is_a_fault_too(
    run: Run, folder: Path, content: str | None, said: str
) -> None:
    if content is not None:
        (folder / "data").write_text(content, "utf-8")
    ran = run("data", "check", "data", exits=2)
    assert ran.stdout.startswith("data")
    assert said in ran.stdout
    assert ran.stderr == "data: 1 fault\n"
    (found,) = run("data", "check", "data", "--json", exits=2).stdout.splitlines()
    assert (json.loads(found)["kind"], json.loads(found)["file"]) == ("fault", "data")


def test_all_faults_of_the_questions_file_are_listed(run: Run, folder: Path) -> None:
    questions = [{"id": str(number), "text": "What?", "guide": []} for number in range(25)]
    (folder / "q.json").write_text(json.dumps(questions))
    ran = run("data", "check", "examples/programming-2/answers.csv", "-q", "q.json", exits=2)
    assert len([line for line in ran.stdout.splitlines() if line.startswith("q.json, question ")]) == 25


def test_what_is_odd_is_remarked_and_is_no_fault(run: Run, folder: Path) -> None:
    rows = "1,array-release,same text,1\n2,array-release,same  text,2\n"
    (folder / "odd.csv").write_text(f"id,question,answer,score\n{rows}", "utf-8")
    arguments = ("data", "check", "odd.csv", "-q", QUESTIONS)
    ran = run(*arguments)
    assert ran.stdout.splitlines() == [
        "remark: odd.csv, answer 2 to array-release, field 'score': the same text was rated otherwise further above; "
        "one of the two may be a slip",
        "remark: odd.csv: 2 questions without answers: const-member, list-vector",
    ]
    assert ran.stderr == "odd.csv: no faults\n"
    found = [json.loads(line) for line in run(*arguments, "--json").stdout.splitlines()]
    assert [each["kind"] for each in found] == ["remark", "remark"]


def test_a_finding_is_one_line_that_does_not_steer_the_terminal(run: Run, folder: Path) -> None:
    (folder / "a.csv").write_text('question,score,answer\narray-release,"a\n\x1b[31mb",x\n', "utf-8")
    (line,) = run("data", "check", "a.csv", "-q", QUESTIONS, exits=2).stdout.splitlines()
    assert "\x1b" not in line
    assert "[31mb" in line


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="a device that is always full")
@pytest.mark.parametrize(
    "verb", ["check bad.csv -q " + QUESTIONS, "show starter", "stats starter", "stats starter --json"]
)
def test_output_that_cannot_be_written_is_one_sentence(folder: Path, verb: str) -> None:
    write_faulty(folder, 3)
    ran = shell(folder, f"pontozo data {verb} > /dev/full")
    assert ran.returncode == 1
    assert ran.stderr == (
        "pontozo: the output cannot be written (No space left on device); make room or choose another place\n"
    )
