"""`pontozo data stats`, as a user types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.conftest import Run, on_a_terminal, shell

ROWS = [
    {"id": "1", "answer": "it frees the array", "outcomes": ["met", "missing"], "rater": "K. Ő."},
    {"id": "2", "answer": "it frees  the array", "outcomes": ["met", "partial"], "rater": "K. Ő."},
    {"id": "3", "answer": "", "score": 0},
    {"id": "4", "answer": "no idea"},
]
COUNTED = ("answers", "blank", "repeated", "rated", "words")
WORDING = "delete[] releases the array, and [red]nothing[/red] else in the whole long program does"


def write_class(folder: Path) -> tuple[str, ...]:
    guide = [{"criterion": WORDING, "points": 2}, {"criterion": "each new has its delete"}]
    (folder / "q.json").write_text(
        json.dumps([{"id": "felszabadítás", "language": "en", "text": "How?", "guide": guide}]), "utf-8"
    )
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    return ("data", "stats", "a.jsonl", "-q", "q.json")


def test_answers_ratings_and_outcomes_are_counted(run: Run, folder: Path) -> None:
    lines = run(*write_class(folder)).stdout.splitlines()
    assert lines[0].split() == ["question", *COUNTED, "mean", "score", "of"]
    assert lines[1].split() == ["felszabadítás", "4", "1", "1", "3", "3.3", "1.5", "3"]
    assert lines[3].split() == ["question", "criterion", "wording", "points", "outcomes"]
    assert lines[4].startswith("felszabadítás  1")
    assert "delete[] releases the array, and [red]nothing[/red]" in lines[4]
    assert "…  " in lines[4]
    assert lines[4].endswith("met 2")
    assert lines[5].endswith("missing 1, partial 1")
    assert lines[-3:] == ["1 question, 4 answers", "2 ratings by K. Ő.", "1 rating by a rater without a name"]


def test_the_numbers_as_json(run: Run, folder: Path) -> None:
    ran = run(*write_class(folder), "--json")
    assert ran.stderr == ""
    assert "felszabadítás" in ran.stdout
    told = json.loads(ran.stdout)
    (question,) = told.pop("questions")
    assert told == {"answers": 4, "rated": 3, "blank": 1, "raters": {"K. Ő.": 2, "": 1}}
    first, second = question.pop("criteria")
    assert question == {
        "id": "felszabadítás", "language": "en", "maximum": 3, "answers": 4, "blank": 1, "repeated": 1, "rated": 3,
        "mean_words": 10 / 3, "mean_score": 1.5,
    }  # fmt: skip
    assert (first["wording"], first["points"], first["outcomes"]["met"]) == (WORDING, 2, 2)
    assert second["outcomes"] == {"contradicted": 0, "missing": 1, "partial": 1, "met": 0}


def test_of_a_single_answer_there_are_numbers_too(run: Run, folder: Path) -> None:
    question = {"id": "q", "text": "How?", "guide": [{"criterion": "so"}], "answers": [{"answer": "x", "score": 1}]}
    (folder / "q.json").write_text(json.dumps([question]))
    assert run("data", "stats", "q.json").stdout.splitlines()[1].split() == ["q", *"1001", "1.0", "1", "1"]
    (told,) = json.loads(run("data", "stats", "q.json", "--json").stdout)["questions"]
    assert [type(told[name]) for name in ("answers", "blank", "repeated", "rated")] == [int] * 4


def test_questions_alone_are_counted(run: Run) -> None:
    lines = run("data", "stats", "examples/programming-2/questions.yaml").stdout.splitlines()
    assert lines[1].split() == ["array-release", "0", "0", "0", "0", "–", "–", "3"]
    assert lines[-1] == "3 questions, 0 answers"


def test_a_pipe_has_no_lines_drawn_and_nothing_is_cut(folder: Path) -> None:
    ran = shell(folder, "COLUMNS=20 pontozo data stats starter | cat")
    assert "\x1b" not in ran.stdout
    assert "─" not in ran.stdout
    assert all(name in ran.stdout for name in ("negative-reinforcement", "uveghazhatas"))


def test_a_terminal_sees_a_drawn_table_in_which_nothing_is_cut(folder: Path) -> None:
    name = "abcdefghij" * 8
    question = {"id": name, "text": "How?", "guide": [{"criterion": "so"}]}
    (folder / "q.json").write_text(json.dumps([question]))
    shown = on_a_terminal(folder, "data", "stats", "q.json")
    assert "─" in shown
    assert "…" not in shown
    assert "".join(re.findall("^[a-j]+", shown, re.MULTILINE)) == name


def test_the_name_of_a_rater_steers_no_terminal(run: Run, folder: Path) -> None:
    answer = {"answer": "x", "score": 1, "rater": "\x1b[31mA\nB"}
    (folder / "q.json").write_text(
        json.dumps([{"id": "q", "text": "?", "guide": [{"criterion": "so"}], "answers": [answer]}])
    )
    assert run("data", "stats", "q.json").stdout.splitlines()[-1] == "1 rating by  [31mA B"


def test_a_reader_that_has_enough_is_no_fault(folder: Path) -> None:
    ran = shell(folder, "pontozo data stats starter --json | head -n 1")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "{\n", "")
