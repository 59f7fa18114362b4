"""`pontozo train`, as a user types it."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import subprocess
import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from pontozo.artefact import load_grader
from pontozo.cli import train as command
from pontozo.errors import UserError
from pontozo.learning.tuning.options import TrainOptions
from tests.cli.conftest import COMMAND, Run, on_a_terminal
from tests.learning.tuning.rated import book, rows
from tests.tiny_models import make


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture
def desk(folder: Path) -> Path:
    """A folder with rated answers to six questions, of which only scores are known, and a tiny checkpoint."""
    make("bert", folder / "tiny")
    given = rows(book(questions=6, answers=8, by="totals"))
    given.append({**given[0], "id": "blank", "answer": " "})
    given += [{**given[0], "id": f"struck {place}", "answer": text} for place, text in enumerate(("asdf", "jkjkjk"))]
    (folder / "data.json").write_text(json.dumps(given))
    return folder


def test_from_rated_answers_to_grades(run: Run, desk: Path) -> None:
    ran = run("train", "data.json", "--model", "tiny", "--out", "mine", "--epochs", "2", "--learning-rate", "0.003")
    for said in (
        "Learning from 40 answers to 5 questions (80 items); held out: 8 answers to 1 question.",
        "Left out: 1 answer (blank).",
        "Left out: 2 answers (unreadable).",
        "Plan: at most ",
        "parameters (all), 10 steps.",
        "step 10 of 10, loss ",
        "after step 5 (epoch 1): loss ",
        "the mean score        8",
        "Only 8 answers held out could be compared, too few to say how well it grades",
        "Saved in mine: pontozo grade answers.csv --grader mine",
    ):
        assert said in ran.stdout
    assert ran.stderr == ""
    assert "\x1b" not in ran.stdout
    assert ran.stdout.count("Only 8 answers held out") == 1
    grades = json.loads(run("grade", "data.json", "--grader", "mine", "--json").stdout)
    assert len(grades) == 51
    assert all(0 <= grade["score"] <= 3 and grade["grader"].startswith("mine@") for grade in grades[:49])
    assert not (desk / "mine.run").exists()


def test_a_terminal_sees_a_bar(desk: Path) -> None:
    shown = on_a_terminal(desk, "train", "data.json", "-m", "tiny", "-o", "mine", "--epochs", "1", "--held-out", "0")
    assert "Training, loss" in shown
    assert "step 1 of" not in shown
    assert "Nothing was held out" in shown


def test_what_learnt_nothing_says_what_to_try(run: Run, desk: Path) -> None:
    del desk
    learnt_little = ("--epochs", "1", "--learning-rate", "1e-9", "--length", "16")
    out = run("train", "data.json", "--model", "tiny", "--out", "mine", *learnt_little).stdout
    # Of 48; of each, two criteria are judged.
    assert "Shortened, being longer than is read at once: 36 answers." in out
    assert "no better than the mean score of each question, so do not use it" in out
    assert "Try more --epochs, a higher --learning-rate, or more rated answers." in out
    assert "-0.000" not in out


@pytest.mark.parametrize(("by", "exits"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_it_saves_a_grader_and_can_go_on(
    desk: Path, monkeypatch: pytest.MonkeyPatch, by: signal.Signals, exits: int
) -> None:
    many = ("train", "data.json", "--model", "tiny", "--out", "mine", "--epochs", "400", "--patience", "0")
    heard = "\nStopping after this step, then measuring and saving; again to end at once.\n"
    process = subprocess.Popen(
        [COMMAND, *many], cwd=desk, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    )
    deadline = time.monotonic() + 120
    while not (desk / "mine.run" / "state.json").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(by)
    told, said = process.communicate(timeout=120)
    assert process.returncode == exits, said
    assert "What was learnt until then is saved in mine; --resume goes on." in told.partition(heard)[2]
    assert re.search(
        r"The run was stopped after step \d+ of 2000, before its end\.",
        (desk / "mine" / "README.md").read_text("utf-8"),
    )
    assert said == "\npontozo: stopped.\n"
    rated = book(questions=6, answers=8)
    assert all(grade.score is not None for grade in load_grader(desk / "mine").grade_many(rated))
    monkeypatch.chdir(desk)
    begun: dict[str, Any] = {"data": Path("data.json"), "model": "tiny", "out": Path("mine")}
    with pytest.raises(UserError, match=r"mine\.run holds a run that did not end; go on with it by --resume"):
        command.train(**begun)
    with pytest.raises(UserError, match="was begun with --epochs 400, not 3"):
        command.train(**begun, resume=True)


def test_a_name_that_is_nowhere_is_one_sentence(run: Run, desk: Path) -> None:
    ran = run("train", "data.json", "--model", "no-such/model", "--out", "mine", exits=2)
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1
    assert "there is no checkpoint 'no-such/model'" in ran.stderr
    assert "HF_HUB_OFFLINE is set" in ran.stderr
    assert not list(desk.glob("mine*"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"out": None}, "--out is missing"),
        ({"model": ""}, "--model names no checkpoint"),
        ({"epochs": 0}, "--epochs must be 1 or more"),
        ({"memory": "much"}, "'much' is no amount of memory"),
        ({"model": "google/flan-t5-large", "memory": "4GB"}, "training google/flan-t5-large would take .* would fit: "),
        ({"memory": "1MB"}, "training .* would take .* what would fit: "),
        ({"data": Path("unrated.json")}, "no answer can be learnt from \\(1 unrated\\)"),
    ],
)
def test_a_mistake_is_a_sentence_and_nothing_is_written(
    desk: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], said: str
) -> None:
    monkeypatch.chdir(desk)
    one = {"question": "A pointer?", "answer": "x", "scoring_guide": [{"point": 1, "criteria": "an address"}]}
    Path("unrated.json").write_text(json.dumps([one]))
    arguments = {"data": Path("data.json"), "model": "tiny", "out": Path("mine"), **given}
    with pytest.raises(UserError, match=said):
        command.train(**arguments)
    assert not list(desk.glob("mine*"))


def test_without_what_it_needs_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None if name in ("torch", "peft") else name)
    with pytest.raises(UserError) as error:
        command.train(Path("data.json"))
    assert str(error.value) == 'training needs torch, peft, not installed here; pip install "pontozo[train]"'


def test_every_option_is_a_flag_of_the_same_name_and_default() -> None:
    flags = {name: each.default for name, each in inspect.signature(command.train).parameters.items()}
    for option in fields(TrainOptions):
        assert option.name in flags
        if option.name not in ("model", "targets"):
            assert flags[option.name] == option.default, option.name
