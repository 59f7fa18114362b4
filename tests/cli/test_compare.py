"""`pontozo compare`, as a user types it, and the sentences in which it tells what is real."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from math import nan
from pathlib import Path

import pytest

from pontozo.cli.compare_told import told
from pontozo.cli.numbers import number
from pontozo.evaluation.comparing import NAMES, Comparison, FigureDifference
from pontozo.evaluation.intervals import Interval
from pontozo.formats import read, write_data
from pontozo.gradebook import Gradebook
from tests.cli.conftest import COMMAND, Run, on_a_terminal, shell

TWO = ("-g", "probe", "-g", "similarity")
CRITERIA = ("compare", "examples/forms/criteria.json", *TWO)


def test_two_graders_stand_side_by_side(run: Run) -> None:
    lines = run(*CRITERIA).stdout.splitlines()
    assert "probe@" in lines[0]
    assert "similarity@" in lines[0]
    head = next(place for place, line in enumerate(lines) if line.startswith("figure "))
    assert lines[head].split() == ["figure", "probe", "similarity", "difference", "95%", "interval", "p", "real"]
    table = {line.split()[0]: line.split() for line in lines[head + 1 : lines.index("", head)]}
    assert next(iter(table)) == "qwk"
    assert {"exact", "mae_share", "criterion_accuracy", "accuracy_2-way", "macro_f1_3-way"} <= set(table)
    assert all(row[-1] in ("yes", "no", "–") for row in table.values())
    assert "40 rated answers, 40 scored by both and compared; left unscored: 0 by probe, 0 by similarity." in lines
    assert "40 rated criteria." in lines
    assert sum(line.startswith("q-") for line in lines) >= 8
    assert "\x1b" not in "".join(lines)


def test_the_numbers_are_those_of_the_grades(run: Run, folder: Path) -> None:
    """The mean errors and the answers told, held against what `grade` says of the same answers."""
    found = json.loads(run("compare", "examples/data.json", *TWO, "--json").stdout)
    answers = json.loads((folder / "examples/data.json").read_text("utf-8"))
    people = {each["id"]: each.get("score") for each in answers}
    for place, grader in (("first", "probe"), ("second", "similarity")):
        grades = json.loads(run("grade", "examples/data.json", "--json", "-g", grader).stdout)
        scores = {each["answer"]: each["score"] for each in grades if people[each["answer"]] is not None}
        errors = [abs(score - people[answer]) for answer, score in scores.items()]
        assert found["figures"]["mae"][place] == pytest.approx(sum(errors) / len(errors))
        assert all(each[place] == scores[each["answer"]] for each in found["apart"])
    assert (found["answers"], found["compared"], found["unrated"]) == (8, 8, 3)
    assert [each["apart"] for each in found["apart"]] == sorted(
        (each["apart"] for each in found["apart"]), reverse=True
    )


def test_the_same_grader_twice_shows_no_difference(run: Run) -> None:
    found = json.loads(run("compare", "examples/data.json", "-g", "probe", "-g", "probe", "--json").stdout)
    assert found["first"] == found["second"]
    assert {each["more"]["value"] for each in found["figures"].values()} == {0, None}
    assert {each["p"] for each in found["figures"].values()} == {1, None}
    assert found["apart"] == []


def test_one_rater_can_be_asked_for(run: Run) -> None:
    def errors(*rater: str) -> float:
        printed = run("compare", "examples/forms/data.json", *TWO, "--json", *rater).stdout
        return float(json.loads(printed)["figures"]["mae"]["first"])

    assert errors("--rater", "Anna") == errors()
    assert errors("--rater", "Béla") != errors()


def test_another_figure_decides_and_comes_first(run: Run) -> None:
    lines = run(*CRITERIA, "--figure", "macro_f1_2-way").stdout.splitlines()
    assert "macro_f1_2-way" in lines[0]
    assert next(lines[place + 1] for place, line in enumerate(lines) if line.startswith("figure")).startswith(
        "macro_f1"
    )


def test_a_file_holds_what_is_printed_as_json(run: Run, folder: Path) -> None:
    (folder / "found.json").write_text("old")
    printed = run(*CRITERIA, "--json", "--out", "found.json", "--answers", "2").stdout
    found = json.loads(printed)
    assert (folder / "found.json").read_text("utf-8") == printed
    assert set(found["figures"]) == set(NAMES)
    assert len(found["apart"]) == 2
    assert "Written to found.json" in run(*CRITERIA, "--out", "found.json").stdout
    assert {path.name for path in folder.iterdir()} == {"examples", "found.json"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("examples/data.json",), "give --grader twice, not 0 times"),
        (("examples/data.json", "-g", "probe"), "give --grader twice, not 1 time"),
        (("examples/data.json", *TWO, "-g", "probe"), "give --grader twice, not 3 times"),
        (("examples/data.json", "-g", "probe", "-g", "nobody"), "there is no grader 'nobody'"),
        (("examples/data.json", *TWO, "--figure", "kapa"), "there is no figure 'kapa'; choose one of exact"),
        (("examples/forms/data.json", *TWO, "--rater", "Zoé"), "the raters are 'Anna', 'Béla'"),
        (("examples/programming-2/questions.yaml", *TWO), "holds no rated answer"),
        (("nothing.json", *TWO), "nothing.json"),
        (("examples/data.json", *TWO, "--out", "examples/data.json"), "would overwrite what is read"),
        (("examples/data.json", *TWO, "--out", "found.html"), "ends in .json"),
        (("examples/data.json", *TWO, "--out", "no/found.json"), "no such folder"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_sentence(run: Run, folder: Path, arguments: list[str], said: str) -> None:
    ran = run("compare", *arguments, exits=2)
    assert said in ran.stderr
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1
    assert {path.name for path in folder.iterdir()} == {"examples"}


def test_a_grader_that_has_seen_the_answers_is_told(run: Run, folder: Path) -> None:
    starter = read("starter-en")
    few = [answer for answer in starter.answers if answer.question == "malloc-new"][:8]
    list(write_data(folder / "seen.json", Gradebook({"malloc-new": starter.questions["malloc-new"]}, few)))
    ran = run("compare", "seen.json", *TWO)
    said = "was fitted or calibrated on 8 of these answers, and looks better than it is."
    assert [line.endswith(said) for line in ran.stdout.splitlines() if line.startswith("Warning")] == [True, True]


def test_answers_without_ratings_cannot_be_compared_on(run: Run) -> None:
    place = "examples/programming-2"
    ran = run("compare", f"{place}/answers.csv", "-q", f"{place}/questions.yaml", *TWO, exits=2)
    assert ran.stderr == (
        f"pontozo: {place}/answers.csv holds no rated answer; graders are measured on answers that people gave a "
        "score\n"
    )


def test_the_folder_of_a_grader_is_not_written_to(run: Run, folder: Path) -> None:
    import pontozo.models

    saved = Path(pontozo.models.__path__[0]) / "similarity"
    shutil.copytree(saved, folder / "mine")
    before = {path.name for path in (folder / "mine").iterdir()}
    arguments = ("compare", "examples/data.json", "-g", "probe", "-g", "mine")
    assert "spoil it" in run(*arguments, "--out", "mine/grader.json", exits=2).stderr
    assert {path.name for path in (folder / "mine").iterdir()} == before
    assert "8 scored by both" in run(*arguments).stdout


def test_answers_that_a_grader_leaves_unscored_are_told(run: Run, folder: Path) -> None:
    question = {"id": "q", "text": "How?", "guide": [{"criterion": "the heap is freed by delete", "points": 2}]}
    rows = [
        {"id": "1", "answer": "The heap is freed by delete.", "score": 2},
        {"id": "2", "answer": "I do not know what frees it.", "score": 0},
        {"id": "3", "answer": "asdfghjkl qwertzuiop", "score": 0},
    ]
    (folder / "q.json").write_text(json.dumps([{**question, "answers": rows}]))
    found = json.loads(run("compare", "q.json", *TWO, "--json").stdout)
    unscored = [each["unscored"] for each in json.loads(run("grade", "q.json", "--json").stdout)]
    assert unscored[2] is not None
    assert (found["answers"], found["compared"], found["first_unscored"]) == (3, 2, 1)
    assert "left unscored: 1 by probe, 1 by similarity" in run("compare", "q.json", *TWO).stdout


def test_a_terminal_sees_progress_and_drawn_tables(folder: Path) -> None:
    shown = on_a_terminal(folder, *CRITERIA)
    assert "Grading by probe@" in shown
    assert "─" in shown


def test_a_reader_that_has_enough_is_no_fault(folder: Path) -> None:
    ran = shell(folder, "pontozo compare examples/data.json -g probe -g similarity --json | head -n 1")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "{\n", "")


@pytest.mark.parametrize(("by", "exits"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_it_ends_with_a_word(folder: Path, by: signal.Signals, exits: int) -> None:
    os.mkfifo(folder / "data")
    (folder / "found.json").write_text("mine")
    process = subprocess.Popen(
        [COMMAND, "compare", "data", *TWO, "--out", "found.json"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    # The pipe opens once the command reads it, and then it waits for what never comes.
    with (folder / "data").open("wb"):
        process.send_signal(by)
        printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said) == (exits, "", "\npontozo: stopped.\n")
    assert (folder / "found.json").read_text() == "mine"


NO_DIFFERENCE = FigureDifference(0.6, 0.61, Interval(0.01, -0.03, 0.05), 0.4, is_real=False, better="second")
REAL = FigureDifference(0.6, 0.7, Interval(0.1, 0.05, 0.15), 0.002, is_real=True, better="second")


def sentences(units: int = 30, unit: str = "question", decides: str = "qwk", **figures: FigureDifference) -> list[str]:
    undefined = FigureDifference(nan, nan, Interval(nan, nan, nan), nan, is_real=False, better="")
    return told(
        Comparison(
            first="A", second="B", decides=decides, answers=9, unrated=0, compared=9, first_unscored=0,
            second_unscored=0, first_seen=0, second_seen=0, criteria=0, labelled=0, unit=unit, units=units, seed=0,
            figures={name: figures.get(name, undefined) for name in NAMES}, questions=(), apart=(),
        )
    )  # fmt: skip


def test_a_real_difference_names_the_better_grader() -> None:
    said = "{} is better than {}: qwk {} against {}; the difference is real, between {} and {} (95% interval; p = {})."
    assert sentences(qwk=REAL)[0] == said.format("B", "A", ".700", ".600", "+.050", "+.150", ".002")
    worse = FigureDifference(0.7, 0.6, Interval(-0.1, -0.15, -0.05), 0.002, is_real=True, better="first")
    assert sentences(qwk=worse)[0] == said.format("A", "B", ".700", ".600", "-.150", "-.050", ".002")


def test_no_difference_says_how_large_it_may_be() -> None:
    assert sentences(qwk=NO_DIFFERENCE)[0] == (
        "No difference in qwk between A and B can be told from chance: it may be between -.030 and +.050 (.600 and "
        ".610, p = .400)."
    )


def test_an_undefined_figure_is_said_to_be_so() -> None:
    assert sentences(mae=REAL)[0].startswith("Whether A and B differ in qwk cannot be told: it is undefined")


def test_the_other_figures_come_with_a_warning() -> None:
    said = sentences(qwk=NO_DIFFERENCE, exact=REAL, mae=NO_DIFFERENCE)
    assert "each of these other figures shows a real difference: exact. Of so many (2), " in said[1]
    assert "one in twenty looks real by chance: qwk decides" in said[1]
    assert sentences(qwk=REAL, mae=NO_DIFFERENCE)[1:] == ["No other figure shows a real difference."]


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (2, "On 2 questions no difference can be called real: p cannot fall below .500."),
        (5, "On 5 questions no difference can be called real: p cannot fall below .062."),
    ],
)
def test_few_questions_are_told_what_they_cannot_show(units: int, said: str) -> None:
    assert said in sentences(units=units, qwk=NO_DIFFERENCE)
    assert not any("questions" in each for each in sentences(units=10, qwk=NO_DIFFERENCE))


def test_few_questions_speak_of_themselves_only() -> None:
    assert "this speaks of these questions only" in sentences(unit="answer", units=50, qwk=REAL)[1]


def test_interval_and_p_may_disagree_and_then_p_decides() -> None:
    few = FigureDifference(0.6, 0.7, Interval(0.1, 0.05, 0.15), 0.25, is_real=False, better="second")
    assert sentences(qwk=few)[0].endswith("leaves out 0; where the two disagree, trust p.")


@pytest.mark.parametrize(
    ("value", "sign", "shown"),
    [
        (0.652, False, ".652"), (-0.0321, True, "-.032"), (0.05, True, "+.050"), (-0.0001, True, ".000"),
        (1.0, False, "1.000"), (0.9999, True, "+1.000"), (10.25, True, "+10.250"), (nan, True, "–"),
    ],
)  # fmt: skip
def test_figures_are_short(value: float, sign: bool, shown: str) -> None:
    assert number(value, sign=sign) == shown
