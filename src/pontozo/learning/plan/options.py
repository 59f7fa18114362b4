"""What a plan is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from pontozo.errors import UserError
from pontozo.learning.plan.anatomy import Targets
from pontozo.learning.plan.memory import Device

Method = Literal["full", "lora", "qlora"]
Precision = Literal["fp32", "bf16", "fp16"]
Optimiser = Literal["adamw", "adafactor"]

_CHOICES: Final = {
    "method": get_args(Method),
    "precision": get_args(Precision),
    "optimiser": get_args(Optimiser),
    "targets": get_args(Targets),
    "device": get_args(Device),
}


@dataclass(frozen=True)
class PlanOptions:
    """How a model is to be trained.

    `batch` is what goes through the model at once, `accumulation` how many of these make one step, `length` the tokens
    of each text. `rank`, `targets` and `lora_dropout` matter for LoRA and QLoRA only. Raises UserError where a value is
    not one of these, or where two of them do not go together.
    """

    method: Method = "full"
    batch: int = 8
    length: int = 512
    precision: Precision = "fp32"
    checkpointing: bool = False
    optimiser: Optimiser = "adamw"
    rank: int = 16
    targets: Targets = "all"
    lora_dropout: float = 0.0
    accumulation: int = 1
    device: Device = "cuda"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if (said := getattr(self, name)) not in choices:
                raise UserError(f"{_flag(name)} must be one of {', '.join(choices)}, not {said!r}")
        for name in ("batch", "length", "rank", "accumulation"):
            if (number := getattr(self, name)) < 1:
                raise UserError(f"{_flag(name)} must be 1 or more, not {number}")
        if not 0 <= self.lora_dropout < 1:
            raise UserError(f"--lora-dropout is a share, from 0 to below 1, not {self.lora_dropout}")
        if self.method == "qlora" and self.device == "cpu":
            raise UserError(
                "--method qlora needs a CUDA device (its 4-bit weights are computed there); take --method lora here"
            )
        if self.precision == "fp16" and self.device == "cpu":
            raise UserError("--precision fp16 needs a GPU; on the CPU take fp32 or bf16")

    @property
    def adapts(self) -> bool:
        """Whether small matrices beside the weights are trained, and not the weights."""
        return self.method != "full"

    @property
    def width(self) -> int:
        """Bytes of a number in the precision of the run."""
        return 4 if self.precision == "fp32" else 2


def _flag(name: str) -> str:
    """The flag of the command for this option."""
    return "--" + name.replace("_", "-")
