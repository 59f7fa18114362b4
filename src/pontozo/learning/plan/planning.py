"""The plan: how much memory training a model takes, and what takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pontozo.errors import UserError
from pontozo.learning.plan.activations import WHOLE, activations, at_work
from pontozo.learning.plan.anatomy import Anatomy, Targets
from pontozo.learning.plan.checkpoints import Checkpoint, anatomy_of, find
from pontozo.learning.plan.memory import Device
from pontozo.learning.plan.options import PlanOptions

#: Python with PyTorch, transformers and peft loaded, and on CUDA the device's context and workspaces. The first was
#: measured (`benchmarks/plan.py`); the second was not: it is what PyTorch's users report, rounded up.
FRAMEWORK: Final[Mapping[Device, int]] = {"cpu": 420_000_000, "cuda": 1_000_000_000}
#: Bits of a weight in 4-bit NormalFloat with double quantisation: 4, an 8-bit constant for each block of 64, and a
#: 32-bit one for each 256 blocks (Dettmers et al. 2023, section 3).
QUANTISED_BITS: Final = 4 + 8 / 64 + 32 / (64 * 256)


@dataclass(frozen=True)
class Plan:
    """Peak memory of training, and what it is made of, in bytes.

    `passing` is what comes and goes beside the rest: arrays that the backward pass works with, or the optimiser.
    `download` is None where the weights are here.
    """

    checkpoint: str
    options: PlanOptions
    parameters: int
    trainable: int
    download: int | None
    weights: int
    gradients: int
    optimiser: int
    activations: int
    passing: int
    framework: int

    @property
    def peak(self) -> int:
        """The sum, which is a bound: gradients come while activations go."""
        training = self.weights + self.gradients + self.optimiser
        return training + self.activations + self.passing + self.framework

    def fits(self, memory: int) -> bool:
        """Whether it can be trained in so many bytes."""
        return self.peak <= memory


def plan(model: str | Checkpoint | Mapping[str, Any], options: PlanOptions) -> Plan:
    """What training takes: of a checkpoint by its name, of a folder with a config.json, or of a configuration itself.

    Nothing is loaded or downloaded. Raises UserError where the model is not known, or the length is more than it takes.
    """
    checkpoint = as_checkpoint(model)
    anatomy = checkpoint.anatomy
    if anatomy.longest is not None and options.length > anatomy.longest:
        raise UserError(
            f"{checkpoint.name} takes texts of at most {anatomy.longest} tokens, not {options.length}; "
            "give a shorter --length"
        )
    trainable = _trainable(anatomy, options)
    kept = activations(anatomy, options)
    return Plan(
        checkpoint=checkpoint.name,
        options=options,
        parameters=anatomy.parameters,
        trainable=trainable,
        download=checkpoint.download,
        weights=_weights(anatomy, options),
        gradients=trainable * WHOLE,
        optimiser=_optimiser(anatomy, options, trainable),
        activations=kept,
        passing=_passing(anatomy, options, trainable, kept),
        framework=FRAMEWORK[options.device],
    )


def lora_targets(model: str | Checkpoint | Mapping[str, Any], targets: Targets = "all") -> tuple[str, ...]:
    """The names of the linear layers that LoRA stands beside, as peft's `target_modules` takes them."""
    return tuple(dict.fromkeys(linear.name for _, linear in as_checkpoint(model).anatomy.targeted(targets)))


def as_checkpoint(model: str | Checkpoint | Mapping[str, Any]) -> Checkpoint:
    """The checkpoint that `plan` is to plan. Raises UserError where it is not known."""
    if isinstance(model, Checkpoint):
        return model
    if isinstance(model, str):
        return find(model)
    return Checkpoint("the configuration", model, anatomy_of(model, "the configuration"))


def _adapters(anatomy: Anatomy, options: PlanOptions) -> int:
    return sum(times * linear.adapter(options.rank) for times, linear in anatomy.targeted(options.targets))


def _trainable(anatomy: Anatomy, options: PlanOptions) -> int:
    if not options.adapts:
        return anatomy.parameters
    return _adapters(anatomy, options) + (anatomy.head if anatomy.family == "encoder" else 0)


def _weights(anatomy: Anatomy, options: PlanOptions) -> int:
    """Trained weights in 32 bits, with copies in fewer under mixed precision; frozen ones in the run's precision."""
    if not options.adapts:
        linear = sum(times * linear.weights for times, linear in anatomy.linears())
        linear += anatomy.vocabulary * anatomy.hidden
        return anatomy.parameters * WHOLE + (0 if options.width == WHOLE else linear * options.width)
    trained = _adapters(anatomy, options) * WHOLE
    if options.method == "lora":
        widened = sum(times * linear.weights for times, linear in anatomy.linears() if not linear.narrowed)
        wider = widened * (WHOLE - options.width) if options.precision == "fp16" else 0
        return anatomy.parameters * options.width + wider + trained
    quantised = sum(times * linear.weights for times, linear in anatomy.linears() if linear.narrowed)
    # peft makes all that is not quantised 32 bits wide.
    return round(quantised * QUANTISED_BITS / 8) + (anatomy.parameters - quantised) * WHOLE + trained


def _optimiser(anatomy: Anatomy, options: PlanOptions, trainable: int) -> int:
    """AdamW: two moments in 32 bits for each trained number. Adafactor: a row and a column for each matrix."""
    if options.optimiser == "adamw":
        return 2 * WHOLE * trainable
    if options.adapts:
        linears = anatomy.targeted(options.targets)
        sides = sum(times * (linear.inputs + linear.outputs + 2 * options.rank) for times, linear in linears)
        return WHOLE * sides
    tables = [*anatomy.embeddings, *([(anatomy.vocabulary, anatomy.hidden)] if anatomy.own_head else [])]
    sides = sum(rows + columns for rows, columns in tables)
    sides += sum(times * (linear.inputs + linear.outputs) for times, linear in anatomy.linears())
    matrices = sum(rows * columns for rows, columns in tables)
    matrices += sum(times * linear.weights for times, linear in anatomy.linears())
    return WHOLE * (sides + trainable - matrices)


def _passing(anatomy: Anatomy, options: PlanOptions, trainable: int, kept: int) -> int:
    """What comes and goes: in the backward pass, or when the optimiser steps, when activations are gone.

    On CUDA the step has their room. On the CPU it has not: what many small arrays leave is not one piece of memory.
    """
    working = at_work(anatomy, options)
    if options.method == "qlora":
        # One layer's weights at a time are there in the run's precision.
        working = max(working, anatomy.largest_linear * options.width)
    if options.device == "cuda":
        # PyTorch's AdamW takes the square roots of all second moments at once.
        return max(working, trainable * WHOLE - kept)
    # Those of one array, twice.
    return max(working, 2 * WHOLE * _largest_trained(anatomy, options))


def _largest_trained(anatomy: Anatomy, options: PlanOptions) -> int:
    if not options.adapts:
        return anatomy.largest
    return max(options.rank * max(linear.inputs, linear.outputs) for _, linear in anatomy.targeted(options.targets))
