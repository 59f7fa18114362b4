"""What the command was asked for, and the sets that it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.public_sets.sets import FoundSet, library
from pontozo.errors import UserError


@dataclass(frozen=True)
class Asked:
    """Where the sets are and where MiniLM is; at most so many answers to learn from; whether it is a trial.

    A trial takes its tests from the train part, for choosing settings, and writes nothing.
    """

    data: Path | None = None
    model: Path | None = None
    most: int | None = None
    trial: bool = False

    @contextmanager
    def public_set(self, name: str) -> Iterator[FoundSet]:
        """The set of this name, unpacked for as long as this is open. Raises UserError where it is not there."""
        with library(self.data or Path()) as found:
            own = next((each for each in found.found if each.name == name), None)
            if own is None:
                raise UserError(next(told for told in found.left_out if told.startswith(name)))
            yield own

    @property
    def checkpoint(self) -> str:
        """MiniLM's folder, as options have it."""
        return str(self.model or "")
