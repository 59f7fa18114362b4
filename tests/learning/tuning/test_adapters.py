"""LoRA: where it stands, how little of a model it changes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import torch

from pontozo.errors import UserError
from pontozo.learning.plan import find
from pontozo.learning.tuning.adapters import add_adapter, check_targets, four_bit, linear_layers, merge, trained_of
from pontozo.learning.tuning.beginning import begin, precision_for, settings_for
from pontozo.learning.tuning.options import TrainOptions
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.items import Unit, items_of
from pontozo.scorers.tuned.loading import kind_of, load_config, load_model
from pontozo.scorers.tuned.settings import Settings
from tests.learning.tuning.conftest import Checkpoint
from tests.learning.tuning.rated import book
from tests.tiny_models import CAUSAL, ENCODERS, SEQ2SEQ

CPU = torch.device("cpu")


def settled(options: TrainOptions) -> tuple[str, Settings]:
    return settings_for(options, load_config(options.model))


def begun(options: TrainOptions) -> TunedScorer:
    kind, settings = settled(options)
    return begin(kind, settings, options, precision_for("auto", kind, CPU), CPU)


class _Bare:
    """A model of a published configuration, without numbers."""

    def __init__(self, name: str) -> None:
        from transformers import AutoConfig, AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM

        configuration = dict(find(name).configuration)
        config = AutoConfig.for_model(**configuration)
        kinds: Any = {"t5": AutoModelForSeq2SeqLM, "gpt2": AutoModelForCausalLM, "llama": AutoModelForCausalLM}
        with torch.device("meta"):
            self.model = kinds.get(config.model_type, AutoModel).from_config(config)


@pytest.mark.parametrize(
    "name",
    [
        "google-bert/bert-base-uncased",
        "FacebookAI/xlm-roberta-base",
        "microsoft/deberta-v3-base",
        "answerdotai/ModernBERT-base",
        "google/flan-t5-large",
        "openai-community/gpt2",
    ],
)
def test_lora_changes_under_five_in_a_hundred_parameters(name: str) -> None:
    scorer: Any = _Bare(name)
    before = sum(parameter.numel() for parameter in scorer.model.parameters())
    add_adapter(scorer, TrainOptions(name, method="lora"))
    found = trained_of(scorer.model)
    assert found.parameters - before == found.trained
    assert 0.002 < found.share < 0.05


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("bert", {"query", "key", "value", "dense"}),
        ("modernbert", {"Wqkv", "Wo", "Wi"}),
        ("t5", {"q", "k", "v", "o", "wi_0", "wi_1", "wo"}),
        ("gpt2", {"c_attn", "c_proj", "c_fc"}),
        ("llama", {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}),
    ],
)
def test_attention_and_feed_forward_layers_are_found_in_the_model(
    checkpoint: Checkpoint, name: str, layers: set[str]
) -> None:
    scorer = begun(TrainOptions(str(checkpoint(name))))
    assert set(linear_layers(scorer.model).values()) == layers


def test_targets_narrow_it_and_unknown_ones_are_a_sentence(checkpoint: Checkpoint) -> None:
    model = str(checkpoint("bert"))
    scorer = begun(TrainOptions(model, method="lora", targets=("query", "value")))
    changed = {name for name, each in scorer.modules().named_parameters() if each.requires_grad and "lora" in name}
    assert changed
    assert all(".query." in name or ".value." in name for name in changed)
    with pytest.raises(UserError, match="has no linear layer called wi; it has dense, key, query, value"):
        begun(TrainOptions(model, method="lora", targets=("wi",)))


@pytest.mark.parametrize("name", [*ENCODERS, *SEQ2SEQ, *CAUSAL])
def test_a_wrong_target_is_told_without_any_weights(checkpoint: Checkpoint, tmp_path: Path, name: str) -> None:
    """What a model would have is told by its configuration alone, and is what the model has."""
    whole = checkpoint(name)
    shutil.copy(whole / "config.json", tmp_path)
    config = load_config(str(tmp_path))
    kind = kind_of(config)
    with pytest.raises(UserError) as told:
        check_targets(TrainOptions(str(tmp_path), method="lora", targets=("no_such",)), kind, config)
    has = sorted(set(linear_layers(load_model(kind, str(whole))).values()))
    assert str(told.value) == f"--targets: {tmp_path} has no linear layer called no_such; it has {', '.join(has)}"
    check_targets(TrainOptions(str(tmp_path), method="lora", targets=tuple(has)), kind, config)


def test_the_head_of_an_encoder_is_trained_beside_an_adapter(checkpoint: Checkpoint) -> None:
    scorer = begun(TrainOptions(str(checkpoint("bert")), method="lora"))
    trained = [name for name, each in scorer.modules().named_parameters() if each.requires_grad]
    assert {name for name in trained if "lora_" not in name} == {
        "1.first",
        "1.steps",
        "1.project.weight",
        "1.project.bias",
    }


@pytest.mark.parametrize("name", ["bert", "t5", "gpt2"])
def test_merged_it_says_the_same(checkpoint: Checkpoint, name: str) -> None:
    scorer = begun(TrainOptions(str(checkpoint(name)), method="lora", rank=2))
    with torch.no_grad():
        for key, each in scorer.modules().named_parameters():
            if "lora_B" in key:
                each.normal_(std=0.3)
    question, answer = next(book().pairs())
    from pontozo.domain import Task

    items = items_of(Task(question, answer.text), Unit.CRITERION)
    before = scorer.distributions(items)
    merge(scorer)
    assert not any("lora" in key for key, _ in scorer.modules().named_parameters())
    for row, other in zip(before, scorer.distributions(items), strict=True):
        assert row == pytest.approx(other, abs=1e-5)


def test_without_cuda_four_bits_are_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UserError, match="--method qlora needs a CUDA device and bitsandbytes"):
        four_bit(torch.bfloat16)


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("bert", {"prompt": "criterion-1"}, "--prompt belongs to models that write"),
        ("gpt2", {"prompt": "guide-1"}, "--prompt: for --unit criterion there are criterion-1"),
        ("bert", {"length": 4096}, "--length 4096 is more than .* reads at once; it reads 512"),
    ],
)
def test_an_option_that_does_not_suit_the_checkpoint_is_a_sentence(
    checkpoint: Checkpoint, name: str, given: dict[str, Any], said: str
) -> None:
    with pytest.raises(UserError, match=said):
        settled(TrainOptions(str(checkpoint(name)), **given))


def test_an_adapter_remembers_its_base_from_any_folder(checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    place = checkpoint("bert")
    monkeypatch.chdir(place.parent)
    _, settings = settled(TrainOptions(place.name, method="lora"))
    assert Path(settings.model) == place.resolve()
    assert settled(TrainOptions(place.name, method="lora", merge=True))[1].model == place.name


def test_half_precision_of_ieee_needs_a_gpu() -> None:
    with pytest.raises(UserError, match="--precision fp16 needs a GPU"):
        precision_for("fp16", "causal", CPU)
    assert precision_for("auto", "causal", CPU).name == "fp32"
