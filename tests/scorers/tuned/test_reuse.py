"""A tuned scorer as a saved grader: data only, and the same grades in another process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch

from pontozo.artefact import Provenance, load_grader, save_grader
from pontozo.confidence import Calibration
from pontozo.domain import Task
from pontozo.errors import UserError
from pontozo.hashing import DamagedFileError
from pontozo.scorers.tuned import loading
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.items import Unit
from pontozo.scorers.tuned.loading import NoModelError
from pontozo.scorers.tuned.quiet import quietly
from tests.scorers.tuned.helpers import ANSWERS, MAGYAR, SIMPLE, begin, probabilities
from tests.tiny_models import CAUSAL, ENCODERS, SEQ2SEQ, make

Checkpoint = Callable[[str], Path]
ALL_FAMILIES = [*ENCODERS, *SEQ2SEQ, *CAUSAL]
TASKS = [Task(question, text) for question in (SIMPLE, MAGYAR) for text in ANSWERS[:5]]
#: Loads the graders in the folders it is given, and prints what each says of the tasks.
PROGRAM = """
import json, sys
from pathlib import Path
from pontozo.artefact import load_grader
from tests.scorers.tuned.helpers import probabilities
from tests.scorers.tuned.test_reuse import TASKS
said = {folder: probabilities(load_grader(Path(folder)).scorer.judge(TASKS)) for folder in sys.argv[1:]}
print(json.dumps(said))
"""


def save(scorer: TunedScorer, folder: Path) -> Path:
    save_grader(scorer, Calibration(), Provenance("A tiny one"), folder, "tiny")
    return folder


def loaded(folder: Path) -> TunedScorer:
    scorer = load_grader(folder).scorer
    assert isinstance(scorer, TunedScorer)
    return scorer


def changed(scorer: TunedScorer) -> TunedScorer:
    """The scorer with other weights than the checkpoint it began with, as after tuning."""
    with torch.no_grad():
        for parameter in scorer.modules().parameters():
            parameter.mul_(1.1)
    return scorer


def adapted(scorer: TunedScorer) -> TunedScorer:
    """The scorer with a low-rank adapter whose numbers are not those it would start with."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(3)
    turned = scorer.model.config.model_type == "gpt2"  # its matrices stand the other way round
    wide = LoraConfig(r=2, target_modules="all-linear", init_lora_weights=False, fan_in_fan_out=turned)
    with quietly():
        return type(scorer)(get_peft_model(scorer.model, wide), scorer.tokenizer, scorer.settings)


def test_a_saved_grader_says_the_same_in_another_process(checkpoint: Checkpoint, tmp_path: Path) -> None:
    units = {name: list(Unit)[place % 2] for place, name in enumerate(ALL_FAMILIES)}
    said = {}
    for name, unit in units.items():
        scorer = changed(begin(checkpoint(name), unit))
        said[str(save(scorer, tmp_path / name))] = probabilities(scorer.judge(TASKS))
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, *said], capture_output=True, text=True, check=True, timeout=300
    )
    again = json.loads(told.stdout)
    assert told.stderr == ""
    for folder, rows in said.items():
        for row, other in zip(rows, again[folder], strict=True):
            assert other == pytest.approx(row, abs=1e-6), folder


@pytest.mark.parametrize("name", ["bert", "t5", "gpt2"])
def test_a_saved_grader_holds_data_and_nothing_else(checkpoint: Checkpoint, tmp_path: Path, name: str) -> None:
    folder = save(begin(checkpoint(name)), tmp_path / "grader")
    files = list(folder.iterdir())
    assert all(path.is_file() for path in files)
    assert {path.suffix for path in files} <= {".json", ".safetensors", ".md"}
    assert {"grader.json", "settings.json", "README.md", "tokenizer.json", "model.safetensors"} <= {
        path.name for path in files
    }
    assert "A tiny one" in (folder / "README.md").read_text("utf-8")
    manifest = json.loads((folder / "grader.json").read_text("utf-8"))
    assert set(manifest["files"]) | {"grader.json"} == {path.name for path in files}
    assert manifest["encoder"] == {}


def test_what_was_altered_or_added_is_refused(checkpoint: Checkpoint, tmp_path: Path) -> None:
    folder = save(begin(checkpoint("gpt2")), tmp_path / "grader")
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-4] + b"\0\0\0\1")
    with pytest.raises(DamagedFileError, match=r"model\.safetensors"):
        load_grader(folder)
    weights.write_bytes(whole)
    (folder / "modeling_gpt2.py").write_text("print('no')", "utf-8")
    with pytest.raises(DamagedFileError, match=r"modeling_gpt2\.py"):
        load_grader(folder)


def test_settings_come_back(checkpoint: Checkpoint, tmp_path: Path) -> None:
    scorer = begin(checkpoint("t5"), Unit.GUIDE, 300)
    assert loaded(save(scorer, tmp_path / "grader")).settings == scorer.settings


def test_weights_in_several_files_are_one_grader(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scorer = changed(begin(checkpoint("t5")))
    monkeypatch.setattr(scorer.model, "save_pretrained", partial(scorer.model.save_pretrained, max_shard_size="80KB"))
    folder = save(scorer, tmp_path / "grader")
    assert len(list(folder.glob("model-*.safetensors"))) > 1
    assert probabilities(loaded(folder).judge(TASKS)) == probabilities(scorer.judge(TASKS))


@pytest.mark.parametrize("name", ["bert", "t5", "gpt2"])
def test_an_adapter_is_saved_alone_and_loaded_on_its_base(checkpoint: Checkpoint, tmp_path: Path, name: str) -> None:
    plain = begin(checkpoint(name))
    before = probabilities(plain.judge(TASKS))
    scorer = adapted(plain)
    folder = save(scorer, tmp_path / "grader")
    assert (folder / "adapter_model.safetensors").is_file()
    assert not (folder / "model.safetensors").exists()
    again = probabilities(loaded(folder).judge(TASKS))
    assert again == probabilities(scorer.judge(TASKS))
    assert max(abs(a - b) for a, b in zip(again[0], before[0], strict=True)) > 1e-3


def test_an_adapter_without_its_base_is_told(checkpoint: Checkpoint, tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(checkpoint("gpt2"), base)
    folder = save(adapted(begin(base)), tmp_path / "grader")
    base.rename(tmp_path / "elsewhere")
    with pytest.raises(NoModelError, match=rf"^{folder}: this grader is an adapter of another model, and there is no"):
        load_grader(folder)


@pytest.mark.parametrize("other", [7, "roberta"])
def test_an_adapter_on_other_weights_than_its_own_is_refused(
    checkpoint: Checkpoint, tmp_path: Path, other: int | str
) -> None:
    base = tmp_path / "base"
    shutil.copytree(checkpoint("bert"), base)
    folder = save(adapted(begin(base)), tmp_path / "grader")
    loaded(folder)
    shutil.rmtree(base)
    if isinstance(other, int):
        make("bert", base, seed=other)
    else:
        shutil.copytree(checkpoint(other), base)
    with pytest.raises(
        NoModelError, match=rf"^{folder}: this grader is an adapter of .*{base.name}, whose weights are not"
    ):
        load_grader(folder)


def test_an_adapter_without_peft_is_told(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = save(adapted(begin(checkpoint("bert"))), tmp_path / "grader")
    monkeypatch.setattr(loading, "find_spec", lambda name: None if name == "peft" else name)
    with pytest.raises(UserError) as error:
        load_grader(folder)
    expected = f"{folder}: this grader is an adapter, which needs peft, not installed here; "
    assert str(error.value) == expected + 'pip install "pontozo[train]"'


def test_saving_says_nothing(checkpoint: Checkpoint, tmp_path: Path, capfd: pytest.CaptureFixture[Any]) -> None:
    save(begin(checkpoint("bert")), tmp_path / "grader")
    assert capfd.readouterr() == ("", "")
