"""`pontozo data split`, as a user types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pontozo.formats import read
from pontozo.gradebook import Gradebook
from tests.cli.conftest import Run, shell

QUESTIONS = "examples/programming-2/questions.yaml"
CLASS = ("data", "split", "examples/programming-2/answers.csv", "rest.yaml", "held.yaml", "-q", QUESTIONS)


def parts(folder: Path) -> tuple[Gradebook, Gradebook]:
    return read(folder / "rest.yaml"), read(folder / "held.yaml")


def ids(gradebook: Gradebook) -> set[str]:
    return {answer.id for answer in gradebook.answers}


def test_a_share_of_the_answers_is_kept_apart(run: Run, folder: Path) -> None:
    ran = run(*CLASS)
    rest, held = parts(folder)
    assert ran.stdout == (
        f"rest.yaml: 3 questions, {rest.count()} answers\nheld.yaml: 3 questions, {held.count()} answers\n"
    )
    assert rest.count() + held.count() == 90
    assert 15 <= held.count() <= 21
    assert not ids(rest) & ids(held)


def test_equal_answers_to_a_question_stay_together(run: Run, folder: Path) -> None:
    rows = "".join(f"{number},array-release,text {number % 9}\n" for number in range(90))
    (folder / "a.csv").write_text(f"id,question,answer\n{rows}", "utf-8")
    run("data", "split", "a.csv", "rest.yaml", "held.yaml", "-q", QUESTIONS, "--share", "0.5")
    rest, held = ({answer.text for answer in part.answers} for part in parts(folder))
    assert not rest & held
    assert len(rest | held) == 9


def test_whole_questions_are_kept_apart(run: Run, folder: Path) -> None:
    ran = run(*CLASS, "--by", "question")
    assert ran.stdout == "rest.yaml: 2 questions, 60 answers\nheld.yaml: 1 question, 30 answers\n"
    rest, held = parts(folder)
    assert not rest.questions.keys() & held.questions.keys()


def test_the_same_seed_makes_the_same_parts_and_another_one_others(run: Run, folder: Path) -> None:
    run(*CLASS, "--seed", "1")
    first = ids(parts(folder)[1])
    run(*CLASS, "--seed", "1")
    assert ids(parts(folder)[1]) == first
    run(*CLASS, "--seed", "2")
    assert ids(parts(folder)[1]) != first


@pytest.mark.parametrize("share", ["0", "1", "-0.5", "nan", "2"])
def test_a_share_that_leaves_nothing_is_one_sentence(run: Run, folder: Path, share: str) -> None:
    ran = run(*CLASS, "--share", share, exits=2)
    assert ran.stderr == f"pontozo: --share must lie between 0 and 1, not {share}\n"
    assert not list(folder.glob("*.yaml"))


@pytest.mark.parametrize("other", ["rest.yaml", "examples/../rest.yaml"])
def test_both_parts_need_a_file_of_their_own(run: Run, folder: Path, other: str) -> None:
    ran = run("data", "split", "examples/data.json", "rest.yaml", other, exits=2)
    assert ran.stderr == "pontozo: both parts would be written to rest.yaml; give them different names\n"
    assert not list(folder.glob("*.yaml"))


@pytest.mark.parametrize("place", ["rest", "held"])
def test_neither_part_replaces_what_is_read(run: Run, folder: Path, place: str) -> None:
    data = "examples/data.json"
    files = (data, "held.json") if place == "rest" else ("rest.json", data)
    ran = run("data", "split", data, *files, exits=2)
    assert ran.stderr == f"pontozo: {data} would overwrite what is read; choose another name\n"
    assert not list(folder.glob("*.json"))


def test_one_part_is_not_written_without_the_other(run: Run, folder: Path) -> None:
    run("data", "split", "examples/data.json", "rest.json", "no/held.json", exits=2)
    assert {path.name for path in folder.iterdir()} == {"examples"}


@pytest.mark.parametrize(
    ("data", "by", "said"),
    [
        (QUESTIONS, "answer", "two different answers"),
        (QUESTIONS, "question", "two questions with answers"),
        ("one.yaml", "answer", "two different answers"),
        ("one.yaml", "question", "two questions with answers"),
    ],
)
def test_too_little_for_two_parts_is_one_sentence(run: Run, folder: Path, data: str, by: str, said: str) -> None:
    (folder / "one.yaml").write_text("- {id: q, text: What?, guide: [{criterion: this}], answers: [same, same]}\n")
    ran = run("data", "split", data, "rest.yaml", "held.yaml", "--by", by, exits=2)
    assert ran.stderr == f"pontozo: {data} cannot be divided: that takes {said} at least\n"
    assert not (folder / "rest.yaml").exists()


def test_what_a_form_cannot_hold_is_told_once_for_both(run: Run) -> None:
    ran = run("data", "split", "examples/data.json", "rest.csv", "held.csv", "--share", "0.5")
    assert ran.stderr == "pontozo: left out: the text and the guide of 2 questions; a questions file holds them\n"


def test_on_a_full_disk_both_files_stay_as_they_were(folder: Path) -> None:
    for name in ("rest.yaml", "held.yaml"):
        (folder / name).write_text("mine")
    ran = shell(folder, "ulimit -f 1; exec pontozo data split starter rest.yaml held.yaml > /dev/null")
    assert ran.returncode == 1
    assert ran.stderr == "pontozo: the output cannot be written (File too large); make room or choose another place\n"
    assert {path.name: path.read_text() for path in folder.glob("*.yaml")} == {"rest.yaml": "mine", "held.yaml": "mine"}
    assert not list(folder.glob(".*"))


def test_a_split_table_keeps_its_headings_and_separator(run: Run, folder: Path) -> None:
    rows = "".join(f"{number};array-release;szöveg {number};2,5\n" for number in range(10))
    (folder / "a.csv").write_text(f"azonosító;kérdés;válasz;pont\n{rows}", "utf-8")
    run("data", "split", "a.csv", "rest.csv", "held.csv", "-q", QUESTIONS)
    head, first, *_ = (folder / "rest.csv").read_text("utf-8-sig").splitlines()
    assert head == "azonosító;kérdés;válasz;pont"
    assert first.endswith(";2,5")
