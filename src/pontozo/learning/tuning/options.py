"""How a checkpoint is tuned: every choice there is, with its checks. The flags of `pontozo train` have these names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pontozo.errors import UserError

METHODS = ("full", "lora", "qlora")
UNITS = ("criterion", "guide")
PRECISIONS = ("auto", "fp32", "bf16", "fp16")
#: Learning rates for which a family is known to learn, all weights tuned or an adapter.
_RATES: Mapping[str, tuple[float, float]] = {
    "encoder": (3e-5, 3e-4),
    "seq2seq": (1e-4, 5e-4),
    "causal": (3e-5, 2e-4),
}
#: So much is read at once where nothing is said, if the model reads so much.
USUAL_LENGTH = 512


@dataclass(frozen=True)
class TrainOptions:
    """How a checkpoint is tuned on rated answers.

    model, revision    the checkpoint's name on a hub or its folder; the hub's revision, "" for its newest
    method             "full", all weights; "lora", low-rank matrices beside the frozen ones (Hu et al. 2021); "qlora",
                       the same over weights of 4 bits (Dettmers et al. 2023), on CUDA only
    unit               what is judged at once: "criterion" or the whole "guide"
    prompt             of families that write, by its name; "" for the unit's own
    epochs             how often every answer is learnt from, at most
    batch              so many items (an answer against a criterion, or against the guide) make a step
    micro_batch        so many of them go through the model at once; None for as many as memory holds by plan
    learning_rate      the highest; None for the family's and method's own
    warmup             over this share of the steps it rises from 0, then it falls to 0, both evenly
    length             so many tokens are read at once; None for 512, or what the model reads if that is less
    precision          "fp32", "bf16" or "fp16"; "auto" for what the device does best
    checkpointing      activations are computed again instead of kept: less memory, about a third more time
    rank, alpha        of LoRA's matrices, and their weight alpha/rank
    dropout            before LoRA's matrices
    targets            names of the linear layers that get them; () for all of attention and feed-forward
    merge              save the adapter added into the weights, not by itself
    held_out           this share is not learnt from, but measured on; 0 for none
    patience           stop after so many measurements in a row without a better one; 0 for never
    every              measure and keep the state after so many steps too, not only after each epoch; 0 for not
    seed               of what is held out, the order, what is new in the model, dropout

    Raises UserError, naming the flag, for a value that cannot be.
    """

    model: str
    revision: str = ""
    method: str = "full"
    unit: str = "criterion"
    prompt: str = ""
    epochs: int = 3
    batch: int = 16
    micro_batch: int | None = None
    learning_rate: float | None = None
    warmup: float = 0.06
    length: int | None = None
    precision: str = "auto"
    checkpointing: bool = False
    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    targets: tuple[str, ...] = ()
    merge: bool = False
    held_out: float = 0.2
    patience: int = 3
    every: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise UserError("--model names no checkpoint; give a folder, or a name such as FacebookAI/xlm-roberta-base")
        _one_of("method", self.method, METHODS)
        _one_of("unit", self.unit, UNITS)
        _one_of("precision", self.precision, PRECISIONS)
        for name in ("epochs", "batch", "micro_batch", "rank", "alpha"):
            _at_least(1, name, getattr(self, name))
        for name in ("patience", "every", "seed"):
            _at_least(0, name, getattr(self, name))
        _at_least(16, "length", self.length)
        if self.learning_rate is not None and not 0 < self.learning_rate < float("inf"):
            raise UserError(f"--learning-rate must be more than 0, not {self.learning_rate}")
        for name in ("warmup", "dropout", "held_out"):
            _share(name, getattr(self, name))
        self._check_adapter()
        if self.micro_batch is not None and self.micro_batch > self.batch:
            raise UserError(
                f"--micro-batch {self.micro_batch} is more than --batch {self.batch}; a step of {self.batch} items "
                "goes through the model in parts of at most that"
            )

    def _check_adapter(self) -> None:
        if self.method == "full" and (self.merge or self.targets):
            flag = "--merge" if self.merge else "--targets"
            raise UserError(f"{flag} belongs to --method lora; with --method full there is no adapter")
        if self.method == "qlora" and self.merge:
            raise UserError("--merge needs weights of full precision, which --method qlora has not; take --method lora")

    def rate(self, family: str) -> float:
        """The highest learning rate, for this family ("encoder", "seq2seq", "causal")."""
        return self.learning_rate or _RATES[family][self.method != "full"]

    def record(self) -> dict[str, Any]:
        """Every choice by name, as JSON has it."""
        return {**asdict(self), "targets": list(self.targets)}


def flag(name: str) -> str:
    """The flag of the command for this option."""
    return "--" + name.replace("_", "-")


def _one_of(name: str, value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise UserError(f"{flag(name)} must be one of {', '.join(allowed)}, not {value!r}")


def _at_least(least: int, name: str, value: int | None) -> None:
    if value is not None and value < least:
        raise UserError(f"{flag(name)} must be {least} or more, not {value}")


def _share(name: str, value: float) -> None:
    if not 0 <= value < 1:
        raise UserError(f"{flag(name)} is a share, from 0 to below 1, not {value}")
