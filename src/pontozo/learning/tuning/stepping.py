"""One step: gradients of a batch in as many parts as memory asks for, then the optimiser.

Dropout is drawn anew at each step from the seed and the step's number, so that a run that goes on after a break needs
no state of any generator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from math import isfinite
from typing import Any

import torch

from pontozo.errors import UserError
from pontozo.gradebook.digests import digest
from pontozo.learning.tuning.beginning import Precision
from pontozo.learning.tuning.dealing import Read, micro_batches
from pontozo.learning.tuning.objective import objective
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.processes import Processes
from pontozo.scorers.tuned.base import TunedScorer

#: Gradients are held to this length.
_LONGEST_GRADIENT = 1.0
_WEIGHT_DECAY = 0.01
#: What begins from nothing learns at least so fast; it is small, and far from where it must be.
_LEAST_HEAD_RATE = 1e-3
#: What libraries say where memory ran out, without a class of its own: PyTorch's allocator on the CPU.
_OUT_OF_MEMORY = ("not enough memory", "can't allocate memory")


@dataclass(frozen=True)
class Stepped:
    """The loss of one step's items, summed, and how many they were."""

    loss: float
    items: int


def rate_at(step: int, steps: int, warmup: float) -> float:
    """The learning rate of a step (from 0) of so many, as a share of the highest.

    It rises evenly over the share `warmup` of the steps, then falls evenly to 0 behind the last.
    """
    rising = round(steps * warmup)
    if step < rising:
        return (step + 1) / (rising + 1)
    return (steps - step) / max(1, steps - rising)


def is_memory_error(error: BaseException) -> bool:
    """Whether memory ran out, of a GPU or of the machine."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _OUT_OF_MEMORY)


class Stepper:
    """Makes steps, and keeps all that changes in them: the weights, the optimiser, the size of parts."""

    def __init__(
        self,
        scorer: TunedScorer,
        options: TrainOptions,
        precision: Precision,
        processes: Processes,
        micro_batch: int,
        on_halved: Callable[[int], None],
    ) -> None:
        """`on_halved` is told the new size of parts where memory ran out."""
        self.micro_batch = micro_batch
        self._scorer = scorer
        self._options = options
        self._precision = precision
        self._processes = processes
        self._on_halved = on_halved
        self._highest = options.rate(scorer.name)
        self.optimizer = torch.optim.AdamW(list(self._groups()), lr=self._highest)
        self.scaler = torch.amp.GradScaler(processes.device.type, enabled=precision.name == "fp16")
        # It begins with the first loss, and a process may have none in the first step.
        self.scaler.scale(torch.zeros((), device=processes.device))

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """All that is trained, by name."""
        named = self._scorer.modules().named_parameters()
        return {name: parameter for name, parameter in named if parameter.requires_grad}

    def step(self, number: int, steps: int, batch: Sequence[Read]) -> Stepped:
        """Learn from a batch; `number` is the step's, from 0, of so many `steps`.

        Raises UserError where memory does not even hold one item at once, or the loss is no number any more.
        """
        items = sum(each.size for each in batch)
        loss, *_ = self._processes.summed([self._accumulated(number, self._processes.own(batch), items)])
        if not isfinite(loss):
            raise UserError(
                f"at step {number + 1} the loss is no number any more; take a lower --learning-rate than "
                f"{self._highest:g}, or --precision fp32"
            )
        self._processes.add_gradients(self.trained().values())
        factor = rate_at(number, steps, self._options.warmup)
        for group in self.optimizer.param_groups:
            group["lr"] = group["highest"] * factor
        self.scaler.unscale_(self.optimizer)
        torch.nn.utils.clip_grad_norm_(self.trained().values(), _LONGEST_GRADIENT)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)
        return Stepped(loss, items)

    def rate(self, number: int, steps: int) -> float:
        """The learning rate in this step, of all but a new head."""
        return self._highest * rate_at(number, steps, self._options.warmup)

    def _groups(self) -> Iterator[dict[str, Any]]:
        """Parameters with what they share: norms and biases are not held small, and a new head learns faster."""
        head = {id(each) for each in self._head()}
        for is_new in (False, True):
            rate = max(self._highest, _LEAST_HEAD_RATE) if is_new else self._highest
            own = [each for each in self.trained().values() if (id(each) in head) is is_new]
            for decay, shaped in ((_WEIGHT_DECAY, True), (0.0, False)):
                if group := [each for each in own if (each.ndim > 1) is shaped]:
                    yield {"params": group, "weight_decay": decay, "highest": rate}

    def _head(self) -> Iterator[torch.nn.Parameter]:
        head: torch.nn.Module | None = getattr(self._scorer, "head", None)
        return iter(()) if head is None else head.parameters()

    def _accumulated(self, number: int, own: Sequence[Read], items: int) -> float:
        """Gradients of this process's part of a batch of so many `items`, and its loss, summed.

        Where memory runs out, it is all done again in parts of half the size: the step is not lost.
        """
        self._scorer.modules().train()
        while True:
            torch.manual_seed(digest(str(self._options.seed), str(number), str(self._processes.place)) >> 1)
            try:
                return sum(self._gradients(part, items) for part in micro_batches(own, self.micro_batch))
            except (RuntimeError, MemoryError) as error:
                if not is_memory_error(error):
                    raise
                if self.micro_batch == 1:
                    raise UserError(
                        "memory ran out with a single item at a time; take a shorter --length, --checkpointing, "
                        "--method lora or a smaller model"
                    ) from None
            # Outside of the handler, which would keep what the failed attempt holds.
            self._halve()

    def _gradients(self, part: Sequence[Read], items: int) -> float:
        with self._autocast():
            aim, told = objective(self._scorer, part)
        torch.autograd.backward(self.scaler.scale(aim / items))
        return told

    def _halve(self) -> None:
        self.micro_batch = max(1, self.micro_batch // 2)
        self.optimizer.zero_grad(set_to_none=True)
        if self._processes.device.type == "cuda":
            torch.cuda.empty_cache()
        self._on_halved(self.micro_batch)

    def _autocast(self) -> AbstractContextManager[Any]:
        if not self._precision.is_mixed:
            return nullcontext()
        return torch.autocast(self._processes.device.type, self._precision.compute)
