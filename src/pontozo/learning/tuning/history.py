"""What was measured in the course of a run: a line for each measurement, and a drawing of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import inf, isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FILE, PLOT = "history.jsonl", "history.svg"


@dataclass(frozen=True)
class HeldOut:
    """Agreement with people on what was held out; figures are NaN where they are undefined, or nothing was measured.

    `answers` were compared, `unscored` were not. `loss` is that of the run, −log P an item.
    """

    answers: int = 0
    unscored: int = 0
    qwk: float = nan
    exact: float = nan
    criterion_accuracy: float = nan
    loss: float = nan

    @property
    def rank(self) -> tuple[float, float, float]:
        """Rises with how good it is: the QWK, of equal ones the share that is exact, then the lower loss."""
        return _or_least(self.qwk), _or_least(self.exact), _or_least(-self.loss)


@dataclass(frozen=True)
class Record:
    """One measurement.

    After so many steps and (begun) epochs: the mean loss an item since the last one, the learning rate, agreement on
    what is held out, seconds since the beginning (pauses left out), the most memory in bytes.
    """

    step: int
    epoch: int
    loss: float
    learning_rate: float
    held_out: HeldOut
    is_best: bool
    seconds: float
    memory: int


def _or_least(value: float) -> float:
    return -inf if isnan(value) else value


def as_json(record: Record) -> dict[str, Any]:
    """The record as `json.dumps` takes it: null where a figure is undefined."""
    told = asdict(record)
    held: dict[str, Any] = told["held_out"]
    told["held_out"] = {name: None if value != value else value for name, value in held.items()}
    told["loss"] = None if isnan(record.loss) else record.loss
    return told


def from_json(told: dict[str, Any]) -> Record:
    """The record that `as_json` made this of."""
    held: dict[str, Any] = {name: nan if value is None else value for name, value in told["held_out"].items()}
    loss = nan if told["loss"] is None else told["loss"]
    return Record(**{**told, "loss": loss, "held_out": HeldOut(**held)})


def save(history: Sequence[Record], folder: Path) -> list[str]:
    """Write lines and drawing into `folder`; the names of the files written."""
    lines = (json.dumps(as_json(record), allow_nan=False) for record in history)
    (folder / FILE).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    if not history:
        return [FILE]
    (folder / PLOT).write_bytes(_drawn(history))
    return [FILE, PLOT]


def _drawn(history: Sequence[Record]) -> bytes:
    import io

    import matplotlib
    from matplotlib.figure import Figure

    written = io.BytesIO()
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "pontozo", "font.size": 11.0}):
        figure = Figure(figsize=(8.5, 5.5), layout="constrained")
        _draw(figure, history)
        figure.savefig(written, format="svg", metadata={"Date": None})
    return written.getvalue()


def _draw(figure: Figure, history: Sequence[Record]) -> None:
    steps = [record.step for record in history]
    losses, agreement = figure.subplots(2, 1, sharex=True)
    losses.plot(steps, [record.loss for record in history], marker="o", label="learnt from")
    losses.plot(steps, [record.held_out.loss for record in history], marker="s", label="held out")
    losses.set_ylabel("loss an item")
    for name, label in (("qwk", "QWK"), ("exact", "exact"), ("criterion_accuracy", "criteria right")):
        agreement.plot(steps, [getattr(record.held_out, name) for record in history], marker="o", label=label)
    for record in [record for record in history if record.is_best][-1:]:
        agreement.axvline(record.step, linestyle=":", color="gray", label="saved")
    agreement.set_ylabel("held-out agreement")
    agreement.set_xlabel("steps")
    for axes in (losses, agreement):
        # Beside the lines: within the axes it would hide some of them.
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.0, frameon=False)
