"""What would fit where a plan does not: as few changes as possible, and smaller models of the same kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from pontozo.learning.plan.checkpoints import Checkpoint, smaller
from pontozo.learning.plan.options import PlanOptions
from pontozo.learning.plan.planning import Plan, as_checkpoint, plan


@dataclass(frozen=True)
class WayOut:
    """A plan that fits, and what was changed for it: names of options with their new values, `model` for another."""

    changes: Mapping[str, Any]
    plan: Plan


def ways_out(model: str | Checkpoint | Mapping[str, Any], options: PlanOptions, memory: int) -> list[WayOut]:
    """What would fit in so many bytes; empty where nothing here would. What fits as it is comes first, with no change.

    Of the model itself, all that fit with the fewest changes; a smaller batch keeps what a step learns from by
    accumulation. Then its largest smaller sibling that fits with the options as they are.
    """
    checkpoint, possible = as_checkpoint(model), list(_possible(options))
    found: list[WayOut] = []
    # A smaller batch is one more change than those that are possible.
    for number in range(len(possible) + 2):
        found = list(_with_changes(checkpoint, options, memory, list(_chosen(possible, number))))
        if number:
            found += _with_batch(checkpoint, options, memory, list(_chosen(possible, number - 1)))
        if found:
            break
    return found + list(_siblings(checkpoint, options, memory))


def _possible(options: PlanOptions) -> Iterator[Mapping[str, Any]]:
    """What may be changed, in the order in which it is proposed: first what leaves the result as it is."""
    cuda, whole = options.device == "cuda", options.precision == "fp32"
    if not options.checkpointing:
        yield {"checkpointing": True}
    if cuda and whole:
        yield {"precision": "bf16"}
    if not options.adapts:
        yield {"method": "lora"}
    if cuda and options.method != "qlora":
        yield {"method": "qlora", "precision": "bf16"} if whole else {"method": "qlora"}


def _chosen(possible: Sequence[Mapping[str, Any]], number: int) -> Iterator[dict[str, Any]]:
    """So many of the changes as one, wherever no two of them change the same."""
    for chosen in combinations(possible, number):
        merged = {name: value for change in chosen for name, value in change.items()}
        if len(merged) == sum(map(len, chosen)):
            yield merged


def _with_changes(
    checkpoint: Checkpoint, options: PlanOptions, memory: int, changes: Sequence[dict[str, Any]]
) -> Iterator[WayOut]:
    for each in changes:
        if (fitting := plan(checkpoint, replace(options, **each))).fits(memory):
            yield WayOut(each, fitting)


def _with_batch(
    checkpoint: Checkpoint, options: PlanOptions, memory: int, changes: Sequence[dict[str, Any]]
) -> Iterator[WayOut]:
    """With a smaller batch beside each of the changes: the largest half, quarter, … that fits."""
    batches = [options.batch >> halvings for halvings in range(1, options.batch.bit_length())]
    for each in changes:
        for batch in batches:
            # As many texts a step as before, or a few more where they do not come out even.
            smaller_batch = {"batch": batch, "accumulation": -(-options.batch * options.accumulation // batch)}
            ways = list(_with_changes(checkpoint, options, memory, [{**each, **smaller_batch}]))
            yield from ways
            if ways:
                break


def _siblings(checkpoint: Checkpoint, options: PlanOptions, memory: int) -> Iterator[WayOut]:
    for sibling in smaller(checkpoint):
        if (fitting := plan(sibling, options)).fits(memory):
            yield WayOut({"model": sibling.name}, fitting)
            return
