"""The memory plan before a run: how many items go through the model at once, or why none can, and what would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pontozo.counting import counted
from pontozo.errors import UserError
from pontozo.learning.plan import (
    Checkpoint,
    Plan,
    PlanOptions,
    WayOut,
    available_memory,
    plan,
    shipped,
    shown,
    ways_out,
)
from pontozo.learning.plan.anatomy import Targets
from pontozo.learning.plan.checkpoints import anatomy_of
from pontozo.learning.tuning.beginning import Precision, precision_for
from pontozo.learning.tuning.options import USUAL_LENGTH, TrainOptions, flag
from pontozo.learning.tuning.processes import Processes

#: What a plan calls otherwise than the command.
_FLAGS = {"batch": "micro_batch"}


@dataclass(frozen=True)
class Planned:
    """So many items at once, so many tokens the longest; the plan, None for an architecture that has none, and the
    memory in bytes that it was held against.
    """

    micro_batch: int
    length: int
    plan: Plan | None
    memory: int


def checkpoint_of(model: str, config: Any) -> Checkpoint | None:
    """The checkpoint as plans know it; None where they do not know its architecture."""
    if (known := _shipped(model)) is not None:
        return known
    configuration = config.to_dict()
    try:
        return Checkpoint(model, configuration, anatomy_of(configuration, model))
    except UserError:
        return None


def _shipped(model: str) -> Checkpoint | None:
    """The checkpoint whose configuration ships; a folder of that name here goes before it."""
    return None if Path(model).is_dir() else shipped().get(model)


def check_room(options: TrainOptions, processes: Processes, memory: int | None = None) -> None:
    """Stop before anything is looked for where a checkpoint whose configuration ships fits with no text at all.

    How long the texts are is told by the tokenizer, which is not here yet: so a run that short texts may save goes on,
    and is planned again. Raises UserError, with what would fit, as `planned` does.
    """
    checkpoint = _shipped(options.model)
    if checkpoint is None:
        return
    precision = precision_for(options.precision, checkpoint.anatomy.family, processes.device)
    asked, room = _asked(checkpoint, options, precision, 1, processes), _room(processes, memory)
    if _fitting(checkpoint, asked, options, room) is None:
        length = min(options.length or USUAL_LENGTH, checkpoint.anatomy.longest or USUAL_LENGTH)
        raise UserError(_too_large(checkpoint, replace(asked, length=length), options, room))


def planned(
    checkpoint: Checkpoint | None,
    options: TrainOptions,
    precision: Precision,
    length: int,
    processes: Processes,
    memory: int | None = None,
) -> Planned:
    """The most items at once that fit into `memory` (bytes; None for this machine's), at most those asked for.

    Raises UserError, with what would fit, where nothing does.
    """
    asked, room = _asked(checkpoint, options, precision, length, processes), _room(processes, memory)
    if checkpoint is None:
        return Planned(asked.batch, length, None, room)
    found = _fitting(checkpoint, asked, options, room)
    if found is None:
        raise UserError(_too_large(checkpoint, asked, options, room))
    return Planned(found.options.batch, length, found, room)


def _room(processes: Processes, memory: int | None) -> int:
    """The bytes that one process has."""
    room = available_memory().amount if memory is None else memory
    return room // processes.count if processes.device.type == "cpu" else room


def _asked(
    checkpoint: Checkpoint | None, options: TrainOptions, precision: Precision, length: int, processes: Processes
) -> PlanOptions:
    """The plan's options, with the most items at once."""
    most = options.micro_batch or -(-options.batch // processes.count)
    return PlanOptions(
        method=_known(options.method),
        batch=most,
        length=length,
        precision=_known(precision.name),
        checkpointing=options.checkpointing,
        rank=options.rank,
        targets=_targets(checkpoint, options),
        lora_dropout=options.dropout,
        accumulation=-(-options.batch // most),
        device=_known(processes.device.type),
    )


def _targets(checkpoint: Checkpoint | None, options: TrainOptions) -> Targets:
    """What plans call the layers that get adapters: "attention" where all that are named stand there and only there."""
    if checkpoint is None or not options.targets:
        return "all"
    names: dict[str, set[str]] = {"attention": set(), "feed-forward": set()}
    for _, linear in checkpoint.anatomy.linears():
        names[linear.part].add(linear.name.rpartition(".")[2])
    return "attention" if set(options.targets) <= names["attention"] - names["feed-forward"] else "all"


def _plans(checkpoint: Checkpoint, asked: PlanOptions, options: TrainOptions) -> Iterator[Plan]:
    """Plans from the most items at once to the fewest that are allowed."""
    for size in [asked.batch] if options.micro_batch else _halves(asked.batch):
        yield plan(checkpoint, replace(asked, batch=size, accumulation=-(-options.batch // size)))


def _fitting(checkpoint: Checkpoint, asked: PlanOptions, options: TrainOptions, room: int) -> Plan | None:
    """The plan with the most items at once that fits into so many bytes; None where none does."""
    return next((found for found in _plans(checkpoint, asked, options) if found.fits(room)), None)


def _known(name: str) -> Any:
    """A name that the options checked; plans check it again."""
    return name


def _halves(most: int) -> Iterator[int]:
    while most > 1:
        yield most
        most //= 2
    yield 1


def _too_large(checkpoint: Checkpoint, asked: PlanOptions, options: TrainOptions, room: int) -> str:
    *_, least = _plans(checkpoint, asked, options)
    # From the fewest items at once: a run takes as many more as fit by itself.
    ways = [way for way in ways_out(checkpoint, least.options, room) if way.changes]
    shortest = plan(checkpoint, replace(least.options, length=1))
    nothing = f"nothing known here would; take another model{', or a shorter --length' if shortest.fits(room) else ''}"
    told = "; or ".join(map(_told, ways)) or nothing
    return (
        f"training {checkpoint.name} would take {shown(least.peak)} with {counted(least.options.batch, 'item')} of "
        f"{least.options.length} tokens at once, and there are {shown(room)}; what would fit: {told}"
    )


def _told(way: WayOut) -> str:
    changes = {_FLAGS.get(name, name): value for name, value in way.changes.items() if name != "accumulation"}
    flags = [flag(name) if value is True else f"{flag(name)} {value}" for name, value in changes.items()]
    return f"{' '.join(flags)} ({shown(way.plan.peak)})"
