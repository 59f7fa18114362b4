"""Checkpoints as they are found: which family they belong to, and what is said of those that cannot be used."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from pontozo.scorers.tuned.loading import (
    Kind,
    NoModelError,
    kind_of,
    load_config,
    load_model,
    load_tokenizer,
    most_tokens,
)
from tests.tiny_models import CAUSAL, ENCODERS, SEQ2SEQ

Checkpoint = Callable[[str], Path]
KINDS: dict[str, Kind] = {
    **dict.fromkeys(ENCODERS, "encoder"),
    **dict.fromkeys(SEQ2SEQ, "seq2seq"),
    **dict.fromkeys(CAUSAL, "causal"),
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_family_is_found_from_the_configuration(checkpoint: Checkpoint, name: str, kind: Kind) -> None:
    assert kind_of(load_config(str(checkpoint(name)))) == kind


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ("UMT5Config", "seq2seq"),
        ("BartConfig", "seq2seq"),
        ("ElectraConfig", "encoder"),
        ("DistilBertConfig", "encoder"),
        ("Gemma2Config", "causal"),
        ("Qwen3Config", "causal"),
        ("MistralConfig", "causal"),
        ("PhiConfig", "causal"),
    ],
)
def test_their_relatives_are_found_too(config: str, kind: Kind) -> None:
    assert kind_of(getattr(transformers, config)()) == kind


@pytest.mark.parametrize("config", ["ViTConfig", "WhisperConfig", "Wav2Vec2Config"])
def test_models_that_read_no_text_are_refused(config: str) -> None:
    with pytest.raises(NoModelError, match=r"^a model of type '\w+' is neither an encoder .* name another checkpoint$"):
        kind_of(getattr(transformers, config)())


@pytest.mark.parametrize(
    ("config", "most"),
    [
        (transformers.BertConfig(), 512),
        (transformers.XLMRobertaConfig(max_position_embeddings=514), 512),
        (transformers.GPT2Config(), 1024),
        (transformers.T5Config(), None),
    ],
)
def test_how_much_a_model_reads_is_known(config: Any, most: int | None) -> None:
    assert most_tokens(config) == most


def test_a_base_checkpoint_without_a_head_is_as_good(checkpoint: Checkpoint) -> None:
    assert type(load_model("encoder", str(checkpoint("minilm")))).__name__ == "BertModel"
    assert type(load_model("encoder", str(checkpoint("bert")))).__name__ == "BertModel"


@pytest.mark.parametrize("name", ["bert", "roberta", "xlm-roberta"])
def test_no_part_is_loaded_that_nothing_reads(checkpoint: Checkpoint, name: str) -> None:
    assert not [part for part, _ in load_model("encoder", str(checkpoint(name))).named_parameters() if "pooler" in part]


def test_half_precision_is_read_as_single(checkpoint: Checkpoint, tmp_path: Path) -> None:
    half = load_model("causal", str(checkpoint("gpt2")), dtype=torch.bfloat16)
    assert half.dtype is torch.bfloat16
    half.save_pretrained(tmp_path)
    assert load_model("causal", str(tmp_path)).dtype is torch.float32


def test_loading_says_nothing(checkpoint: Checkpoint, capfd: pytest.CaptureFixture[str]) -> None:
    load_model("encoder", str(checkpoint("bert")))
    load_tokenizer(str(checkpoint("bert")))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "load", [load_config, load_tokenizer, lambda name, revision: load_model("causal", name, revision)]
)
def test_a_model_that_is_not_there_is_told_with_where_it_was_looked_for(load: Callable[[str, str], Any]) -> None:
    from huggingface_hub.constants import HF_HUB_CACHE

    expected = (
        "there is no checkpoint 'nobody/no-such-model' at revision 'v1': it was looked for as a folder, and in "
        f"{HF_HUB_CACHE} (HF_HUB_OFFLINE is set); check the name, or load it where there is a network and give the "
        "folder"
    )
    with pytest.raises(NoModelError, match=f"^{re.escape(expected)}$"):
        load("nobody/no-such-model", "v1")


@pytest.mark.parametrize("name", ["no/such/folder/at/all", "no such name", ""])
def test_a_name_that_can_be_none_is_told(name: str) -> None:
    with pytest.raises(NoModelError, match=r"^there is no checkpoint"):
        load_config(name)


def _empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def _garbled(folder: Path) -> None:
    (folder / "config.json").write_text("{oops", "utf-8")


def _unknown(folder: Path) -> None:
    (folder / "config.json").write_text('{"model_type": "no-such-type"}', "utf-8")


def _without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _cut(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:5000])


def _deeper(folder: Path) -> None:
    """More layers than there are weights for: they would be filled at random."""
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "num_hidden_layers": 3}), "utf-8")


def _wider(folder: Path) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "intermediate_size": 65}), "utf-8")


@pytest.mark.parametrize("damage", [_empty, _garbled, _unknown, _without_weights, _cut, _deeper, _wider])
def test_a_folder_without_a_whole_checkpoint_is_told(
    checkpoint: Checkpoint, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(checkpoint("bert"), folder)
    damage(folder)
    with pytest.raises(
        NoModelError, match=f"^{re.escape(str(folder))}: .*; name another (folder|checkpoint)$"
    ) as error:
        load_model("encoder", str(folder))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", KINDS)
def test_a_checkpoint_without_its_tokenizer_is_refused(checkpoint: Checkpoint, tmp_path: Path, name: str) -> None:
    """Else all texts would be unknown tokens, and a grader would be trained on nothing."""
    folder = tmp_path / "bare"
    shutil.copytree(checkpoint(name), folder)
    for path in folder.iterdir():
        if path.name not in ("config.json", "model.safetensors"):
            path.unlink()
    with pytest.raises(NoModelError):
        load_tokenizer(str(folder))
