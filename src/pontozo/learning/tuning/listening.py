"""What a run tells while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pontozo.learning.tuning.finishing import Facts, Tuned
    from pontozo.learning.tuning.history import Record
    from pontozo.learning.tuning.planned import Planned


class Listener:
    """Hears nothing; whoever wants to hear overrides what matters.

    Of several processes the first tells everything, the others only where their memory ran out.
    """

    def planned(self, plan: Planned, facts: Facts) -> None:
        """Before weights are loaded: what it will take, and what is learnt from."""

    def began(self, step: int, steps: int, trained: int, parameters: int) -> None:
        """So many of the steps are made already (by a run that goes on), so many parameters are trained."""

    def stepped(self, step: int, steps: int, loss: float) -> None:
        """Step number `step`, from 1, of so many, with its loss an item."""

    def measured(self, record: Record) -> None:
        """A measurement."""

    def halved(self, micro_batch: int) -> None:
        """Memory ran out; from now on so many items go through the model at once."""

    def asked_to_stop(self) -> None:
        """Somebody wants it to end: it does after this step, measured and saved.

        This is told from within a signal's handler, in the middle of whatever goes on: write nothing to a stream that
        may be written to just then.
        """

    def finished(self, tuned: Tuned) -> None:
        """It is whole, and saved."""

    def stopped(self, tuned: Tuned) -> None:
        """Somebody ended it; what was learnt until then is saved."""


class OnlyMemory(Listener):
    """Passes on what a process tells that is not the first."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def halved(self, micro_batch: int) -> None:
        self._listener.halved(micro_batch)
