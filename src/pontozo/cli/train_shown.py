"""What `pontozo train` shows: the plan, how far it is, and how well it did."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from math import isnan
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pontozo.cli.tables import one_line, print_table
from pontozo.counting import counted
from pontozo.learning.tuning.listening import Listener
from pontozo.learning.tuning.verdict import figure, too_few

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from pontozo.learning.tuning.finishing import Facts, Tuned
    from pontozo.learning.tuning.history import HeldOut, Record
    from pontozo.learning.tuning.planned import Planned

#: So many lines tell of the steps where there is no terminal to draw a bar on.
_LINES = 10
#: Why answers are left out, in few words.
_WHY = {
    "unrated": "not rated",
    "blank": "blank",
    "unreadable": "unreadable",
    "repeats_question": "only the question again",
    "repeats_guide": "only the scoring guide again",
    "too_long": "too long to be graded",
}
_STOPPING = "Stopping after this step, then measuring and saving; again to end at once."
_FIGURES = {"qwk": "QWK", "exact": "exact", "criterion_accuracy": "criteria right"}


class Shown(Listener):
    """Lines on standard output; on a terminal, a bar of steps on standard error."""

    def __init__(self) -> None:
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._told: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def planned(self, plan: Planned, facts: Facts) -> None:
        from pontozo.learning.plan import shown

        for line in _data_told(facts):
            _say(line)
        if plan.plan is None:
            _say("How much memory it takes is not known: there is no plan for models of this kind.")
            return
        made = plan.plan
        parts = {
            "weights": made.weights,
            "gradients": made.gradients,
            "optimiser": made.optimiser,
            "activations": made.activations,
            "passing": made.passing,
            "the rest": made.framework,
        }
        told = ", ".join(f"{name} {shown(amount)}" for name, amount in parts.items())
        _say(
            f"Plan: at most {shown(made.peak)} of {shown(plan.memory)} with {counted(plan.micro_batch, 'item')} of "
            f"{plan.length} tokens at once ({told})."
        )

    def began(self, step: int, steps: int, trained: int, parameters: int) -> None:
        share = f"{trained / parameters:.1%}" if trained < parameters else "all"
        _say(f"Training {trained:,} of {parameters:,} parameters ({share}), {counted(steps, 'step')}.")
        if step:
            _say(f"Going on after step {step}.")
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("Training", total=steps, completed=step)
            self._bar.start()

    def stepped(self, step: int, steps: int, loss: float) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=step, description=f"Training, loss {figure(loss)}")
        elif step * _LINES // steps > (step - 1) * _LINES // steps:
            _say(f"step {step} of {steps}, loss {figure(loss)}")

    def measured(self, record: Record) -> None:
        found = record.held_out
        best = ", the best so far" if record.is_best else ""
        told = f"; held out: {_figures_told(found)}, loss {figure(found.loss)}{best}" if found.answers else ""
        _say(f"after step {record.step} (epoch {record.epoch}): loss {figure(record.loss)}{told}")
        self._say_once([few] if (few := too_few(found)) else [])

    def halved(self, micro_batch: int) -> None:
        _say(f"Memory ran out: from here on {counted(micro_batch, 'item')} at once, and as many to a step as before.")

    def asked_to_stop(self) -> None:
        # Past what Python keeps of the stream: it may be in the middle of a line of its own.
        with suppress(OSError, ValueError):  # standard output is no file, or is closed
            os.write(sys.stdout.fileno(), f"\n{_STOPPING}\n".encode())

    def stopped(self, tuned: Tuned) -> None:
        _say(f"Stopped after a whole step. What was learnt until then is saved in {tuned.folder}; --resume goes on.")

    def finished(self, tuned: Tuned) -> None:
        if tuned.held_out.answers:
            rows = [_row("the grader", tuned.held_out), _row("the mean score", tuned.mean)]
            print()
            print_table(("held out", "answers", *_FIGURES.values()), rows, ("answers", *_FIGURES.values()))
            print()
            self._say_once(tuned.doubts)
        else:
            _say("Nothing was held out: how well it grades is not known, and its grades tell no confidence.")
        _say(f"Saved in {tuned.folder}: pontozo grade answers.csv --grader {tuned.folder}")

    def _say_once(self, doubts: Sequence[str]) -> None:
        for doubt in doubts:
            if doubt not in self._told:
                self._told.add(doubt)
                _say(doubt)


def _say(line: str) -> None:
    # At once: who reads a log of a long run wants to know where it is.
    print(one_line(line), flush=True)


def _data_told(facts: Facts) -> list[str]:
    learnt, held = (len(tuple(book.answers)) for book in (facts.learnt, facts.held))
    lines = [
        f"Learning from {counted(learnt, 'answer')} to {counted(len(facts.learnt.questions), 'question')} "
        f"({counted(facts.items, 'item')}); held out: {counted(held, 'answer')} to "
        f"{counted(len(facts.held.questions), 'question')}."
    ]
    lines += [f"Left out: {counted(count, 'answer')} ({_WHY.get(why, why)})." for why, count in facts.left_out.items()]
    if facts.shortened:
        lines.append(f"Shortened, being longer than is read at once: {counted(facts.shortened, 'answer')}.")
    return lines


def _figures_told(found: HeldOut) -> str:
    told = {label: getattr(found, name) for name, label in _FIGURES.items()}
    return ", ".join(f"{label} {figure(value)}" for label, value in told.items() if not isnan(value))


def _row(name: str, found: HeldOut) -> tuple[str, ...]:
    values = [getattr(found, each) for each in _FIGURES]
    return (name, str(found.answers), *("–" if isnan(value) else figure(value) for value in values))
