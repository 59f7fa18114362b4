"""Who learns: a checkpoint that is tuned, or what it is held against. Each is made from rated answers."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.learning.hiding import outcomes_in
from pontozo.artefact import load_grader
from pontozo.domain import STANDARD, Span
from pontozo.evaluation.metrics import Array
from pontozo.gradebook import Gradebook
from pontozo.grader import Grader
from pontozo.learning.fitting import fit_grader
from pontozo.learning.tuning.history import Record
from pontozo.learning.tuning.listening import Listener
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.running import tune
from pontozo.scorers.base import Pair, PairScorer

_NAMES = [outcome.name for outcome in STANDARD]


def tuned(options: TrainOptions, train: Gradebook) -> Grader:
    """The grader that `tune` saves, loaded again; one thread computes."""
    import torch

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "grader"
        tune(train, options, folder, listener=_Telling())
        return load_grader(folder)


def fitted(family: str, train: Gradebook) -> Grader:
    """A grader of the family ("probe"), fitted."""
    return fit_grader(family, train)


def shipped(name: str, train: Gradebook) -> Grader:
    """The grader of that name as it ships, which learns nothing of `train`."""
    del train
    return load_grader(name)


def most_frequent(train: Gradebook) -> Grader:
    """Gives every criterion the outcome that is most frequent in `train`."""
    ((name, _),) = Counter(outcomes_in(train)).most_common(1)
    return Grader(_Always(name), name="most frequent outcome")


class _Always(PairScorer):
    """One standard outcome, whatever the answer."""

    name = "most frequent outcome"

    def __init__(self, outcome: str) -> None:
        self._row = [float(name == outcome) for name in _NAMES]

    def probabilities(self, pairs: Sequence[Pair]) -> Array:
        return np.array([self._row] * len(pairs)).reshape(len(pairs), len(_NAMES))

    def evidence(self, pair: Pair) -> tuple[Span, ...]:
        """None: it has not read the answer."""
        del pair
        return ()


class _Telling(Listener):
    """Says how a run goes to whoever waits for it."""

    def measured(self, record: Record) -> None:
        held = record.held_out
        found = f", held out: QWK {held.qwk:.3f}, loss {held.loss:.3f}" if held.answers else ""
        print(
            f"  epoch {record.epoch}, step {record.step}: loss {record.loss:.3f}{found}; {record.seconds:.0f} seconds",
            file=sys.stderr,
            flush=True,
        )
