"""The course of a run: epochs of steps, measurements between them, the best kept, all of it able to go on."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch

from pontozo.gradebook import Gradebook
from pontozo.learning.tuning.adapters import trained_of
from pontozo.learning.tuning.beginning import Precision
from pontozo.learning.tuning.dealing import Read, batches
from pontozo.learning.tuning.history import HeldOut, Record
from pontozo.learning.tuning.listening import Listener
from pontozo.learning.tuning.measuring import measure
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.processes import Processes
from pontozo.learning.tuning.run_folder import RunFolder, State
from pontozo.learning.tuning.stepping import Stepper
from pontozo.learning.tuning.stopping import Stopping
from pontozo.scorers.tuned.base import TunedScorer


@dataclass(frozen=True)
class Data:
    """What is learnt from, as tokens; what is held out, as answers and as tokens."""

    read: Sequence[Read]
    held: Gradebook
    apart: Sequence[Read]

    @property
    def longest(self) -> int:
        """The tokens of the longest item of all."""
        return max(each.longest for each in (*self.read, *self.apart))

    @cached_property
    def has_held(self) -> bool:
        """Whether anything is held out."""
        return any(True for _ in self.held.answers)


class Session:
    """A run under way. It begins from its folder's state where there is one."""

    def __init__(
        self,
        scorer: TunedScorer,
        options: TrainOptions,
        precision: Precision,
        processes: Processes,
        data: Data,
        folder: RunFolder,
        micro_batch: int,
        listener: Listener,
    ) -> None:
        self.scorer = scorer
        self.processes = processes
        self.data = data
        self._options = options
        self._folder = folder
        self._listener = listener
        self._stepper = Stepper(scorer, options, precision, processes, micro_batch, listener.halved)
        #: Whether it came to its end, and was not stopped before.
        self.is_whole = False
        self.state = folder.load() or State(micro_batch=micro_batch)
        if self.state.step:
            self._restore()
        self._since = time.monotonic()

    def run(self, stopping: Stopping) -> None:
        """Make the steps that are left; where somebody ends it before the last, it is not whole."""
        size = trained_of(self.scorer.modules())
        self._listener.began(self.state.step, self.steps, size.trained, size.parameters)
        self.is_whole = self._went_through(stopping)

    def _went_through(self, stopping: Stopping) -> bool:
        while self.state.epoch < self._options.epochs and not self._has_waited_enough:
            dealt = self._dealt(self.state.epoch)
            while self.state.place < len(dealt):
                self._step(dealt[self.state.place])
                if self._is_asked(stopping):
                    self._save()
                    return False
                if self._options.every and self.state.step % self._options.every == 0:
                    self._measure()
                    if self._has_waited_enough:
                        return True
            self.state.epoch, self.state.place = self.state.epoch + 1, 0
            self._measure()
        return True

    def to_best(self) -> None:
        """Make the scorer what measured best, or leave it as it is where nothing did."""
        if self.state.best is not None and self.state.best != self.state.step:
            self._folder.restore_best(self.state.best, self._stepper.trained())

    @cached_property
    def steps(self) -> int:
        """How many there are in all epochs."""
        return sum(len(self._dealt(epoch)) for epoch in range(self._options.epochs))

    def _dealt(self, epoch: int) -> list[list[Read]]:
        return batches(self.data.read, self._options.batch, self._options.seed, epoch)

    @property
    def _has_waited_enough(self) -> bool:
        return 0 < self._options.patience <= self.state.waited

    def _step(self, batch: Sequence[Read]) -> None:
        made = self._stepper.step(self.state.step, self.steps, batch)
        self.state.step += 1
        self.state.place += 1
        self.state.loss += made.loss
        self.state.items += made.items
        self._listener.stepped(self.state.step, self.steps, made.loss / made.items)

    def _is_asked(self, stopping: Stopping) -> bool:
        """Whether any process was asked to end: all of them end after the same step."""
        (asked,) = self.processes.summed([float(stopping.is_asked)])
        return asked > 0

    def _measure(self) -> None:
        """Measure, keep the state, and the weights if they are the best so far."""
        state = self.state
        if state.history and state.history[-1].step == state.step:
            self._save()
            return
        held = measure(self.scorer, self.data.held, self.processes).held_out if self.data.has_held else HeldOut()
        is_best = self.data.has_held and (self._best is None or held.rank > self._best.rank)
        if is_best:
            state.best, state.waited = state.step, 0
            if self.processes.is_first:
                self._folder.save_best(state.step, self._stepper.trained())
        elif self.data.has_held:
            state.waited += 1
        state.history.append(self._record(held, is_best=is_best))
        state.loss, state.items = 0.0, 0
        self._save()
        self._listener.measured(state.history[-1])

    @property
    def _best(self) -> HeldOut | None:
        return next((record.held_out for record in reversed(self.state.history) if record.is_best), None)

    def _record(self, held: HeldOut, *, is_best: bool) -> Record:
        state = self.state
        self._count_time()
        return Record(
            step=state.step,
            epoch=state.epoch + (state.place > 0),
            loss=state.loss / state.items,
            learning_rate=self._stepper.rate(state.step - 1, self.steps),
            held_out=held,
            is_best=is_best,
            seconds=round(state.seconds, 2),
            memory=_most_memory(self.processes.device),
        )

    def _save(self) -> None:
        self._count_time()
        self.state.micro_batch = self._stepper.micro_batch
        self.state.scaler = self._stepper.scaler.state_dict()
        if self.processes.is_first:
            self._folder.save(self.state, self._stepper.trained(), self._stepper.optimizer)
        self.processes.wait()

    def _restore(self) -> None:
        self._folder.restore(self.state, self._stepper.trained(), self._stepper.optimizer)
        self._stepper.micro_batch = self.state.micro_batch
        self._stepper.scaler.load_state_dict(self.state.scaler)

    def _count_time(self) -> None:
        now = time.monotonic()
        self.state.seconds, self._since = self.state.seconds + now - self._since, now


def _most_memory(device: torch.device) -> int:
    """The most bytes that were used so far: of the GPU, else of this process."""
    if device.type == "cuda":
        return int(torch.cuda.max_memory_allocated(device))
    try:
        import resource
    except ImportError:  # Windows has it not, nor anything like it without another library.
        return 0
    # Kilobytes, but for macOS.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
