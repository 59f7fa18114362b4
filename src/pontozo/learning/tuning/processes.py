"""The processes of a run: one, or several begun by `accelerate launch`, each with a part of every step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import torch

T = TypeVar("T")


@dataclass(frozen=True)
class Processes:
    """What the processes do together. `accelerator` is of accelerate, and decides on the device.

    Gradients are added up once a step, by hand: so a process may have more or fewer items than another, or less memory.
    """

    accelerator: Any

    @classmethod
    def here(cls) -> Processes:
        """Those that this program was begun with."""
        from accelerate import Accelerator

        # Precision is the step's own affair; a second run in one program may want another. Without a GPU it must be
        # said, or several processes are not seen.
        return cls(Accelerator(mixed_precision="no", cpu=not torch.accelerator.is_available()))

    @property
    def device(self) -> torch.device:
        """Where this process computes."""
        return cast("torch.device", self.accelerator.device)

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.accelerator.num_processes)

    @property
    def place(self) -> int:
        """Which one this is, from 0."""
        return int(self.accelerator.process_index)

    @property
    def is_first(self) -> bool:
        """Whether this one writes and tells."""
        return self.place == 0

    def own(self, everything: Sequence[T]) -> Sequence[T]:
        """This process's part of something that all of them have."""
        return everything[self.place :: self.count]

    def summed(self, values: Sequence[float]) -> list[float]:
        """Each number, added up over all processes."""
        if self.count == 1:
            return list(values)
        added = self.accelerator.reduce(torch.tensor(values, dtype=torch.float64, device=self.device), "sum")
        return [float(value) for value in added]

    def add_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """Each gradient becomes the sum of all processes' gradients; one that is not there counts as 0."""
        if self.count == 1:
            return
        for parameter in parameters:
            own = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            parameter.grad = self.accelerator.reduce(own, "sum")

    def gathered(self, own: list[T]) -> list[T]:
        """What all processes have, one after another."""
        if self.count == 1:
            return own
        from accelerate.utils import gather_object

        return cast("list[T]", gather_object(own))

    def wait(self) -> None:
        """Until all are here."""
        self.accelerator.wait_for_everyone()
