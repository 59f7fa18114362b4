"""The model that a run begins with: a checkpoint's family, its settings, its precision, its adapter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from pontozo.errors import UserError
from pontozo.learning.tuning.adapters import add_adapter, four_bit
from pontozo.learning.tuning.options import USUAL_LENGTH, TrainOptions
from pontozo.scorers.registry import family
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.items import Unit
from pontozo.scorers.tuned.loading import kind_of, load_tokenizer, most_tokens
from pontozo.scorers.tuned.settings import Settings
from pontozo.wording.prompts import prompt_names

_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Precision:
    """How numbers are held in a step: `compute` in the model's products, `weights` where they are not trained."""

    name: str

    @property
    def compute(self) -> torch.dtype:
        """What products are made of."""
        return _DTYPES[self.name]

    @property
    def is_mixed(self) -> bool:
        """Whether products are made of less than what is trained."""
        return self.name != "fp32"


def precision_for(asked: str, kind: str, device: torch.device) -> Precision:
    """The precision asked for, or what this device does best. Raises UserError where it cannot do that."""
    if asked == "fp16" and device.type == "cpu":
        raise UserError("--precision fp16 needs a GPU; on this machine take fp32 or bf16")
    if asked != "auto":
        return Precision(asked)
    if device.type != "cuda":
        return Precision("fp32")
    if torch.cuda.is_bf16_supported(including_emulation=False):
        return Precision("bf16")
    # T5's activations outgrow 16 bits of IEEE.
    return Precision("fp32" if kind == "seq2seq" else "fp16")


def settings_for(options: TrainOptions, config: Any) -> tuple[str, Settings]:
    """The checkpoint's family by its configuration, and the settings of a scorer on it.

    Raises NoModelError where it belongs to no family, UserError where an option does not suit it.
    """
    kind = kind_of(config)
    settings = Settings(
        _lasting_name(options),
        options.revision,
        Unit(options.unit),
        _prompt(options, kind),
        _length(options, most_tokens(config)),
    )
    return kind, settings


def _lasting_name(options: TrainOptions) -> str:
    """The name by which an adapter finds its base again, from any folder."""
    folder = Path(options.model)
    stands_alone = options.method == "full" or options.merge
    return options.model if stands_alone or not folder.is_dir() else str(folder.resolve())


def _prompt(options: TrainOptions, kind: str) -> str:
    if kind == "encoder":
        if options.prompt:
            raise UserError(f"--prompt belongs to models that write; {options.model} is an encoder, which reads pairs")
        return ""
    own = [name for name in prompt_names() if name.startswith(f"{options.unit}-")]
    if options.prompt and options.prompt not in own:
        raise UserError(f"--prompt: for --unit {options.unit} there are {', '.join(own)}, not {options.prompt!r}")
    return options.prompt or own[-1]


def _length(options: TrainOptions, limit: int | None) -> int:
    if options.length is None:
        return min(USUAL_LENGTH, limit or USUAL_LENGTH)
    if limit is not None and options.length > limit:
        raise UserError(f"--length {options.length} is more than {options.model} reads at once; it reads {limit}")
    return options.length


def reader_for(kind: str, settings: Settings, config: Any) -> TunedScorer:
    """A scorer that can tell an item's tokens, without the weights: to know lengths before anything large is loaded."""
    empty: Any = torch.nn.Module()
    empty.config = config
    made: Any = family(kind)
    reader: TunedScorer = made(empty, load_tokenizer(settings.model, settings.revision), settings)
    return reader


def begin(
    kind: str, settings: Settings, options: TrainOptions, precision: Precision, device: torch.device
) -> TunedScorer:
    """The scorer as the first step meets it: what is new in it drawn by the seed, the same in every process."""
    torch.manual_seed(options.seed)
    found: Any = family(kind)
    scorer: TunedScorer = found.begin(settings, **_loading(options, precision))
    if options.method == "qlora":
        import peft

        # peft says no types of it.
        prepare: Any = peft.prepare_model_for_kbit_training
        prepare(scorer.model, use_gradient_checkpointing=False)
    if options.method != "full":
        add_adapter(scorer, options)
    if options.checkpointing:
        _keep_less(scorer, options)
    if options.method == "qlora":
        # Weights of 4 bits are on the device already, and cannot be moved.
        getattr(scorer, "head", torch.nn.Module()).to(device)
    else:
        scorer.modules().to(device)
    return scorer


def _loading(options: TrainOptions, precision: Precision) -> dict[str, Any]:
    """What is trained is held in 32 bits, whatever the checkpoint's file has; what is frozen as products need it."""
    if options.method == "qlora":
        return {"quantization_config": four_bit(precision.compute), "dtype": precision.compute}
    return {"dtype": torch.float32 if options.method == "full" else precision.compute}


def _keep_less(scorer: TunedScorer, options: TrainOptions) -> None:
    if not scorer.model.supports_gradient_checkpointing:
        raise UserError(f"--checkpointing: {options.model} cannot; leave it out, and take a smaller --micro-batch")
    scorer.model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    # What is kept for writing on is of no use to a single step, and excludes computing it again.
    scorer.model.config.use_cache = False
