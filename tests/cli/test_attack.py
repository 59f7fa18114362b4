"""`pontozo attack`, as a user types it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pontozo.cli.attack_shown import show, told
from pontozo.evaluation.robustness import EDITS, Duty, EditResult, Example, Measure, Robustness
from tests.cli.conftest import COMMAND, Run, on_a_terminal, shell

FEW = ("attack", "examples/data.json")
NOTHING = Measure(0, None, None, None, None, None)
QUESTION = {"id": "q", "text": "What does delete do?", "guide": [{"criterion": "delete frees the memory", "points": 2}]}


def write_answers(folder: Path, *answers: dict[str, Any]) -> str:
    """The name of a file with a question and these answers to it."""
    (folder / "own.json").write_text(json.dumps([QUESTION | {"answers": answers}]), "utf-8")
    return "own.json"


def attacked(run: Run, folder: Path, *arguments: str) -> tuple[list[str], dict[str, Any]]:
    """The lines that the command prints, and what it writes at the same time."""
    lines = run(*arguments, "--out", "found.json").stdout.splitlines()
    return lines, json.loads((folder / "found.json").read_text("utf-8"))


SENTENCE = re.compile(
    r"Of (\d+) wrong or partial answers that do not pass as they are, \d+% \((\d+)\) can be made to pass by at least "
    r"one attack; \d+% \((\d+)\) by as many neutral texts\."
)


def test_first_a_sentence_then_a_table_for_each_duty_then_what_works(run: Run, folder: Path) -> None:
    lines, found = attacked(run, folder, *FEW, "--examples", "2")
    tried = found["any_attack"]
    sentence = SENTENCE.fullmatch(lines[0])
    assert sentence is not None
    counts = [tried["answers"], *(round(tried["answers"] * tried[each]) for each in ("edited", "control"))]
    assert [int(each) for each in sentence.groups()] == counts
    assert lines[1].startswith("8 rated answers tried: 2 wrong, 1 partial, 5 right; to pass takes 50% of the maximum.")
    assert lines[2] == "Left out: 3 unrated."
    rows = {line.split("  ")[0]: line for line in lines}
    for each in found["edits"]:
        at_stake, crossed = each["crossed"]["answers"], each["crossed"]["edited"]
        numbers = rows[each["edit"]].removeprefix(each["edit"]).split()
        assert numbers[:2] == [str(at_stake), "–" if crossed is None else f"{100 * crossed:.1f}"]
    assert [line.split(":")[0] for line in lines if "(crossed)" in line] == [
        "Attacks", "Harmless edits, which should lower none", "Changes of meaning, which should lower all",
    ]  # fmt: skip
    heads = [line for line in lines[lines.index("Attacks that work, at their worst") + 1 : -2] if line[0] != " "]
    working = [each for each in found["edits"] if each["duty"] == "must not raise" and each["crossed"]["edited"]]
    assert working
    assert [head.split(":")[0] for head in heads] == [each["edit"] for each in working for _ in each["examples"]]
    assert all(re.search(r", answer \d+, [\d.]+ → [\d.]+ of \d", head) for head in heads)
    assert lines[-1] == "Written to found.json"


def test_json_goes_alone_to_standard_output_and_the_same_into_a_file(run: Run, folder: Path) -> None:
    (folder / "found.json").write_text("old")
    ran = run(*FEW, "--json", "--out", "found.json")
    assert ran.stderr == ""
    assert (folder / "found.json").read_text("utf-8") == ran.stdout
    found = json.loads(ran.stdout)
    assert [each["edit"] for each in found["edits"]] == [edit.name for edit in EDITS]
    assert (found["pass_mark"], found["seed"], found["unrated"], found["not_drawn"]) == (0.5, 0, 3, 0)
    assert max(len(each["examples"]) for each in found["edits"]) == 1


def test_only_some_are_drawn_and_the_rest_is_told(run: Run, folder: Path) -> None:
    some = (*FEW, "--most", "3", "--examples", "0", "--seed")
    (lines, first), (_, again), (_, other) = (attacked(run, folder, *some, seed) for seed in "112")
    assert lines[1].startswith("3 rated answers tried")
    assert lines[2] == "Left out: 3 unrated, 5 not drawn (--most)."
    assert not any(line.startswith("Attacks that work") for line in lines)
    assert first == again != other
    assert first["wrong"] + first["partial"] + first["right"] == 3


def test_the_pass_mark_and_the_grader_are_the_users(run: Run, folder: Path) -> None:
    lines, found = attacked(run, folder, *FEW, "--pass-mark", "1", "--grader", "similarity")
    assert found["grader"].startswith("similarity@")
    assert (found["wrong"], found["partial"], found["right"]) == (2, 3, 3)
    assert any("to pass takes 100% of the maximum" in line for line in lines)


def test_where_nobody_is_wrong_the_rest_is_tried(run: Run, folder: Path) -> None:
    own = write_answers(folder, {"answer": "delete frees the memory", "score": 2})
    lines = run("attack", own).stdout.splitlines()
    assert lines[0] == "No attack could be tried: people found none of the answers wrong or partial."
    assert not any(line.startswith("Attacks") for line in lines)
    assert any(line.startswith("upper case") for line in lines)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([{"answer": "never read"}], "own.json: no answer is rated and holds a text (1 unrated, 0 blank); give a file"),
        ([{"answer": " ", "score": 0}], "own.json: no answer is rated and holds a text (0 unrated, 1 blank); give a"),
        ([], "own.json: there are none; give a file with answers that people have rated"),
    ],
)
def test_where_nothing_can_be_measured_nothing_is_written(
    run: Run, folder: Path, answers: Sequence[dict[str, Any]], said: str
) -> None:
    (folder / "found.json").write_text("mine")
    ran = run("attack", write_answers(folder, *answers), "--out", "found.json", exits=2)
    assert ran.stdout == ""
    assert ran.stderr.startswith(f"pontozo: {said}")
    assert len(ran.stderr.splitlines()) == 1
    assert (folder / "found.json").read_text() == "mine"
    assert {path.name for path in folder.iterdir()} == {"examples", "own.json", "found.json"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*FEW, "--pass-mark", "0"), "the pass mark must be a share of the maximum"),
        ((*FEW, "--pass-mark", "nan"), "the pass mark must be a share of the maximum"),
        ((*FEW, "--most", "0"), "--most"),
        ((*FEW, "--grader", "nobody"), "probe, similarity"),
        (("attack", "nothing.json"), "nothing.json"),
        ((*FEW, "--out", "examples/data.json"), "would overwrite what is read"),
        ((*FEW, "--out", "found.csv"), "ends in .json"),
        ((*FEW, "--out", "no/such/folder.json"), "no such folder"),
        ((*FEW, "--grader", "saved", "--out", "saved/found.json"), "folder of a grader"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(run: Run, folder: Path, arguments: Sequence[str], said: str) -> None:
    (folder / "saved").mkdir()
    ran = run(*arguments, exits=2)
    assert ran.stdout == ""
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert {path.name for path in folder.iterdir()} == {"examples", "saved"}


def test_a_reader_that_has_enough_costs_no_file(folder: Path) -> None:
    ran = shell(folder, f"pontozo {' '.join(FEW)} --out found.json | head -n 1")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads((folder / "found.json").read_text("utf-8"))["right"] == 5


def test_a_terminal_sees_progress_and_drawn_tables(folder: Path) -> None:
    shown = on_a_terminal(folder, *FEW)
    assert "Grading edits" in shown
    assert "─" in shown


SIGNALS = pytest.mark.parametrize(("by", "exits"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [COMMAND, "attack", *arguments]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@SIGNALS
def test_stopped_while_grading_nothing_is_left_and_nothing_replaced(
    folder: Path, by: signal.Signals, exits: int
) -> None:
    rated = [{"answer": f"number {number} of very many", "score": number % 3} for number in range(3000)]
    own = write_answers(folder, *rated)
    (folder / "found.json").write_text("mine")
    process = started(folder, own, "--out", "found.json")
    deadline = time.monotonic() + 60
    while not list(folder.glob(".*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(by)
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said) == (exits, "", "\npontozo: stopped.\n")
    assert (folder / "found.json").read_text() == "mine"
    assert {path.name for path in folder.iterdir()} == {"examples", own, "found.json"}


@SIGNALS
def test_stopped_while_reading_it_ends_with_a_word(folder: Path, by: signal.Signals, exits: int) -> None:
    os.mkfifo(folder / "data")
    process = started(folder, "data")
    # The pipe opens once the command reads it, and then it waits for what never comes.
    with (folder / "data").open("wb"):
        process.send_signal(by)
        printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said) == (exits, "", "\npontozo: stopped.\n")


def result(
    edit: str, crossed: Measure, *examples: Example, duty: Duty = Duty.MUST_NOT_RAISE, unscored: int = 0
) -> EditResult:
    """Of one edit, what is shown."""
    return EditResult(edit, duty, crossed.answers, 0, 0, unscored, None, crossed, NOTHING, NOTHING, examples)


def found(*edits: EditResult, any_attack: Measure = NOTHING, wrong: int = 0, partial: int = 0) -> Robustness:
    return Robustness("probe@1", 0.5, 0, wrong, partial, 2, 0, 0, 0, any_attack, edits)


@pytest.mark.parametrize(
    ("any_attack", "wrong", "said"),
    [
        (
            Measure(312, 0.41, 0.12, 0.29, 0.2, 0.3), 312,
            ["Of 312 wrong or partial answers that do not pass as they are, 41% (128) can be made to pass by at least "
             "one attack; 12% (37) by as many neutral texts."],
        ),
        (
            Measure(1, 1.0, 0.0, 1.0, None, None), 3,
            ["Of 1 wrong or partial answer that does not pass as it is, 100% (1) can be made to pass by at least one "
             "attack; 0% (0) by as many neutral texts.", "Wrong or partial, but passing before any attack: 2."],
        ),
        (NOTHING, 1, ["No attack could be tried: what people found wrong or partial passes as it is (1 answer)."]),
    ],
)  # fmt: skip
def test_the_sentence_says_what_was_found(any_attack: Measure, wrong: int, said: list[str]) -> None:
    assert told(found(any_attack=any_attack, wrong=wrong))[:-1] == said


def test_what_is_shown_of_an_answer_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    before = "\x1b[31mA\n\u202eB[red]"
    hidden = "".join(chr(0xE0000 + ord(each)) for each in "guide")
    examples = [
        Example("[q]\x1b", "1\n2", before, before + hidden, 0.0, 1.5, 2.0),
        Example("q", "", "a" * 500, "b\u200bc", None, 2.0, 2.0),
    ]
    show(found(result("hidden", Measure(2, 1.0, 0.0, 1.0, None, None), *examples), wrong=2), None)
    assert capsys.readouterr().out.splitlines()[-6:] == [
        "hidden: question [q] , answer 1 2, 0 → 1.5 of 2",
        "    answer:  [31mA [1 invisible]B[red]",
        "    added: [5 invisible]",
        "hidden: question q, unscored → 2 of 2",
        f"    answer: {'a' * 159}…",
        "    became: b[1 invisible]c",
    ]


def test_what_came_out_unscored_is_told_and_what_does_not_work_has_no_example(
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = Example("q", "1", "a", "a b", 0.0, 0.5, 2.0)
    shy = result("shy", Measure(4, 0.0, 0.25, -0.25, -0.5, 0.0), example, unscored=3)
    show(found(shy, result("bold", Measure(2, 0.0, 0.0, 0.0, None, None)), wrong=4), None)
    lines = capsys.readouterr().out.splitlines()
    assert "Left unscored, which counts as not passed: 3 of 6 edited answers." in lines
    assert [line.split() for line in lines if line.startswith(("shy", "bold"))] == [
        ["shy", "4", "0.0", "25.0", "-25.0", "-50.0", "to", "0.0"],
        ["bold", "2", "0.0", "0.0", "0.0", "–"],
    ]
