"""Reading a model's configuration: what must be there, and what it is where it is not said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pontozo.errors import UserError

Configuration = Mapping[str, Any]


class Reader:
    """The values of one config.json; a value that cannot be used is a UserError that names the field."""

    def __init__(self, configuration: Configuration, where: str) -> None:
        self._configuration = configuration
        self.where = where

    def number(self, name: str, otherwise: int | None = None) -> int:
        """A whole number above 0."""
        value = self._configuration.get(name)
        if value is None and otherwise is not None:
            return otherwise
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            said = "is not there" if value is None else f"is {value!r}"
            raise UserError(f"{self.where}: {name} {said}, but must be a whole number above 0; mend the configuration")
        return value

    def share(self, name: str, otherwise: float) -> float:
        """A number from 0 up to 1, such as a dropout."""
        value = self._configuration.get(name, otherwise)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
            raise UserError(f"{self.where}: {name} is {value!r}, but must be from 0 up to 1; mend the configuration")
        return float(value)

    def flag(self, name: str, otherwise: bool) -> bool:
        """Yes or no."""
        value = self._configuration.get(name, otherwise)
        if not isinstance(value, bool):
            raise UserError(f"{self.where}: {name} is {value!r}, but must be true or false; mend the configuration")
        return value

    def text(self, name: str, otherwise: str) -> str:
        """A text."""
        value = self._configuration.get(name, otherwise)
        if not isinstance(value, str):
            raise UserError(f"{self.where}: {name} is {value!r}, but must be a text; mend the configuration")
        return value

    def count(self, name: str, otherwise: int) -> int:
        """A whole number that may be 0, or -1 for "not given"."""
        value = self._configuration.get(name, otherwise)
        if isinstance(value, bool) or not isinstance(value, int) or value < -1:
            raise UserError(f"{self.where}: {name} is {value!r}, but must be a whole number; mend the configuration")
        return value

    def texts(self, name: str) -> list[str]:
        """Several texts, given as a list or with bars between them."""
        value = self._configuration.get(name) or []
        parts = value.split("|") if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise UserError(f"{self.where}: {name} is {value!r}, but must be a list of texts; mend the configuration")
        return [part.strip() for part in parts]
