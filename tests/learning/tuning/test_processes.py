"""Several processes of one run, begun by `accelerate launch`: each learns from a part of every step."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pontozo.artefact import load_grader
from pontozo.learning.tuning.running import tune
from tests.learning.tuning.conftest import Checkpoint
from tests.learning.tuning.rated import book, rows
from tests.learning.tuning.test_going_on import RATED, options_for, weights

_ROOT = Path(__file__).parents[3]
_LAUNCHER = str(Path(sys.executable).with_name("accelerate"))

#: Each process tells what its own model came to, and how many items at once it could hold: the second only one.
_PROGRAM = """
import hashlib, json, os, sys
import torch
from pathlib import Path
from pontozo.learning.tuning import running
from pontozo.learning.tuning.listening import Listener
from pontozo.scorers.encoder import EncoderScorer
from tests.learning.tuning.test_going_on import RATED, options_for

model, out = Path(sys.argv[1]), Path(sys.argv[2])
rank = int(os.environ["RANK"])
torch.set_num_threads(1)
told = {"sizes": [], "steps": 0}
forward, finish = EncoderScorer.log_probabilities, running.finish

def failing(self, items, rows):
    if rank == 1 and torch.is_grad_enabled() and len(items) > 1:
        raise torch.OutOfMemoryError("CUDA out of memory")
    return forward(self, items, rows)

def finished(session, *others):
    tuned = finish(session, *others)
    values = [each.detach().numpy().tobytes() for each in session.scorer.modules().parameters()]
    told.update(model=hashlib.sha256(b"".join(values)).hexdigest(), qwk=tuned.held_out.exact)
    return tuned

class Heard(Listener):
    def halved(self, micro_batch):
        told["sizes"].append(micro_batch)

    def stepped(self, step, steps, loss):
        told["steps"] = step

EncoderScorer.log_probabilities, running.finish = failing, finished
running.tune(RATED, options_for(model), out, listener=Heard())
out.with_name(f"{out.name}-{rank}.json").write_text(json.dumps(told))
"""


def test_two_processes_come_to_one_model_whatever_memory_each_has(checkpoint: Checkpoint, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(_PROGRAM)
    model = checkpoint("bert", dropout=False)
    # Without a GPU, too, --multi_gpu is what begins several processes.
    asked = ["--multi_gpu", "--num_processes=2", "--num_machines=1", "--mixed_precision=no", "--dynamo_backend=no"]
    ran = subprocess.run(
        [_LAUNCHER, "launch", *asked, "--main_process_port=0", str(program), str(model), str(tmp_path / "grader")],
        env={**os.environ, "PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "1"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    first, second = (json.loads((tmp_path / f"grader-{rank}.json").read_text()) for rank in (0, 1))
    assert first["model"] == second["model"]
    assert first["qwk"] == second["qwk"]
    # The first tells of the steps; that its memory ran out, each tells.
    assert (first["sizes"], second["sizes"]) == ([], [2, 1])
    assert (first["steps"], second["steps"]) == (12, 0)
    tune(RATED, options_for(model), tmp_path / "alone")
    alone, together = weights(tmp_path / "alone"), weights(tmp_path / "grader")
    for key, value in alone.items():
        # Sums of single floats in another order; that Adam divides small gradients by their size makes it more.
        assert together[key].numpy() == pytest.approx(value.numpy(), abs=2e-3), key


def launched(folder: Path, model: Path, *more: str) -> subprocess.Popen[str]:
    """The command of the page on training, under way in `folder`, on six questions."""
    (folder / "data.json").write_text(json.dumps(rows(book(questions=6, answers=8, by="totals"))))
    asked = ["launch", "--multi_gpu", "--num_processes", "2", "--main_process_port", "0", "-m", "pontozo.cli", "train"]
    return subprocess.Popen(
        [_LAUNCHER, *asked, "data.json", "--model", str(model), "--out", "my-grader", *more],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.soak
def test_the_command_of_the_page_trains_with_two_processes(checkpoint: Checkpoint, tmp_path: Path) -> None:
    process = launched(tmp_path, checkpoint("bert"), "--epochs", "2")
    told, said = process.communicate()
    assert process.returncode == 0, said
    # Two processes have half of a step each.
    assert "with 8 items of" in told
    assert told.count("step 10 of 10") == told.count("Saved in my-grader") == 1
    assert all(grade.score is not None for grade in load_grader(tmp_path / "my-grader").grade_many(RATED))
    assert not (tmp_path / "my-grader.run").exists()


@pytest.mark.soak
def test_ctrl_c_to_the_launcher_leaves_a_grader_and_a_run_that_can_go_on(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    process = launched(tmp_path, checkpoint("bert"), "--epochs", "400", "--patience", "0")
    while not (tmp_path / "my-grader.run" / "state.json").exists():
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    told, said = process.communicate()
    assert process.returncode != 0
    assert told.count("What was learnt until then is saved in my-grader; --resume goes on.") == 1, said
    assert said.count("pontozo: stopped.") == 2
    assert all(grade.score is not None for grade in load_grader(tmp_path / "my-grader").grade_many(RATED))
    assert (tmp_path / "my-grader.run" / "state.json").exists()
