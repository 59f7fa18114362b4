"""LoRA: low-rank matrices beside frozen weights, found by the modules that the model has.

Hu et al. 2021, "LoRA: Low-rank adaptation of large language models"; over 4-bit weights: Dettmers et al. 2023, "QLoRA:
Efficient finetuning of quantized LLMs". Attention and feed-forward layers alike get them, which the latter found to
matter more than the rank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch

from pontozo.errors import UserError
from pontozo.learning.tuning.options import TrainOptions
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.quiet import quietly

#: Within one of a model's numbered blocks: where attention and feed-forward stand, and neither embeddings nor heads.
_IN_A_BLOCK = re.compile(r"(?:^|\.)\d+\.(?:.*\.)?([^.]+)$")


@dataclass(frozen=True)
class Trained:
    """How many parameters a model has, and how many of them are trained."""

    trained: int
    parameters: int

    @property
    def share(self) -> float:
        """Of all parameters."""
        return self.trained / self.parameters


def linear_layers(model: torch.nn.Module) -> dict[str, str]:
    """The linear layers in the model's blocks: the path of each, and the name it has within its block."""
    from transformers.pytorch_utils import Conv1D

    named = ((path, _IN_A_BLOCK.search(path)) for path, module in model.named_modules() if _is_linear(module, Conv1D))
    return {path: found[1] for path, found in named if found}


def _is_linear(module: torch.nn.Module, conv: type[torch.nn.Module]) -> bool:
    return isinstance(module, torch.nn.Linear | conv)


def add_adapter(scorer: TunedScorer, options: TrainOptions) -> None:
    """Freeze the scorer's model and put low-rank matrices beside its linear layers; a head of its own stays trained.

    Raises UserError for a name in `options.targets` that no layer has.
    """
    from peft import LoraConfig, get_peft_model

    layers = linear_layers(scorer.model)
    paths = _targeted(layers, options.targets, options.model)
    is_turned = not isinstance(scorer.model.get_submodule(paths[0]), torch.nn.Linear)
    config = LoraConfig(
        r=options.rank,
        lora_alpha=options.alpha,
        lora_dropout=options.dropout,
        target_modules=paths,
        fan_in_fan_out=is_turned,
    )
    with quietly():
        scorer.model = get_peft_model(scorer.model, config)


def check_targets(options: TrainOptions, kind: str, config: Any) -> None:
    """Look at the layers of the checkpoint's configuration, without numbers, so that nothing has to be loaded for it.

    Raises UserError for a name in `options.targets` that no layer has.
    """
    if not options.targets:
        return
    from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM

    classes: dict[str, Any] = {"encoder": AutoModel, "seq2seq": AutoModelForSeq2SeqLM, "causal": AutoModelForCausalLM}
    with torch.device("meta"), quietly():
        bare = classes[kind].from_config(deepcopy(config))
    _targeted(linear_layers(bare), options.targets, options.model)


def _targeted(layers: dict[str, str], targets: Sequence[str], model: str) -> list[str]:
    if not layers:
        raise UserError(f"{model}: no linear layer was found that LoRA could stand beside; take --method full")
    if unknown := sorted(set(targets) - set(layers.values())):
        there = ", ".join(sorted(set(layers.values())))
        raise UserError(f"--targets: {model} has no linear layer called {', '.join(unknown)}; it has {there}")
    return [path for path, name in layers.items() if not targets or name in targets]


def merge(scorer: TunedScorer) -> None:
    """Add the adapter into the weights: the model is then like any other, and needs no base."""
    scorer.model = scorer.model.merge_and_unload()


def trained_of(module: torch.nn.Module) -> Trained:
    """How much of it is trained."""
    sizes = [(parameter.numel(), parameter.requires_grad) for parameter in module.parameters()]
    return Trained(sum(size for size, is_trained in sizes if is_trained), sum(size for size, _ in sizes))


def four_bit(compute: torch.dtype) -> Any:
    """How weights are held in 4 bits. Raises UserError where that cannot be done."""
    from importlib.util import find_spec

    if not torch.cuda.is_available() or find_spec("bitsandbytes") is None:
        raise UserError(
            "--method qlora needs a CUDA device and bitsandbytes (pip install bitsandbytes), and one of them is not "
            "here; take --method lora"
        )
    import transformers

    # transformers says no types of it.
    made: Any = transformers.BitsAndBytesConfig
    return made(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=compute,
    )
