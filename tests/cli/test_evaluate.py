"""`pontozo evaluate`, as a user types it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from pontozo.domain import Answer, Rating
from pontozo.formats import read, write_data
from pontozo.gradebook import Gradebook
from tests.cli.conftest import Run, on_a_terminal

DATA = "examples/data.json"
#: Three questions of the starter set, half of which has a domain of its own.
DOMAINS = {"malloc-new": "memory", "stack-heap": "memory", "rent-ceiling": "economics"}


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 45 rated answers to three questions, with groups, domains, a second rater and a blank answer."""
    starter = read("starter-en")
    questions = {name: starter.questions[name] for name in DOMAINS}
    answers = [
        Answer(
            f"{answer.text} Indeed.",
            answer.question,
            answer.id,
            student=f"s{place % 15}",
            group="ab"[place % 2],
            ratings=(
                Rating("Ann", outcomes=answer.ratings[0].outcomes),
                Rating("Bob", outcomes=answer.ratings[1].outcomes),
            ),
            extra={"domain": DOMAINS[answer.question]},
        )
        for name in DOMAINS
        for place, answer in enumerate(
            [each for each in starter.answers if each.question == name and len(each.ratings) > 1][:15]
        )
    ]
    blank = Answer("", "malloc-new", "blank", "s1", group="a", ratings=(Rating("Ann", 0),), extra={"domain": "memory"})
    path = tmp_path_factory.mktemp("rated") / "rated.json"
    list(write_data(path, Gradebook(questions, [*answers, blank, Answer("nobody rated it", "stack-heap", "unrated")])))
    return path


def figures(run: Run, *arguments: str) -> Any:
    return json.loads(run("evaluate", *arguments, "--json").stdout)


def test_the_verdict_comes_first_then_grader_and_baselines(run: Run) -> None:
    lines = run("evaluate", DATA).stdout.splitlines()
    assert lines[0].startswith("There is too little here to judge this grader by")
    rows = {line[:24].strip(): line.split() for line in lines if line.startswith(("probe@", "baseline:"))}
    assert len(rows) == 6
    assert next(row for name, row in rows.items() if name.startswith("probe@"))[1] == "8"
    assert "3 answers without a rating were left out." in lines
    assert "The grader was fitted on none of these questions." in lines


def test_the_report_is_two_files_in_a_folder_that_replace_those_before(run: Run, folder: Path) -> None:
    (folder / "report").mkdir()
    (folder / "report" / "metrics.json").write_text("old")
    (folder / "report" / "mine.txt").write_text("kept")
    assert run("evaluate", DATA, "--out", "report").stdout.endswith("Written to report\n")
    assert {path.name for path in (folder / "report").iterdir()} == {
        "answers.csv", "metrics.json", "mine.txt", "report.html",
    }  # fmt: skip
    told = json.loads((folder / "report" / "metrics.json").read_text("utf-8"))
    assert told["overall"]["answers"] == 8
    assert told["unrated"] == 3
    assert (folder / "report" / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_table_holds_every_answer(run: Run, folder: Path) -> None:
    told = json.loads(run("evaluate", DATA, "--out", "report", "--json").stdout)
    with (folder / "report" / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == told["overall"]["answers"]
    scored = [row for row in rows if row["machine"]]
    equal = [float(row["human"]) == float(row["machine"]) for row in scored]
    assert sum(equal) / len(scored) == told["overall"]["figures"]["exact"]["value"]


def test_a_column_called_seen_is_not_lost(run: Run, folder: Path) -> None:
    (folder / "q.yaml").write_text("- {id: q, text: Why?, language: en, guide: [{criterion: because it is cold}]}\n")
    (folder / "a.csv").write_text("id,answer,score,seen\n1,because it is cold,1,often\n2,no idea at all,0,never\n")
    lines = run("evaluate", "a.csv", "-q", "q.yaml", "--column", "seen").stdout.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("seen: ")] == ["often", "never"]


def test_too_many_groups_are_told_before_anything_is_graded(run: Run, folder: Path) -> None:
    (folder / "q.yaml").write_text("- {id: q, text: Why?, language: en, guide: [{criterion: because it is cold}]}\n")
    rows = [f"{place},because {place},{place % 2},s{place}" for place in range(41)]
    (folder / "a.csv").write_text("\n".join(["id,answer,score,student", *rows]))
    ran = run("evaluate", "a.csv", "-q", "q.yaml", "--group", "student", exits=2)
    assert ran.stderr.startswith("pontozo: --group takes a column of 40 groups at most, and 'student' has 41;")


def test_by_says_what_folds_keep_together(run: Run) -> None:
    ran = run("evaluate", DATA, "--by", "question", exits=2)
    assert ran.stderr == "pontozo: --by says what folds keep together; give --folds too, or leave it out\n"


def test_a_folder_in_the_place_of_a_file_is_told_before_anything_is_graded(run: Run, folder: Path) -> None:
    (folder / "report" / "report.html").mkdir(parents=True)
    assert "report.html: is a folder" in run("evaluate", DATA, "--out", "report", exits=2).stderr
    assert [path.name for path in (folder / "report").iterdir()] == ["report.html"]


def test_the_report_is_in_the_language_of_most_answers_or_in_that_asked_for(run: Run, folder: Path) -> None:
    question: dict[str, Any] = {
        "id": "q",
        "language": "hu",
        "text": "Miért?",
        "guide": [{"criterion": "mert hideg van"}],
    }
    question["answers"] = [{"id": str(i), "answer": f"mert hideg van {i}", "score": i % 2} for i in range(4)]
    (folder / "hu.json").write_text(json.dumps([question]), "utf-8")
    run("evaluate", "hu.json", "--out", "own")
    run("evaluate", "hu.json", "--out", "asked", "--language", "en")
    assert 'lang="hu"' in (folder / "own" / "report.html").read_text("utf-8")
    assert 'lang="en"' in (folder / "asked" / "report.html").read_text("utf-8")


def test_columns_groups_people_and_blank_answers(run: Run, rated: Path) -> None:
    told = figures(run, str(rated), "--column", "domain", "--group", "group")
    assert [part["name"] for part in told["columns"]["domain"]] == ["memory", "economics"]
    assert sum(part["answers"] for part in told["columns"]["group"]) == told["overall"]["answers"] == 46
    assert [part["name"] for part in told["without"]] == ["blank answers"]
    assert told["people"]["answers"] == 45
    assert {each["group"] for each in told["fairness"]["groups"]} == {"a", "b"}
    assert told["unrated"] == 1


def test_what_a_grader_was_fitted_on_is_known_and_left_out(run: Run, rated: Path) -> None:
    # The answers differ from those the shipped grader was fitted on, its questions do not.
    assert figures(run, str(rated))["seen"] == {"known": True, "answers": 0, "questions": 3}
    told = figures(run, str(rated), "--seen", str(rated))
    assert told["seen"]["answers"] == 45
    assert told["without"][0]["name"] == "seen answers"
    assert told["without"][0]["answers"] == 0  # the blank one is no measure either
    assert told["conclusion"]["level"] == "too little"
    shown = run("evaluate", str(rated), "--seen", str(rated)).stdout
    assert "Warning: the grader was fitted on 45 of these 46 answers; trust the line without them." in shown


@pytest.mark.parametrize(
    ("by", "folds", "questions"),
    [
        ("answer", 3, 3),
        ("question", 3, 0),
        ("domain", 2, 0),
    ],
)
def test_a_grader_is_fitted_anew_on_folds(run: Run, rated: Path, by: str, folds: int, questions: int) -> None:
    told = figures(run, str(rated), "-g", "similarity", "--folds", "3", "--by", by)
    assert told["source"]["method"] == {"how": "folds", "file": "", "folds": folds, "by": by}
    assert told["overall"]["answers"] == 46
    assert told["seen"] == {"known": True, "answers": 0, "questions": questions}


def test_a_grader_is_fitted_on_another_file(run: Run, folder: Path, rated: Path) -> None:
    run("data", "split", str(rated), str(folder / "train.json"), str(folder / "test.json"), "--share", "0.5")
    told = figures(run, "test.json", "--fit-on", "train.json", "-g", "probe")
    assert told["source"]["method"] == {"how": "fitted", "file": "train.json", "folds": 0, "by": ""}
    assert told["source"]["grader"] == "probe"
    assert told["seen"]["answers"] == 0
    assert told["seen"]["questions"] > 0


def test_another_rater_can_be_the_measure(run: Run, rated: Path) -> None:
    assert figures(run, str(rated), "--rater", "Bob")["overall"]["answers"] == 45
    ran = run("evaluate", str(rated), "--rater", "Zoe", exits=2)
    assert ran.stderr == f"pontozo: {rated}: nobody called 'Zoe' gave a score; the raters are 'Ann', 'Bob'\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["examples/programming-2/answers.csv", "-q", "examples/programming-2/questions.yaml"],
            "holds no rated answer",
        ),
        ([DATA, "--folds", "3", "--fit-on", DATA], "--folds and --fit-on exclude each other; give one of them"),
        ([DATA, "--language", "de"], "--language must be one of en, hu, not 'de'"),
        ([DATA, "--column", "age"], "there is no column 'age'; there are question, language, student"),
        ([DATA, "--group", "age"], "there is no column 'age'"),
        ([DATA, "--grader", "nobody"], "there is no grader 'nobody'"),
        ([DATA, "--grader", "nobody", "--folds", "2"], "no scorer family 'nobody' is installed"),
        ([DATA, "--folds", "2", "--by", "age"], "there is no column 'age'"),
        ([DATA, "--folds", "2", "--by", "group"], "that takes two different values of 'group' at least"),
        ([DATA, "--out", DATA], "is a file; the report is a folder"),
        ([DATA, "--out", "no/such/folder"], "cannot be made: there is no folder no/such; make it first"),
    ],
)
def test_what_cannot_be_measured_is_one_sentence_and_writes_nothing(
    run: Run, folder: Path, arguments: list[str], said: str
) -> None:
    before = sorted(folder.rglob("*"))
    ran = run("evaluate", *arguments, exits=2)
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stdout == ""
    assert sorted(folder.rglob("*")) == before


def test_a_report_does_not_spoil_a_grader(run: Run, folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "grader.json").write_text("{}")
    assert "holds a grader, which a report would spoil" in run("evaluate", DATA, "--out", "mine", exits=2).stderr


def test_the_report_does_not_overwrite_what_is_read(run: Run, folder: Path) -> None:
    (folder / "report").mkdir()
    (folder / "report" / "metrics.json").write_bytes((folder / DATA).read_bytes())
    ran = run("evaluate", "report/metrics.json", "--out", "report", exits=2)
    assert "would overwrite what is read" in ran.stderr


def test_a_terminal_sees_how_far_the_work_is(folder: Path) -> None:
    assert "Grading by" in on_a_terminal(folder, "evaluate", str(folder / DATA))
