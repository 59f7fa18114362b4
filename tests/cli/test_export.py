"""`pontozo export`, as a user types it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pontozo.artefact import Provenance, load_grader, save_grader
from pontozo.cli.export import export
from pontozo.confidence import Calibration, Platt
from pontozo.domain import Task
from pontozo.errors import UserError
from pontozo.gradebook import Seen
from pontozo.hashing import DamagedFileError
from pontozo.learning.export import ExportError
from pontozo.learning.export import encoder as writing
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.items import Unit
from tests.cli.conftest import Run
from tests.learning.tuning.rated import book
from tests.scorers.test_exported import largest_differences
from tests.scorers.tuned.helpers import SIMPLE, begin
from tests.scorers.tuned.test_reuse import adapted
from tests.tiny_models import make

QUESTION = {
    "task": "q1",
    "question": "A pointer?",
    "maximum_score": 3,
    "scoring_guide": [{"point": 1, "criteria": "holds the address"}, {"point": 2, "criteria": "may be null"}],
}
TEXTS = ("the address of a variable", "null", "another name", "it may be null and holds the address", "a", "b c d")
CALIBRATION = Calibration({"en": Platt(0.8, 0.1, totals=20)}, review_below=0.4)
#: Grades with what it is given, where what tuning stands on cannot be imported.
LIGHT = """
import sys
for name in ("torch", "transformers", "peft", "accelerate", "safetensors", "onnx", "onnxscript"):
    sys.modules[name] = None
from pontozo.cli import main
main()
"""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the grader "mine" on a tiny encoder, "low" with an adapter beside it, and "wrote" on a tiny T5."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        folder = tmp_path_factory.mktemp("tuned")
        bert, t5 = (make(name, folder / name) for name in ("bert", "t5"))
        _save(begin(bert), folder / "mine")
        _save(adapted(begin(bert, Unit.GUIDE)), folder / "low")
        _save(begin(t5), folder / "wrote")
        yield folder


def _save(scorer: TunedScorer, folder: Path) -> None:
    facts = Provenance("Tiny, tuned", "8 answers", "Apache-2.0", 3, {"held out, 2 answers": "QWK 0.500"}, "Much.")
    save_grader(scorer, CALIBRATION, facts, folder, folder.name, Seen.of(book()))


def _write_data(folder: Path) -> None:
    rows = [{**QUESTION, "id": f"a{place}", "answer": text} for place, text in enumerate(TEXTS)]
    (folder / "data.json").write_text(json.dumps(rows))


@pytest.fixture
def desk(folder: Path, tuned: Path) -> Path:
    """The folder to work in, with answers."""
    _write_data(folder)
    for name in ("mine", "low", "wrote"):
        (folder / name).symlink_to(tuned / name)
    return folder


@pytest.fixture(scope="session")
def adapted_small(tuned: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The grader "low" exported."""
    folder = tmp_path_factory.mktemp("exported")
    _write_data(folder)
    export(str(tuned / "low"), folder / "small", folder / "data.json")
    return folder / "small"


def graded_lightly(folder: Path, grader: str) -> subprocess.CompletedProcess[str]:
    """What `pontozo grade` says where there is no torch."""
    command = [sys.executable, "-W", "error", "-c", LIGHT, "grade", "data.json", "--grader", grader, "--json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_from_a_tuned_grader_to_grades_without_torch(run: Run, desk: Path) -> None:
    ran = run("export", "mine", "--out", "small", "--data", "data.json")
    told = re.fullmatch(
        r"Exported as int8 in small \(0\.\d MB\)\.\n"
        r"On 6 answers of data\.json its probabilities differ by (\d\.\d{3}) at most and by (\d\.\d{3}) on average; "
        r"\d+\.\d% of the scores are others\.\n"
        r"Where torch is not installed: pontozo grade answers\.csv --grader small\n",
        ran.stdout,
    )
    assert told, ran.stdout
    assert 0 < float(told[1]) < 0.05
    assert float(told[2]) <= float(told[1])
    assert ran.stderr == ""
    assert sorted(path.name for path in desk.iterdir() if path.name.startswith(".")) == []
    # What the torch grader grades, the exported one grades without it, and nearly the same.
    light = graded_lightly(desk, "small")
    assert light.returncode == 0, light.stderr
    grades = json.loads(light.stdout)
    assert all(grade["grader"].startswith("small@") and grade["unscored"] is None for grade in grades)
    before = json.loads(run("grade", "data.json", "--grader", "mine", "--json").stdout)
    apart = [abs(one["confidence"] - other["confidence"]) for one, other in zip(grades, before, strict=True)]
    assert max(apart) < 0.1
    assert grades == json.loads(run("grade", "data.json", "--grader", "small", "--json").stdout)


def test_an_adapter_is_merged_and_what_is_known_is_carried_over(adapted_small: Path, tuned: Path) -> None:
    small, low = load_grader(adapted_small), load_grader(tuned / "low")
    assert (small.calibration, small.seen) == (CALIBRATION, low.seen)
    card = (adapted_small / "README.md").read_text("utf-8")
    assert "# Tiny, tuned, exported" in card
    assert f"8 answers; exported as int8 from {low.name} (seed 3)" in card
    assert "- before the export, held out, 2 answers: QWK 0.500" in card
    assert "- beside the grader it was exported from, 6 answers of data.json: probabilities differ by 0.0" in card
    assert "Much." in card
    own = {"model.onnx", "tokenizer.json", "classifier.json", "settings.json", "exported.json"}
    assert {path.name for path in adapted_small.iterdir()} == own | {"grader.json", "README.md", "seen.npz"}
    # The adapter counts: without it the encoder says other things.
    tasks = [Task(SIMPLE, text) for text in TEXTS]
    differences = largest_differences(small.scorer.judge(tasks), low.scorer.judge(tasks))
    assert max(differences) < 0.05
    plain = begin(tuned / "bert", Unit.GUIDE).judge(tasks)
    assert max(largest_differences(plain, low.scorer.judge(tasks))) > 0.1


def test_without_torch_the_tuned_grader_says_what_to_do(desk: Path) -> None:
    told = graded_lightly(desk, "mine")
    assert told.returncode == 2
    assert told.stderr == (
        "pontozo: graders of the family 'encoder' need torch, transformers, safetensors, not installed here; "
        'pip install "pontozo[train]", or export the grader where that is (pontozo export)\n'
    )
    assert "graders of the family 'seq2seq' need torch" in graded_lightly(desk, "wrote").stderr


@pytest.mark.parametrize("name", ["exported.json", "model.onnx", "settings.json"])
def test_a_damaged_export_is_refused(adapted_small: Path, tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(adapted_small, tmp_path / "copy"))
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    with pytest.raises(DamagedFileError, match=rf"{re.escape(name)} is damaged or was changed"):
        load_grader(copy)


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"out": None}, UserError, "^--out is missing: name the folder"),
        ({"out": Path("mine")}, UserError, "^mine would overwrite what is read"),
        (
            {"out": Path("examples")},
            UserError,
            "^examples holds what is no part of a saved grader .* and would be lost",
        ),
        ({"out": Path("data.json")}, UserError, "^data.json is a file; a grader is saved as a folder"),
        ({"out": Path("data.json/in")}, UserError, r"^data.json: cannot be written \(.*\); choose another folder$"),
        ({"grader": "nowhere"}, UserError, "^there is no grader 'nowhere'"),
        (
            {"grader": "wrote"},
            ExportError,
            "^wrote is a grader of the family 'seq2seq', and only .* or tune an encoder",
        ),
        ({"grader": "probe"}, ExportError, "^probe is a grader of the family 'probe', .* needs no torch as it is$"),
        ({"data": Path("blank.json")}, UserError, "^blank.json: holds no answer that a grader can judge"),
    ],
)
def test_a_mistake_is_a_sentence_and_nothing_is_written(
    desk: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], error: type[Exception], said: str
) -> None:
    monkeypatch.chdir(desk)
    Path("blank.json").write_text(json.dumps([{**QUESTION, "answer": " "}]))
    before = sorted(desk.rglob("*"))
    with pytest.raises(error, match=said):
        export(**{"grader": "mine", "out": Path("small"), "data": Path("data.json"), **given})
    assert sorted(desk.rglob("*")) == before


def test_without_what_writes_a_graph_it_says_what_to_install(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "find_spec", lambda name: None if name.startswith("onnx") else name)
    with pytest.raises(ExportError, match=r'needs onnx, onnxscript; install with: pip install "pontozo\[train\]"$'):
        export(str(desk / "mine"), desk / "small", desk / "data.json")
    assert not (desk / "small").exists()
