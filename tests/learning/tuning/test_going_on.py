"""Runs that were broken off: by a crash, by kill -9, by Ctrl-C, by memory that ran out."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from pontozo.artefact import load_grader
from pontozo.errors import UserError
from pontozo.learning.tuning.finishing import Tuned
from pontozo.learning.tuning.listening import Listener
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.running import tune
from pontozo.scorers.encoder import EncoderScorer
from tests.learning.tuning.conftest import Checkpoint
from tests.learning.tuning.rated import book


def options_for(model: Path, **given: Any) -> TrainOptions:
    """A run of several epochs with dropout, measured and kept between them, in which the best is not the last."""
    return TrainOptions(
        str(model), **{"epochs": 3, "batch": 8, "learning_rate": 3e-3, "every": 2, "patience": 0, **given}
    )


RATED = book(questions=5, answers=4)


class Crash(Listener):
    """Ends the run in the middle, as a fault of the machine would: nothing is saved for it."""

    def __init__(self, at: int) -> None:
        self._at = at

    def stepped(self, step: int, steps: int, loss: float) -> None:
        del steps, loss
        if step == self._at:
            raise RuntimeError("crashed")


class Interrupted(Listener):
    """Presses Ctrl-C in the middle of a step."""

    def __init__(self, at: int) -> None:
        self._at = at
        self.said: list[Tuned] = []

    def stepped(self, step: int, steps: int, loss: float) -> None:
        del steps, loss
        if step == self._at:
            signal.raise_signal(signal.SIGINT)

    def stopped(self, tuned: Tuned) -> None:
        self.said.append(tuned)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """All that the grader in `folder` holds of numbers."""
    from safetensors.torch import load_file

    return {
        f"{path.name}/{key}": each for path in folder.glob("*.safetensors") for key, each in load_file(path).items()
    }


def assert_same(one: Path, other: Path) -> None:
    """Both graders have the same weights, calibration and history, but for seconds and memory."""
    first, second = weights(one), weights(other)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[key], second[key]) for key in first)
    facts = [json.loads((folder / "grader.json").read_text())["calibration"] for folder in (one, other)]
    assert facts[0] == facts[1]
    histories = []
    for folder in (one, other):
        records = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
        histories.append([{**record, "seconds": 0, "memory": 0} for record in records])
    assert histories[0] == histories[1]


@pytest.mark.parametrize("method", ["full", "lora"])
@pytest.mark.parametrize("at", [1, 7, 12])
def test_a_run_that_goes_on_is_the_run_that_would_have_been(
    checkpoint: Checkpoint, tmp_path: Path, at: int, method: str
) -> None:
    options = options_for(checkpoint("bert"), method=method)
    tune(RATED, options, tmp_path / "whole")
    with pytest.raises(RuntimeError, match="crashed"):
        tune(RATED, options, tmp_path / "broken", listener=Crash(at))
    assert not (tmp_path / "broken").exists()
    tune(RATED, options, tmp_path / "broken", resume=True)
    assert_same(tmp_path / "whole", tmp_path / "broken")
    assert not (tmp_path / "broken.run").exists()


_KILLED = """
import os, signal, sys
import torch
torch.set_num_threads(1)
from pathlib import Path
from pontozo.learning.tuning.listening import Listener
from pontozo.learning.tuning.running import tune
from tests.learning.tuning.test_going_on import RATED, options_for

class Killed(Listener):
    def stepped(self, step, steps, loss):
        if step == 7:
            os.kill(os.getpid(), signal.SIGKILL)

tune(RATED, options_for(Path(sys.argv[1])), Path(sys.argv[2]), listener=Killed())
"""


def test_killed_without_a_warning_it_goes_on(checkpoint: Checkpoint, tmp_path: Path) -> None:
    model = checkpoint("bert")
    ran = subprocess.run([sys.executable, "-c", _KILLED, str(model), str(tmp_path / "broken")], capture_output=True)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    # As if it had been killed once more while it wrote.
    (tmp_path / "broken.run" / ".step-8.safetensors.part").write_bytes(b"half")
    tune(RATED, options_for(model), tmp_path / "broken", resume=True)
    tune(RATED, options_for(model), tmp_path / "whole")
    assert_same(tmp_path / "whole", tmp_path / "broken")


@pytest.mark.parametrize(("at", "every"), [(5, 2), (4, 0), (12, 0)])
def test_ctrl_c_leaves_a_grader_that_grades_and_a_run_that_can_go_on(
    checkpoint: Checkpoint, tmp_path: Path, at: int, every: int
) -> None:
    """In the middle of an epoch, at the end of one, and at the end of all."""
    options = options_for(checkpoint("bert"), every=every)
    heard = Interrupted(at)
    with pytest.raises(KeyboardInterrupt):
        tune(RATED, options, tmp_path / "broken", listener=heard)
    (stopped,) = heard.said
    assert stopped.folder == tmp_path / "broken"
    grades = list(load_grader(tmp_path / "broken").grade_many(RATED))
    assert all(grade.score is not None for grade in grades)
    state = json.loads((tmp_path / "broken.run" / "state.json").read_text())
    assert state["step"] == at
    tune(RATED, options, tmp_path / "broken", resume=True)
    tune(RATED, options, tmp_path / "whole")
    assert_same(tmp_path / "whole", tmp_path / "broken")


def test_a_second_ctrl_c_ends_it_at_once_and_the_signals_are_given_back(checkpoint: Checkpoint, tmp_path: Path) -> None:
    class Twice(Interrupted):
        def stepped(self, step: int, steps: int, loss: float) -> None:
            super().stepped(step, steps, loss)
            super().stepped(step, steps, loss)

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        tune(RATED, options_for(checkpoint("bert")), tmp_path / "broken", listener=Twice(3))
    assert not (tmp_path / "broken").exists()
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    ("given", "data", "said"),
    [
        ({"epochs": 5}, RATED, "was begun with --epochs 3, not 5"),
        ({"seed": 1}, RATED, "was begun with --seed 0, not 1"),
        ({}, book(questions=5, answers=5), "was begun with other answers, questions or ratings"),
        ({}, book(questions=5, answers=4, wrongly=1), "was begun with other answers, questions or ratings"),
    ],
)
def test_another_run_than_the_one_begun_is_a_sentence(
    checkpoint: Checkpoint, tmp_path: Path, given: dict[str, Any], data: Any, said: str
) -> None:
    with pytest.raises(RuntimeError, match="crashed"):
        tune(RATED, options_for(checkpoint("bert")), tmp_path / "g", listener=Crash(3))
    with pytest.raises(UserError, match=said):
        tune(data, options_for(checkpoint("bert"), **given), tmp_path / "g", resume=True)
    with pytest.raises(UserError, match="holds a run that did not end; go on with it by --resume"):
        tune(RATED, options_for(checkpoint("bert")), tmp_path / "g")


def test_without_a_run_there_is_nothing_to_go_on_with(checkpoint: Checkpoint, tmp_path: Path) -> None:
    options = options_for(checkpoint("bert"))
    with pytest.raises(UserError, match=r"there is no run to go on with: .*g\.run is not there; leave out --resume"):
        tune(RATED, options, tmp_path / "g", resume=True)
    assert not list(tmp_path.iterdir())
    (tmp_path / "g.run").mkdir()
    with pytest.raises(UserError, match=r"g\.run holds no run to go on with; delete it, and leave out --resume"):
        tune(RATED, options, tmp_path / "g", resume=True)
    with pytest.raises(UserError, match=r"g\.run is where the run would be kept, and holds something else"):
        tune(RATED, options, tmp_path / "g")


def fail_once(monkeypatch: pytest.MonkeyPatch, error: BaseException, above: int) -> None:
    """The model's forward pass runs out of memory for more than so many items while it learns."""
    forward = EncoderScorer.log_probabilities

    def failing(self: EncoderScorer, items: Any, rows: Any) -> torch.Tensor:
        if torch.is_grad_enabled() and len(items) > above:
            raise error
        return forward(self, items, rows)

    monkeypatch.setattr(EncoderScorer, "log_probabilities", failing)


class Halvings(Listener):
    """How many went through at once after memory ran out, and how many steps there were."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.steps: list[int] = []

    def halved(self, micro_batch: int) -> None:
        self.sizes.append(micro_batch)

    def stepped(self, step: int, steps: int, loss: float) -> None:
        del steps, loss
        self.steps.append(step)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes."),
        MemoryError(),
    ],
)
def test_out_of_memory_the_parts_are_halved_and_no_step_is_lost(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    model = checkpoint("bert", dropout=False)
    tune(RATED, options_for(model, micro_batch=2), tmp_path / "small")
    fail_once(monkeypatch, error, above=2)
    heard = Halvings()
    tune(RATED, options_for(model, micro_batch=8), tmp_path / "grader", listener=heard)
    assert heard.sizes == [4, 2]
    assert heard.steps == list(range(1, 13))
    # Had it begun with parts of this size, the same would have come of it.
    first, second = weights(tmp_path / "small"), weights(tmp_path / "grader")
    assert all(torch.equal(first[key], second[key]) for key in first)


def test_memory_for_not_even_one_is_a_sentence(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_once(monkeypatch, MemoryError(), above=0)
    with pytest.raises(UserError, match="memory ran out with a single item at a time"):
        tune(RATED, options_for(checkpoint("bert")), tmp_path / "grader")


def test_other_faults_are_not_taken_for_memory(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_once(monkeypatch, RuntimeError("shapes do not fit"), above=0)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        tune(RATED, options_for(checkpoint("bert")), tmp_path / "grader")
