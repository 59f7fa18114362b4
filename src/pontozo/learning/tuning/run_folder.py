"""The folder of a run that is under way, beside where the grader will stand: enough to go on after any break.

    run.json                   the options and the data that it was begun with
    state.json                 how far it is; names the two files below
    step-….safetensors         what is trained, and the optimiser's moments
    best-….safetensors         what is trained, as it measured best

Files of weights are written beside their names and renamed, then `state.json` takes its place in one move: whenever the
run is killed, the folder holds one whole state.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from pontozo.errors import UserError
from pontozo.formats.beside import write_bytes
from pontozo.learning.tuning import history
from pontozo.learning.tuning.history import Record
from pontozo.learning.tuning.options import TrainOptions, flag
from pontozo.learning.tuning.processes import Processes

_RUN, _STATE = "run.json", "state.json"
#: What AdamW keeps of each parameter.
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")
Parameters = Mapping[str, torch.nn.Parameter]


@dataclass
class State:
    """How far a run is.

    `step` steps are made, `place` of them in the present `epoch` (from 0). `waited` measurements in a row were no
    better than the best, which was made after step `best`. `loss` and `items` are sums since the last measurement.
    """

    step: int = 0
    epoch: int = 0
    place: int = 0
    micro_batch: int = 1
    waited: int = 0
    best: int | None = None
    loss: float = 0.0
    items: int = 0
    seconds: float = 0.0
    scaler: dict[str, Any] = field(default_factory=dict)
    history: list[Record] = field(default_factory=list)


class RunFolder:
    """The folder at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, out: Path) -> RunFolder:
        """That of the run whose grader will stand in `out`."""
        return cls(out.with_name(f"{out.name}.run"))

    @contextmanager
    def used(self, options: TrainOptions, data: str, processes: Processes, *, resume: bool) -> Iterator[None]:
        """The folder for a run, begun or gone on with; deleted where it is ended before its first state by a UserError
        or by somebody, since there is nothing to go on with.

        Raises UserError as `begin` and `check` do.
        """
        if resume:
            self.check(options, data)
        else:
            self._check_new()
        processes.wait()
        if not resume and processes.is_first:
            self.begin(options, data)
        processes.wait()
        try:
            yield
        except (UserError, KeyboardInterrupt):
            if not (self.path / _STATE).exists():
                self.delete()
            raise

    def _check_new(self) -> None:
        if (self.path / _RUN).exists():
            raise UserError(
                f"{self.path} holds a run that did not end; go on with it by --resume, or delete it to begin anew"
            )
        if self.path.exists():
            raise UserError(
                f"{self.path} is where the run would be kept, and holds something else; delete it, or choose another "
                "--out"
            )

    def begin(self, options: TrainOptions, data: str) -> None:
        """Note what is begun. Raises UserError where the folder cannot be made."""
        try:
            self.path.mkdir(parents=True)
        except OSError as error:
            raise UserError(f"{self.path} cannot be made ({error.strerror}); choose another --out") from None
        write_bytes(
            self.path / _RUN, (json.dumps({"options": options.record(), "data": data}, indent=2) + "\n").encode()
        )

    def check(self, options: TrainOptions, data: str) -> None:
        """Raises UserError where no run is under way here, or one with other options or other data."""
        if not self.path.exists():
            raise UserError(
                f"there is no run to go on with: {self.path} is not there; leave out --resume to begin one, or give "
                "the --out that it was begun with"
            )
        try:
            begun = json.loads((self.path / _RUN).read_text("utf-8"))
            before, digest = begun["options"], begun["data"]
        except (OSError, ValueError, KeyError, TypeError):
            raise UserError(
                f"{self.path} holds no run to go on with; delete it, and leave out --resume to begin one"
            ) from None
        for name, value in options.record().items():
            if before.get(name) != value:
                raise UserError(
                    f"the run in {self.path} was begun with {flag(name)} {before.get(name)}, not {value}; give the "
                    "same, or delete the folder to begin anew"
                )
        if digest != data:
            raise UserError(
                f"the run in {self.path} was begun with other answers, questions or ratings; give the same data, or "
                "delete the folder to begin anew"
            )

    def save(self, state: State, trained: Parameters, optimizer: torch.optim.Optimizer) -> None:
        """Put the whole state; what it replaces is deleted after it."""
        kept = {f"weight/{name}": each.detach() for name, each in trained.items()}
        for name, each in trained.items():
            moments = optimizer.state.get(each, {})
            kept |= {f"{moment}/{name}": moments[moment] for moment in _MOMENTS if moment in moments}
        _write(kept, self.path / _weights(state.step))
        told = {**asdict(state), "history": [history.as_json(record) for record in state.history]}
        write_bytes(self.path / _STATE, f"{json.dumps(told)}\n".encode())
        self._delete_but(state)

    def save_best(self, step: int, trained: Parameters) -> None:
        """Keep what is trained, as the best so far; it counts once the state that names it is saved."""
        _write({name: each.detach() for name, each in trained.items()}, self.path / _best(step))

    def load(self) -> State | None:
        """How far the run is; None where it had not come to a first state."""
        if not (self.path / _STATE).exists():
            return None
        told = json.loads((self.path / _STATE).read_text("utf-8"))
        return State(**{**told, "history": [history.from_json(record) for record in told["history"]]})

    def restore(self, state: State, trained: Parameters, optimizer: torch.optim.Optimizer) -> None:
        """Put back what is trained, and the optimiser's moments, as they were at this state."""
        kept = _read(self.path / _weights(state.step))
        _fill(trained, {name.removeprefix("weight/"): each for name, each in kept.items() if name[:7] == "weight/"})
        for name, each in trained.items():
            if f"step/{name}" in kept:
                moments = {moment: kept[f"{moment}/{name}"] for moment in _MOMENTS}
                # AdamW counts its steps on the CPU, and keeps its moments where the parameter is.
                optimizer.state[each] = {
                    key: value if key == "step" else value.to(each.device) for key, value in moments.items()
                }

    def restore_best(self, step: int, trained: Parameters) -> None:
        """Put back what is trained as it measured best."""
        _fill(trained, _read(self.path / _best(step)))

    def delete(self) -> None:
        """The run is over."""
        shutil.rmtree(self.path, ignore_errors=True)

    def _delete_but(self, state: State) -> None:
        kept = {_weights(state.step)} | ({_best(state.best)} if state.best is not None else set())
        # What a killed process left half written begins with a dot.
        for path in (*self.path.glob("*.safetensors"), *self.path.glob(".*.part")):
            if path.name not in kept:
                path.unlink()


def _weights(step: int) -> str:
    return f"step-{step}.safetensors"


def _best(step: int) -> str:
    return f"best-{step}.safetensors"


def _write(tensors: Mapping[str, torch.Tensor], path: Path) -> None:
    """Raises UserError where there is no room."""
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    beside = path.with_name(f".{path.name}.part")
    try:
        save_file({name: each.contiguous() for name, each in tensors.items()}, beside)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except (OSError, SafetensorError) as error:
        beside.unlink(missing_ok=True)
        raise UserError(f"{path} cannot be written ({error}); make room, then go on with --resume") from None


def _read(path: Path) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (OSError, SafetensorError) as error:
        raise UserError(f"{path} cannot be read ({error}); delete its folder to begin anew") from None


def _fill(trained: Parameters, kept: Mapping[str, torch.Tensor]) -> None:
    with torch.no_grad():
        for name, each in trained.items():
            each.copy_(kept[name])
