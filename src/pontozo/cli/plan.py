"""`pontozo plan`: whether a model can be trained in the memory there is, before anything is downloaded."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pontozo.cli.exit_codes import DOES_NOT_FIT
from pontozo.cli.output import output_to
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.learning.plan import Device, Memory


def plan(
    model: Annotated[
        str | None,
        typer.Argument(help="A checkpoint's name on a hub, or a folder with a config.json.", metavar="MODEL"),
    ] = None,
    method: Annotated[str, typer.Option("--method", help="full, lora or qlora.")] = "full",
    memory: Annotated[
        str | None, typer.Option("--memory", help="What there is, like 16GB or 16GiB; otherwise what this machine has.")
    ] = None,
    batch: Annotated[int, typer.Option("--batch", help="Texts that go through the model at once.")] = 8,
    length: Annotated[int, typer.Option("--length", help="Tokens of a text.")] = 512,
    precision: Annotated[str, typer.Option("--precision", help="fp32, bf16 or fp16.")] = "fp32",
    checkpointing: Annotated[
        bool, typer.Option("--checkpointing", help="Compute activations anew in the backward pass.")
    ] = False,
    optimiser: Annotated[str, typer.Option("--optimiser", help="adamw or adafactor.")] = "adamw",
    rank: Annotated[int, typer.Option("--rank", help="LoRA's rank.")] = 16,
    targets: Annotated[
        str, typer.Option("--targets", help="What LoRA stands beside: all linear layers, or those of attention.")
    ] = "all",
    lora_dropout: Annotated[float, typer.Option("--lora-dropout", help="LoRA's own dropout.")] = 0.0,
    accumulation: Annotated[int, typer.Option("--accumulation", help="Batches that make one step.")] = 1,
    device: Annotated[
        str | None, typer.Option("--device", help="cpu or cuda; otherwise cuda with --memory, else what there is.")
    ] = None,
    list_all: Annotated[
        bool, typer.Option("--list", help="Show all checkpoints whose configurations ship, each with three methods.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Tell whether training a model fits, what takes how much memory, and what would fit. Downloads nothing.

    Ends with 0 where it fits, with 3 where it does not.
    """
    settings = {
        "method": method,
        "batch": batch,
        "length": length,
        "precision": precision,
        "checkpointing": checkpointing,
        "optimiser": optimiser,
        "rank": rank,
        "targets": targets,
        "lora_dropout": lora_dropout,
        "accumulation": accumulation,
    }
    if list_all:
        _list(settings, device or "cuda", as_json)
    elif model is None:
        raise UserError("which model? Give a checkpoint's name or a folder, or --list to see the checkpoints")
    else:
        _plan(model, settings, _memory(memory, device), as_json)


def _memory(said: str | None, device: str | None) -> Memory:
    """The memory that was said, or that is here; the device that was said goes before the one that was found."""
    from pontozo.learning.plan import Memory, available_memory, main_memory, parse_memory

    if said is not None:
        return Memory(parse_memory(said), _device(device or "cuda"), "as given")
    found = main_memory() if device == "cpu" else available_memory()
    if device is not None and _device(device) != found.device:
        raise UserError("no CUDA device was found here; say with --memory what the one you mean has")
    return found


def _plan(model: str, settings: dict[str, Any], memory: Memory, as_json: bool) -> None:
    from pontozo.cli.json_file import json_text
    from pontozo.cli.plan_shown import Answer, record, show
    from pontozo.learning.plan import PlanOptions, find, ways_out
    from pontozo.learning.plan import plan as planned

    options = PlanOptions(**settings, device=memory.device)
    checkpoint = find(model)
    found = planned(checkpoint, options)
    fits = found.fits(memory.amount)
    answer = Answer(checkpoint, found, memory, [] if fits else ways_out(checkpoint, options, memory.amount))
    with output_to(sys.stdout):
        if as_json:
            print(json_text(record(answer)))
        else:
            show(answer)
    if not fits:
        raise typer.Exit(DOES_NOT_FIT)


def _list(settings: dict[str, Any], device: str, as_json: bool) -> None:
    from pontozo.cli.json_file import json_text
    from pontozo.cli.plan_shown import show_list, with_methods
    from pontozo.learning.plan import PlanOptions

    rows = with_methods(PlanOptions(**settings, device=_device(device)))
    with output_to(sys.stdout):
        if as_json:
            print(json_text([row.record() for row in rows]))
        else:
            show_list(rows)


def _device(said: str) -> Device:
    if said not in ("cpu", "cuda"):
        raise UserError(f"--device must be one of cpu, cuda, not {said!r}")
    return "cpu" if said == "cpu" else "cuda"
