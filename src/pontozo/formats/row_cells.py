"""The values of one row, taken by what their columns stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from pontozo.formats.columns import roles
from pontozo.gradebook import Fault

T = TypeVar("T")


class Cells:
    """The values of one row by column, and the faults met while taking them."""

    def __init__(self, file: str, values: Mapping[str, object], place: str) -> None:
        self._file = file
        self._place = place
        self.values = values
        self.columns = tuple(values)
        self.roles = roles(self.columns)
        self.faults: list[Fault] = []

    def fault(self, role: str, message: str) -> None:
        """Notes what is wrong with the cell of this role."""
        self.column_fault(self.roles.get(role, role), message)

    def column_fault(self, column: str, message: str) -> None:
        """Notes what is wrong with the cell of this column."""
        self.faults.append(Fault(self._file, message, self._place, column))

    def take(self, role: str, read: Callable[[object], T], otherwise: T) -> T:
        """What `read` makes of the cell of this role; `otherwise`, and a fault, where it cannot."""
        return self.take_column(self.roles.get(role), read, otherwise)

    def take_column(self, column: str | None, read: Callable[[object], T], otherwise: T) -> T:
        """What `read` makes of the cell of this column; `otherwise` where there is none, or where it cannot."""
        if column is None:
            return otherwise
        try:
            return read(self.values[column])
        except ValueError as error:
            self.column_fault(column, str(error))
            return otherwise
